// web/smg.d.ts: its types hold for a site that uses all of them and refuse what would be wrong, and what of it follows from
// the schemas is as they say. No browser is needed here.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { derived } from '../../contract.mjs'
import { root } from '../support/paths.mjs'

const uses = readFileSync(join(root, 'tests/types/uses.ts'), 'utf8')
const schema = JSON.parse(readFileSync(join(root, 'src/config.schema.json'), 'utf8'))

for (const { path, is, should } of derived())
  test(`${path} is what the schemas say: else run npm run contract --prefix tests`, () => assert.equal(is, should))

test('a site in TypeScript compiles, and what is wrong does not', () => {
  const tsc = join(root, 'tests/node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tests/types')], { encoding: 'utf8' })
  assert.equal(stdout, '')
  assert.equal(status, 0)
})

test('it uses every option, every member of a definition and every function', () => {
  const { consent } = schema.properties
  const processor = JSON.parse(readFileSync(join(root, 'src/processor.schema.json'), 'utf8'))
  const names = [consent, consent.properties.cookie, processor].flatMap(({ properties }) => Object.keys(properties))
  for (const name of names) assert.match(uses, new RegExp(`\\b${name}\\b`), name)
  const types = readFileSync(join(root, 'web/smg.d.ts'), 'utf8')
  const [body] = types.slice(types.indexOf('interface SMGConsentApi')).split('\n}')
  const functions = [...body.matchAll(/^ {2}(\w+)[(<:]/gm)].map(([, name]) => name)
  assert.ok(functions.length > 15, String(functions))
  for (const name of functions) assert.match(uses, new RegExp(`\\bapi\\.${name}\\b`), name)
})
