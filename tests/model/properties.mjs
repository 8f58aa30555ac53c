// What must hold whatever happens. By the records alone, as records.mjs reads them; nothing here asks the core.

import { readFileSync } from 'node:fs'
import { judge } from '../browser/support/contract.mjs'
import { allowed, granted, isPart, meant } from './records.mjs'

export class Violation extends Error {}

function hold(condition, text) {
  if (!condition) throw new Violation(text)
}

const faultOfEffects = judge('effects')
// Of answers of the same kinds of effects to the same event one is looked at: the search has millions.
const looked = new Set()
function faultOfAnswer(cause, answer) {
  const key = `${cause}: ${answer.map(([kind, first]) => `${kind} ${typeof first === 'string' && first.slice(0, 20)}`)}`
  return looked.has(key) ? undefined : looked.add(key) && faultOfEffects(answer)
}

// In an answer each kind comes after those before it: include/smg.h. What is not in the list may stand anywhere.
const order = [
  'store',
  'next paint',
  'stop',
  'erase',
  'later',
  'update',
  'mask',
  'load',
  'unlock',
  'refused',
  'look',
  'emit consent',
  'emit change',
  'due',
  'reload',
]
const silent = [
  ...['render', 'emit', 'log', 'switches', 'theme', 'return', 'stand-in', 'face', 'look'],
  ...['embed', 'refused', 'fetch'],
]

/** What kind of choice the event of that name is: 'grant' (which may turn out to grant nothing), 'refusal', 'reset', null. */
export function choiceOf(cause) {
  if (/^(accept|save|always|call accept(All|Purpose|Processor)\b)/.test(cause)) return 'grant'
  if (/^(reject|withdraw|call (rejectAll|withdraw)\b)/.test(cause)) return 'refusal'
  return cause === 'call reset' ? 'reset' : null
}

/** An answer, by the world as it was when its event was made. `cause`: the name of that event. */
export function checkAnswer(answer, { world, tab, cause, reader, readers }) {
  const may = allowed(world, reader)
  const yes = granted(world, reader)
  let last = -1
  let told = false
  if (cause === 'load') checkFirst(answer, may)
  const fault = faultOfAnswer(cause, answer)
  hold(!fault, `an answer is not of the form of include/events.schema.json: ${fault}`)
  for (const [kind, ...args] of answer) {
    const [first, second] = args
    const rank = order.findIndex(entry => entry === kind || entry === `${kind} ${first}`)
    hold(rank < 0 || rank >= last, `${kind} comes after ${order[last]}`)
    if (rank >= 0) last = rank
    hold(cause !== 'once' || ['once', 'render'].includes(kind), `${kind} by a press that is no grant`)
    hold(kind !== 'once' || (cause === 'once' && first === '0'), `something is shown once by: ${cause}`)
    hold(silent.includes(kind) || kind === 'once' || mayAct(world, tab, cause), `${kind} before any choice`)
    // Its listeners may refuse.
    hold(!(told && kind === 'load'), 'the page hears of something before a load in the same answer')
    told ||= kind === 'emit'
    if (kind === 'load') checkLoad(first, second, tab, may)
    if (kind === 'unlock') {
      const whole = name => meant(name, reader).every(id => yes.includes(id))
      for (const purpose of first) hold(yes && whole(purpose), `content for ${purpose} wakes without a grant`)
      for (const id of second) hold(may?.includes(id), `content for ${id} wakes without a grant`)
    }
    // A page goes by a refusal of its own of the same second, whatever another one has stored over it.
    if (kind === 'erase' && world.tabs.length === 1) checkErase(args, may)
    if (kind === 'post') hold(cause === 'added', `a decision is posted by: ${cause}`)
    if (kind === 'store') checkStore(first, second, { world, tab, cause, reader, readers })
  }
  hold(answer.filter(([kind]) => kind === 'load').length < 2, 'two loads in one answer')
}

// Who has not answered is asked when the page is loaded, by both buttons; who has is not.
function checkFirst(answer, may) {
  const shown = answer.find(([kind, place]) => kind === 'render' && place === 'banner')
  const buttons = JSON.stringify(shown ?? null)
  if (may !== null) hold(!shown, 'who has answered is asked')
  else for (const name of ['accept', 'reject']) hold(buttons.includes(`"data-smg":"${name}"`), `no button to ${name}`)
}

// Before the visitor has ever chosen, and while he does not do so, all that is done is to show and to tell.
function mayAct({ cookies, refusal }, tab, cause) {
  return Boolean(cookies || refusal || tab.chosen || choiceOf(cause))
}

function checkLoad(id, steps, tab, may) {
  hold(may?.includes(id), `${id} loads without a grant in the records`)
  hold(!tab.leaving, `${id} loads in a page that is being left`)
  hold(tab.loads[id] !== true, `${id} loads twice`)
  hold(!(id in tab.loads) || steps.every(([verb]) => verb !== 'script'), `${id} brings its script twice`)
}

