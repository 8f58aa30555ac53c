// What the visitor sees: builds the nodes of "render" effects within <smg-consent>, and minds the page around it: what
// has the focus, the room under the banner, the element's place in <body>. Nothing here decides what is shown or when;
// include/smg.h says what a node is.

import { attempt, attribute, d, is, json, listen } from './browser.js'
import { bounded, soon } from './calm.js'

// Told of each press: (name, inside, trusted, repeated, target, pointer, age). True while there is a module that it was
// told to.
let act
let host, root, region // <smg-consent>, its open shadow root, and the landmark in it that holds all
let language // of what is being built
let outside // the page's own element that had the focus last
const shown = { __proto__: null } // place → the element that stands there
const tables = new WeakMap() // [data-smg-table] → what it holds, as text and as an element
const painted = new WeakMap() // layer → when that was first done, by the clock of events
const hashes = { __proto__: null } // place → the SHA-256 of its text, in base64url
// After the frame: the layer is painted before the page is laid out anew.
const room = new ResizeObserver(() => setTimeout(makeRoom))
let space // the stylesheet of makeRoom()
// Where the banner stands in the page, see smg.css. Asking for its computed style would lay the page out too early.
const low = matchMedia('(max-height: 26em)')

export const isOpen = place => place in shown
// What a press would answer.
const asking = () => (isOpen('settings') ? 'settings' : 'banner')
export const shownHash = () => hashes[asking()] || ''
export const switchesOn = () => [...root.querySelectorAll('input:checked')].map(input => input.name)

// "25 November 2026"; in figures where the browser does not know the months of the language.
const date = time => {
  // Nor is every tag that a page may give its own language one to the browser.
  const known = attempt(
    () => !/\d/.test(new Intl.DateTimeFormat(language, { __proto__: null, month: 'long' }).format(time)),
  )
  const options = { __proto__: null, ...(known && { dateStyle: 'long' }) }
  return new Intl.DateTimeFormat(known ? language.replace(/^en$/, 'en-GB') : 'ru', options).format(time)
}

const build = node => {
  if (typeof node == 'number') return date(node)
  if (!Array.isArray(node)) return node
  const [tag, attributes, ...children] = node
  const element = d.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value) element.setAttribute(name, value === true ? '' : value)
  }
  // What has a class can be styled by the page, as a part of that name.
  element.part = element.className
  element.append(...children.map(build))
  return element
}

// What a page's shortcuts, scroll locks and focus traps would take from the visitor; the last two are the wheel's older
// names in Firefox.
const visitors =
  'keydown keypress keyup input focusin touchstart touchmove touchend wheel DOMMouseScroll MozMousePixelScroll'
const keep = event => event.stopPropagation()

const makeHost = () => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(__CSS__)
  host = build(['smg-consent', { id: 'smg-consent' }])
  // React 18, taking over a document that came from a server, throws all of it away over one element in <body> before
  // its own. It passes by what is neither element nor text; until it is through, ours tells scripts that it is neither.
  Object.defineProperty(host, 'nodeType', {
    __proto__: null,
    get() {
      const key = Object.keys(document).find(name => name.startsWith('__reactContainer'))
      return attempt(() => document[key].stateNode.current.memoizedState.isDehydrated) ? 7 : 1
    },
  })
  region = build(['section', {}, ['div', { role: 'status' }]])
  root = host.attachShadow({ __proto__: null, mode: 'open' })
  root.adoptedStyleSheets = [sheet]
  root.append(region)
  listen(root, 'click', press)
  listen(root, 'change', ({ target }) => act('toggle', true, true, false, target.name))
  for (const type of visitors.split(' ')) listen(root, type, keep, { __proto__: null, passive: true })
  // Some dialogs of pages make all else inert, and hide it from screen readers; but this stands above them. In a task of
  // its own, so that a page that insists is not hung.
  const attributeFilter = ['inert', 'aria-hidden']
  const revive = () => attributeFilter.map(name => host.removeAttribute(name))
  new MutationObserver(() => setTimeout(revive, 99)).observe(host, { __proto__: null, attributeFilter })
}

