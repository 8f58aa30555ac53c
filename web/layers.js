// What the visitor sees: builds the nodes of "render" effects within <smg-consent>, and looks after the page around it:
// which element has the focus, the room under the banner, where the element stands in <body>. Nothing here decides what
// is shown or when; include/smg.h says what a node is.

import { adopt, paintedAt, replay, take } from './brought.js'
import { attempt, attribute, d, is, listen, within } from './browser.js'
import { bounded, soon } from './calm.js'
import { onSchemeChange, setColours } from './theme.js'

const ROOM = 8 // px between what the page scrolls to and the banner
const STILL = 99 // frames in which what has the focus may come to rest
const REVIVAL = 99 // ms until what a page makes of <smg-consent> is undone
const RETRY = 400 // ms between two looks whether the page's modal dialog has closed

// Hands a press to the core, by the members of an "action" event. Answers true if there is a core: a link that was
// pressed then leads nowhere else.
let act
let host, root, region // <smg-consent>, its open shadow root, and the landmark in it that holds all
let language // the `lang` of the node that was rendered last: dates are written in it
let mode // `data-theme` of the node that was rendered last
let palette // the stylesheet of the colours
let outside // the page's own element that had the focus last
const shown = { __proto__: null } // place → the element that is shown there
const painted = new WeakMap() // layer → when it was first painted, by the clock of Event.timeStamp
const hashes = { __proto__: null } // place → the SHA-256 of the text shown there, in base64url
// In a task after the frame: else the page would be laid out anew before the visitor sees the layer.
const room = new ResizeObserver(() => setTimeout(makeRoom))
let space // the stylesheet of makeRoom(),
let rule = '' // what stands in it,
let gain = 0 // and by how many px it makes the page longer
let padding // the page's own scroll-padding, in px: [top, bottom]
let focused // the element of the page that look() is about

// Until the second file is there, `watch` sees on a target that it will be wanted. What comes with that file, undefined
// until then: `leaf` builds a node's child that is neither node nor text,
// `switchesOn` names the switches that are on, `added` hears that content that waits or a place for the table has come,
// `hasTable` tells of such a place, `isWoken` of an element that was woken. For debug.js `times` has when each event was
// answered that core.first.js keeps.
export const late = { __proto__: null }

export const isOpen = place => place in shown
export const layerOf = place => shown[place]
// The layer that a press would answer: the dialog lies over the banner.
const asking = () => (isOpen('settings') ? 'settings' : 'banner')
export const shownHash = () => hashes[asking()] || ''

export const build = node => {
  if (!Array.isArray(node)) return late.leaf ? late.leaf(node, language) : node
  const [tag, attributes, ...children] = node
  const element = d.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value) element.setAttribute(name, value === true ? '' : value)
  }
  // The page's stylesheet reaches an element in the shadow root by ::part(name) only.
  if (element.className) element.part = element.className
  element.append(...children.map(build))
  return element
}

// Events within the layers that a page's shortcuts, scroll locks and focus traps would prevent. The last two are older
// names of the wheel that Firefox still sends beside "wheel".
const visitors =
  'keydown keypress keyup input focusin touchstart touchmove touchend wheel DOMMouseScroll MozMousePixelScroll'
const hideFromPage = event => event.stopPropagation()

let css = __FIRST_CSS__ // what smg.css has for the first file's layers
let sheet // of all shadow roots
// Puts the text in the stead of that stylesheet.
export const wear = text => {
  css = text
  sheet?.replaceSync(css)
}
let faced = [] // where <smg-consent> is not in the page: another element of the module's that is, and one within it
// Makes the colours by what the page says to <smg-consent>, or else to `face`, another element, of which `layer` is within:
// its first child is what values are tried on.
export const setPalette = (face, layer) => {
  if (face) {
    faced = [face, layer.firstChild]
    mode = attribute(layer, 'data-theme')
  }
  const [element, probe] = host?.isConnected || !faced[0] ? [host, region] : faced
  if (element) setColours(palette, mode, element, probe)
}
// Makes an element of the module's own for the page, with a shadow root that has the module's style and whose keys and
// touches the page does not hear of. `add` adds a listener. `element` is one that the page has made so far.
export const makeElement = (name, attributes, add, element = build([name, attributes])) => {
  if (!sheet) {
    ;(sheet = new CSSStyleSheet()).replaceSync(css)
    palette = new CSSStyleSheet()
  }
  // React 18 and 19 take over what came from a server by walking its nodes, and throw all of it away over an element
  // that is not theirs. They pass over nodes that are neither element nor text: until React has come to the node above
  // it, an element of the module's says of itself that it is such a one (7, a processing instruction). A root that is
  // not taken over yet has a mark, and so has each element that is.
  Object.defineProperty(element, 'nodeType', {
    __proto__: null,
    get() {
      const above = element.parentNode
      for (let node = above; node; node = node.parentNode) {
        const keys = Object.keys(node).filter(name => name.startsWith('__react'))
        const key = keys.find(name => name.startsWith('__reactContainer'))
        const isOver = !attempt(() => node[key].stateNode.current.memoizedState.isDehydrated)
        if (keys[0]) return node == above && isOver ? 1 : 7
      }
      return 1
    },
  })
  const root = element.shadowRoot || element.attachShadow({ __proto__: null, mode: 'open' })
  root.adoptedStyleSheets = [sheet, palette]
  for (const type of visitors.split(' ')) add(root, type, hideFromPage, { __proto__: null, passive: true })
  return element
}

