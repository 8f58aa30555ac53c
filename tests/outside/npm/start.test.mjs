// start() in a browser, from the package's files as they are, without a bundler.

import assert from 'node:assert/strict'
import test from 'node:test'
import { accept, file, isAsking, open, page, press, settle, source, state, until } from '../../browser/support/site.mjs'
import { analytics } from '../../browser/support/vendors.mjs'
import { packedPackage } from './project.mjs'
import { assertLoadsOnce, assertWaits } from './visit.mjs'

const { folder } = await packedPackage()
const config = { analytics }
const calling = (...args) => `import { start } from '/package/start.mjs'
window.started = start(${args.map(source).join(', ')})`
const script = (text, nonce = '') => `<script type="module"${nonce && ` nonce="${nonce}"`}>${text}</script>`

// A page of a site that has the package in /package/ and its files in /smg/. `more`: options of open().
const openWith = (t, text, { nonce, answer, ...more } = {}) =>
  open(t, {
    ...more,
    html: page({ code: null, head: script(text, nonce), ...more }),
    answer: request =>
      answer?.(request) ?? (request.path.startsWith('/package/') ? file(folder, request.path.slice(8)) : undefined),
  })
const resolved = site => site.page.evaluate(async () => typeof (await window.started))

test('the banner comes, nothing else does before "Accept", and each processor loads once after it', async t => {
  const site = await openWith(t, calling(config))
  await assertWaits(site)
  assert.equal(await site.page.evaluate(async () => (await window.started) === window.SMGConsent), true)
  // All is in the bundle.
  assert.equal(site.log.filter(({ path }) => path.startsWith('/smg/')).length, 0)
  await assertLoadsOnce(site)
  assert.deepEqual(site.said, [])
})

test('called again, from another copy and after a hot reload it is the same promise, and no second banner', async t => {
  const text = `${calling(config)}
import { start as copy } from '/package/start.mjs?another'
const { start: anew } = await import('/package/start.mjs?t=1')
window.same = [start(${source(config)}), start(), copy(${source(config)}), anew(${source(config)})]`
  const site = await openWith(t, text)
  await assertWaits(site)
  assert.deepEqual(await site.page.evaluate(() => window.same.map(each => each === window.started)), [
    true,
    true,
    true,
    true,
  ])
  assert.equal(await site.page.locator('smg-consent').count(), 1)
  assert.deepEqual(site.said, [])
  await assertLoadsOnce(site)
})

test('another configuration is not taken, which the console says once', async t => {
  const site = await openWith(
    t,
    `${calling(config)}
start({ analytics: { ga4: 'G-OTHER00000' } })
start({ analytics: {} })`,
  )
  await assertWaits(site)
  await until('the console says so', () => site.said.length)
  assert.equal(site.said.length, 1)
  assert.match(site.said[0], /start\(\): expected the configuration that the page has begun with, got another/)
  await assertLoadsOnce(site)
})

test('a configuration that the page has already is taken, and an element of its name is none', async t => {
  const own = await openWith(t, calling(), {
    head: `<script>SMG_CONFIG = ${source(config)}</script>${script(calling())}`,
  })
  await assertWaits(own)
  await assertLoadsOnce(own)
  const named = await openWith(t, calling(config), { body: '<form id="SMG_CONFIG"></form>' })
  await assertWaits(named)
  await assertLoadsOnce(named)
})

test('a page that has the tag too has one banner', async t => {
  const tag = `<script>SMG_CONFIG = ${source(config)}</script><script async src="/smg/smg.js"></script>`
  const site = await openWith(t, '', { head: `${tag}${script(calling(config))}` })
  await assertWaits(site)
  await settle(site.page)
  assert.equal(await site.page.locator('smg-consent').count(), 1)
  assert.deepEqual(site.said, [])
  await assertLoadsOnce(site)
})

test('called long after the page has loaded, it asks', async t => {
  const site = await openWith(t, '')
  await settle(site.page)
  assert.equal(await isAsking(site.page), false)
  await site.page.evaluate(given => import('/package/start.mjs').then(({ start }) => void start(given)), config)
  await assertWaits(site)
  await assertLoadsOnce(site)
})

test('with the address of the script it adds the tag, and the bundled module is not fetched', async t => {
  const site = await openWith(t, calling(config, { src: '/smg/smg.js' }))
  await assertWaits(site)
  assert.equal(await resolved(site), 'object')
  assert.equal(site.requested('/smg/smg.js'), 1)
  assert.equal(site.requested('/package/bundled.mjs'), 0)
  await assertLoadsOnce(site)
})

test('a script of another hash, or none, is not run: the promise resolves, the console says so', async t => {
  for (const options of [{ src: '/smg/smg.js', integrity: 'sha384-abc' }, { src: '/nowhere.js' }]) {
    const site = await openWith(t, calling(config, options))
    assert.equal(await resolved(site), 'undefined')
    await until('the console says so', () => site.said.length)
    await settle(site.page)
    assert.equal(await isAsking(site.page), false)
    assert.equal(site.said.length, 1)
    assert.match(
      site.said[0],
      /^SMG Consent could not be fetched, and nothing is loaded:.* is missing, or another file/,
    )
    assert.deepEqual(site.thirdPartyUrls, [])
  }
})

test('where the chunk does not come, the promise resolves, and a later call tries again', async t => {
  let isThere = false
  const site = await openWith(t, calling(config), {
    answer: ({ path }) => (path === '/package/bundled.mjs' && !isThere ? { status: 503 } : undefined),
  })
  assert.equal(await resolved(site), 'undefined')
  await until('the console says so', () => site.said.length)
  assert.match(site.said[0], /^SMG Consent could not be fetched, and nothing is loaded:/)
  isThere = true
  // Chromium keeps a module that has failed as failed: with a bundler that tries again, as webpack does, it would come.
  await site.page.evaluate(
    async given => (await import('/package/start.mjs')).start(given, { src: '/smg/smg.js' }),
    config,
  )
  await assertWaits(site)
  await assertLoadsOnce(site)
})

test('the files beside the script are taken from the folder that is named', async t => {
  const site = await openWith(t, calling(config, { files: '/smg' }), { lang: 'de' })
  await accept(site.page).first().waitFor()
  assert.equal((await site.page.locator('smg-consent [lang=de]').count()) > 0, true)
  assert.equal(site.requested('/smg/languages/de.json'), 1)
  await assertLoadsOnce(site)
})

test('without that folder such a page is in English, which the console says', async t => {
  const site = await openWith(t, calling(config), { lang: 'de' })
  await accept(site.page).first().waitFor()
  await until('the console says so', () => site.said.length)
  assert.match(site.said[0], /languages\/de\.json is missing/)
  await assertLoadsOnce(site)
})

const policies = {
  'a nonce': "script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'",
  'a nonce, and where WebAssembly is refused': "script-src 'nonce-abc' 'strict-dynamic'",
  'Trusted Types':
    "script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types smg",
}
for (const [name, policy] of Object.entries(policies))
  test(`it runs under a policy with ${name}`, async t => {
    const site = await openWith(t, calling({ analytics: { ga4: analytics.ga4 } }, { files: '/smg/' }), {
      nonce: 'abc',
      headers: { 'content-security-policy': policy },
    })
    await assertWaits(site)
    await site.page.evaluate(() => window.started)
    await press(site.page, 'accept')
    await until('loaded', () => site.loads.includes('ga4'))
    assert.equal((await state(site.page)).choice, 'granted')
    assert.equal(site.requested('/smg/smg.nowasm.js'), policy.includes('wasm') ? 0 : 1)
  })
