// Both modules as one machine, for worlds: each event is put to the whole, and to the first module until that lacks
// something. Where the first answers another thing than the whole, byte for byte, it is a violation.

import { MORE } from './machine.mjs'
import { Violation } from './properties.mjs'
import { World } from './world.mjs'

export class Pair {
  #whole
  #first
  #pairs = [] // state → [state of the whole, that of the first or undefined where it has lacked something]
  #states = new Map() // the two, as a text → state
  /** How many answers the first gave, and how many times it lacked something. */
  answered = 0
  lacked = 0
  fresh

  /** Two Machines. */
  constructor(whole, first) {
    this.#whole = whole
    this.#first = first
    this.fresh = this.#keep(whole.fresh, first.fresh)
  }

  send(state, event) {
    const [whole, first] = this.#pairs[state]
    const [answer, next, written] = this.#whole.send(whole, event)
    const [, own, said] = first === undefined ? [] : this.#first.send(first, event)
    this.lacked += said === MORE
    if (own !== undefined) {
      this.answered++
      if (said !== written) throw new Violation(difference(said, written))
    }
    return [answer, this.#keep(next, own)]
  }

  numbers(state) {
    const [whole, first] = this.#pairs[state]
    return [...this.#whole.numbers(whole), ...(first === undefined ? [] : this.#first.numbers(first))]
  }

  renumber(state, digits) {
    const [whole, first] = this.#pairs[state]
    const own = first === undefined ? first : this.#first.renumber(first, digits)
    return this.#keep(this.#whole.renumber(whole, digits), own)
  }

  /** True where the first has lacked something: from there on there is nothing to compare. */
  isSpent(state) {
    return this.#pairs[state][1] === undefined
  }

  #keep(whole, first) {
    const key = `${whole} ${first}`
    if (!this.#states.has(key)) this.#states.set(key, this.#pairs.push([whole, first]) - 1)
    return this.#states.get(key)
  }
}

/** How the two texts differ, from a few letters before the place on. */
export function difference(said, expected) {
  let at = 0
  while (said[at] === expected[at]) at++
  const from = Math.max(0, at - 20)
  return `the first module answers ${said.slice(from, at + 60)}, the whole ${expected.slice(from, at + 60)}`
}

/**
 * A world whose machine is a Pair. What comes of a state is not looked at (that is checked with the whole alone), nor what
 * follows where no page has a first module any more and none will be loaded.
 */
export class PairWorld extends World {
  *steps(world) {
    const isOver = world.tabs.every(tab => tab && !tab.leaving && this.machine.isSpent(tab.state))
    if (!isOver || this.actions.includes('load anew')) yield* super.steps(world)
  }

  check() {}
}
