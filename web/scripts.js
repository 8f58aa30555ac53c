// What a script may count on while its page is parsed, for one that was woken after that: what it writes comes to where
// it stands, and what it wants to do once the page is there is done. The page's own scripts are left alone.

import { attempt, d } from './browser.js'

const w = window

const marks = new WeakMap() // woken script or template → the marks by which it had waited
let settle // the `prepare` of run()
let writes = 0

export const isWoken = element => marks.has(element)
export const setWoken = (element, own) => marks.set(element, own)

const handled = [
  [w, 'load'],
  [document, 'readystatechange'],
]
const handlers = { __proto__: null } // type → what the page has as window.onload and the like

// Whether nothing calls a new listener any more.
const isOver = (target, type) => {
  const { timing } = performance
  if (type == 'DOMContentLoaded') return timing.domContentLoadedEventStart
  if (type == 'readystatechange') return d.readyState == 'complete'
  return target == w && /^(load|pageshow)$/.test(type) && timing.loadEventStart
}

// In a task of its own, as if the event had come after the script; the page's own listeners have had it.
const tell = (target, type, listener) => {
  if (listener && isOver(target, type))
    setTimeout(() => {
      const event = d.createEvent('Event')
      event.initEvent(type, false, false)
      Object.defineProperty(event, 'target', { __proto__: null, value: target })
      listener.handleEvent ? listener.handleEvent(event) : listener.call(target, event)
    })
}

const lookAtHandlers = run => {
  for (const [target, type] of handled) {
    const handler = target['on' + type]
    if (run && handlers[type] != handler) tell(target, type, handler)
    handlers[type] = handler
  }
}

// What is written piece by piece is put in as soon as all that it has opened is closed, at the latest after the script.
const places = new WeakMap() // script → what it has written and is not put in yet, and the node behind which it goes
const write = (script, text, ended) => {
  const place = places.get(script) || { text: '', node: script }
  places.set(script, place)
  place.text += text
  const end = ended ? '' : '<!--smg-->'
  const content = d.createRange().createContextualFragment(place.text + end)
  if (end) {
    if (content.lastChild?.data != 'smg') {
      queueMicrotask(() => write(script, '', true))
      return
    }
    content.lastChild.remove()
  }
  place.text = ''
  settle(content, marks.get(script))
  const { lastChild } = content
  place.node.after(content)
  place.node = lastChild || place.node
  writes++
}

const install = () => {
  for (const target of [document, w]) {
    const { addEventListener } = target
    target.addEventListener = function (type, listener) {
      addEventListener.apply(this || target, arguments)
      if (isWoken(d.currentScript)) attempt(() => tell(target, type, listener))
    }
  }
  // On a page that has come whole, the browser's own would empty it first.
  for (const [name, end] of [['write', ''], ['writeln', '\n'], ['open']]) {
    const native = document[name]
    document[name] = (...values) => {
      const script = d.currentScript
      if (!isWoken(script) || (end === undefined && values.length > 2)) return native.apply(document, values)
      return end === undefined ? document : write(script, values.join('') + end)
    }
  }
}

// Puts the woken script in the place of the one that slept. What it writes is handed to `prepare` together with its
// marks. True where it has written something at once.
export const run = (old, script, own, prepare) => {
  const before = writes
  if (!settle) install()
  settle = prepare
  marks.set(script, own)
  lookAtHandlers()
  script.addEventListener('load', lookAtHandlers)
  old.replaceWith(script)
  lookAtHandlers(true)
  return writes != before
}
