// In every world of worlds/ the first module answers what the whole does, byte for byte, or that it lacks something: every
// edge of the search that a page with a first module can come to.
//
// Takes long.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import test from 'node:test'
import { Machine } from './machine.mjs'
import { asBuilt, firstAsBuilt } from './modules.mjs'
import { Pair, PairWorld } from './pair.mjs'
import { search } from './search.mjs'

const whole = asBuilt()
const first = firstAsBuilt()
// All 44,307 states of it take minutes.
const depths = { sections: 9 }

let answered = 0
for (const file of readdirSync(new URL('worlds', import.meta.url))) {
  const name = basename(file, '.mjs')
  test(`the first module answers as the whole does in the world of ${name}`, async t => {
    const { default: definition } = await import(`./worlds/${file}`)
    const pair = new Pair(new Machine(whole), new Machine(first, true))
    const { states, steps } = search(new PairWorld(pair, definition), depths[name] ?? definition.depth)
    answered += pair.answered
    t.diagnostic(`${states} states, ${steps} steps; ${pair.answered} answers, ${pair.lacked} times "more"`)
    assert.ok(pair.answered)
  })
}

// Who lacked everything would agree with anyone.
test('the first module answers enough in these worlds', () => {
  assert.ok(answered >= 100_000, `${answered} answers`)
})
