// smg-consent migrate: what is made of another banner's configuration is sound, says what else there is to do, and where.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { migrate, names } from '../../../web/cli/migrate/migrate.mjs'
import { faultsOf } from '../../../web/cli/parts/faults.mjs'
import { visit } from '../../../web/cli/parts/module.mjs'

const folder = fileURLToPath(new URL('migrate/', import.meta.url))
const command = fileURLToPath(new URL('../../../web/cli/smg-consent.mjs', import.meta.url))
const files = readdirSync(folder)
const sourceOf = name =>
  join(
    folder,
    files.find(file => file.startsWith(`${name}.`) && !file.endsWith('.json')),
  )
const wantedOf = name => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))

const run = (...given) =>
  new Promise(resolve =>
    execFile(process.execPath, [command, 'migrate', ...given], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    ),
  )

function scratch(t, name, text) {
  const place = mkdtempSync(join(tmpdir(), 'smg-migrate-'))
  t.after(() => rmSync(place, { recursive: true }))
  writeFileSync(join(place, name), text)
  return join(place, name)
}

test('each banner has a configuration here', () => {
  for (const name of names) assert.ok(sourceOf(name), name)
  assert.ok(names.length >= 4)
})

for (const name of names) {
  test(`${name}: a site's configuration becomes this one`, () => {
    const wanted = wantedOf(name)
    const { from, config, byHand } = migrate(sourceOf(name))
    assert.equal(from, name)
    assert.deepEqual(config, wanted.config)
    const told = byHand.map(({ line, text }) => `${line ?? null}: ${text}`)
    for (const [line, text] of wanted.byHand)
      assert.ok(
        byHand.some(each => (each.line ?? null) === line && each.text.includes(text)),
        `line ${line}: ${text}\n${told.join('\n')}`,
      )
  })

  test(`${name}: what is made passes the schema, and the module starts with it without a word`, () => {
    const { config } = migrate(sourceOf(name))
    assert.deepEqual(faultsOf(config), [])
    const host = config.consent.cookie.domain
    const { said, purposes } = visit(config, { host })
    assert.deepEqual(said, [])
    // All that the other banner asked for is asked for.
    for (const id of Object.keys(config.consent.purposes)) assert.ok(purposes.includes(id), `${id}: ${purposes}`)
  })
}

test('nothing of the file is run', () => {
  for (const name of names) migrate(sourceOf(name))
  assert.equal('hasRun' in globalThis, false)
})

test('ids that the other banner leaves to the page come by --id', async () => {
  const file = sourceOf('klaro')
  const { stdout, code } = await run(
    file,
    '--id',
    'gtm=GTM-ABCDEFG',
    'matomo.host=stats.example',
    'matomo.site=3',
    '--json',
  )
  assert.equal(code, 0)
  const { config, byHand } = JSON.parse(stdout)
  assert.equal(config.analytics.gtm, 'GTM-ABCDEFG')
  assert.deepEqual(config.analytics.matomo, { host: 'stats.example', site: '3' })
  assert.ok(!byHand.some(({ text }) => text.includes('--id')))
  // Both processors ask for statistics themselves.
  assert.equal('analytics' in config.consent.purposes, false)
})

test('the configuration alone is on stdout, what to do beside it', async t => {
  const file = sourceOf('orejime')
  const { stdout, stderr, code } = await run(file)
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(stdout), wantedOf('orejime').config)
  assert.match(stderr, /orejime\.html:22: "session" is mandatory/)
  // And is a file that the other commands read.
  const made = scratch(t, 'smg.json', stdout)
  const checked = await new Promise(resolve =>
    execFile(process.execPath, [command, 'check', made], (error, out) => resolve({ code: error?.code ?? 0, out })),
  )
  assert.equal(checked.code, 0, checked.out)
})

test('wrong use is told in one line, with what to do', async t => {
  const faults = [
    [[join(folder, 'nothing.js')], /nothing\.js: expected the configuration of another banner, got no such file; /],
    [[sourceOf('klaro'), '--from', 'cookiebot'], /--from: expected one of klaro, orejime, .*, got "cookiebot"; /],
    [[sourceOf('klaro'), '--from', 'orejime'], /expected the configuration of orejime, got a file without it; /],
    [[scratch(t, 'a.js', 'const x = 1')], /expected the configuration of klaro or .*, got a file without it; /],
    [[scratch(t, 'b.js', 'const x = {\n  a: [1\n}')], /b\.js:3:1: expected a script, got Unexpected token; /],
  ]
  for (const [given, message] of faults) {
    const { code, stderr, stdout } = await run(...given)
    assert.equal(code, 2, stderr)
    assert.match(stderr, message)
    assert.equal(stderr.trim().split('\n').length, 1, stderr)
    assert.equal(stdout, '')
  }
})

test('of a page with two banners one is to be chosen', async t => {
  const both = `${readFileSync(sourceOf('klaro'), 'utf8')}\nwindow.orejimeConfig = { purposes: [{ id: "a", title: "A" }] }`
  const file = scratch(t, 'both.js', both)
  assert.throws(() => migrate(file), /expected one configuration, got those of klaro and orejime; choose by --from/)
  assert.equal(migrate(file, { from: 'orejime' }).from, 'orejime')
})
