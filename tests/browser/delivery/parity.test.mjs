// The same events, put to the module in Node, as WebAssembly and as JavaScript, and to the same sources built natively,
// are answered with the same bytes.
// The scripts in tests/events hold one event per line; adding one is adding a file.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import test from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { dist, root } from '../support/paths.mjs'
import { built, folder, replay, scripts } from '../support/replay.mjs'

const wasm = join(dist, 'smg.wasm')
const native = join(root, 'build/native/smg-replay')
const asScript = () => {
  const window = createContext({})
  runInContext(`window = this;${readFileSync(join(dist, 'smg.nowasm.js'), 'utf8')}`, window)
  return window.smgModule
}

// Some scripts hold lines that are no events.
function read(line) {
  try {
    return JSON.parse(line) ?? {}
  } catch {
    return {}
  }
}

// What must occur in the answers to a script, so that no two empty answers can agree.
const kinds = {
  'accept.jsonl': ['render', 'store', 'next', 'load', 'unlock', 'emit'],
  'calls.jsonl': ['return', 'store', 'load', 'log', 'stop', 'update'],
  'config-wrong.jsonl': ['log', 'render'],
  'embeds.jsonl': ['embed', 'refused', 'log', 'face'],
  'explain.jsonl': ['return', 'load', 'stop'],
  'files.jsonl': ['fetch', 'load', 'update'],
  'languages.jsonl': ['render', 'switches', 'return', 'log'],
  'odd-events.jsonl': ['log', 'render'],
  'reject.jsonl': ['render', 'store', 'emit'],
  'settings.jsonl': ['render', 'switches', 'store', 'load', 'stop'],
  'storage-blocked.jsonl': ['store', 'log', 'emit'],
  'theme.jsonl': ['theme', 'log', 'render'],
  'withdraw.jsonl': ['load', 'store', 'stop', 'erase', 'reload'],
}

test('the module imports nothing and exports only what include/smg.h names', () => {
  built(wasm, 'wasm')
  const module = new WebAssembly.Module(readFileSync(wasm))
  assert.deepEqual(WebAssembly.Module.imports(module), [])
  assert.deepEqual(
    WebAssembly.Module.exports(module)
      .map(entry => entry.name)
      .sort(),
    ['memory', 'smg_buffer', 'smg_dispatch'],
  )
})

test('as JavaScript it has the same exports', () => {
  assert.deepEqual(Object.keys(asScript()).sort(), ['memory', 'smg_buffer', 'smg_dispatch'])
})

// What a function returns must not be written to memory that the same function has left behind as it grew.
test('as JavaScript it answers alike where it needs more memory than at first, and ends where there is no more', () => {
  const processor = i => ({
    id: `own${i}`,
    name: 'Own',
    company: 'Own Ltd',
    countries: ['KZ'],
    purpose: 'analytics',
    description: `Counts ${'something '.repeat(20)}`,
    data: ['pages'],
    start: [['script', `https://own${i}.example/`]],
  })
  const every = { random: '0'.repeat(32), cookies: '', refusal: null, table: false, instead: false, shown: '' }
  const lists = { pending: [], woken: [] }
  const config = { consent: { processors: Array.from({ length: 300 }, (_, i) => processor(i)) } }
  const facts = { languages: ['en'], host: 'www.example.com', path: '/', secure: true, gpc: false, framed: false }
  const text = [
    { type: 'start', config, ...facts },
    { type: 'call', name: 'showPreferences', args: [] },
  ]
    .map((event, i) => JSON.stringify({ ...event, now: 1795000000 + i, ...every, ...lists }))
    .join('\n')
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasm)))
  const expected = replay(exports, text)
  assert.ok(expected.includes('["render","settings"'))
  assert.ok(exports.memory.buffer.byteLength > 4 * 196608, `${exports.memory.buffer.byteLength} bytes`)
  assert.ok(replay(asScript(), text) === expected)
  assert.throws(() => replay(asScript(), JSON.stringify({ type: 'start', config: 'x'.repeat(20e6) })), /unreachable/)
})

test('there are event scripts, the expected ones among them', () => {
  for (const name of Object.keys(kinds)) assert.ok(scripts.includes(name), name)
})

for (const name of scripts) {
  test(`module and native build agree on ${basename(name, '.jsonl')}`, () => {
    built(wasm, 'wasm')
    built(native, 'native')
    const text = readFileSync(join(folder, name), 'utf8')
    const expected = execFileSync(native, { input: text, encoding: 'utf8', maxBuffer: 1 << 26 })
    const answers = replay(wasm, text)
    assert.equal(answers, expected)
    assert.equal(replay(asScript(), text), expected)

    const lines = answers
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    const events = text.trimEnd().split('\n')
    assert.equal(lines.length, events.length)
    const seen = new Set(lines.flat().map(([kind]) => kind))
    for (const kind of kinds[name] ?? ['emit']) assert.ok(seen.has(kind), `${kind} among ${[...seen]}`)

    lines.forEach((effects, index) => {
      const loads = effects.filter(([kind]) => kind === 'load')
      const where = `${name}, line ${index + 1}`
      const event = read(events[index])
      // Whatever the script is about: nothing loads but on a grant that came with the very event, and one at a time.
      assert.ok(loads.length <= 1, where)
      if (loads.length) assert.match(event.cookies, /(^|; )\w+=1\.\d+\.\w+\.[0-9a-f]{32}\..*[+*]/, where)
      // Before the visitor has said anything there is nothing but to show and to tell.
      if (event.type === 'start' && !event.cookies && !event.refusal)
        for (const [kind] of effects)
          assert.ok(['render', 'emit', 'log', 'stand-in', 'theme'].includes(kind), `${where}: ${kind}`)
    })
  })
}
