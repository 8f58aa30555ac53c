// Where WebAssembly is refused, by a policy or by the browser, the same module runs as JavaScript: smg.nowasm.js, which is
// asked for there alone, and is this build's or none.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { dist } from '../support/paths.mjs'
import {
  acceptAll,
  asked,
  assertLoads,
  assertUndecided,
  cookie,
  emitted,
  file,
  forget,
  inEachEngine,
  isAsking,
  loaded,
  nothing,
  openSettings,
  parse,
  press,
  ran,
  refusal,
  settle,
  sorted,
  splitTag,
  storage,
  tag,
  turn,
  until,
} from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

const policy = "script-src 'nonce-n0' 'strict-dynamic'; object-src 'none'; base-uri 'none'"
const withNonce = text => text.replace('<script ', '<script nonce="n0" ')
const underPolicy = (more = '', head = tag) => ({
  nonce: 'n0',
  head: withNonce(head),
  headers: { 'content-security-policy': policy + more },
})
// A policy of hosts, as page builders have: the script's own host may serve scripts.
const hosts =
  "default-src 'self'; script-src 'self' 'unsafe-inline' https:; connect-src *; img-src *; style-src 'unsafe-inline'"
const without = () => delete window.WebAssembly
const refusals = {
  'a policy without wasm-unsafe-eval': underPolicy(),
  'a policy of hosts': { headers: { 'content-security-policy': hosts } },
  'a browser without WebAssembly': { init: [without] },
}

const asks = site =>
  site.log.filter(({ path }) => path.startsWith('/smg/')).map(({ path }) => path.replace(/more\.\w{8}/, 'more'))
// smg.js has no module then, and its second file fetches the whole as JavaScript.
const instead = ['/smg/smg.js', '/smg/smg.more.js', '/smg/smg.nowasm.js']
const button = '<button id="own">Own</button>'
const watchOwn = () => addEventListener('click', ({ target }) => target.id === 'own' && (target.textContent = 'works'))
const ways = button + '<button id="change" data-smg-action="settings">Settings</button>'

// Firefox tells of what it has refused as of an error of the page.
function forgive(site) {
  const errors = site.errors.filter(text => !refused.test(text))
  const push = text => refused.test(text) || errors.splice(errors.length, 0, text)
  site.errors = Object.defineProperty(errors, 'push', { value: push })
  return site
}
const refused = /settings blocked WebAssembly|integrity/

// Nothing has come of it, the page does what it did, and the console says so in one line.
async function assertClosed(site, reason) {
  await until('the console says why', () => site.said.length > 0)
  await settle(site.page, 700)
  assert.equal(site.said.length, 1, site.said.join('\n'))
  assert.match(site.said[0], reason)
  assert.equal(await isAsking(site.page), false)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual(await storage(site), nothing)
  await site.page.locator('#own').click()
  assert.equal(await site.page.locator('#own').evaluate(element => element.textContent), 'works')
}

