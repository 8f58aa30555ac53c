// `bundle`: a folder of a site's own, in which there is all that its pages fetch, and nothing else.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import * as bundles from '../../browser/support/bundles.mjs'
import { dist } from '../../browser/support/paths.mjs'
import {
  acceptAll,
  asked,
  assertLoads,
  assertUndecided,
  file,
  open,
  openSettings,
  press,
  until,
  whole,
} from '../../browser/support/site.mjs'
import { recorded, command as sizeCommand } from '../../browser/support/size.mjs'
import { all, analytics } from '../../browser/support/vendors.mjs'
import { command, pageWith, scratch } from './support.mjs'

// These names have their hashes in them.
const second = 'smg.more.….js'
const overlay = 'smg.debug.….js'
const named = name => name.replace(/^smg\.(more|debug)\.[0-9a-f]{8}\.js$/, 'smg.$1.….js')
const scripts = ['smg-config.js', overlay, 'smg.first.wasm', 'smg.js', second, 'smg.nowasm.js', 'smg.wasm']
const config = { analytics: { ...analytics, youtube: true }, consent: { company: 'Example LLP', language: 'de' } }
const expected = [
  ...scripts,
  'integrity.json',
  'languages/de.json',
  'processors/youtube.json',
  'smg-snippet.html',
].sort()

// A site that has nothing of the module but the folder.
const openWith = (t, site, options = {}) =>
  open(t, {
    html: pageWith(site.read('smg/smg-snippet.html'), options),
    answer: ({ path }) =>
      path.startsWith('/smg/')
        ? (file(join(site.folder, 'smg'), path.slice('/smg/'.length)) ?? { status: 404 })
        : undefined,
    ...options,
  })
const taken = site =>
  site.log.filter(({ path }) => path.startsWith('/smg/')).map(({ path }) => path.slice('/smg/'.length))

test('it has the files that the configuration needs, with their hashes, and no others', t => {
  const site = scratch(t, { 'a.json': config })
  const { status, out, err } = site.smg('bundle', 'a.json', '--out', 'smg')
  assert.deepEqual([status, err], [0, ''])
  assert.deepEqual(site.list('smg').map(named), expected)
  const integrity = JSON.parse(site.read('smg/integrity.json'))
  for (const name of site.list('smg').filter(name => !['integrity.json', 'smg-snippet.html'].includes(name))) {
    const { body } = file(join(site.folder, 'smg'), name)
    assert.equal(integrity[name], `sha384-${createHash('sha384').update(body).digest('base64')}`, name)
    assert.match(out, new RegExp(`^${name.replaceAll('.', '\\.')} +${body.length} bytes`, 'm'))
  }
  assert.ok(site.read('smg/smg-snippet.html').includes(`integrity="${integrity['smg.js']}"`))
})

test('a site that has it alone asks, loads nothing before the answer, and all after it', async t => {
  const site = scratch(t, { 'a.json': config })
  site.smg('bundle', 'a.json', '--out', 'smg')
  const visit = await openWith(t, site)
  await assertUndecided(visit)
  // Its language and its table are there: nothing was asked for that is not in the folder.
  await whole(visit.page)
  await visit.page.locator('.smg-table[lang=de] tr[data-smg-row=youtube]').waitFor()
  await openSettings(visit.page)
  assert.equal(await visit.page.locator('dialog[open]').getAttribute('lang'), 'de')
  assert.deepEqual(visit.thirdPartyUrls, [])
  await acceptAll(visit, all)
  assertLoads(visit, all)
  for (const name of taken(visit)) assert.ok(expected.includes(named(name)), name)
  assert.deepEqual(visit.said, [])
})

test('where WebAssembly is refused it works by what is in the folder too, and refuses', async t => {
  const site = scratch(t, { 'a.json': config })
  site.smg('bundle', 'a.json', '--out', 'smg')
  const visit = await openWith(t, site, { headers: { 'content-security-policy': "script-src 'self'" } })
  await asked(visit)
  assert.equal(visit.requested('/smg/smg.nowasm.js'), 1)
  await press(visit.page, 'reject')
  await until('the refusal is kept', () => visit.page.evaluate(() => localStorage.getItem('smg_consent')))
  assert.deepEqual(visit.thirdPartyUrls, [])
})

