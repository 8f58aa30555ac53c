// The plugin for Eleventy, in Eleventy: a small site in two languages, at the root of its host and below a path.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { freePort } from '../../browser/support/free-port.mjs'
import { openSettings, press } from '../../browser/support/site.mjs'
import {
  asks,
  asksAndLoads,
  bringsItsBanner,
  hasTheTable,
  output,
  run,
  runs,
  serve,
  violationsIn,
  visit,
} from './support.mjs'

const ids = ['ga4', 'clarity']
const places = { '/': output('eleventy'), '/docs/': output('eleventy-docs') }
const folder = places['/']
const read = name => readFileSync(join(folder, name), 'utf8')

before(async () => {
  // Eleventy leaves in its output what was there, the files of an older build of the module too.
  for (const folder of Object.values(places)) rmSync(folder, { recursive: true, force: true })
  await run('eleventy', ['--quiet', `--output=${places['/']}`])
  await run('eleventy', ['--quiet', '--pathprefix=/docs/', `--output=${places['/docs/']}`])
})

for (const [base, folder] of Object.entries(places)) {
  test(`below ${base}: nothing before the yes, each processor once after it, under the policy that is written`, async t => {
    const site = await visit(t, { folder, base })
    await asksAndLoads(site, ids, { base })
    await openSettings(site.page)
    assert.deepEqual(await violationsIn(site.page), [])
  })

  test(`below ${base}: each page brings the banner in its language`, async t => {
    await bringsItsBanner(t, { folder, base }, 'Accept all')
    await bringsItsBanner(t, { folder, base, path: `${base}ru/` }, 'Принять все')
  })

  test(`below ${base}: the table stands in the policy, as the module shows it`, async t => {
    await hasTheTable(t, { folder, base, path: `${base}policy/` })
    await hasTheTable(t, { folder, base, path: `${base}ru/policy/` })
  })
}

test('the shortcodes make a button in the words of the page’s language, or in one’s own', async t => {
  const site = await visit(t, { folder, path: '/ru/policy/' })
  const buttons = site.page.locator('[data-smg-action=settings]')
  assert.deepEqual(await buttons.allTextContents(), ['A button of one’s own <b>', 'Настройки cookie'])
  await asks(site.page)
  await buttons.last().click()
  await site.page.locator('dialog[open]').waitFor()
})

test('a text with "</script>" in it is a text', async t => {
  const site = await visit(t, { folder })
  await press(site.page, 'settings')
  await site.page.locator('dialog[open]').waitFor()
  assert.equal(
    await site.page.evaluate(() => window.SMG_CONFIG.consent.company),
    JSON.parse(readFileSync(new URL('eleventy/src/_data/site.json', import.meta.url))).consent.company,
  )
  assert.equal(await site.page.locator('body > b').count(), 0)
})

test('a page that opts out, a part of a page and what is no page stay as they are', () => {
  for (const name of ['bare/index.html', 'part.html', 'feed.xml']) assert.doesNotMatch(read(name), /smg/i, name)
})

test('of the built files there are those that this site can ask for', () => {
  const names = readdirSync(join(folder, 'smg'), { recursive: true }).map(name => name.replaceAll('\\', '/'))
  for (const name of ['smg.js', 'smg.nowasm.js', 'smg.first.wasm', 'processors/youtube.json', 'languages/de.json'])
    assert.ok(names.includes(name), name)
  for (const part of ['more', 'debug'])
    assert.equal(names.filter(name => RegExp(`^smg\\.${part}\\.\\w+\\.js$`).test(name)).length, 1, part)
  // What ga4 and clarity are is in the script, and so are three languages.
  for (const name of ['smg.all.js', 'smg.d.ts', 'processors/ga4.json', 'processors/tiktok.json', 'languages/ru.json'])
    assert.ok(!names.includes(name), name)
})

test('?smg-debug in a page’s address shows the overlay, under the policy that is written', async t => {
  const site = await visit(t, { folder, path: '/?smg-debug' })
  await site.page.locator('smg-debug header').waitFor()
  assert.deepEqual(await violationsIn(site.page), [])
})

test('a second build writes the header once', async () => {
  const once = read('_headers')
  await run('eleventy', ['--quiet', `--output=${folder}`])
  assert.equal(read('_headers'), once)
})

test('what is wrong in an option is told, with what was expected', async () => {
  for (const [options, message] of [
    [{ foldr: '/x/' }, /smg-consent\/eleventy: expected options among .*folder.*, got "foldr"/],
    [{ config: 'site' }, /smg-consent\/eleventy: config: expected the object .* or a function .*, got "site"/],
    [{ policy: 'header' }, /policy: expected false, "meta", "headers" or a function, got "header"/],
    [{ folder: 'https://cdn.example/' }, /folder: expected a path on the site such as "\/smg\/", got "https:/],
    [{ script: 'smg.more.js' }, /script: expected one of "smg.js", "smg.all.js", "smg.split.js"/],
  ]) {
    const { code, said } = await runs('eleventy', ['--dryrun'], { OPTIONS: JSON.stringify(options) })
    assert.notEqual(code, 0)
    assert.match(said, message)
  }
})

test('eleventy --serve: the page asks, and the files are there', async t => {
  const port = await freePort()
  const folder = output('eleventy-serve')
  const address = await serve(t, 'eleventy', ['--serve', `--port=${port}`, `--output=${folder}`], '/smg/smg.js', {
    port,
  })
  const site = await visit(t, { address })
  await asksAndLoads(site, ids)
  assert.ok(existsSync(join(folder, 'smg/smg.js')))
})
