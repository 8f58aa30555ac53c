// What src/README.md says of adding things: in a copy of the tree one of each is added, by the files that it names and no
// others, and the copy's module is asked about it.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { root } from '../browser/support/paths.mjs'
import { options, types } from '../contract.mjs'

const copy = mkdtempSync(join(tmpdir(), 'smg-adding-'))
after(() => rmSync(copy, { recursive: true, force: true }))
const read = name => readFileSync(join(copy, name), 'utf8')
const write = (name, text) => writeFileSync(join(copy, name), text)
const changeJson = (name, change) => {
  const value = JSON.parse(read(name))
  change(value)
  write(name, JSON.stringify(value, null, 2))
}

// cJSON as the build beside this one has it.
function cjson() {
  const [, given] = /^FETCHCONTENT_SOURCE_DIR_CJSON:PATH=(.+)$/m.exec(
    readFileSync(join(root, 'build/wasm/CMakeCache.txt'), 'utf8'),
  ) ?? [undefined, join(root, 'build/wasm/_deps/cjson-src')]
  assert.ok(existsSync(given), `${given} is missing: run cmake --preset wasm`)
  return given
}

let said
let module
before(
  () => {
    for (const name of ['CMakeLists.txt', 'CMakePresets.json', 'include', 'src', 'web'])
      cpSync(join(root, name), join(copy, name), {
        recursive: true,
        // As old as they are: else the packages would be installed anew.
        preserveTimestamps: true,
        filter: source => !source.includes('node_modules'),
      })
    symlinkSync(join(root, 'web/node_modules'), join(copy, 'web/node_modules'))

    // A language: one file, and it may have gaps.
    write(
      'src/languages/eo.json',
      JSON.stringify({ $aliases: ['espo'], title: 'Kuketoj: vi elektas', ga4_description: 'Nombras.' }),
    )
    // A processor: one file.
    write(
      'src/processors/shop.json',
      JSON.stringify({
        id: 'shop',
        name: 'Shop counter',
        company: 'Shop GmbH',
        countries: ['DE'],
        purpose: 'analytics',
        description: 'Counts what is bought.',
        data: ['ip'],
        policy: 'https://shop.example/privacy',
        idPattern: 'S-[0-9]{3}',
        cookies: { _shop_id: '1y' },
        start: [
          ['stub', 'shop', 'shop.q'],
          ['script', 'https://shop.example/{id}.js'],
        ],
        stop: [['call', 'shop', 'stop']],
        recognisedBy: ['shop.example'],
        sources: [
          {
            facts: ['company', 'countries', 'data', 'policy', 'idPattern', 'cookies', 'start', 'stop', 'recognisedBy'],
            from: 'made up',
            date: '2026-11-29',
          },
        ],
      }),
    )
    // A country's law: one file, in English at least.
    write(
      'src/countries/br.json',
      JSON.stringify({
        countries: ['BR'],
        facts: ['controller', 'fact_term', 'transfer'],
        texts: {
          en: { controller: 'Controlled by {company}.', transfer: 'Data leaves Brazil: {outside}.' },
          ru: { transfer: 'Данные покидают Бразилию: {outside}.' },
        },
        sources: [{ facts: ['controller', 'fact_term', 'transfer'], from: 'made up', date: '2026-11-29' }],
      }),
    )
    changeJson('src/config.schema.json', ({ properties }) => {
      const { consent } = properties
      // An option: a row of the schema, and its use.
      consent.properties.greeting = { description: 'how the banner greets', enum: ['short', 'long'], default: 'short' }
      // A layout: its name, and its rules.
      consent.properties.layout.enum.push('corner')
    })
    write('web/smg.css', `${read('web/smg.css')}\n.banner[data-layout='corner'] {\n  max-width: 20em;\n}\n`)

    const run = (...args) => spawnSync('cmake', args, { cwd: copy, encoding: 'utf8' })
    const configured = run('--preset', 'wasm', `-DFETCHCONTENT_SOURCE_DIR_CJSON=${cjson()}`)
    assert.equal(configured.status, 0, configured.stdout + configured.stderr)
    const built = run('--build', '--preset', 'wasm')
    said = built.stdout + built.stderr
    assert.equal(built.status, 0, said)
    module = new WebAssembly.Module(readFileSync(join(copy, 'build/dist/smg.wasm')))
  },
  { timeout: 600_000 },
)

// A page of the copy's module: what it answers to each event.
function page() {
  const { memory, smg_buffer: buffer, smg_dispatch: dispatch } = new WebAssembly.Instance(module).exports
  const shared = { now: 1795000001, random: '0123456789abcdef'.repeat(2), cookies: '', refusal: null, table: true }
  return event => {
    const bytes = Buffer.from(JSON.stringify({ ...shared, pending: [], woken: [], shown: '', ...event }))
    const at = buffer(bytes.length)
    Buffer.from(memory.buffer).set(bytes, at)
    const from = dispatch(bytes.length)
    const all = Buffer.from(memory.buffer)
    return JSON.parse(all.toString('utf8', from, all.indexOf(0, from)))
  }
}
const start = (send, config, languages = ['en']) =>
  send({ type: 'start', config, languages, host: 'site.test', secure: true, gpc: false, framed: false })
