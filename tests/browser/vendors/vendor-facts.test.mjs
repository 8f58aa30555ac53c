// What copies of the vendors' own scripts were seen to do, played in a few lines each, and the module beside it.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../support/paths.mjs'
import { acceptAll, asked, emitted, events, forget, loaded, open, press, settle, until } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

// Runs in the page as gtag.js, of which the second destination is linked on Google's side. A hit of each for each new
// address, unless an opt-out holds: one by its id, or that of Google's add-on, which is for all (gtag.js 2026-04).
function google(others) {
  window.google_tag_manager = Object.fromEntries(others.map(id => [id, {}]))
  const { push } = window.dataLayer
  window.dataLayer.push = function (...list) {
    return push.apply(this, list)
  }
  const { pushState } = history
  history.pushState = function (...args) {
    pushState.apply(this, args)
    for (const id of others) {
      if (window[`ga-disable-${id}`] === true || window._gaUserPrefs?.ioo?.()) continue
      navigator.sendBeacon(`https://www.google-analytics.com/g/collect?tid=${id}`)
    }
  }
}

const config = { analytics: { ga4: analytics.ga4 } }
const withTag =
  (...others) =>
  ({ host }) =>
    host === 'www.googletagmanager.com'
      ? {
          headers: { 'content-type': 'text/javascript' },
          body: `(${google})(${JSON.stringify([analytics.ga4, ...others])})`,
        }
      : undefined
const hits = site => site.thirdParty.flatMap(({ url }) => /[?&]tid=([\w-]+)/.exec(url)?.[1] ?? [])
const go = site => site.page.evaluate(() => history.pushState(null, '', `?${Math.random()}`))
const began = async site => {
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'consent')
  await site.page.waitForFunction(() => window.google_tag_manager)
}

test('a second destination of a Google tag ends with the first, and begins again with it', async t => {
  const site = await open(t, { config, answer: withTag('G-OTHER00001') })
  await began(site)
  await go(site)
  await until('both have counted', async () => hits(site).length === 2)
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await emitted(site.page, 'change', 2)
  forget(site)
  await go(site)
  await settle(site.page, 800)
  assert.deepEqual(hits(site), [])
  await site.page.evaluate(() => window.SMGConsent.acceptAll())
  await emitted(site.page, 'change', 3)
  await go(site)
  await until('both count again', async () => hits(site).length === 2)
})

test("an opt-out of the visitor's own, by Google's add-on, is left as it was", async t => {
  const init = [() => (window._gaUserPrefs = { ioo: () => true })]
  const site = await open(t, { config, init, answer: withTag('G-OTHER00001') })
  await began(site)
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await emitted(site.page, 'change', 2)
  await site.page.evaluate(() => window.SMGConsent.acceptAll())
  await emitted(site.page, 'change', 3)
  await go(site)
  await settle(site.page)
  assert.deepEqual(hits(site), [])
})

test('a destination of another kind, which no opt-out ends, ends with the page', async t => {
  const site = await open(t, { config, answer: withTag('AW-123456789') })
  await began(site)
  await site.page.evaluate(() => (window.__here = true))
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await site.page.waitForFunction(() => !window.__here, null, { timeout: 15_000 })
  await emitted(site.page, 'consent')
  forget(site)
  await go(site)
  await settle(site.page)
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('analytics.google.com, where Google Signals are counted, is a contact', async t => {
  const init = [
    () => {
      window.__leaks = []
      window.addEventListener('smg:leak', event => window.__leaks.push(event.detail))
    },
  ]
  const site = await open(t, { config, init })
  await asked(site)
  await site.page.evaluate(() => {
    new Image().src = 'https://analytics.google.com/g/collect'
  })
  await site.page.waitForFunction(() => window.__leaks.length, null, { timeout: 15_000 })
  assert.equal((await site.page.evaluate(() => window.__leaks))[0].processor, 'ga4')
})

const state = (site, id) => site.page.locator(`[data-smg-row=${id}]`).getAttribute('data-smg-state')

test('Webvisor granted again in the page that saw its withdrawal starts after a reload, and says so', async t => {
  const site = await open(t, {
    body: '<div data-smg-table></div>',
    config: { analytics: { metrica: analytics.metrica } },
  })
  await asked(site)
  await acceptAll(site, ['metrica'])
  await emitted(site.page, 'change')
  assert.equal(await state(site, 'webvisor'), 'active')
  await site.page.evaluate(() => window.SMGConsent.acceptProcessor('webvisor', false))
  await emitted(site.page, 'change', 2)
  await site.page.evaluate(() => window.SMGConsent.acceptProcessor('webvisor'))
  await emitted(site.page, 'change', 3)
  await until('it says so', async () => (await state(site, 'webvisor')) === 'waiting')
  assert.match(await site.page.locator('[data-smg-row=webvisor]').textContent(), /Starts after a reload/)
  assert.equal(await state(site, 'metrica'), 'active')
  await site.page.reload()
  await loaded(site, ['metrica'])
  await until('it runs', async () => (await state(site, 'webvisor')) === 'active')
  assert.deepEqual(await events(site.page, 'error'), [])
})

// The policies that fbevents.js makes, and the styles that Hotjar writes, are allowed by what the definition names.
test('each definition names what its script needs of a content security policy', () => {
  const hosts = id => JSON.parse(readFileSync(join(root, `src/processors/${id}.json`), 'utf8')).hosts
  assert.deepEqual(hosts('metaPixel')['trusted-types'], ['connect.facebook.net/fbevents'])
  assert.deepEqual(hosts('hotjar').style, ["'unsafe-inline'"])
  for (const kind of ['connect', 'frame'])
    for (const host of ['mc.yandex.ru', 'mc.yandex.kz', 'mc.yandex.com', 'mc.yandex.md'])
      assert.ok(hosts('metrica')[kind].includes(host), `${kind} ${host}`)
})
