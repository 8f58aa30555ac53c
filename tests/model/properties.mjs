// What must hold whatever happens. By the records alone, as records.mjs reads them; nothing here asks the core.

import { allowed, isPart } from './records.mjs'

export class Violation extends Error {}

function hold(condition, text) {
  if (!condition) throw new Violation(text)
}

// In an answer each kind comes after those before it: include/smg.h. What is not in the list may stand anywhere.
const order = [
  'store',
  'next paint',
  'stop',
  'erase',
  'later',
  'change',
  'mask',
  'load',
  'unlock',
  'emit consent',
  'emit change',
  'reload',
]
const silent = ['render', 'emit', 'log', 'switches', 'return']
// Nothing else is a choice.
const grants = /^(accept|save|call accept)/
const choices = /^(accept|save|reject|withdraw|call (accept|reject|withdraw|reset))/

/** An answer, by the world as it was when its event was made. `cause`: the name of that event. */
export function checkAnswer(answer, { world, tab, cause, reader }) {
  const may = allowed(world, reader)
  let last = -1
  for (const [kind, first, second] of answer) {
    const rank = order.findIndex(entry => entry === kind || entry === `${kind} ${first}`)
    hold(rank < 0 || rank >= last, `${kind} comes after ${order[last]}`)
    if (rank >= 0) last = rank
    hold(silent.includes(kind) || mayAct(world, tab, cause), `${kind} before any choice`)
    if (kind === 'load') checkLoad(first, second, tab, may)
    if (kind === 'unlock') for (const id of second) hold(may?.includes(id), `content for ${id} wakes without a grant`)
    if (kind === 'store') checkStore(first, second, tab, cause)
  }
  hold(answer.filter(([kind]) => kind === 'load').length < 2, 'two loads in one answer')
}

// Before the visitor has ever chosen, and while he does not do so, all that is done is to show and to tell.
function mayAct({ cookies, refusal, kept }, tab, cause) {
  return Boolean(cookies || refusal || kept || tab.chosen || choices.test(cause))
}

function checkLoad(id, steps, tab, may) {
  hold(may?.includes(id), `${id} loads without a grant in the records`)
  hold(!tab.leaving, `${id} loads in a page that is being left`)
  hold(tab.loads[id] !== true, `${id} loads twice`)
  hold(!(id in tab.loads) || steps.every(([verb]) => verb !== 'script'), `${id} brings its script twice`)
}

function checkStore(cookie, refusal, tab, cause) {
  const [, name, value] = /^(\w+)=([^;]*)/.exec(cookie)
  hold(name === 'smg_consent', `a cookie of the name ${name} is stored`)
  hold(!(value && refusal), 'a grant and a refusal are stored at once')
  hold(!value || grants.test(cause), `a grant is stored by: ${cause}`)
  // Only a refusal is ever stored once more, or tidied up after.
  hold(value || refusal || tab.chosen || choices.test(cause), `the storage is cleared by: ${cause}`)
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
    if (tab.leaving) continue
    // Of two that decide within the same second the one that refused is believed, whoever was first.
    if (sound && tab.refused !== null) hold(may?.length === 0, `${where} a refusal is lost`)
    for (const [id, runs] of Object.entries(tab.loads))
      if (runs) hold(may?.includes(id), `${where} ${id} runs without a grant`)
    if (sound && grantedIn === index)
      for (const id of may) hold(tab.loads[id] || isPart(id), `${where} ${id} does not run`)
    // Nobody is asked what he has answered.
    if (may !== null && !tab.asked)
      hold(!tab.layers.includes('banner'), `${where} the banner asks for what is answered`)
  }
}
