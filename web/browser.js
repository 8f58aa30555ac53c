// The browser's functions that the shell calls, taken once, as the script begins. Pages give names like URL, Node or
// Event to things of their own, before or after that, and members to Object.prototype: a shell that looked such a name
// up when it needs it would call the page's thing, and stop. Hence four rules, of which build/dist.mjs checks the
// first:
// - A name that is exported here means, wherever it stands free in the shell, what it is here (esbuild's "inject"). The
//   build refuses any other free name.
// - The names that pages replace most, URL and Map among them, are not used at all.
// - Of an object that a page can reach, only its own members are read: see own().
// - An options object for the browser is written with `__proto__: null`, or it would have what the page has given to
//   Object.prototype.

// biome-ignore-all lint/suspicious/noShadowRestrictedNames: to stand for those is what this file is for

export const attempt = (f, fallback) => {
  try {
    return f()
  } catch {
    return fallback
  }
}

export const {
  BroadcastChannel,
  CSSStyleSheet,
  Date,
  EventTarget,
  History,
  IntersectionObserver,
  Intl,
  JSON,
  MessageChannel,
  MutationObserver,
  PerformanceObserver,
  Proxy,
  ResizeObserver,
  TextDecoder,
  TextEncoder,
  Uint8Array,
  WeakMap,
  WebAssembly,
  btoa,
  clearTimeout,
  crypto,
  encodeURIComponent,
  fetch,
  getComputedStyle,
  history,
  matchMedia,
  navigator,
  parseFloat,
  performance,
  queueMicrotask,
  requestAnimationFrame,
  setInterval,
  setTimeout,
  unescape,
} = window

// The constructors as literals have them: the browser's, whatever the page has given the names Array, Object ... to.
const { constructor: list } = []
const { constructor: object } = {}
const { constructor: text } = ''
const { constructor: expression } = /./
const { constructor: promise } = (async () => {})()

export { expression as RegExp, list as Array, object as Object, promise as Promise, text as String }

// What the shell uses under the name Set: a list that holds each item once, and begins empty. window.Set is not taken:
// pages replace it.
class OwnSet extends list {
  add(item) {
    this.includes(item) || this.push(item)
  }
  has(item) {
    return this.includes(item)
  }
  delete(item) {
    this.has(item) && this.splice(this.indexOf(item), 1)
  }
}

export { OwnSet as Set }

// The console that the shell writes to. A page may have put an object of its own there that lacks a function, or
// throws: a message is then lost, and nothing else.
const say =
  level =>
  (...words) =>
    attempt(() => window.console[level](...words))
const log = { error: say('error'), warn: say('warn'), debug: say('debug') }

export { log as console }

const { hasOwnProperty } = object.prototype
// The member `name` that the thing itself has; undefined if it has none, or inherits it. Of window it is never an
// element of the page with the id `name`: such elements are members of window's prototype chain, not its own
// (https://html.spec.whatwg.org/multipage/nav-history-apis.html#named-access-on-the-window-object).
export const own = (thing, name) => (thing != null && hasOwnProperty.call(thing, name) ? thing[name] : undefined)

// The document with the members that its prototype has. On `document` itself an element hides a member of its name:
// <img name="body"> is document.body (https://html.spec.whatwg.org/multipage/dom.html#dom-document-nameditem). `d` is
// no node: what wants one, an observer or an event's target, is given `document`.
const prototype = object.getPrototypeOf(document)
const byPrototype = {
  __proto__: prototype,
  get(name) {
    const value = super[name]
    return typeof value == 'function' ? (...given) => value.apply(this, given) : value
  },
  set(name, value) {
    super[name] = value
  },
}
export const d = attempt(
  () =>
    new Proxy(
      {},
      {
        __proto__: null,
        get: (_, name) => byPrototype.get.call(document, name),
        set(_, name, value) {
          byPrototype.set.call(document, name, value)
          return true
        },
      },
    ),
  document,
)

// The same for an element: <form><input name="matches"></form> has a field where the form's function would be. Each
// takes any node, and answers undefined, false or an empty list for what is no element.
const { getAttribute, matches, querySelectorAll } = d.documentElement
export const attribute = (node, name) => attempt(() => getAttribute.call(node, name))
export const is = (node, selector) => node.matches && attempt(() => matches.call(node, selector))
export const within = (node, selector) => attempt(() => querySelectorAll.call(node, selector), [])

export const { addEventListener, removeEventListener, dispatchEvent } = prototype
export const emit = (type, detail) => {
  const event = d.createEvent('CustomEvent')
  event.initCustomEvent('smg:' + type, false, false, detail)
  dispatchEvent.call(window, event)
}

// Calls `f` now, and once more whenever the page has another root element. document.open() takes away all listeners of
// window and of the document
// (https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#document-open-steps): without this the banner's
// buttons would be dead from then on. To add the same listener twice is to add it once.
const lasting = []
export const always = f => {
  lasting.push(f)
  f()
}
export const listen = (target, type, f, options) => always(() => addEventListener.call(target, type, f, options))
new MutationObserver(() => {
  for (const f of lasting) f()
}).observe(document, { __proto__: null, childList: true })

// The text with U+FFFD for each half of a pair of surrogates, as a text has that was cut within an emoji: such a half
// is no UTF-8, and the core could not read the event that it stands in.
const wellFormed = words => words.replace(/\p{Cs}/gu, '\ufffd')
// What JSON.stringify() writes for one value. A bigint, which it cannot write, becomes a string. Where the page has
// given toJSON() to all arrays, strings, numbers or objects, the value is taken as it was before that function: with
// the one of Prototype.js 1.6 a list would become a text. An object's own toJSON, and a Date's, counts.
function plain(key, value) {
  let it = this[key]
  if (typeof it == 'object' && !list.isArray(it) && it?.toJSON != {}.toJSON) it = value
  if (typeof it == 'bigint') return text(it)
  if (typeof it == 'string') return wellFormed(it)
  return typeof it == 'object' && it && /\p{Cs}/u.test(object.keys(it))
    ? object.fromEntries(object.entries(it).map(([name, member]) => [wellFormed(name), member]))
    : it
}
export const json = (value, space) => JSON.stringify(value, plain, space)
