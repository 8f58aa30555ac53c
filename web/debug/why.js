// What the core says of why all is as it is, in words. Nothing here finds a reason: each is a key that came from it.
import { d, json } from '../browser.js'
import { seconds } from './events.js'
import { node } from './node.js'
import { reasons, toneOf } from './reasons.js'

const moment = ms => new Date(ms).toISOString().slice(0, 16).replace('T', ' ') + ' UTC'

const said = (reason, ...more) =>
  node(
    'span',
    { class: 'tone ' + toneOf(reason) },
    reasons[reason] || reason,
    ...more.filter(text => text).map(text => ' ' + text),
  )

const term = (name, ...children) => [node('dt', {}, name), node('dd', {}, ...children)]

const kinds = { none: 'None.', grant: 'A grant', refusal: 'A refusal' }
const recordOf = ({ kind, time, until, revision, overrules, lacks = [] }) =>
  kinds[kind] +
  (kind == 'none'
    ? ''
    : ` of ${moment(time)}, holds until ${moment(until)}, revision ${revision}.` +
      (lacks.length ? ' It does not name: ' + lacks.join(', ') + '.' : '') +
      (overrules ? ' It overrules a grant that is stored too.' : ''))

// What the events have told of a processor: when it was loaded, what has failed, what it has done without a grant.
const historyOf = (id, history, start) =>
  [
    history.loads[id] && 'Loaded at ' + seconds(history.loads[id] - start) + '.',
    history.faults[id] && 'Told at ' + seconds(history.faults[id].at - start) + ': ' + history.faults[id].text + '.',
    history.leaks[id] && 'Contacted without a grant at ' + seconds(history.leaks[id] - start) + '.',
  ].filter(text => text)

const processor = ({ id, reason, requests }, history, start) =>
  node(
    'li',
    { 'data-id': id, 'data-reason': reason },
    node('b', {}, id),
    ' ',
    said(
      reason,
      ...historyOf(id, history, start),
      requests && `${requests} ${requests == 1 ? 'request' : 'requests'} seen.`,
    ),
  )

const purpose = (each, items, history, start) =>
  node(
    'section',
    { 'data-id': each.id, 'data-reason': each.reason },
    node('h4', {}, each.id),
    said(each.reason),
    node('ul', {}, ...items.filter(item => item.purpose == each.id).map(item => processor(item, history, start))),
  )

const content = ({ reason, waits }, [of, label]) =>
  node(
    'li',
    { 'data-reason': reason },
    node('b', {}, label),
    ' ',
    of + '. ',
    said(reason, waits && 'It waits for ' + waits + '.'),
  )

/** What content of the page waits: for each pair of ids one entry, [pair, words for it, an example of its element]. */
export const waiting = () => {
  const found = {}
  for (const element of d.querySelectorAll('[data-smg-purpose]:not([data-smg-purpose^="!"]),[data-smg-processor]')) {
    const pair = [element.getAttribute('data-smg-purpose'), element.getAttribute('data-smg-processor')]
    const tag = element.localName
    const address = element.getAttribute('data-smg-src') || element.getAttribute('src')
    const one = (found[json(pair)] ||= { pair, elements: [] })
    one.elements.push(`<${tag}>` + (address ? ' ' + address.replace(/[?#].*/s, '').slice(0, 80) : ''))
  }
  return Object.values(found).map(({ pair, elements }) => [
    pair,
    'Marked ' +
      ['purpose', 'processor']
        .flatMap((name, i) => (pair[i] === null ? [] : `data-smg-${name}="${pair[i]}"`))
        .join(' '),
    elements.length > 1 ? `${elements[0]} and ${elements.length - 1} more` : elements[0],
  ])
}

// A heading and a list; nothing where that is empty.
const part = (heading, rows) => (rows[0] ? [node('h3', {}, heading), node('ul', {}, ...rows)] : [])

/** The panel, of an explanation. `blocked`: what the page's security policy has refused, as words. */
export const why = (
  { banner, record, gpc, revision, items, unused, content: kept },
  found,
  history,
  start,
  blocked,
) => [
  node(
    'dl',
    {},
    ...term(
      'Banner',
      node(
        'span',
        { 'data-id': 'banner', 'data-reason': banner.reason },
        banner.open ? 'Open. ' : 'Not open. ',
        said(banner.reason),
      ),
    ),
    ...term(
      'Record',
      recordOf(record) +
        (record.kind != 'none' && record.revision != revision ? ` The site's revision is ${revision}.` : ''),
    ),
    ...(gpc ? term('Signal', 'Global Privacy Control is on, and respected.') : []),
  ),
  node('h3', {}, 'Purposes and processors'),
  ...items.filter(each => each.purpose === null).map(each => purpose(each, items, history, start)),
  ...part(
    'Content that waits',
    kept.map((each, i) => content(each, found[i].slice(1))),
  ),
  ...part(
    'Refused by the security policy',
    blocked.map(text => node('li', { class: 'tone bad' }, text)),
  ),
  ...part(
    'Not used by this site',
    unused.map(({ id, reason }) =>
      node('li', { 'data-id': id, 'data-reason': reason }, node('b', {}, id), ' ', said(reason)),
    ),
  ),
]