test('where each page’s language counts all are in it, or those that are named', t => {
  const site = scratch(t, { 'a.json': { analytics }, 'de.json': config })
  assert.equal(site.smg('bundle', 'a.json', '--out', 'all').status, 0)
  assert.equal(site.list('all').filter(name => name.startsWith('languages/')).length, 36)
  // The one that the configuration gives all pages stays, whatever is named.
  const fixed = site.smg('bundle', 'de.json', '--out', 'fixed', '--lang', 'en')
  assert.equal(fixed.status, 0, fixed.err)
  assert.deepEqual(
    site.list('fixed').filter(name => name.startsWith('languages/')),
    ['languages/de.json'],
  )
  assert.equal(site.smg('bundle', 'a.json', '--out', 'some', '--lang', 'ru,kk,uz').status, 0)
  assert.deepEqual(
    site.list('some').filter(name => name.includes('/')),
    ['languages/uz.json'],
  )
})

test('a second run leaves nothing of the first, and a folder of somebody else’s is left alone', t => {
  const site = scratch(t, { 'a.json': config, 'b.json': { analytics }, 'other/index.html': 'x' })
  site.smg('bundle', 'a.json', '--out', 'smg')
  assert.equal(site.smg('bundle', 'b.json', '--out', 'smg', '--lang', 'ru').status, 0)
  assert.deepEqual(site.list('smg').map(named), [...scripts, 'integrity.json', 'smg-snippet.html'].sort())
  const { status, err } = site.smg('bundle', 'a.json', '--out', 'other')
  assert.equal(status, 2)
  assert.match(
    err,
    /other: expected an empty folder, or one of this command’s own, got one with index\.html; .*--force/,
  )
  assert.deepEqual(site.list('other'), ['index.html'])
  assert.equal(site.smg('bundle', 'a.json', '--out', 'other', '--force').status, 0)
  assert.deepEqual(site.list('other').map(named), ['index.html', ...expected].sort())
})

test('its own folder is known by any name that it is given', t => {
  const site = scratch(t, { 'a.json': config, 'b.json': { analytics }, 'smg/x/none': '' })
  rmSync(join(site.folder, 'smg/x/none'))
  const bundle = (file, out, cwd) =>
    spawnSync(process.execPath, [command, 'bundle', file, '--out', out, '--lang', 'ru'], {
      cwd: join(site.folder, cwd),
    })
  const [large, small] = [
    ['a.json', expected],
    ['b.json', [...scripts, 'integrity.json', 'smg-snippet.html']],
  ]
  for (const [out, cwd, [file, names]] of [
    ['smg/', '.', large],
    ['./smg', '.', small],
    ['smg/x/..', '.', large],
    ['.', 'smg', small],
    [join(site.folder, 'smg'), '.', large],
    ['../smg', 'smg', small],
  ]) {
    const { status, stderr } = bundle(join(site.folder, file), out, cwd)
    assert.equal(status, 0, `${out}: ${stderr}`)
    assert.deepEqual(site.list('smg').map(named), names.toSorted(), out)
  }
  // Of what it no longer has, no empty folder is left.
  assert.equal(existsSync(join(site.folder, 'smg/processors')), false)
})

test('a run that fails leaves the folder of a working site as it was', t => {
  const site = scratch(t, {
    'a.json': config,
    'b.json': { analytics: { ga4: analytics.ga4, metrika: 1 } },
    'none.json': 'x',
    file: '',
  })
  assert.equal(site.smg('bundle', 'a.json', '--out', 'smg').status, 0)
  const contents = () => site.list('smg').map(name => [name, site.read(join('smg', name))])
  const before = contents()
  for (const [given, status, words] of [
    [['b.json', '--out', 'smg'], 1, /b\.json: expected a configuration without faults, got 1; nothing was written\./],
    [['a.json', '--out', 'smg', '--lang', 'xx'], 2, /--lang: expected a language that there is, got "xx"/],
    [['none.json', '--out', 'smg'], 2, /none\.json:1:1: expected JSON/],
    [['a.json', '--out', 'file'], 2, /file: expected a folder, got a file; name another/],
  ]) {
    const run = site.smg('bundle', ...given)
    assert.equal(run.status, status, run.err)
    assert.match(run.err, words)
    assert.deepEqual(contents(), before)
  }
})

