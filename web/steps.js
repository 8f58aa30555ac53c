// Performs the steps of processors: what starts one, stops it, or tells it of other grants. Which steps and when, the
// core decides; what each of them is, include/smg.h says under "load".

import { attempt, d } from './browser.js'
import { trust } from './page.js'

const w = window

let tell // hands an event to the core
let tagNonce // of the module's own tag
let owner // the processor whose steps are being run
let start // what they have added so far, where they are those of a start
let scripts = [] // those on their way: [element, the processor whose it is]
export const pending = () => scripts.map(([, id]) => id)

export const beginSteps = (dispatch, nonce) => {
  tell = dispatch
  tagNonce = nonce
}

// The browser's own globals are enumerable only where they are its functions or accessors. An element's id makes a name
// that is neither the window's own nor inherited from these.
const { getOwnPropertyDescriptor, getPrototypeOf } = Object
const inherited = [getPrototypeOf(w), EventTarget.prototype, Object.prototype]
const { toString: source } = () => {}
// What bind() made for a page is native code without a name.
const isNative = f => typeof f == 'function' && /^function [\w ]+\(\) *\{\s*\[native/.test(source.call(f))
const isBrowsers = name => {
  const own = getOwnPropertyDescriptor(w, name)
  return own
    ? !own.enumerable || isNative(own.get || own.value)
    : inherited.some(prototype => getOwnPropertyDescriptor(prototype, name))
}

// Paths from window, for the globals that processors expect: "ym.a", "_hjSettings". The object, and the name in it.
// Without reduce(), which libraries of the page's have replaced by one of their own.
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
const get = path => {
  const [object, name] = find(path)
  return object?.[name]
}
const set = (path, value) => {
  const [object, name] = find(path)
  object[name] = value
  if (object[name] !== value) throw path + ' cannot be set'
}

// Functions of vendors, by name: { f: ours, open: the processors that it serves, queue, member }. Ours drops what it is
// told while nobody that it serves has a grant, so that a page that calls its vendors goes on working.
const stubs = { __proto__: null }
const stubOf = name => {
  if (!stubs[name]) {
    const stub = (stubs[name] = { open: new Set() })
    stub.f = function () {
      const vendors = stub.f[stub.member]
      if (!stub.open.length) return
      typeof vendors == 'function' ? stub.f[stub.member](...arguments) : get(stub.queue).push(arguments)
    }
  }
  return stubs[name]
}
export const standIn = names => {
  for (const name of names) attempt(() => get(name) === undefined && set(name, stubOf(name).f))
}
const close = id => {
  for (const name in stubs) stubs[name].open.delete(id)
}

// True if the function hands what it is told to the queue, as the vendors' own snippets do. Tried on a queue that
// nobody reads.
const fills = (f, queue) => {
  const real = get(queue)
  const length = real?.length
  const probe = []
  set(queue, probe)
  attempt(() => f())
  set(queue, real)
  // It may know the real one by another name.
  if (real?.length > length) real.length = length
  // Google's tag takes no list for a call.
  return {}.toString.call(probe[0]) == '[object Arguments]'
}

// The entry of the queue that has just these arguments.
const entryOf = (queue, args) => {
  for (let i = queue.length; i--; ) {
    const entry = queue[i]
    let n = args.length
    if (entry?.length !== n) continue
    while (n && entry[n - 1] === args[n - 1]) n--
    if (!n) return entry
  }
}

const verbs = {
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
    start.scripts[start.scripts.length] = element
  },
}

// What a page throws may be no text.
const failed = (id, step, error) => tell({ type: 'failed', id, step, reason: attempt(() => String(error)) })

// All or nothing: a script is added only when all else is done, and `may` go on. What has been handed over for a script
// that does not come is taken back, or it would be said twice the next time.
export const load = (may, id, steps, nonce) => {
  const own = { nonce, scripts: [], sent: [] }
  const undo = () => {
    close(id)
    for (const [queue, entry] of own.sent) {
      const i = queue.indexOf(entry)
      if (i >= 0) queue.splice(i, 1)
    }
  }
  owner = id
  start = own
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
  for (const element of own.scripts) {
    const arrived = () => {
      scripts = scripts.filter(([other]) => other != element)
    }
    scripts.push([element, id])
    element.onload = () => {
      arrived()
      // Refused in the meantime, it may have left something.
      tell({ type: 'eraseAgain' })
    }
    element.onerror = () => {
      arrived()
      undo()
      failed(id)
    }
    // XHTML may have no <head>.
    ;(d.head || d.documentElement).append(element)
  }
}

// Vendors' own code runs here: what it throws is its own, and the next step is still ours.
const run = (id, steps) => {
  let fault
  owner = id
  // Also in the midst of a start that is to go no further.
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
