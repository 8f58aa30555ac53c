// Definitions of processors: the build and the page judge them by one schema, and must judge alike; and the build refuses
// what only it can know of, names of the browser's that a step would reach. No browser is needed here.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { tableOf } from '../../../src/schema.mjs'
import { dist, root } from '../support/paths.mjs'

const Ajv = createRequire(join(root, 'web/package.json'))('ajv/dist/2020').default
const schema = JSON.parse(readFileSync(join(root, 'src/processor.schema.json'), 'utf8'))
const ajv = new Ajv({ strictTuples: false })
ajv.addKeyword('expected')
const isDefinition = ajv.compile(schema)
const builtin = readdirSync(join(root, 'src/processors')).map(name =>
  JSON.parse(readFileSync(join(root, 'src/processors', name), 'utf8')),
)

const module = new WebAssembly.Module(readFileSync(join(dist, 'smg.wasm')))

// What the console says of a page's own definitions.
function saidOf(processors) {
  const { memory, smg_buffer: buffer, smg_dispatch: dispatch } = new WebAssembly.Instance(module).exports
  const event = { type: 'start', now: 1795000001, cookies: '', refusal: null, languages: ['en'], host: 'own.test' }
  const bytes = Buffer.from(JSON.stringify({ ...event, config: { analytics: {}, consent: { processors } } }))
  const at = buffer(bytes.length)
  Buffer.from(memory.buffer).set(bytes, at)
  const from = dispatch(bytes.length)
  const all = Buffer.from(memory.buffer)
  const effects = JSON.parse(all.toString('utf8', from, all.indexOf(0, from)))
  return effects.filter(([kind]) => kind === 'log').map(([, , text]) => text)
}

const others = [
  null,
  5,
  true,
  '',
  ' ',
  'x',
  '*',
  'a*',
  '//x/',
  [],
  {},
  [5],
  [[]],
  { x: 5 },
  { '': '1d' },
  ['x', 'y', 'z'],
]

// The value with one thing in it changed, in every way and at every place.
function* changed(value) {
  yield* others
  if (Array.isArray(value)) {
    yield [...value, 'x']
    yield [...value, 5]
    yield value.slice(0, -1)
    for (const [i, item] of value.entries()) for (const other of changed(item)) yield value.with(i, other)
  } else if (value && typeof value === 'object') {
    yield { ...value, extra: 1 }
    for (const [name, item] of Object.entries(value)) {
      const { [name]: _, ...rest } = value
      yield rest
      yield { ...rest, [`${name}*`]: item }
      yield { ...rest, [name.slice(1)]: item }
      for (const other of changed(item)) yield { ...rest, [name]: other }
    }
  } else if (typeof value === 'string') {
    yield `${value}*`
    yield value.slice(1)
    yield value.replace('https:', '')
    yield `${value} `
  }
}

test('the schema and the core judge every definition alike', () => {
  const seen = new Set()
  const judged = { true: 0, false: 0 }
  for (const definition of builtin) {
    // As a page's own, which may use no id that is taken.
    // Its sources are for people: the core does not read them.
    const { partOf, sources, ...rest } = definition
    for (const one of [rest, ...changed(rest)]) {
      const own = one?.id === definition.id ? { ...one, id: 'own' } : one
      const text = JSON.stringify(own)
      if (seen.has(text)) continue
      seen.add(text)
      // Whether there is such a purpose, and whether the id is free, no schema knows.
      const said = saidOf([own]).filter(
        line => !/\.purpose: expected a purpose that there is|an id that is free/.test(line),
      )
      const sound = isDefinition(own) || (own?.purpose !== definition.purpose && !said.length)
      judged[sound]++
      assert.equal(said.length === 0, sound, `${text}: ${said.join('; ')} ${JSON.stringify(isDefinition.errors)}`)
      for (const line of said) assert.match(line, /^SMG_CONFIG\.consent\.processors\[0\].*: expected .*, got /s)
    }
  }
  assert.ok(judged.true > 100 && judged.false > 1000, JSON.stringify(judged))
})

test('the definitions that come with the module are sound as a page’s own', () => {
  const own = builtin.map(({ id, partOf, ...rest }) => ({
    ...rest,
    id: `${id}2`,
    ...(partOf && { partOf: `${partOf}2` }),
  }))
  assert.deepEqual(saidOf(own), [])
})

test('every member has a description and an example that is sound', () => {
  const good = { ...builtin[0], id: 'own' }
  for (const [name, member] of Object.entries(schema.properties)) {
    assert.ok(member.description, name)
    assert.ok(member.examples?.length, name)
    for (const example of member.examples)
      assert.ok(isDefinition({ ...good, [name]: example }), `${name}: ${JSON.stringify(example)}`)
  }
})

