// Gives a script that was woken after the page was parsed what it could count on while the page is parsed: what it
// writes by document.write() comes to where it stands, and its listeners for "DOMContentLoaded", "load" and the like
// are called though these are over. Scripts that were never asleep are left alone.

import { attempt, d } from './browser.js'

const w = window

const marksOf = new WeakMap() // woken script or template → the marks by which it had waited: [name, value] each
let settle // the `prepare` of run()
let writes = 0 // how many times content was put into the page

export const isWoken = element => marksOf.has(element)
export const setWoken = (element, marks) => marksOf.set(element, marks)

const handled = [
  [w, 'load'],
  [document, 'readystatechange'],
]
const handlers = { __proto__: null } // type → what the page has as window.onload and the like

// True if the browser has fired the event for the last time, so that a listener that comes now is never called.
const isOver = (target, type) => {
  const { timing } = performance
  if (type == 'DOMContentLoaded') return timing.domContentLoadedEventStart
  if (type == 'readystatechange') return d.readyState == 'complete'
  return target == w && /^(load|pageshow)$/.test(type) && timing.loadEventStart
}

// Calls the listener of an event that is over, with an event of its own: in a task, as if the event had come after the
// script. No other listener is called.
const callLate = (target, type, listener) => {
  if (listener && isOver(target, type))
    setTimeout(() => {
      const event = d.createEvent('Event')
      event.initEvent(type, false, false)
      Object.defineProperty(event, 'target', { __proto__: null, value: target })
      listener.handleEvent ? listener.handleEvent(event) : listener.call(target, event)
    })
}

// Takes note of window.onload and document.onreadystatechange; those that a script has set since the last time are
// called late, where `hasRun` says that it was a woken one.
const noteHandlers = hasRun => {
  for (const [target, type] of handled) {
    const handler = target['on' + type]
    if (hasRun && handlers[type] != handler) callLate(target, type, handler)
    handlers[type] = handler
  }
}

// Puts what a woken script has written behind it. A script may write an element in pieces: these are kept until all
// that they have opened is closed, which is so where a comment behind them is parsed as one, or until the script has
// `ended`.
const outputs = new WeakMap() // script → { text: written and not yet put in, node: behind which it goes }
const write = (script, text, ended) => {
  const output = outputs.get(script) || { text: '', node: script }
  outputs.set(script, output)
  output.text += text
  const end = ended ? '' : '<!--smg-->'
  const content = d.createRange().createContextualFragment(output.text + end)
  if (end) {
    if (content.lastChild?.data != 'smg') {
      queueMicrotask(() => write(script, '', true))
      return
    }
    content.lastChild.remove()
  }
  output.text = ''
  settle(content, marksOf.get(script))
  const { lastChild } = content
  output.node.after(content)
  output.node = lastChild || output.node
  writes++
}

// Exchanges addEventListener() of document and window, and document.write(), writeln() and open(), for functions that
// serve woken scripts and hand everybody else on to the page's own.
const install = () => {
  for (const target of [document, w]) {
    const { addEventListener } = target
    target.addEventListener = function (type, listener) {
      addEventListener.apply(this || target, arguments)
      if (isWoken(d.currentScript)) attempt(() => callLate(target, type, listener))
    }
  }
  // Called on a page that is parsed already, the browser's own functions empty it first.
  for (const [name, end] of [['write', ''], ['writeln', '\n'], ['open']]) {
    const native = document[name]
    document[name] = (...values) => {
      const script = d.currentScript
      if (!isWoken(script) || (end === undefined && values.length > 2)) return native.apply(document, values)
      return end === undefined ? document : write(script, values.join('') + end)
    }
  }
}

// Puts the woken `script` in the stead of the sleeping `old`: an inline one runs at once. What it writes is handed to
// `prepare` together with its marks, before it comes into the page. True if it has written something by now.
export const run = (old, script, marks, prepare) => {
  const before = writes
  if (!settle) install()
  settle = prepare
  marksOf.set(script, marks)
  noteHandlers()
  script.addEventListener('load', noteHandlers)
  old.replaceWith(script)
  noteHandlers(true)
  return writes != before
}
