// Every world in worlds/: in no state that can be reached in it does anything happen that must not. Breadth first, on the
// very module that visitors get.
//
// Takes long.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import test from 'node:test'
import { Machine } from './machine.mjs'
import { asBuilt } from './modules.mjs'
import { search } from './search.mjs'
import { World } from './world.mjs'

const module = asBuilt()

for (const name of readdirSync(new URL('worlds', import.meta.url)))
  test(`nothing goes wrong in the world of ${basename(name, '.mjs')}`, async t => {
    const { default: definition } = await import(`./worlds/${name}`)
    const { states, steps, names, depth, complete } = search(
      new World(new Machine(module), definition),
      definition.depth,
    )
    t.diagnostic(`${states} states, ${steps} steps; ${complete ? 'all of them' : `every path of up to ${depth}`}`)
    assert.equal(complete, definition.depth === undefined)
    // What is not known by its name would never happen.
    const happened = [...names].map(text => text.replace(/^tab \d+: /, ''))
    for (const action of definition.actions)
      assert.ok(happened.includes(action) || ['load anew', 'content waits'].includes(action), `${action} happens`)
  })
