// The search finds what is wrong: for each fault in faults/ a module is built that has it, and the world that the fault
// names ends in a violation. A fault is a patch (-U2, by `git diff -U2` for one), with three lines above it:
//
//     Fault: what is wrong, the name of the test
//     World: a file of worlds/
//     Found: how the violation begins, a regular expression

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
  const patch = readFileSync(new URL(name, folder), 'utf8')
  const [, fault, world, found] = patch.match(/^Fault: (.+)\nWorld: (.+)\nFound: (.+)\n/)
  test(`found: ${fault}`, async t => {
    const { default: definition } = await import(`./worlds/${world}.mjs`)
    const module = workshop.module(patch)
    assert.throws(
      () => search(new World(new Machine(module), definition), definition.depth),
      error => {
        assert.ok(error instanceof Violation, error.stack)
        // Without the path.
        assert.match(error.message.split('\n')[0], new RegExp(found))
        t.diagnostic(error.message.replace(/\n\s*/, '; '))
        return true
      },
    )
  })
}