const rendered = (effects, place) => effects.find(([kind, where]) => kind === 'render' && where === place)?.[2]
const logged = effects => effects.filter(([kind]) => kind === 'log').map(([, , text]) => text)
const config = { analytics: { shop: 'S-123' } }

test('a language is one file, and where it has gaps English stands', () => {
  for (const tag of ['eo', 'eo-DE', 'espo']) {
    const banner = JSON.stringify(rendered(start(page(), config, [tag]), 'banner'))
    assert.ok(banner.includes('"lang":"eo"'), banner)
    assert.ok(banner.includes('Kuketoj: vi elektas') && banner.includes('"Accept all"'), banner)
  }
  const lines = said.split('\n').filter(line => line.includes('eo.json: '))
  assert.equal(lines.length, 1, said)
  // What it says of processors is in the same file.
  assert.ok(JSON.parse(read('build/dist/languages/eo.json')).ga4_description === 'Nombras.')
  const ga4 = { analytics: { ga4: 'G-ABC1234567' } }
  assert.ok(JSON.stringify(rendered(start(page(), ga4, ['eo']), 'table')).includes('Nombras.'))
  assert.ok(!lines[0].includes('ga4_description') && lines[0].includes('clarity_description'), lines[0])
  assert.match(lines[0], /eo\.json: \d+ texts are missing, and stay in English: .*accept_all/)
})

test('a processor is one file: it is offered, and loaded after a grant', () => {
  const send = page()
  assert.deepEqual(logged(start(send, config)), [])
  const action = {
    type: 'action',
    name: 'accept',
    inside: true,
    trusted: true,
    repeated: false,
    pointer: false,
    age: 900,
  }
  const answer = send(action)
  const [, cookie] = answer.find(([kind]) => kind === 'store')
  assert.ok(!answer.some(([kind]) => kind === 'load'))
  const [cookies] = cookie.split(';')
  const loads = [1, 2].flatMap(() => send({ type: 'next', cookies })).filter(([kind]) => kind === 'load')
  assert.equal(loads.length, 1)
  assert.equal(loads[0][1], 'shop')
  assert.deepEqual(loads[0][2].at(-1), ['script', 'https://shop.example/S-123.js'])
  assert.match(logged(start(page(), { analytics: { shop: 'x' } }))[0], /SMG_CONFIG\.analytics\.shop: expected S-/)
})

test('what was read where is in no file that ships', () => {
  assert.ok(!read('build/dist/processors/shop.json').includes('made up'))
  assert.ok(!readFileSync(join(copy, 'build/dist/smg.wasm')).includes('made up'))
})

test("a country's law is one file: its sentences in its order, in English where the language has none", () => {
  const send = page()
  assert.deepEqual(logged(start(send, { ...config, consent: { company: 'Shop', country: 'BR' } }, ['ru'])), [])
  const settings = JSON.stringify(
    rendered(send({ type: 'call', name: 'showPreferences', args: [] }), 'settings') ?? 'no settings',
  )
  assert.match(settings, /Controlled by Shop\..*182.*Данные покидают Бразилию: ",\{"country":"DE"\}/)
  assert.ok(!settings.includes('Кто отвечает за сайт'), settings)
  assert.ok(read('build/dist/languages/ru.json').includes('br_transfer'))
})

test('an option is a row of the schema: read, reported, in the types and in the table', () => {
  assert.deepEqual(logged(start(page(), { ...config, consent: { greeting: 'long' } })), [])
  assert.deepEqual(logged(start(page(), { ...config, consent: { greeting: 'loud' } })), [
    'SMG_CONFIG.consent.greeting: expected short|long, got "loud"',
  ])
  assert.match(read('build/wasm/generated/embedded.h'), /WORD\(CONSENT_greeting, "short"\)/)
  const [schema, processor] = ['config', 'processor'].map(name => JSON.parse(read(`src/${name}.schema.json`)))
  assert.ok(options(schema).includes('| `greeting` | how the banner greets | `"short"` |'))
  assert.match(types(schema, processor), /greeting\?: 'short' \| 'long'/)
})

test('a layout is a name in the schema and its rules', () => {
  const corner = start(page(), { ...config, consent: { layout: 'corner' } })
  assert.deepEqual(logged(corner), [])
  assert.ok(JSON.stringify(rendered(corner, 'banner')).includes('"data-layout":"corner"'))
  assert.match(logged(start(page(), { ...config, consent: { layout: 'x' } }))[0], /expected box\|bar\|dialog\|corner/)
  assert.match(read('build/dist/smg.js'), /\[data-layout=\\?.?corner/)
})