// The build's answer to one definition of the module's own that is changed.
function built(t, change) {
  const folder = mkdtempSync(join(tmpdir(), 'smg-definitions-'))
  t.after(() => rmSync(folder, { recursive: true }))
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true })
  // Its packages are those of web/.
  symlinkSync(join(root, 'web'), join(folder, 'web'))
  const path = join(folder, 'src/processors/clarity.json')
  const definition = JSON.parse(readFileSync(path, 'utf8'))
  change(definition)
  writeFileSync(path, JSON.stringify(definition))
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'src/embed.mjs'), join(folder, 'src'), folder])
  return { status, lines: String(stderr).trim().split('\n'), path }
}

const step =
  (...step) =>
  definition =>
    void definition.start.push(step)
const refused = {
  'a fact without a source': [
    d => void (d.sources = d.sources.filter(({ facts }) => !facts.includes('unreachable'))),
    'sources: expected a source of unreachable, got',
  ],
  'a source of a fact that is not there': [
    d => void d.sources[0].facts.push('localStorage'),
    'sources: expected facts that the definition has, got "localStorage"',
  ],
  'a source without a day': [
    d => void (d.sources[0].date = '2026'),
    'sources.0.date: expected a day: 2026-11-22, got "2026"',
  ],
  'a member that is written wrongly': [
    d => void (d.recognizedBy = d.recognisedBy),
    'the file: expected known members (nearest: recognisedBy), got "recognizedBy"',
  ],
  'a masc': [d => void (d.masc = d.mask), 'the file: expected known members (nearest: mask), got "masc"'],
  'a idPatern': [
    d => {
      d.idPatern = d.idPattern
      delete d.idPattern
    },
    'the file: expected known members (nearest: idPattern), got "idPatern"',
  ],
  'no idPattern, of which the steps speak': [
    d => {
      delete d.idPattern
      for (const source of d.sources) source.facts = source.facts.filter(name => name !== 'idPattern')
    },
    'idPattern: expected the form of the id, which {id} or {number} stands for, got undefined',
  ],
  'no countries': [d => void delete d.countries, 'the file: expected the member countries, got undefined'],
  'a step that calls eval': [
    step('call', 'eval', 'x'),
    `start: expected a name that is the vendor's, and none of the browser's, got "eval"`,
  ],
  'a step that sets the address': [step('set', 'location', 'javascript:x'), `got "location"`],
  'a step that writes markup': [step('set', 'document.body.innerHTML', 'x'), `got "document.body.innerHTML"`],
  'a step that reaches a prototype': [
    step('set', 'clarity.constructor.prototype.x', 1),
    `got "clarity.constructor.prototype.x"`,
  ],
  'a stub in the place of a function of the browser’s': [step('stub', 'open', 'clarity.q'), `got "open"`],
  'an alias of a function of the browser’s': [step('alias', 'clarity.x', 'fetch'), `got "fetch"`],
  'a script of another host without https': [
    step('script', '//x.example/a.js'),
    'start.3: expected a step of stub, list, methods, set, alias, call, new, reply, none, script',
  ],
  'a script that is code': [
    step('script', 'javascript:x'),
    'start.3: expected a step of stub, list, methods, set, alias, call, new, reply, none, script',
  ],
  'a pattern that takes what is the site’s': [
    d => void (d.eraseToo = { localStorage: ['cl*'] }),
    'eraseToo.localStorage.0: expected a name, or four characters before a "*", got "cl*"',
  ],
}

for (const [what, [change, message]] of Object.entries(refused))
  test(`the build refuses ${what}`, t => {
    const { status, lines, path } = built(t, change)
    assert.equal(status, 1)
    assert.equal(lines.length, 1, lines.join('\n'))
    assert.ok(lines[0].startsWith(`${path}: `) && lines[0].includes(message), lines[0])
  })

test('the build takes the definitions as they are', t => {
  const { status, lines } = built(t, () => {})
  assert.equal(status, 0, lines.join('\n'))
})

test('a rule of the schema that the core would not know ends the build', () => {
  const { properties } = schema
  for (const changed of [
    { ...properties.reload, enum: [true] },
    { ...properties.countries, uniqueItems: true },
    { ...properties.idPattern, format: 'regex' },
  ])
    assert.throws(() => tableOf({ ...schema, properties: { ...properties, changed } }), /no such keyword here/)
  assert.throws(
    () => tableOf({ ...schema, properties: { changed: { type: 'string', minLength: 1 } } }),
    /no such keyword/,
  )
  assert.throws(
    () => tableOf({ ...schema, properties: { changed: { type: 'string' } } }),
    /expected a string with "pattern"/,
  )
})
