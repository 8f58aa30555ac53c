// What the shell has of the browser, taken once, as it begins. Pages give names like URL, Node or Event to things of
// their own, before or after that, and members to Object.prototype. So each name that is exported here means, wherever
// it stands free in the shell, what it is here (esbuild's "inject", see build/dist.mjs, which refuses any other name); what
// pages are most likely to replace, such as URL or Map, is done without; and of an object that a page can reach only
// its own members are read. An option given to the browser stands in an object without a prototype for the same reason.

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
  history,
  matchMedia,
  navigator,
  performance,
  queueMicrotask,
  requestAnimationFrame,
  setInterval,
  setTimeout,
  unescape,
} = window

// What literals are made by has these whatever the names stand for.
const { constructor: list } = []
const { constructor: object } = {}
const { constructor: text } = ''
const { constructor: expression } = /./
const { constructor: promise } = (async () => {})()

export { expression as RegExp, list as Array, object as Object, promise as Promise, text as String }

// A list in which each thing stands once; it begins empty. Those of pages may be anything.
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

// A page's own console may lack a function, or throw.
const say =
  level =>
  (...words) =>
    attempt(() => window.console[level](...words))
const log = { error: say('error'), warn: say('warn'), debug: say('debug') }

export { log as console }

const { hasOwnProperty } = object.prototype
// The member of that name that the thing itself has. Of window that is no element of the page with such an id.
export const own = (thing, name) => (thing != null && hasOwnProperty.call(thing, name) ? thing[name] : undefined)

// The document, past what the page calls by its members' names: <img name="body"> is document.body. Where a node is
// needed, as for an observer, `document` itself is.
const prototype = object.getPrototypeOf(document)
const past = {
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
        get: (_, name) => past.get.call(document, name),
        set(_, name, value) {
          past.set.call(document, name, value)
          return true
        },
      },
    ),
  document,
)

// The same of an element, which a form's fields answer for; undefined of what is no element.
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

// Done now and whenever the page has a new root element: document.open() takes all listeners from window and from all
// that is in the document. To listen twice counts once.
const lasting = []
export const always = f => {
  lasting.push(f)
  f()
}
export const listen = (target, type, f, options) => always(() => addEventListener.call(target, type, f, options))
new MutationObserver(() => {
  for (const f of lasting) f()
}).observe(document, { __proto__: null, childList: true })

// Half of a pair of surrogates, as in a text that was cut within an emoji, is no text to the core.
const whole = words => words.replace(/\p{Cs}/gu, '\ufffd')
// A number that JSON does not know, in words. Prototype.js 1.6 writes texts, numbers and lists in a way of its own, by
// which a list becomes a text: they are taken as they were before that, and so is what has toJSON from all objects.
function plain(key, value) {
  let it = this[key]
  if (typeof it == 'object' && !list.isArray(it) && it?.toJSON != {}.toJSON) it = value
  if (typeof it == 'bigint') return text(it)
  if (typeof it == 'string') return whole(it)
  return typeof it == 'object' && it && /\p{Cs}/u.test(object.keys(it))
    ? object.fromEntries(object.entries(it).map(([name, member]) => [whole(name), member]))
    : it
}
export const json = (value, space) => JSON.stringify(value, plain, space)
