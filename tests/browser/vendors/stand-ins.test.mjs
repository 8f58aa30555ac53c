// A page that calls its vendors goes on working, whatever was chosen: from its start the module has a function of each
// vendor's name that takes all that it is told and keeps nothing, and that yields to the vendor's own upon a grant.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  acceptAll,
  asked,
  cookie,
  emitted,
  forget,
  forgetCalls,
  inEachEngine,
  open,
  press,
  ran,
  settle,
  tag,
  until,
  vendorsIn,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const body = `
<button id="buy" onclick="gtag('event', 'buy'); ym(1, 'reachGoal', 'buy'); clarity('event', 'buy'); hj('event', 'buy');
  fbq('track', 'buy'); window.bought = (window.bought || 0) + 1">Buy</button>`

const buy = async site => {
  const before = await site.page.evaluate(() => window.bought || 0)
  await site.page.evaluate(() => document.getElementById('buy').click())
  assert.equal(await site.page.evaluate(() => window.bought), before + 1, 'the button does its work')
}
// What the vendors were told by the page, in the queue that waited for them or since.
const heard = async site => {
  const waiting = Object.values(await vendorsIn(site.page)).flatMap(([{ queue }]) => queue.map(({ values }) => values))
  return [...waiting, ...site.calls].filter(call => call.includes('buy')).length
}

inEachEngine((_, visit) => {
  test('before a choice, after a refusal, after a grant and after its withdrawal the button works', async t => {
    // Hotjar ends only with the page.
    const site = await visit(t, { body, config: { analytics: { ...analytics, hotjar: null } } })
    await site.page.evaluate(() => (window.hj = () => {}))
    await asked(site)
    await buy(site)
    await press(site.page, 'reject')
    await emitted(site.page, 'change')
    await buy(site)
    await site.page.evaluate(() => window.SMGConsent.acceptAll())
    const ids = all.filter(id => id !== 'hotjar')
    await ran(site.page, ids)
    assert.equal(await heard(site), 0, 'nothing of it was kept')
    await buy(site)
    await until('all are told', async () => (await heard(site)) === ids.length)
    await site.page.evaluate(() => window.SMGConsent.withdraw())
    await emitted(site.page, 'change', 3)
    await forgetCalls(site)
    forget(site)
    await buy(site)
    await settle(site.page)
    // The lab's Metrica and Clarity have put functions of their own in the place of ours, and hear of it.
    assert.deepEqual(
      site.calls.filter(([id]) => id === 'ga4' || id === 'metaPixel'),
      [],
    )
    await site.page.evaluate(() => window.SMGConsent.acceptAll())
    await emitted(site.page, 'change', 4)
    assert.deepEqual(
      site.calls.filter(([id, ...call]) => id === 'ga4' && call.includes('buy')),
      [],
    )
    await forgetCalls(site)
    await buy(site)
    await until('Google is told again', async () =>
      site.calls.some(([id, ...call]) => id === 'ga4' && call.includes('buy')),
    )
  })

  test('a returning visitor who has refused: the button works', async t => {
    const site = await visit(t, { body, config: { analytics } })
    await asked(site)
    await press(site.page, 'reject')
    await emitted(site.page, 'change')
    await site.page.reload()
    await emitted(site.page, 'consent')
    await buy(site)
    assert.deepEqual(site.thirdPartyUrls, [])
  })
})

test('what a stand-in is told leaves no trace', async t => {
  const site = await open(t, { body, config: { analytics } })
  await asked(site)
  await buy(site)
  const left = await site.page.evaluate(() => [
    'dataLayer' in window,
    ...['gtag', 'ym', 'clarity', 'hj', 'fbq'].map(name => Object.keys(window[name]).length),
  ])
  assert.deepEqual(left, [false, 0, 0, 0, 0, 0])
  assert.equal(await cookie(site), undefined)
})

test('what the site does not use has no stand-in, and what the page has of that name is left alone', async t => {
  const head = `<script>window.gtag = function mine() {}; window.mine = window.gtag</script>${tag}`
  const config = { analytics: { ga4: analytics.ga4, clarity: analytics.clarity, metaPixel: analytics.metaPixel } }
  const site = await open(t, { head, body: '<section id="clarity"></section>', config })
  await asked(site)
  const there = await site.page.evaluate(() => ({
    ym: typeof window.ym,
    gtag: window.gtag === window.mine,
    clarity: window.clarity === document.getElementById('clarity'),
    fbq: typeof window.fbq,
  }))
  assert.deepEqual(there, { ym: 'undefined', gtag: true, clarity: true, fbq: 'function' })
})

// Meta's snippet, where a page still has it, does nothing where there is a function of that name.
test("Meta's own snippet after the module adds no script", async t => {
  const site = await open(t, { config: { analytics: { metaPixel: analytics.metaPixel } } })
  await asked(site)
  await site.page.evaluate(() => {
    if (window.fbq) return
    const script = document.createElement('script')
    script.src = 'https://connect.facebook.net/en_US/fbevents.js'
    document.head.append(script)
  })
  await settle(site.page)
  assert.deepEqual(site.thirdPartyUrls, [])
})

test("stand-ins of the page's own are fine: the line of the README", async t => {
  const head = `<script>for (const name of ['gtag', 'ym', 'clarity', 'hj', 'fbq']) window[name] ||= function () {}</script>
<script>gtag('event', 'early'); fbq('track', 'early')</script>${tag}`
  const site = await open(t, { head, body, config: { analytics } })
  await asked(site)
  await acceptAll(site, all)
  await buy(site)
  await until('all are told', async () => (await heard(site)) === all.length)
})