test('what is wrong with a configuration is said with its place, and nothing is written, until it is put right', t => {
  const site = scratch(t, { 'a.json': { analytics: { ga4: analytics.ga4, metrika: 1 } } })
  const { status, err } = site.smg('bundle', 'a.json', '--out', 'smg')
  assert.equal(status, 1)
  assert.match(
    err,
    /^a\.json:4:5: SMG_CONFIG\.analytics\.metrika: expected a known processor, got 1; did you mean metrica/m,
  )
  assert.match(err, /until smg-consent check a\.json finds no fault/)
  assert.match(JSON.parse(site.smg('bundle', 'a.json', '--out', 'smg', '--json').out).error, /metrika/)
  assert.deepEqual(site.list(), ['a.json'])
})

test('an address that is another one in each folder of the site is warned of', t => {
  const site = scratch(t, { 'a.json': { analytics } })
  for (const [base, isOdd] of [
    ['smg', true],
    ['./smg/', true],
    ['/smg', false],
    ['https://cdn.example.kz/smg/', false],
  ]) {
    const { status, err } = site.smg('bundle', 'a.json', '--out', 'smg', '--lang', 'en', '--base', base)
    assert.equal(status, 0, err)
    if (isOdd) assert.match(err, /^warning: --base: expected .* got "\.?\/?smg\/?"; .*so write "\/smg\/?"$/m)
    else assert.equal(err, '')
  }
})

test('machines get each file with what it weighs', t => {
  const site = scratch(t, { 'a.json': { analytics } })
  const { files, snippet } = JSON.parse(
    site.smg('bundle', 'a.json', '--out', 'smg', '--lang', 'en', '--base', '/x', '--json').out,
  )
  assert.deepEqual(files.map(({ name }) => named(name)).sort(), scripts.toSorted())
  for (const { bytes, brotli } of files) assert.ok(bytes > brotli && brotli > 0)
  assert.match(snippet, /src="\/x\/smg\.js"/)
})

test('with less in them the scripts weigh less, and with --whole they are those of the build', t => {
  const site = scratch(t, { 'a.json': { analytics: { ga4: analytics.ga4 } } })
  const weights = (...more) => {
    const { files } = JSON.parse(site.smg('bundle', 'a.json', '--out', 'smg', '--lang', 'en', '--json', ...more).out)
    return Object.fromEntries(files.map(({ name, brotli }) => [named(name), brotli]))
  }
  const less = weights()
  const whole = weights('--whole')
  for (const name of ['smg.js', second, 'smg.first.wasm', 'smg.wasm']) assert.ok(less[name] < whole[name] * 0.95, name)
  for (const name of site.list('smg').filter(name => name.startsWith('smg.')))
    assert.ok(file(join(site.folder, 'smg'), name).body.equals(file(dist, name).body), name)
})

test('the README tells what the build weighs, and what is left of it for some sites', t => {
  const was = recorded()
  const again = `The README has other sizes: ${sizeCommand}`
  assert.equal(bundles.text(), bundles.textWith(bundles.text(), was), again)
  if (!bundles.isOf(was)) return t.skip('no bundles compared: this build is not that of tests/size.json')
  assert.equal(bundles.text(), bundles.textWith(bundles.text(), was, bundles.measured()), again)
})

test('a page in a language that was left out is in English, and loads nothing before the answer', async t => {
  const own = { analytics: { ga4: analytics.ga4 } }
  const site = scratch(t, { 'a.json': own })
  site.smg('bundle', 'a.json', '--out', 'smg', '--lang', 'en')
  const visit = await openWith(t, site, { lang: 'kk' })
  await assertUndecided(visit)
  await whole(visit.page)
  assert.equal(await visit.page.locator('smg-consent .banner').getAttribute('lang'), 'en')
  await acceptAll(visit, ['ga4'])
  assertLoads(visit, ['ga4'])
})