export const press = event => {
  const inside = event.currentTarget != document
  // The page's own may be, or stand within, an element with a shadow root of its own: target would be only that.
  const control = inside
    ? event.target.closest('[data-smg]')
    : event.composedPath().find(element => attribute(element, 'data-smg-action'))
  const name = attribute(control, inside ? 'data-smg' : 'data-smg-action')
  const { detail, timeStamp } = event
  const passed = timeStamp - painted.get(shown[asking()])
  const age = passed > 0 ? passed - (passed % 1) : 0
  // What is a link too, or in a form, leads nowhere else where this was done.
  if (control && act(name, inside, event.isTrusted, detail > 1, undefined, detail > 0, age)) event.preventDefault()
  // A page that prevents clicks would turn the switch back.
  if (inside && event.target.closest('label,input,summary')) keep(event)
}

// Keeps what the page scrolls to from under the banner or the small button, and leaves room for its end to be read. In a
// stylesheet of its own, so that nothing of the page's is overwritten and nothing stays.
function makeRoom() {
  const element = shown.banner || shown.float
  const fixed = element && attribute(element, 'data-layout') != 'dialog' && !low.matches
  const [top, height] = fixed ? [element.offsetTop, element.offsetHeight] : []
  if (!height && !space) return
  space ||= new CSSStyleSheet()
  const size = `${height + 16}px!important`
  const above = top < window.innerHeight - top - height
  const rule = above ? `scroll-padding-top:${size}` : `scroll-padding-bottom:${size};padding-bottom:${size}`
  space.replaceSync(height ? `html{${rule}}` : '')
  const others = [...d.adoptedStyleSheets].filter(sheet => sheet != space)
  d.adoptedStyleSheets = height ? [...others, space] : others
}

// What lays the page out anew is no part of a press: what was pressed goes first.
const afterFrame = f => requestAnimationFrame(() => setTimeout(f))

// The focus was in what has gone: back to where it was in the page, where that can still have it, else to its content.
const giveFocusBack = () => {
  for (const target of [outside, d.querySelector('main, h1')]) {
    if (!target?.isConnected) continue
    const bare = target.tabIndex < 0 && !target.hasAttribute('tabindex')
    if (bare) target.tabIndex = -1
    target.focus({ __proto__: null, preventScroll: true })
    if (bare) target.addEventListener('blur', () => target.removeAttribute('tabindex'), { __proto__: null, once: true })
    if (d.activeElement == target) return
  }
}

const hash = (place, element) => {
  const text = new TextEncoder().encode(element.textContent)
  crypto.subtle?.digest('SHA-256', text).then(bytes => {
    const base64 = btoa(String.fromCharCode(...new Uint8Array(bytes)))
    if (shown[place] == element) hashes[place] = base64.replace(/[+/=]/g, c => ({ '+': '-', '/': '_' })[c] || '')
  })
}

const see = layer => {
  painted.delete(layer)
  afterFrame(() => painted.set(layer, performance.now()))
}

// The top layer is above what the page puts above all, and stays where a transformed <body> would take it along. But not
// where the banner stands in the page, nor above a modal dialog of the page's own, which would make it look as if it
// could be pressed: it is tried anew until that has closed. Such a dialog may stand in a shadow root, where only what can
// be pressed tells of it, and asking for that before the first frame would lay the page out too early.
let trying
const lift = (layer, again) => {
  attempt(() => {
    layer.popover = low.matches || d.querySelector(':modal') ? null : 'manual'
    layer.showPopover()
  })
  const look = () => {
    if (low.matches || !layer.isConnected) return
    const { x, y, width, height } = layer.getBoundingClientRect()
    if (layer.popover && root.elementsFromPoint(x + width / 2, y + height / 2).includes(layer))
      return again && see(layer)
    layer.popover = null
    clearTimeout(trying)
    trying = setTimeout(lift, 400, layer, true)
  }
  again ? look() : afterFrame(look)
}