inEachEngine((_, open) => {
  const visit = async (t, options) => forgive(await open(t, options))
  for (const [what, options] of Object.entries(refusals)) {
    const come = (t, { init = [], ...more } = {}) =>
      visit(t, { body: ways, ...options, ...more, init: [...(options.init ?? []), ...init] })

    test(`${what}: nothing before a choice; Accept loads each processor once, a return visit too`, async t => {
      const site = await come(t)
      await assertUndecided(site)
      assert.deepEqual(asks(site), instead)
      await acceptAll(site, all)
      await settle(site.page)
      assertLoads(site, all)
      const { value } = await cookie(site)
      assert.equal(parse(value).method, 'b')

      forget(site)
      await site.page.reload()
      await ran(site.page, all)
      await settle(site.page)
      assertLoads(site, all)
      assert.equal(await isAsking(site.page), false)
      assert.equal((await cookie(site)).value, value)
      assert.deepEqual(asks(site), instead)
      assert.deepEqual(site.said, [])
      // What it has come by is gone.
      assert.equal(await site.page.evaluate(() => 'smgModule' in window), false)
      assert.equal(await site.page.locator('script[src*=nowasm]').count(), 0)
    })

    test(`${what}: Reject loads nothing, and holds on the next page`, async t => {
      const site = await come(t)
      await asked(site)
      await press(site.page, 'reject')
      await emitted(site.page, 'change')
      await site.page.reload()
      await emitted(site.page, 'consent')
      await settle(site.page, 700)
      assert.equal(await isAsking(site.page), false)
      assert.deepEqual(site.thirdPartyUrls, [])
      assert.equal(await cookie(site), undefined)
      assert.ok(await refusal(site.page))
    })

    test(`${what}: the settings grant one thing, and take it back`, async t => {
      const site = await come(t)
      await asked(site)
      await openSettings(site.page)
      await turn(site.page, 'ga4')
      await press(site.page, 'save')
      await loaded(site, ['ga4'])
      await settle(site.page)
      assertLoads(site, ['ga4'])

      forget(site)
      await site.page.locator('#change').click()
      await site.page.locator('dialog[open]').waitFor()
      await press(site.page, 'reject')
      await until('the grant is gone', async () => !(await cookie(site)))
      await settle(site.page, 700)
      await site.page.reload()
      await emitted(site.page, 'consent')
      await settle(site.page, 700)
      assert.deepEqual(site.loads, [])
      assert.ok(await refusal(site.page))
    })

    test(`${what}: under Global Privacy Control advertising stays off`, async t => {
      const wants = () => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true })
      const site = await come(t, { init: [wants] })
      await asked(site)
      const others = all.filter(id => id !== 'metaPixel')
      await acceptAll(site, others)
      await settle(site.page)
      assert.deepEqual(sorted(site.loads), sorted(others))
    })

    test(`${what}: another file in its place does not run, and nothing loads`, async t => {
      const { headers, body } = file(dist, 'smg.nowasm.js')
      const other = { headers, body: `window.foreign = true\n${body}` }
      const answer = request => (request.path === '/smg/smg.nowasm.js' ? other : undefined)
      const site = await come(t, { answer, init: [watchOwn] })
      await assertClosed(site, /smg\.nowasm\.js\S* is missing, or of another build/)
      assert.equal(await site.page.evaluate(() => 'foreign' in window), false)
    })
  }

  test('where it is missing nothing loads', async t => {
    const answer = request => (request.path === '/smg/smg.nowasm.js' ? { status: 404, body: 'no' } : undefined)
    const site = await visit(t, { body: ways, answer, init: [without, watchOwn] })
    await assertClosed(site, /smg\.nowasm\.js\S* is missing, or of another build/)
  })

  test('smg.split.js asks for it in the place of smg.wasm', async t => {
    for (const options of [underPolicy('', splitTag), { head: splitTag, init: [without] }]) {
      const site = await visit(t, options)
      await until('it asks', () => isAsking(site.page))
      assert.deepEqual(asks(site), ['/smg/smg.split.js', '/smg/smg.nowasm.js'])
    }
  })

  test('it comes where Trusted Types are required', async t => {
    const site = await visit(t, underPolicy("; require-trusted-types-for 'script'; trusted-types smg"))
    await asked(site)
    assert.deepEqual(asks(site), instead)
  })

  test('its address tells the build, and so no older one comes out of a cache', async t => {
    const site = await visit(t, refusals['a browser without WebAssembly'])
    await asked(site)
    const hash = JSON.parse(readFileSync(join(dist, 'integrity.json'), 'utf8'))['smg.nowasm.js']
    const { url } = site.log.find(({ path }) => path.endsWith('nowasm.js'))
    assert.equal(new URL(url).search, `?${hash.slice(7, 15)}`)
  })

  // Of one page, what it has under the name by which the file hands over its exports.
  const fakes = {
    'a value': 'window.smgModule = fake',
    'an accessor': 'Object.defineProperty(window, "smgModule", { configurable: true, get: () => fake, set() {} })',
    'an accessor of all objects': 'Object.defineProperty(Object.prototype, "smgModule", { get: () => fake, set() {} })',
  }
  const fake =
    'const fake = { smg_buffer() { window.faked = true }, smg_dispatch() {}, memory: { buffer: new ArrayBuffer(9) } };'
  for (const [what, code] of Object.entries(fakes))
    test(`${what} of the page's under its name is not taken for the module`, async t => {
      const site = await visit(t, { init: [without, `(() => { ${fake} ${code} })()`] })
      await asked(site)
      assert.equal(await site.page.evaluate(() => 'faked' in window), false)
      await acceptAll(site, all)
    })

  test('where the page keeps a value under its name that cannot go, nothing loads', async t => {
    const code = 'Object.defineProperty(window, "smgModule", { value: fake })'
    const site = await visit(t, { body: ways, init: [without, watchOwn, `(() => { ${fake} ${code} })()`] })
    await assertClosed(site, /window\.smgModule is taken/)
    assert.deepEqual(asks(site), instead.slice(0, 2))
  })

  test('where WebAssembly works it is never asked for', async t => {
    for (const head of [tag, splitTag]) {
      const site = await visit(t, { head })
      await asked(site)
      await openSettings(site.page)
      await acceptAll(site, all)
      await site.page.reload()
      await ran(site.page, all)
      assert.equal(site.requested('/smg/smg.nowasm.js'), 0)
    }
  })
})