const makeHost = () => {
  host = makeElement('smg-consent', { id: 'smg-consent' }, listen, take())
  // Search engines read what a script has built. "data-nosnippet", which Google's hears on <section>, <div> and <span>,
  // keeps the banner's text out of what they show of the page.
  region = build(['section', { 'data-nosnippet': true }, ['div', { role: 'status' }]])
  root = host.shadowRoot
  root.append(region)
  setPalette()
  listen(root, 'click', press)
  late.watch?.(root)
  listen(root, 'change', ({ target }) => act('toggle', true, true, false, target.name))
  // A page's dialog may make all elements beside it inert, and hide them from screen readers. <smg-consent> stands
  // above it: inert, the banner would be seen and could not be pressed. By a timer, so that a page that puts the
  // attributes back each time does not hang.
  const attributeFilter = ['inert', 'aria-hidden']
  const revive = () => attributeFilter.map(name => host.removeAttribute(name))
  new MutationObserver(() => setTimeout(revive, REVIVAL)).observe(host, { __proto__: null, attributeFilter })
}

// How many whole milliseconds after `since` the event came; 0 where it is not known.
export const ageOf = ({ timeStamp }, since) => {
  const passed = timeStamp - since
  return passed > 0 ? passed - (passed % 1) : 0
}

export const press = event => {
  const inside = event.currentTarget != document
  // On the page the button may stand in an open shadow root, whose host is then the event's target: the path has all.
  const control = inside
    ? event.target.closest('[data-smg]')
    : event.composedPath().find(element => attribute(element, 'data-smg-action'))
  const name = attribute(control, inside ? 'data-smg' : 'data-smg-action')
  const { detail } = event
  const age = ageOf(event, painted.get(shown[asking()]))
  // Where the core has taken the press, a link leads nowhere, and a button submits no form.
  if (control && act(name, inside, event.isTrusted, detail > 1, undefined, detail > 0, age)) event.preventDefault()
  // A page that prevents the click of a checkbox turns it back, and that of a <summary> keeps it shut.
  if (inside && event.target.closest('label,input,summary')) hideFromPage(event)
}

// Lets the page scroll what it scrolls to clear of the banner or the small button, and ROOM more; and its last lines too,
// by a padding of its root. Not where the page fits its screen: it would scroll for that padding alone. Nor where the
// root snaps to sections: they would snap to other places. In a stylesheet of its own, so that no style of the page is
// overwritten, and none of this stays when the layer goes.
function makeRoom() {
  const layer = shown.banner || shown.float
  if (isDialog(layer)) return stand(layer)
  // Out of its place it is of another height.
  if (layer && attribute(layer, 'data-away')) return look(focused)
  const page = d.scrollingElement || d.documentElement
  const { top, bottom, height } = layer ? layer.getBoundingClientRect() : {}
  const style = getComputedStyle(d.documentElement)
  // The page may have taken it away.
  const isThere = [...d.adoptedStyleSheets].includes(space)
  if (!isThere) {
    gain = 0
    padding = [style.scrollPaddingTop, style.scrollPaddingBottom].map(length => parseFloat(length) || 0)
  }
  const old = isThere ? rule : ''
  rule = ''
  if (height && style.scrollSnapType == 'none') {
    const above = layer == shown.banner && attribute(layer, 'data-position')?.[0] == 't'
    const room = ROOM + (above ? bottom : window.innerHeight - top)
    const least = padding[above ? 0 : 1]
    rule = `scroll-padding-${above ? 'top' : 'bottom'}:${room > least ? room : least}px!important`
    if (!above && page.scrollHeight - gain > page.clientHeight) rule += `;padding-bottom:${room}px!important`
  }
  if (rule != old) {
    const before = page.scrollHeight
    space ||= new CSSStyleSheet()
    space.replaceSync(rule && `html{${rule}}`)
    const others = [...d.adoptedStyleSheets].filter(sheet => sheet != space)
    d.adoptedStyleSheets = rule ? [...others, space] : others
    gain += page.scrollHeight - before
  }
  lookAtFocus()
}

