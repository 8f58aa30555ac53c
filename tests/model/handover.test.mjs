// The way from the first module to the whole, as web/core.first.js goes it: in every world of handover/worlds, with the
// second file coming at any step, late, never, or being refused, nothing happens that must not, and nothing is lost. And
// what is wrong would be found: each patch in handover/faults is searched for in the world that it names (its form is that
// of faults/, see faults.test.mjs).

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import test, { after } from 'node:test'
import { Handover } from './handover.mjs'
import { Machine } from './machine.mjs'
import { asBuilt, builtFirst, firstAsBuilt, Workshop } from './modules.mjs'
import { Violation } from './properties.mjs'
import { search } from './search.mjs'
import { shellAsBuilt, shellOf } from './shell.mjs'

const here = new URL('handover/', import.meta.url)
const worldOf = async name => (await import(new URL(`worlds/${name}.mjs`, here))).default
const labOf = ({ whole, first, source }, definition) =>
  new Handover({ whole: new Machine(whole), first: new Machine(first, true), shell: shellOf(source) }, definition)
const built = { whole: asBuilt(), first: firstAsBuilt(), source: shellAsBuilt() }

for (const file of readdirSync(new URL('worlds', here)))
  test(`no hand-over goes wrong in the world of ${basename(file, '.mjs')}`, async t => {
    const definition = await worldOf(basename(file, '.mjs'))
    const lab = labOf(built, definition)
    const { states, steps, names } = search(lab, definition.depth)
    t.diagnostic(`${states} states, ${steps} steps, every path of up to ${definition.depth}; ${lab.compared} answers`)
    const broken = (definition.broken ?? []).map(text => `next, broken into: ${text}`)
    const ways = ['comes', 'fails'].map(way => `the second file ${way}`)
    for (const name of [...definition.actions, ...broken, ...ways, 'the whole is there', 'ten seconds pass'])
      assert.ok(names.has(name), `${name} happens`)
  })

const workshop = new Workshop()
after(() => workshop.close())

test('without a fault the first module is the one that was built', () => {
  assert.ok(workshop.make('smg.first.wasm').equals(readFileSync(builtFirst)))
})

for (const name of readdirSync(new URL('faults', here))) {
  const patch = readFileSync(new URL(`faults/${name}`, here), 'utf8')
  const [, fault, world, found] = patch.match(/^Fault: (.+)\nWorld: (.+)\nFound: (.+)\n/)
  test(`found: ${fault}`, async t => {
    const definition = await worldOf(world)
    const lab = labOf(workshop.pair(patch), definition)
    assert.throws(
      () => search(lab, definition.depth),
      error => {
        assert.ok(error instanceof Violation, error.stack)
        assert.match(error.message.split('\n')[0], new RegExp(found))
        t.diagnostic(error.message.replace(/\n\s*/, '; '))
        return true
      },
    )
  })
}
