// Performs the steps of processors: what starts one, stops it, or tells it of other grants. Which steps and when, the
// core decides; what each of them is, include/smg.h says under "load".

import { trust } from './page.js'

const w = window
const d = document

let tell // hands an event to the core
let nonce // for the scripts that are added
let owner // the processor whose steps are being run
export const pending = new Set() // processors whose script is on its way

export const beginSteps = (dispatch, scriptNonce) => {
  tell = dispatch
  nonce = scriptNonce
}

// Paths from window, for the globals that processors expect: "ym.a", "_hjSettings". The object, and the name in it.
const find = path => {
  const names = path.split('.')
  const name = names.pop()
  return [names.reduce((object, key) => object[key], w), name]
}
const get = path => {
  const [object, name] = find(path)
  return object[name]
}
const set = (path, value) => {
  const [object, name] = find(path)
  object[name] = value
}

const verbs = {
  stub(name, queue, method) {
    if (typeof w[name] != 'function')
      w[name] = function stub() {
        stub[method] ? stub[method].apply(stub, arguments) : get(queue).push(arguments)
      }
    get(queue) || set(queue, [])
  },
  set,
  alias: (path, name) => get(path) || set(path, w[name]),
  call(path, ...args) {
    const [object, name] = find(path)
    object[name](...args.map(value => (value == '{date}' ? new Date() : value)))
  },
  script(url) {
    const element = d.createElement('script')
    const id = owner
    element.async = true
    element.fetchPriority = 'low'
    element.nonce = nonce()
    pending.add(id)
    element.onload = () => {
      pending.delete(id)
      // Refused in the meantime, it may have left something.
      tell({ type: 'sweep' })
    }
    element.onerror = () => {
      pending.delete(id)
      tell({ type: 'failed', id })
    }
    element.src = trust().createScriptURL(url)
    // XHTML may have no <head>.
    ;(d.head || d.documentElement).append(element)
  },
}

// Vendors' own code runs here: what it throws is its own, and the next step is still ours.
export const run = (id, steps) => {
  owner = id
  for (const [verb, ...args] of steps)
    try {
      verbs[verb](...args)
    } catch (error) {
      console.error('SMG Consent: ' + id + ':', error)
    }
}