// The element of the page that has the focus may stand in open shadow roots.
const lookAtFocus = () => {
  let element = d.activeElement
  if (element == host || element == d.body) return
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  if (element) look(element)
}

// By how many px the page must scroll so that the layer, which stands at the upper or the lower edge, hides nothing of
// the element; 0 where it hides nothing, or the element is higher than the layer, so that some of it is seen.
const hidden = (element, layer) => {
  const a = element.getBoundingClientRect()
  const b = layer.getBoundingClientRect()
  if (a.left >= b.right || a.right <= b.left || a.top >= b.bottom || a.bottom <= b.top || a.height > b.height) return 0
  return b.top < window.innerHeight - b.bottom ? a.top - b.bottom - ROOM : a.bottom - b.top + ROOM
}

// Sees to it that the layer hides nothing of the element of the page that has the focus, once that stands still: the
// page may scroll it smoothly. What it stands in is scrolled, if that suffices, and else the layer goes to the other edge,
// until it hides nothing at its own. Not for a focus that does not show, by a mouse: the page would move under a press.
function look(element, y, frames = STILL) {
  focused = element
  requestAnimationFrame(() =>
    attempt(() => {
      const layer = shown.banner || shown.float
      if (focused != element || !layer || isDialog(layer) || !is(element, ':focus-visible')) return
      const { top, bottom } = element.getBoundingClientRect()
      if (top != y && frames) return look(element, top, frames - 1)
      layer.removeAttribute('data-away')
      for (let box = element; (box = box.parentNode || box.host); ) {
        const by = hidden(element, layer)
        if (!by) return
        // A document, a shadow root; what snaps would snap to another place.
        const style = box.nodeType == 1 && getComputedStyle(box)
        if (!style || !/^(auto|scroll|visible)none/.test(style.overflowY + style.scrollSnapType)) continue
        const view = box == d.scrollingElement ? { top: 0, bottom: window.innerHeight } : box.getBoundingClientRect()
        // The element stays within what it scrolls in.
        const most = by > 0 ? top - view.top : bottom - view.bottom
        const before = box.scrollTop
        const to = top => box.scrollTo({ __proto__: null, top, behavior: 'instant' })
        to(before + (by > 0 == by > most ? most : by))
        if (hidden(element, layer)) to(before)
      }
      if (hidden(element, layer)) layer.setAttribute('data-away', top + bottom > window.innerHeight ? 'top' : 'bottom')
    }),
  )
}

// After the next frame. What lays the page out anew waits for that, so that the visitor sees the pressed layer go
// first.
const afterFrame = f => requestAnimationFrame(() => setTimeout(f))
// A hidden tab has no frames.
export const whenPainted = f => (d.hidden ? setTimeout(f) : afterFrame(f))

// Shows that a press is to be answered yet, by what is still on its way.
export const setBusy = on => host?.setAttribute('aria-busy', on)

// Where the focus was in a layer that has gone: to the element of the page that had it before, or, where that cannot
// have it any more, to the content. Left on <body>, a keyboard would begin at the top of the page.
const giveFocusBack = () => {
  for (const target of [outside, d.querySelector('main, h1')]) if (target?.isConnected && focusOn(target)) return
}
// True if the element has the focus then. One that is no stop for the Tab key becomes none by it.
export const focusOn = target => {
  const isNoStop = target.tabIndex < 0 && !target.hasAttribute('tabindex')
  if (isNoStop) target.tabIndex = -1
  target.focus({ __proto__: null, preventScroll: true })
  if (isNoStop)
    target.addEventListener('blur', () => target.removeAttribute('tabindex'), { __proto__: null, once: true })
  return d.activeElement == target
}

// Notes the SHA-256 of a layer's text, for the record; without https there is no crypto.subtle, and no hash. The layer
// may have gone by the time that the browser has it. Answers when it is noted.
const hash = (place, element) => {
  const text = new TextEncoder().encode(element.textContent)
  return crypto.subtle?.digest('SHA-256', text).then(bytes => {
    const base64 = btoa(String.fromCharCode(...new Uint8Array(bytes)))
    if (shown[place] == element) hashes[place] = base64.replace(/[+/=]/g, c => ({ '+': '-', '/': '_' })[c] || '')
  })
}

// Notes when the layer is painted: by it the core judges whether a press was meant.
const notePaint = layer => {
  painted.delete(layer)
  afterFrame(() => painted.set(layer, performance.now()))
}

