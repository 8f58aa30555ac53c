// The overlay of ?smg-debug: shows each event with its effects, and why a thing was or was not loaded, as the core says it.
// A reader: what it shows it was handed by web/debug.js, which fetches it as it does nothing else; it changes nothing of
// the module's, and stores nothing.

import { d, json, own } from '../browser.js'
import { read, row } from './events.js'
import { fileOf } from './file.js'
import { button, node, show } from './node.js'
import { tabsOf } from './tabs.js'
import { waiting, why } from './why.js'

const { records, follow, ask, makeElement, layerOf, listen } = own(window, 'smg:debug')
const CORNERS = ['top end', 'bottom end', 'bottom start', 'top start']
const NARROW = 600 // px of width below which it begins closed
const GAP = 8 // px between it, the window's edges and the banner
const LEAST = 140 // px of height that it takes in any case
const NAME = 'smg-debug.events'

const events = [] // as read() makes them
const history = { loads: {}, faults: {}, leaks: {} } // by processor
const blocked = [] // what the page's security policy has refused since
let start // when the core was told of the page
let isNewestFirst = true
let chosen = '' // "", "event:" and a type, or "effect:" and a kind
let sought = ''
let corner = 0
let isOpen = window.innerWidth >= NARROW
let isClosed = false

const status = node('span', { class: 'now' })
const note = node('p', { role: 'status', class: 'note' })
const reasons = node('div', { class: 'why' })
const list = node('ol', { class: 'events', 'aria-label': 'Events' })
const which = node('select', {})
const find = node('input', { type: 'search', autocomplete: 'off' })
const save = node('section', { class: 'save', hidden: true, 'aria-label': 'Save as a file' })

const say = text => {
  note.textContent = text
}
const copy = text =>
  (async () => window.navigator.clipboard.writeText(text))().then(
    () => say('Copied.'),
    () => say('The browser does not let this page copy.'),
  )

// What the core explains; nothing before the start.
const explained = found => (start === undefined ? undefined : ask(found.map(([pair]) => pair)))

const textOfFile = () => fileOf(records, explained([])?.cookie, __WASM_HASH__, json)
const download = () => {
  const text = textOfFile()
  const link = node('a', { download: NAME, href: 'data:text/plain;charset=utf-8,' + encodeURIComponent(text) })
  link.click()
  say(`Saved as ${NAME}: ${records.length} events.`)
}
const openSave = () => {
  save.hidden = !save.hidden
  save.firstChild || save.append(...saving())
}
const saving = () => [
  node('h3', {}, 'Save as a file'),
  node(
    'p',
    {},
    'Every event of this page view, one a line, each with the answer behind it. ',
    node('code', {}, `tests/replay ${NAME}`),
    ' puts them to the same C on your own machine, and names the first answer that differs.',
  ),
  node('p', {}, 'What is in it of this page and of you:'),
  node(
    'ul',
    {},
    node('li', {}, 'SMG_CONFIG, the page’s host and path, the languages of the page and of the browser.'),
    node('li', {}, 'The names of all cookies. Their values are masked, but for the record of your choice with its id.'),
    node('li', {}, 'The addresses of requests to other hosts, without what stands behind the “?”.'),
    node('li', {}, 'Titles of frames that wait, and the words of faults.'),
  ),
  node('p', {}, 'Read it before you hand it on.'),
  button('Save the file', download),
  ' ',
  button('Copy it instead', () => copy(textOfFile())),
]

const matches = ({ type, effects, text, answer }) =>
  (!chosen || chosen == 'event:' + type || effects.some(([kind]) => chosen == 'effect:' + kind)) &&
  (!sought || (text + answer).toLowerCase().includes(sought))

// The kinds to choose from, each with how many events have it.
const fillWhich = () => {
  const counts = [{}, {}]
  for (const { type, effects } of events) {
    counts[0][type] = (counts[0][type] || 0) + 1
    const kinds = effects.map(([kind]) => kind)
    for (const kind of kinds.filter((kind, i) => kinds.indexOf(kind) == i)) counts[1][kind] = (counts[1][kind] || 0) + 1
  }
  const group = (label, prefix, of) =>
    node(
      'optgroup',
      { label },
      ...Object.keys(of)
        .sort()
        .map(name => node('option', { value: prefix + name }, `${name} (${of[name]})`)),
    )
  show(
    which,
    node('option', { value: '' }, `all events (${events.length})`),
    group('Events', 'event:', counts[0]),
    group('With the effect', 'effect:', counts[1]),
  )
  which.value = chosen
}

const place = each => (isNewestFirst ? list.prepend(each.row) : list.append(each.row))
const sift = () => {
  for (const each of events) each.row.hidden = !matches(each)
}

