// The list of events: each with when it came, what it is, and what the core has answered.
import { json } from '../browser.js'
import { button, node } from './node.js'

const strong = /^(load|store|stop|reload|unlock|once)\b/

const MOST = 3 // names in one row
const some = names => {
  const all = names.filter((name, i) => names.indexOf(name) == i)
  return all.slice(0, MOST).join(', ') + (all.length > MOST ? ` and ${all.length - MOST} more` : '')
}

// What an event is about, in a few words.
const subject = {
  __proto__: null,
  start: ({ host, path }) => host + (path || ''),
  action: ({ name, target, trusted }) => [name, target, trusted ? '' : '(by a script)'].filter(word => word).join(' '),
  call: ({ name, args }) => name + '(' + args.map(each => json(each)).join(', ') + ')',
  language: ({ languages }) => languages[0],
  fetched: ({ path, content }) => path + (content ? '' : ', which has not come'),
  added: ({ purposes = [], processors = [] }) => [...purposes, ...processors].join(', '),
  requests: ({ requests }) => some(requests.map(([host]) => host)),
  failed: ({ id, step }) => id + ': ' + (step || 'its script'),
  still: ({ id }) => id,
  eraseAgain: ({ id }) => id && 'the script of ' + id,
}
const about = event => subject[event.type]?.(event) || ''

const wordOf = ([kind, first, second]) =>
  kind == 'render' && second === null
    ? 'remove ' + first
    : typeof first == 'string' && !/^(store|mask)$/.test(kind)
      ? kind + ' ' + first
      : kind

/** An event as the list shows it: `type`, `subject`, `words` of its effects, `effects`, `event`, and `at` since the start. */
export const read = ({ at, text, answer }, start) => {
  const event = JSON.parse(text)
  const effects = JSON.parse(answer)
  return {
    at,
    event,
    effects,
    type: event.type,
    subject: about(event),
    words: effects.map(wordOf),
    text,
    answer,
    start,
  }
}

export const seconds = ms => (ms < 0 ? '−' : '+') + ((ms < 0 ? -ms : ms) / 1000).toFixed(3) + ' s'

const pretty = value => node('pre', { tabindex: 0 }, json(value, 2))

// What every event carries stands behind what is the event's own.
const common = 'now random cookies refusal table instead pending woken shown'.split(' ')
const divided = event => {
  const own = {}
  const rest = {}
  for (const name of Object.keys(event)) (common.includes(name) ? rest : own)[name] = event[name]
  return [own, rest]
}

const body = ({ event, effects, words, text, answer }, copy) => {
  const [own, rest] = divided(event)
  return [
    node('h3', {}, 'Event'),
    pretty(own),
    node('details', {}, node('summary', {}, 'What every event carries'), pretty(rest)),
    node('h3', {}, effects.length ? 'Effects, in their order' : 'No effect'),
    node(
      'ol',
      {},
      ...effects.map((effect, i) =>
        node('li', {}, node('details', {}, node('summary', {}, words[i]), pretty(effect.slice(1)))),
      ),
    ),
    button('Copy this event and its answer', () => copy(text + '\n= ' + answer)),
  ]
}

/** The row of one event; what is in it is made when it is opened. */
export const row = (each, copy) => {
  const { at, start, type, subject, words } = each
  const effects = words.length
    ? words.flatMap((word, i) => [i ? ', ' : '', node('span', { class: strong.test(word) && 'strong' }, word)])
    : [node('span', { class: 'none' }, 'nothing')]
  const details = node(
    'details',
    {},
    node(
      'summary',
      {},
      node('span', { class: 'at' }, seconds(at - start)),
      ' ',
      node('b', {}, type),
      ' ',
      node('span', { class: 'subject' }, subject),
      node('span', { class: 'arrow' }, ' → '),
      ...effects,
    ),
  )
  details.addEventListener('toggle', () => {
    if (details.open && !details.lastChild.matches('.body'))
      details.append(node('div', { class: 'body' }, ...body(each, copy)))
  })
  return node('li', {}, details)
}