// Puts the layer into the browser's top layer, as a popover: there nothing of the page covers it, and a transformed
// <body> does not take it along. Not above a modal dialog of the page's own: all outside that is dead, so that the
// banner would be seen and could not be pressed. It leaves the top layer then, and is lifted anew every RETRY ms until
// it can be pressed. A dialog in a shadow root is found by no selector: whether the layer's own middle can be pressed
// tells of it. That lays the page out, so it is asked after the first frame only. While a view transition runs nothing
// is found anywhere, and the layer is seen all the same: it is asked after that. Without popovers (Chrome before 114,
// Firefox before 125, Safari before 17) the layer stands where its z-index puts it.
let retry
const lift = (layer, isRetry) => {
  attempt(() => {
    layer.popover = d.querySelector(':modal') ? null : 'manual'
    layer.showPopover()
  })
  const testPress = () => {
    if (!layer.isConnected) return
    if (is(d.documentElement, ':active-view-transition')) return afterFrame(testPress)
    const { x, y, width, height } = layer.getBoundingClientRect()
    if (layer.popover && root.elementsFromPoint(x + width / 2, y + height / 2).includes(layer))
      return isRetry && notePaint(layer)
    layer.popover = null
    clearTimeout(retry)
    retry = setTimeout(lift, RETRY, layer, true)
  }
  isRetry ? testPress() : afterFrame(testPress)
}

// What of a layer can have the focus, be open or scroll. In another language the same view has the same list.
const parts = layer => [...layer.querySelectorAll('h2,a,button,input,summary,details,.content')]

const isDialog = element => element?.localName == 'dialog'

// Shows the modal banner, and shows it again when it was closed: Esc is no answer. While <smg-consent> is not rendered,
// hidden by an extension of the browser, it is closed: all of the page would be dead for the sake of what nobody sees. A
// page that is printed is none of these.
const stand = layer =>
  attempt(() => {
    if (host.getClientRects().length) layer.open || layer.showModal()
    else if (!matchMedia('print').matches) layer.close()
  })

// The page's skip links are met before the banner: it stands behind the children of <body> at its beginning that hold
// nothing to be reached by Tab, or nothing but a few links within the page. Null where these hold none.
const STOPS = 'a[href],button,input,select,textarea,summary,iframe,[tabindex],[contenteditable]'
const SKIP = 3 // links at most, in one child: more are a menu
const skipLinks = () => {
  let last = null
  for (const child of d.body.children) {
    const stops = is(child, STOPS) ? [child] : [...within(child, STOPS)]
    if (child == host || !stops.length) continue
    if (stops.length > SKIP || !stops.every(stop => is(stop, 'a[href^="#"]:not([href="#"])'))) break
    last = child
  }
  return last
}
const putIn = () => {
  const last = skipLinks()
  last ? last.after(host) : d.body.prepend(host)
}

// Notes by what language and colours a node speaks; returns the name of the landmark that it stands in.
export const speak = ([, { lang, 'data-theme': theme, 'data-region': name }]) => {
  language = lang
  if (theme) mode = theme
  return name
}