const remember = ({ at, event, effects }) => {
  for (const [kind, first, second] of effects) {
    if (kind == 'load') history.loads[first] = at
    if (kind == 'emit' && first == 'leak') history.leaks[second.processor] ||= at
  }
  if (event.type == 'failed') {
    const { id, step, reason } = event
    history.faults[id] = { at, text: step ? `“${step}” has failed, ${reason}` : 'its script did not load' }
    if (!step || step == 'start') delete history.loads[id]
  }
}

const takeIn = () => {
  for (let i = events.length; i < records.length; i++) {
    const each = read(records[i], 0)
    if (each.type == 'start') start = each.at
    events.push(each)
    remember(each)
  }
  // The times count from the start, which what is fetched before it does not know yet.
  for (const each of events)
    if (!each.row) {
      if (start === undefined) return
      each.start = start
      each.row = row(each, copy)
      each.row.hidden = !matches(each)
      place(each)
    }
}

// It stands where the banner does not, nor the button for the settings: in the larger room that these leave.
const makeRoom = () => {
  const { left, right } = frame.getBoundingClientRect()
  const height = window.innerHeight
  let [from, to] = [0, height]
  for (const layer of ['banner', 'float'].flatMap(name => layerOf(name) || [])) {
    const taken = layer.getBoundingClientRect()
    if (taken.right <= left || taken.left >= right) continue
    if (taken.top - from > to - taken.bottom) to = taken.top
    else from = taken.bottom
  }
  const isTop = CORNERS[corner].startsWith('top')
  const room = to - from - 2 * GAP
  frame.style.top = isTop ? `${from + GAP}px` : 'auto'
  frame.style.bottom = isTop ? 'auto' : `${height - to + GAP}px`
  frame.style.maxHeight = `${room < LEAST ? LEAST : room}px`
}

let isDue
const refresh = () => {
  isDue = false
  if (isClosed) return
  if (!host.isConnected) d.documentElement.append(host)
  takeIn()
  fillWhich()
  const found = waiting()
  const explanation = explained(found)
  status.textContent = `${explanation ? explanation.choice : 'not started'}, ${events.length} events`
  if (explanation) show(reasons, ...why(explanation, found, history, start, blocked))
  makeRoom()
}
// Once for all that comes in one task: the module is not kept from its own work.
const refreshSoon = () => {
  if (!isDue) isDue = setTimeout(refresh)
}

const fold = button('Fold', () => {
  isOpen = !isOpen
  open()
})
const open = () => {
  frame.toggleAttribute('data-folded', !isOpen)
  fold.setAttribute('aria-expanded', isOpen)
  fold.textContent = isOpen ? 'Fold' : 'Unfold'
  makeRoom()
}
const move = () => {
  corner = (corner + 1) % CORNERS.length
  frame.setAttribute('data-corner', CORNERS[corner])
  makeRoom()
}
const end = () => {
  isClosed = true
  host.remove()
}
const turn = button('Newest first', () => {
  isNewestFirst = !isNewestFirst
  turn.setAttribute('aria-pressed', isNewestFirst)
  list.append(...(isNewestFirst ? [...events].reverse() : events).flatMap(({ row }) => row || []))
})
turn.setAttribute('aria-pressed', isNewestFirst)
which.addEventListener('change', () => {
  chosen = which.value
  sift()
})
find.addEventListener('input', () => {
  sought = find.value.toLowerCase()
  sift()
})

const panels = {
  Why: [reasons],
  Events: [
    node('div', { class: 'tools' }, node('label', {}, 'Show ', which), node('label', {}, 'Find ', find), turn),
    list,
  ],
}
const frame = node(
  'section',
  { class: 'frame', 'aria-label': 'SMG Consent: what happens, and why', 'data-corner': CORNERS[corner] },
  node(
    'header',
    {},
    node('h2', {}, 'SMG Consent'),
    status,
    node(
      'span',
      { class: 'buttons' },
      fold,
      button('Move', move, { title: 'To another corner' }),
      button('Close', end, { title: 'Until the page is loaded anew' }),
    ),
  ),
  node(
    'div',
    { class: 'content' },
    ...tabsOf(panels),
    node('footer', {}, button('Save as a file …', openSave), note, save),
  ),
)
const host = makeElement('smg-debug', {}, listen)
const sheet = new CSSStyleSheet()
sheet.replaceSync(__OVERLAY_CSS__)
host.shadowRoot.adoptedStyleSheets = [sheet]
host.shadowRoot.append(frame)
open()
refresh()
follow(refreshSoon)
listen(window, 'resize', refreshSoon)
listen(document, 'securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  blocked.push(`${effectiveDirective}: ${blockedURI}`)
  refreshSoon()
})
