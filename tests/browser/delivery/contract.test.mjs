// Events and effects have the form that include/events.schema.json says: every recorded event, and every answer of the
// module to one. No browser is needed here.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import test from 'node:test'
import { faultOfEffect, faultOfEvent, judge, kindOfEffect, schema } from '../support/contract.mjs'
import { dist, root } from '../support/paths.mjs'

const folder = join(root, 'tests/events')
const runs = readdirSync(folder).map(name => ({
  name: basename(name, '.jsonl'),
  lines: readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'),
}))
const moduleOf = file => new WebAssembly.Module(readFileSync(join(dist, file)))
const module = moduleOf('smg.wasm')
const first = moduleOf('smg.first.wasm')

// Events that are odd on purpose: the run, and the lines.
const odd = { 'odd-events': 'all', calls: [26, 27], languages: [13], presses: [6] }
const isOdd = ({ name }, line) => odd[name] === 'all' || odd[name]?.includes(line)

function* answered({ lines }, by = module) {
  const { memory, smg_buffer: buffer, smg_dispatch: dispatch } = new WebAssembly.Instance(by).exports
  for (const line of lines) {
    const bytes = Buffer.from(line)
    const at = buffer(bytes.length)
    Buffer.from(memory.buffer).set(bytes, at)
    const from = dispatch(bytes.length)
    const all = Buffer.from(memory.buffer)
    yield JSON.parse(all.toString('utf8', from, all.indexOf(0, from)))
  }
}

for (const run of runs) {
  test(`each event of ${run.name} has the form of the schema, but those that are odd on purpose`, () => {
    run.lines.forEach((line, index) => {
      if (odd[run.name] === 'all') return
      const fault = faultOfEvent(JSON.parse(line))
      if (isOdd(run, index + 1)) assert.ok(fault, `line ${index + 1} is not odd`)
      else assert.equal(fault, undefined, `line ${index + 1}`)
    })
  })

  test(`each answer to ${run.name} has the form of the schema`, () => {
    let line = 0
    for (const answer of answered(run)) {
      // What the page never sends may be answered with what it would never be told.
      if (isOdd(run, ++line)) continue
      for (const effect of answer)
        assert.equal(faultOfEffect(effect), undefined, `line ${line}: ${JSON.stringify(effect)}`)
    }
  })
}

const of = prefix => Object.keys(schema.$defs).filter(name => name.startsWith(prefix))

test('each kind of event and of effect is in a recorded run', () => {
  const events = runs.filter(({ name }) => name !== 'odd-events').flatMap(({ lines }) => lines)
  const types = new Set(events.map(line => `event-${JSON.parse(line).type}`))
  assert.deepEqual(
    of('event-').filter(name => !types.has(name)),
    [],
  )
  const both = runs.flatMap(run => [...answered(run), ...answered(run, first)])
  const kinds = new Set(both.flat().map(kindOfEffect))
  assert.deepEqual(
    of('effect-').filter(name => !kinds.has(name)),
    [],
  )
})

// What is no more an effect: another kind, one argument more than there may be, each argument of another type or left out.
function* bent(effect) {
  yield [`${effect[0]}s`, ...effect.slice(1)]
  if (effect[0] !== 'later') yield [...effect, ['one more']]
  else yield [...effect, 'soon']
  if (effect[0] === 'return') return yield effect.slice(0, -1)
  for (let i = 1; i < effect.length; i++) {
    // A nonce may be left out, and so may all but one of the delays.
    if (!(effect[0] === 'load' && effect.length > 3) && effect[0] !== 'later') yield effect.toSpliced(i, 1)
    yield effect.with(i, 5.5)
    yield effect.with(i, { odd: true })
    if (Array.isArray(effect[i])) yield effect.with(i, [...effect[i], 5.5])
  }
}

test('no effect that is bent has the form of the schema', () => {
  const whole = judge('effects')
  const seen = new Set()
  let count = 0
  for (const run of runs) {
    let line = 0
    for (const answer of answered(run)) {
      for (const effect of answer) {
        const kind = kindOfEffect(effect)
        if (seen.has(kind)) continue
        seen.add(kind)
        for (const one of bent(effect)) {
          count++
          assert.ok(faultOfEffect(one), JSON.stringify(one))
          assert.ok(whole([...answer, one]), JSON.stringify(one))
        }
      }
      if (!isOdd(run, ++line)) assert.equal(whole(answer), undefined)
    }
  }
  assert.ok(count > 100, String(count))
})

test('an event is told from one that lacks something or has something more', () => {
  const [first] = runs.find(({ name }) => name === 'accept').lines
  const start = JSON.parse(first)
  assert.equal(faultOfEvent(start), undefined)
  for (const name of Object.keys(start)) {
    const { [name]: _, ...rest } = start
    if (name !== 'config') assert.ok(faultOfEvent(rest), name)
    if (name !== 'config') assert.ok(faultOfEvent({ ...start, [name]: { odd: true } }), name)
  }
  assert.ok(faultOfEvent({ ...start, more: 1 }))
  assert.ok(faultOfEvent({ ...start, type: 'begin' }))
})