// Shows the node at the place, in the stead of what was shown there; null shows nothing.
export const render = (place, node) => {
  const name = node && speak(node)
  const old = shown[place]
  // Esc has closed the dialog by now, and the browser has tried to give the focus back, to <body> if to nothing else.
  const hadFocus = old?.contains(root.activeElement) || (isDialog(old) && d.activeElement == d.body)
  const before = old && node ? parts(old).map(part => [part, part.open, part.scrollTop]) : []
  const { activeElement } = root || d
  delete shown[place]
  delete hashes[place]
  // close(), so that the browser gives the focus back to where it was. The observer below takes it for no press:
  // `shown` has lost the dialog.
  if (isDialog(old)) old.close()
  old?.remove()
  if (node) {
    host || makeHost()
    // A page may be without <body> for a moment: putBack() puts the host in when there is one.
    const isNew = !host.isConnected
    if (isNew && d.body) putIn()
    region.setAttribute('aria-label', name)
    let element = (shown[place] = build(node))
    const put = () => shown[place] == element && (place == 'status' ? region.firstChild : region).append(element)
    // A live region that comes with its text is not read aloud.
    place == 'status' && isNew ? afterFrame(put) : put()
    const brought = adopt(root, region)
    if (brought) {
      region = brought
      element = shown[place] = brought.lastChild
      painted.set(element, paintedAt())
    }
    if (place != 'status' && !isDialog(element)) lift(element)
    if (isDialog(element)) {
      attempt(() => element.showModal())
      // Esc closes the dialog. Not by its "close" event, which comes in a later task: a press in between would be
      // answered as if the settings were open.
      const closed = () =>
        shown[place] == element && !element.open && (place == 'banner' ? stand(element) : act('close', true, true))
      new MutationObserver(closed).observe(element, { __proto__: null, attributeFilter: ['open'] })
    }
    if (place == 'banner' || place == 'settings') {
      const stands = () => shown.banner == element && asking() == 'banner'
      replay(hash(place, element), stands, (name, trusted, repeated, pointer, event) =>
        act(name, true, trusted, repeated, undefined, pointer, ageOf(event, painted.get(element))),
      )
    }
    // What is shown anew, in another language, is left where the visitor has it: folds, focus and what is scrolled. It
    // does not fade in again.
    if (old) element.setAttribute('data-again', '')
    const after = parts(element)
    const same = after.length == before.length ? before : []
    same.forEach(([, open], i) => open && (after[i].open = true))
    same.forEach(([part, , top], i) => {
      if (part == activeElement) after[i].focus({ __proto__: null, preventScroll: true })
      after[i].scrollTop = top
    })
    // A layer that is rendered anew, in another language for one, has been seen for as long as the old one.
    if (painted.has(old)) painted.set(element, painted.get(old))
    else painted.get(element) || notePaint(element)
  } else if (host && !Object.keys(shown).length) host.remove()
  if (hadFocus) afterFrame(() => d.activeElement == d.body && giveFocusBack())
  if (place == 'banner' || place == 'float') {
    room.disconnect()
    const layers = [shown.banner, shown.float].filter(layer => layer)
    // Of the page too: it may become as short as its screen, or longer.
    for (const layer of layers) for (const box of [layer, d.documentElement, d.body]) box && room.observe(box)
    layers.length || afterFrame(makeRoom)
  }
}

// Mends what a page has done to <smg-consent> by replacing its <html>, its <body> or all that is in it; in a frame of
// its own, so that a page that does it each time does not hang.
// - The element is put back into <body>.
// - A dialog that was taken out and put in has left the top layer, and so it has after document.open(): it is shown
//   anew.
// - Copies of the element are removed: a page that brings back markup of its own (htmx, Turbo, `body.innerHTML = ...`)
//   brings them; they have no shadow root and show nothing, but would stand in the page's layout.
const mayPutBack = bounded('the banner is put back')
// What the page has changed may be its colours, too: a class of its root that makes it dark, a stylesheet that has come.
export const putBack = soon(() => {
  attempt(setPalette)
  // What the page has brought stays until it is taken.
  const copies = [...d.querySelectorAll('smg-consent')].filter(element => host && element != host)
  const isLayer = Object.keys(shown).length && d.body
  const isGone = isLayer && !host.isConnected
  // Before the page's skip links, which have come later; where it stands while it has the focus.
  const isEarly = isLayer && d.activeElement != host && skipLinks()?.compareDocumentPosition(host) & 2
  const shut = [shown.banner, shown.settings].filter(layer => isDialog(layer) && !is(layer, ':modal'))
  if ((!isGone && !isEarly && !shut.length && !copies.length) || !mayPutBack()) return
  for (const copy of copies) copy.remove()
  if (isGone || isEarly) putIn()
  for (const layer of [shown.banner, shown.settings]) {
    if (!isDialog(layer) || is(layer, ':modal') || !host.getClientRects().length) continue
    layer.removeAttribute('open')
    layer.showModal()
  }
  for (const layer of [shown.banner, shown.float]) if (layer?.popover && !is(layer, ':popover-open')) lift(layer)
}, requestAnimationFrame)

// Begins to listen to presses, and hands them to `report`, which is act() from then on.
export const begin = report => {
  act = report
  // In the capturing phase: the button that takes the consent back may stand in a menu that stops its clicks.
  listen(document, 'click', press, true)
  onSchemeChange(() => attempt(setPalette))
  // Of a stylesheet, among others. It does not bubble.
  listen(document, 'load', putBack, true)
  listen(window, 'resize', makeRoom)
  const onFocus = ({ target }) => {
    if (target != host) outside = target
    lookAtFocus()
  }
  listen(document, 'focusin', onFocus, true)
  // Of a focus that moves within one shadow root the document hears nothing.
  listen(document, 'keyup', ({ key }) => key == 'Tab' && lookAtFocus(), true)
  const observer = new MutationObserver(watch)
  function watch() {
    putBack()
    for (const node of [document, d.documentElement, d.body])
      node && observer.observe(node, { __proto__: null, childList: true, attributes: true })
  }
  watch()
}