const definitions = new Map()
function kept(id, place) {
  if (!definitions.has(id)) {
    const path = new URL(`../../src/processors/${id}.json`, import.meta.url)
    definitions.set(id, JSON.parse(readFileSync(path, 'utf8')))
  }
  return Object.keys(definitions.get(id)[place] ?? {})
}

// What a processor that may run says it keeps is left to it.
function checkErase(lists, may) {
  for (const [i, place] of ['cookies', 'localStorage', 'sessionStorage'].entries()) {
    const erased = new RegExp(`^(${lists[i].map(pattern => pattern.replaceAll('*', '.*')).join('|')})$`)
    for (const id of may ?? [])
      for (const name of kept(id, place)) hold(!erased.test(name), `${name} is erased, and ${id} is granted`)
  }
}

function checkStore(cookie, refusal, { world, tab, cause, reader, readers }) {
  const [, name, value] = /^(\w+)=([^;]*)/.exec(cookie)
  hold(name === 'smg_consent', `a cookie of the name ${name} is stored`)
  hold(!(value && refusal), 'a grant and a refusal are stored at once')
  hold(!value || choiceOf(cause) === 'grant', `a grant is stored by: ${cause}`)
  // Only a refusal is ever stored once more, or tidied up after.
  hold(value || refusal || tab.chosen || choiceOf(cause), `the storage is cleared by: ${cause}`)
  const after = { cookies: `smg_consent=${value}`, refusal: value ? null : refusal, now: world.now }
  for (const other of Object.values(readers)) if (value || refusal) checkOthers(after, { world, reader, other })
  if (choiceOf(cause) !== 'grant') return
  // What is stored is what was chosen.
  const stored = granted(after, reader)
  const [, saved] = /^save (.*)$/.exec(cause) ?? []
  if (cause === 'always') return hold(stored.includes('ga4'), `${cause} stores ${stored}`)
  const [, id, off] = /^call accept\w+ "(\w+)"(, false)?/.exec(cause) ?? []
  if (saved !== undefined) {
    const wanted = saved.split('+').filter(Boolean)
    hold(String(stored) === String(reader.ids.filter(one => wanted.includes(one))), `${cause} stores ${stored}`)
  } else if (id) for (const one of meant(id, reader)) hold(stored.includes(one) === !off, `${cause} stores ${stored}`)
  else hold(stored.length === reader.ids.length, `${cause} stores ${stored}`)
}

// What was answered on pages that ask for other things stays answered, and granted or refused as it was, unless all is
// refused: nobody has been asked for it here.
function checkOthers(after, { world, reader, other }) {
  const before = granted(world, other)
  if (other === reader || other.revision !== reader.revision || before === null) return
  const now = granted(after, other)
  hold(now !== null, `what was answered for ${other.ids} is forgotten`)
  for (const [i, id] of other.ids.entries()) {
    const asked = reader.tokens.includes(other.tokens[i])
    hold(asked || now.includes(id) === (before.includes(id) && !after.refusal), `what was said of ${id} has changed`)
  }
}

/**
 * A world in which all have heard of all. `refusedIn`, `grantedIn`: the tab in which that has just been chosen.
 */
export function checkRest(world, { readers, refusedIn, grantedIn }) {
  const sound = !world.cookieLost && !world.refusalLost
  for (const [index, tab] of world.tabs.entries()) {
    if (!tab) continue
    const may = allowed(world, readers[tab.config])
    const where = `at rest, in tab ${index + 1},`
    if (sound && refusedIn === index) hold(may?.length === 0, `${where} a refusal is not what is stored`)
    if (sound && grantedIn === index)
      hold(may?.length === readers[tab.config].ids.length, `${where} a grant is not what is stored`)
    // Of two that decide within the same second the one that refused is believed, whoever was first.
    if (sound && tab.refused !== null) hold(may?.length === 0, `${where} a refusal is lost`)
    if (tab.leaving) continue
    if (refusedIn === index) hold(!tab.once, `${where} what was shown once outlives a refusal`)
    const on = id => may?.includes(id)
    for (const [id, runs] of Object.entries(tab.loads)) {
      hold(!runs || on(id), `${where} ${id} runs without a grant`)
      if (runs) for (const other of tab.told[id]) hold(on(other), `${where} ${id} is told that ${other} is granted`)
    }
    for (const id of tab.pending) hold(on(id), `${where} the script of ${id} is still to come`)
    for (const id of tab.woken) hold(on(id), `${where} content for ${id} lives on`)
    if (sound && grantedIn === index)
      for (const id of may) hold(tab.loads[id] || isPart(id) || tab.failed.includes(id), `${where} ${id} does not run`)
    // Nobody is asked what he has answered.
    if (may !== null && !tab.asked)
      hold(!tab.layers.includes('banner'), `${where} the banner asks for what is answered`)
  }
}
