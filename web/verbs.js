// Steps that only processors of the catalogue have, and a page's own: include/smg.h says under "load" what each does.

import { attempt } from './browser.js'
import { get, owned, set, standIn, stop, verbs } from './steps.js'

// Objects with methods that stand for a vendor's, by path: which running processors each serves. While there is none,
// the methods drop what they are told.
const objects = { __proto__: null }
const methodsOf = (path, queue, names) => {
  const { open } = (objects[path] ||= { open: new Set() })
  if (!get(path)) set(path, path == queue ? [] : {})
  const object = get(path)
  for (const name of names)
    object[name] ||= (...args) => {
      if (open.length) get(queue).push([name, ...args])
    }
  return open
}

// A text "{global:x}" among the arguments, or in an object among them, stands for the global.
const meant = value => {
  if (Object(value) === value && !Array.isArray(value)) {
    const all = {}
    for (const name in value) all[name] = meant(value[name])
    return all
  }
  const [, path] = /^{global:(.+)}$/.exec(value) || []
  return path ? get(path) : value
}

const { call, script } = verbs
Object.assign(verbs, {
  __proto__: null,
  list(path) {
    if (!get(path)) set(path, [])
  },
  methods(path, queue, ...names) {
    if (!get(queue) && path != queue) set(queue, [])
    methodsOf(path, queue, names).add(owned()[0])
  },
  new(path, name, ...args) {
    set(path, new (get(name))(...args.map(meant)))
  },
  // What is pushed to a vendor's list is taken back like all else that was queued, where the script does not come.
  call(path, ...args) {
    const [, sent] = owned()
    const object = sent && get(path.replace(/\.\w+$/, ''))
    // In a "stop" or an "update" nothing is taken back.
    const queue = Array.isArray(object) ? object : []
    const before = queue.length
    call(path, ...args)
    for (let i = before; i < queue.length; i++) sent[sent.length] = [queue, queue[i]]
  },
  script(url, attributes) {
    const element = script(url)
    for (const name in attributes) element.setAttribute(name, attributes[name])
  },
})

// The effects "stand-in" and "stop", with what these objects are to do.
export const standInAll = (names, others = []) => {
  standIn(names)
  for (const [path, queue, ...methods] of others) attempt(() => get(path) || methodsOf(path, queue, methods))
}
export const stopAll = (id, steps) => {
  stop(id, steps)
  for (const path in objects) objects[path].open.delete(id)
}