export const render = (place, node) => {
  const { lang, 'data-region': name } = { __proto__: null, ...node?.[1] }
  if (lang) language = lang
  if (place == 'table') {
    const text = json(node)
    // A link that has the focus is not taken from under the visitor, nor what he has selected without need.
    for (const element of d.querySelectorAll('[data-smg-table]')) {
      const [old, made] = tables.get(element) || []
      if (element.contains(d.activeElement) || (old == text && made.parentNode == element)) continue
      const table = build(node)
      element.replaceChildren(table)
      tables.set(element, [text, table])
    }
    return
  }
  const old = shown[place]
  const isDialog = element => element?.localName == 'dialog'
  // After Esc the browser itself has tried to give it back.
  const focused = old?.contains(root.activeElement) || (isDialog(old) && d.activeElement == d.body)
  delete shown[place]
  delete hashes[place]
  // close() gives the focus back to where it was; it is not the visitor's, since nothing is shown any more.
  if (isDialog(old)) old.close()
  old?.remove()
  if (node) {
    host || makeHost()
    // Where there is no <body> just now, putBack() will.
    host.isConnected || d.body?.prepend(host)
    region.setAttribute('aria-label', name)
    const element = (shown[place] = build(node))
    ;(place == 'status' ? region.firstChild : region).append(element)
    if (place != 'status' && !isDialog(element)) lift(element)
    if (isDialog(element)) {
      attempt(() => element.showModal())
      // Its close event would come late: a press that follows Esc at once would find the settings open still.
      const closed = () => shown[place] == element && !element.open && act('close', true, true)
      new MutationObserver(closed).observe(element, { __proto__: null, attributeFilter: ['open'] })
    }
    if (place == 'banner' || place == 'settings') hash(place, element)
    // In another language it is the same one.
    painted.has(old) ? painted.set(element, painted.get(old)) : see(element)
  } else if (host && !Object.keys(shown).length) host.remove()
  if (focused) afterFrame(() => d.activeElement == d.body && giveFocusBack())
  if (place == 'banner' || place == 'float') {
    room.disconnect()
    const layers = [shown.banner, shown.float].filter(layer => layer)
    for (const layer of layers) room.observe(layer)
    layers.length || afterFrame(makeRoom)
  }
}

export const switches = list => {
  for (const [name, on, text] of list) {
    root.querySelector(`input[name="${name}"]`).checked = on
    root.querySelector(`[data-state="${name}"]`).textContent = text
  }
}

// A page that replaces its <html>, its <body> or all that is in it takes the element along: it is put back, in a frame
// of its own, so that two who insist do not hang the page. A dialog has left the top layer by then. A page that brings
// back markup that it has kept (htmx, Turbo, `body.innerHTML = kept`) brings a copy of the element too, which shows
// nothing, but takes up a place.
const goesOn = bounded('the banner is put back')
export const putBack = soon(() => {
  const copies = [...d.querySelectorAll('smg-consent')].filter(element => element != host)
  const { settings } = shown
  const isGone = Object.keys(shown).length && !host.isConnected && d.body
  const isShut = settings && !is(settings, ':modal')
  if ((!isGone && !isShut && !copies.length) || !goesOn()) return
  for (const copy of copies) copy.remove()
  if (isGone) d.body.prepend(host)
  // After document.open() too, it has left the top layer.
  if (isShut && host.isConnected) {
    settings.removeAttribute('open')
    settings.showModal()
  }
  for (const layer of [shown.banner, shown.float]) if (layer?.popover && !is(layer, ':popover-open')) lift(layer)
}, requestAnimationFrame)

export const begin = told => {
  act = told
  // On its way down: a menu that keeps its clicks to itself may hold the button that takes the consent back.
  listen(document, 'click', press, true)
  low.addEventListener('change', () => {
    // Great zoom, or a phone that is turned; but not over the open settings.
    for (const layer of [shown.banner, shown.float]) layer && (low.matches || !shown.settings) && lift(layer)
    makeRoom()
  })
  listen(document, 'focusin', ({ target }) => target == host || (outside = target))
  const observer = new MutationObserver(watch)
  function watch() {
    putBack()
    for (const node of [document, d.documentElement, d.body])
      node && observer.observe(node, { __proto__: null, childList: true })
  }
  watch()
}
