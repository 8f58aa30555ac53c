// Performs the steps by which a processor starts, stops, or is told of other grants. The core decides which steps and
// when; include/smg.h says under "load" what each of them does.

import { attempt, d } from './browser.js'
import { trust } from './page.js'

const w = window

let tell // hands an event to the core
let tagNonce // of the module's own tag
let owner // id of the processor whose steps are being run
export const owned = () => [owner, start?.sent]
let start // while the steps of a "load" are run: what they have added so far, as load() makes it
let scripts = [] // added and still on their way: [element, id of its processor]
export const pending = () => scripts.map(([, id]) => id)

export const beginSteps = (dispatch, nonce) => {
  tell = dispatch
  tagNonce = nonce
}

// True if the global name is the browser's: a definition's step must not reach it ("location", "eval"). Of window's own
// members the browser's are not enumerable, or are native functions or accessors; a page's own are enumerable and none
// of these. What window inherits from the browser's prototypes is the browser's; an element with such an id is neither.
const { getOwnPropertyDescriptor, getPrototypeOf } = Object
const inherited = [getPrototypeOf(w), EventTarget.prototype, Object.prototype]
const { toString: source } = () => {}
// A page's function that bind() has made reads as native code too, but without a name.
const isNative = f => typeof f == 'function' && /^function [\w ]+\(\) *\{\s*\[native/.test(source.call(f))
const isBrowsers = name => {
  const own = getOwnPropertyDescriptor(w, name)
  return own
    ? !own.enumerable || isNative(own.get || own.value)
    : inherited.some(prototype => getOwnPropertyDescriptor(prototype, name))
}

// Resolves a path from window to one of the globals that vendors' scripts expect ("ym.a", "_hjSettings"): returns the
// object and the name in it. By a loop: reduce() is on some pages a function of a library's.
const find = path => {
  const names = path.split('.')
  let object = w
  for (let i = 0; ; i++) {
    const name = names[i]
    if (/^(__proto__|constructor|prototype)$/.test(name) || (!i && isBrowsers(name)))
      throw path + " is the browser's own"
    if (i == names.length - 1) return [object, name]
    object = object?.[name]
  }
}
export const get = path => {
  const [object, name] = find(path)
  return object?.[name]
}
export const set = (path, value) => {
  const [object, name] = find(path)
  object[name] = value
  if (object[name] !== value) throw path + ' cannot be set'
}

// Stand-ins for the vendors' functions, by name: { f: the function, open: ids of the running processors that it serves,
// queue: path of the list that the vendor's script reads, member: where that script puts its own function on f }. While
// `open` is empty, f drops what it is told, so that a page that calls its vendors works without a grant, and nothing of
// that is sent after one.
const stubs = { __proto__: null }
const stubOf = name => {
  if (!stubs[name]) {
    const stub = (stubs[name] = { open: new Set() })
    stub.f = function () {
      const vendorsOwn = stub.f[stub.member]
      if (!stub.open.length) return
      typeof vendorsOwn == 'function' ? stub.f[stub.member](...arguments) : get(stub.queue).push(arguments)
    }
  }
  return stubs[name]
}
// Makes the stand-ins of these names, but not where the page has something of that name.
export const standIn = names => {
  for (const name of names) attempt(() => get(name) === undefined && set(name, stubOf(name).f))
}
// The processor has no grant any more: stand-ins that serve nobody else drop what they are told.
const close = id => {
  for (const name in stubs) stubs[name].open.delete(id)
}

// True if the page's function `f` pushes its `arguments` to the queue, as the vendor's own snippet does; it may then
// stay, else what starts the processor would be lost in it. It is called once, with an empty list in the place of the
// queue, so that no vendor hears of it.
const fills = (f, queue) => {
  const real = get(queue)
  const length = real?.length
  const probe = []
  set(queue, probe)
  attempt(() => f())
  set(queue, real)
  // A function that holds the real list itself has pushed to that: taken out again.
  if (real?.length > length) real.length = length
  // Not an array: Google's tag takes only an `arguments` object for a command.
  return {}.toString.call(probe[0]) == '[object Arguments]'
}

// The newest entry of the queue with exactly these arguments; undefined if there is none.
const entryOf = (queue, args) => {
  for (let i = queue.length; i--; ) {
    const entry = queue[i]
    let n = args.length
    if (entry?.length !== n) continue
    while (n && entry[n - 1] === args[n - 1]) n--
    if (!n) return entry
  }
}

export const verbs = {
  stub(name, queue, member) {
    const stub = stubOf(name)
    const there = get(name)
    stub.queue = queue
    stub.member = member
    stub.open.add(owner)
    if (there !== stub.f) {
      const isFunction = typeof there == 'function'
      if (isFunction && there[member]) return
      if (!isFunction || !attempt(() => fills(there, queue))) set(name, stub.f)
    }
    const list = get(queue)
    if (list === undefined || list === null) set(queue, [])
    else if (!Array.isArray(list)) throw queue + ' is no array'
  },
  set,
  alias: (path, name) => get(path) || set(path, get(name)),
  call(path, ...args) {
    for (let i = 0; i < args.length; i++) if (args[i] == '{date}') args[i] = new Date()
    const stub = stubs[path]
    const [object, name] = find(path)
    if (start) stub?.open.add(owner)
    object[name](...args)
    if (!start || !stub || object[name]?.[stub.member]) return
    const queue = get(stub.queue)
    const entry = queue && entryOf(queue, args)
    if (entry) start.sent[start.sent.length] = [queue, entry]
    else if (queue) throw path + ' does not reach ' + stub.queue
  },
  reply(path, value) {
    const [name] = path.split('.')
    get(name) || set(name, {})
    const there = get(path)
    const ours = () => value
    ours.ours = true
    if (!there || there.ours) set(path, ours)
  },
  none(path, ...beginnings) {
    for (const name in get(path))
      for (const beginning of beginnings) if (name.startsWith(beginning)) throw path + ' has ' + name
  },
  script(url) {
    const element = d.createElement('script')
    element.async = true
    element.fetchPriority = 'low'
    element.nonce = start.nonce || tagNonce || ''
    element.src = trust().createScriptURL(url)
    return (start.scripts[start.scripts.length] = element)
  },
}

// Tells the core that a step was not done. What was thrown may be an object of the page's that has no text.
const failed = (id, step, error) => tell({ type: 'failed', id, step, reason: attempt(() => String(error)) })

// Performs "load": the steps in order, then the scripts, all or nothing. Before each step `may(id)` asks the core
// whether the grant still holds: a step runs code of the page's, which may refuse. Where a step throws, a grant has
// gone, or a script does not come, what was queued is taken out again: the vendor's script would read it with the next
// grant, and be started twice.
export const load = (may, id, steps, nonce) => {
  const begun = { nonce, scripts: [], sent: [] }
  const undo = () => {
    close(id)
    for (const [queue, entry] of begun.sent) {
      const i = queue.indexOf(entry)
      if (i >= 0) queue.splice(i, 1)
    }
  }
  owner = id
  start = begun
  try {
    for (const [verb, ...args] of steps) {
      if (!may(id)) return undo()
      verbs[verb](...args)
    }
    if (!may(id)) return undo()
  } catch (error) {
    undo()
    return failed(id, 'start', error)
  } finally {
    start = undefined
  }
  for (const element of begun.scripts) {
    const arrived = () => {
      scripts = scripts.filter(([other]) => other != element)
    }
    scripts.push([element, id])
    element.onload = () => {
      arrived()
      // Had the visitor refused while the script was on its way, it would have stored something by now: to be erased.
      // And where something is to be done once the script is there, it is by now.
      tell({ type: 'eraseAgain', id })
    }
    element.onerror = () => {
      arrived()
      undo()
      failed(id)
    }
    // A page may be without <head>, in XHTML for one.
    ;(d.head || d.documentElement).append(element)
  }
}

// Performs all steps of a "stop" or an "update"; each calls code of the vendor's, and where that throws, the steps
// behind it are done all the same. Returns what was thrown first.
const run = (id, steps) => {
  let fault
  owner = id
  // A listener of the page's may refuse in the midst of a load: what these steps call is no part of that load.
  start = undefined
  for (const [verb, ...args] of steps)
    try {
      verbs[verb](...args)
    } catch (error) {
      fault ||= error || 'thrown'
    }
  return fault
}
export const update = (id, steps) => {
  const fault = run(id, steps)
  if (fault) failed(id, 'update', fault)
}
export const stop = (id, steps) => {
  const fault = run(id, steps)
  close(id)
  standIn(Object.keys(stubs))
  if (fault) failed(id, 'stop', fault)
}
