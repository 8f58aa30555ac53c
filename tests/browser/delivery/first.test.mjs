// The first module answers each event of the recorded runs as the whole does, byte for byte, or by ["more"], and from then
// on by nothing else. So does the native build of it. src/first.h says what it is.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import test from 'node:test'
import { dist, root } from '../support/paths.mjs'
import { built, folder, replay, scripts } from '../support/replay.mjs'

const whole = join(dist, 'smg.wasm')
const first = join(dist, 'smg.first.wasm')
const native = join(root, 'build/native/smg-replay-first')
const MORE = '[["more"]]'

const linesOf = text => text.trimEnd().split('\n')

// The run as the shell of the first file has it, which sends neither `added` nor that there is a table: for these it
// fetches the second file.
const asOfFirst = text =>
  linesOf(text)
    .filter(line => !line.includes('"type":"added"'))
    .map(line => line.replaceAll('"table":true', '"table":false'))
    .join('\n')

// Holds the answers of both to `text` against each other; returns how many of the first are not "more", and in which
// of its lines something is said.
function compare(name, text) {
  const ours = linesOf(replay(first, text))
  const theirs = linesOf(replay(whole, text))
  assert.equal(ours.length, theirs.length)
  const lacking = ours.indexOf(MORE)
  const answered = lacking < 0 ? ours.length : lacking
  ours.forEach((answer, i) => {
    // By hand, since a diff of two long answers takes very long.
    if (i < answered) assert.ok(answer === theirs[i], `${name}, line ${i + 1}: another answer: ${answer.slice(0, 200)}`)
    else assert.ok(answer === MORE, `${name}, line ${i + 1}: an answer behind "more": ${answer.slice(0, 200)}`)
  })
  return { answered, all: ours.length, saying: ours.slice(0, answered).filter(answer => answer !== '[]').length }
}

let saying = 0
for (const name of scripts) {
  const text = readFileSync(join(folder, name), 'utf8')

  test(`the first module answers ${basename(name, '.jsonl')} as the whole does, or lacks something`, () => {
    for (const path of [whole, first]) built(path, 'wasm')
    compare(name, text)
    saying += compare(name, asOfFirst(text)).saying
  })

  test(`the first module and its native build agree on ${basename(name, '.jsonl')}`, () => {
    built(native, 'native')
    const expected = execFileSync(native, { input: text, encoding: 'utf8', maxBuffer: 1 << 26 })
    assert.ok(replay(first, text) === expected)
  })
}

// Who lacked everything would agree with anyone.
test('enough of the recorded runs is answered by the first module', t => {
  t.diagnostic(`${saying} answers that say something`)
  assert.ok(saying >= 100, `${saying} answers`)
})

// What the first file is for: a first visit until its answer, a return visit, and the whole refusal.
for (const name of ['accept', 'reject', 'calls-reject', 'return', 'gpc', 'withdraw', 'tabs', 'record-expired'])
  test(`the first module answers ${name} to the end`, () => {
    const { answered, all } = compare(name, asOfFirst(readFileSync(join(folder, `${name}.jsonl`), 'utf8')))
    assert.equal(answered, all)
  })
