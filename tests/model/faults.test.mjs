// The search finds what is wrong: for each fault in faults/ a module is built that has it, and the world that the fault
// names ends in a violation.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test, { after } from 'node:test'
import { Machine } from './machine.mjs'
import { built, Workshop } from './modules.mjs'
import { Violation } from './properties.mjs'
import { search } from './search.mjs'
import { World } from './world.mjs'

const folder = new URL('faults/', import.meta.url)
const workshop = new Workshop()
after(() => workshop.close())

test('without a fault the module is the one that was built', () => {
  assert.ok(workshop.make().equals(readFileSync(built)))
})

for (const name of readdirSync(folder)) {
  const fault = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
  test(`found: ${fault.fault}`, async t => {
    const { default: definition } = await import(`./worlds/${fault.world}.mjs`)
    const module = workshop.module(fault)
    assert.throws(
      () => search(new World(new Machine(module), definition), definition.depth),
      error => {
        assert.ok(error instanceof Violation, error.stack)
        // Without the path.
        assert.match(error.message.split('\n')[0], new RegExp(fault.found))
        t.diagnostic(error.message.replace(/\n\s*/, '; '))
        return true
      },
    )
  })
}
