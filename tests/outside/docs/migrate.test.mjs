// smg-consent migrate: what is made of another banner's configuration is sound, says what else there is to do, and where.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { migrate, names } from '../../../web/cli/migrate/migrate.mjs'
import { faultsOf } from '../../../web/cli/parts/faults.mjs'
import { visit } from '../../../web/cli/parts/module.mjs'
import { scratch } from '../cli/support.mjs'

const folder = fileURLToPath(new URL('migrate/', import.meta.url))
const files = readdirSync(folder)
const sourceOf = name =>
  join(
    folder,
    files.find(file => file.startsWith(`${name}.`) && !file.endsWith('.json')),
  )
const wantedOf = name => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))

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

test('ids that the other banner leaves to the page come by --id', t => {
  const ids = ['gtm=GTM-ABCDEFG', 'matomo.host=stats.example', 'matomo.site=3']
  const { status, out } = scratch(t).smg('migrate', sourceOf('klaro'), '--id', ...ids, '--json')
  assert.equal(status, 0)
  const { config, byHand } = JSON.parse(out)
  assert.equal(config.analytics.gtm, 'GTM-ABCDEFG')
  assert.deepEqual(config.analytics.matomo, { host: 'stats.example', site: '3' })
  assert.ok(!byHand.some(({ text }) => text.includes('--id')))
  // Both processors ask for statistics themselves.
  assert.equal('analytics' in config.consent.purposes, false)
})

test('the configuration alone is on stdout, what to do beside it', t => {
  const { status, out, err } = scratch(t).smg('migrate', sourceOf('orejime'))
  assert.equal(status, 0)
  assert.deepEqual(JSON.parse(out), wantedOf('orejime').config)
  assert.match(err, /orejime\.html:22: "session" is mandatory/)
  // And is a file that the other commands read.
  const checked = scratch(t, { 'smg.json': out }).smg('check', 'smg.json')
  assert.equal(checked.status, 0, checked.out)
})

test('wrong use is told in one line, with what to do', t => {
  const { smg } = scratch(t, { 'a.js': 'const x = 1', 'b.js': 'const x = {\n  a: [1\n}' })
  const faults = [
    [['nothing.js'], /nothing\.js: expected the configuration of another banner, got no such file; /],
    [[sourceOf('klaro'), '--from', 'cookiebot'], /--from: expected one of klaro, orejime, .*, got "cookiebot"; /],
    [[sourceOf('klaro'), '--from', 'orejime'], /expected the configuration of orejime, got a file without it; /],
    [['a.js'], /a\.js: expected the configuration of klaro or .*, got a file without it; /],
    [['b.js'], /b\.js:3:1: expected a script, got Unexpected token; /],
  ]
  for (const [given, message] of faults) {
    const { status, out, err } = smg('migrate', ...given)
    assert.equal(status, 2, err)
    assert.match(err, message)
    assert.equal(err.trim().split('\n').length, 1, err)
    assert.equal(out, '')
  }
})

test('of a page with two banners one is to be chosen', t => {
  const both = `${readFileSync(sourceOf('klaro'), 'utf8')}\nwindow.orejimeConfig = { purposes: [{ id: "a", title: "A" }] }`
  const file = join(scratch(t, { 'both.js': both }).folder, 'both.js')
  assert.throws(() => migrate(file), /expected one configuration, got those of klaro and orejime; choose by --from/)
  assert.equal(migrate(file, { from: 'orejime' }).from, 'orejime')
})
