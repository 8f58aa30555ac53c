// Where the page is looked into, by `debug: true` or by ?smg-debug in its address: keeps each event, as the very text that
// the module was given, with its answer, and brings the overlay that shows them (debug/), a file of its own. A reader: it
// hands the module no event of the page's, asks it nothing that changes it, and stores nothing.

import { attempt, json, listen } from './browser.js'
import { exchange } from './exchange.js'
import { late, layerOf, makeElement } from './layers.js'
import { beside } from './module.js'
import { addOwnScript } from './own-script.js'
import { address, isDebugged, nonce } from './smg.js'
import { pending } from './steps.js'

const overlay = __DEBUG__ // { name, hash } of the third file
const records = [] // { at, text, answer } of each event, in their order; `at` in ms, by performance.now()
let isStarted // the start is among them
let early = 0 // how many events from the start on have been kept: late.times has when the first module was given them
let tell // hears of each that comes

const keep = (text, answer) => {
  isStarted ||= JSON.parse(text).type == 'start'
  const at = (isStarted && late.times?.[early++]) || performance.now()
  records[records.length] = { at, text, answer }
  attempt(() => tell?.())
}

const readFrom = ({ memory }, from, to) =>
  new TextDecoder().decode(
    new Uint8Array(memory.buffer).subarray(from, to ?? new Uint8Array(memory.buffer).indexOf(0, from)),
  )

const bring = exports => {
  // Why all is as it is, by what the page knew at its last event. Past dispatch(): it is no event of the page's, and must
  // overtake none.
  const ask = content => {
    const { random, cookies, refusal, table, shown, woken } = JSON.parse(records[records.length - 1].text)
    const time = Date.now() / 1000
    const now = time - (time % 1)
    const event = { type: 'explain', content, now, random, cookies, refusal, table, shown, woken, pending: pending() }
    const [[kind, value]] = exchange(exports, json(event))
    return kind == 'return' ? value : undefined
  }
  const url = beside(address, overlay.name)
  const follow = f => (tell = f)
  window['smg:debug'] = { __proto__: null, records, follow, ask, makeElement, layerOf, listen }
  addOwnScript(url, overlay.hash, nonce, hasRun => {
    delete window['smg:debug']
    hasRun || console.warn('SMG Consent: ' + url + ' is missing, or of another build')
  })
}

// The module's exports, which are looked at from now on where that is wanted.
export const watched = exports => {
  if (!isDebugged()) return exports
  let at
  // Whatever hinders it, the module goes on.
  attempt(() => bring(exports))
  return {
    __proto__: null,
    memory: exports.memory,
    smg_buffer: length => (at = exports.smg_buffer(length)),
    smg_dispatch(length) {
      // Before the module reads it: it does so in place.
      const text = readFrom(exports, at, at + length)
      const output = exports.smg_dispatch(length)
      keep(text, readFrom(exports, output))
      return output
    },
  }
}
