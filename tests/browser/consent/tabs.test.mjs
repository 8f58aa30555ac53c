// A decision reaches every open page of the site: another tab, and a page that the back button brings back.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  asked,
  assertLoads,
  cookie,
  emitted,
  forget,
  isAsking,
  open,
  page,
  press,
  ran,
  refusal,
  settle,
  until,
  vendorsIn,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const html = page({ body: '<button id="withdraw" data-smg-action="withdraw">Withdraw</button>' })

// Google Analytics alone, which keeps nothing in localStorage: a vendor's own entries there would wake the other tab.
const quiet = page({ config: { analytics: { ga4: analytics.ga4 } } })

test('a grant in one tab closes the banner of the other and loads there', async t => {
  const site = await open(t, { html: quiet })
  await asked(site)
  const other = await site.tab('/second')
  await asked(site, other)
  await press(other, 'accept')
  await ran(other, ['ga4'])
  await until('the other tab loads too', async () => (await vendorsIn(site.page)).ga4)
  assert.equal(await isAsking(site.page), false)
  await settle(site.page)
  assertLoads(site, ['ga4', 'ga4'])
})

test('a grant in one tab takes every processor to the other, once', async t => {
  const site = await open(t, { html })
  await asked(site)
  const other = await site.tab('/second')
  await asked(site, other)
  await press(other, 'accept')
  await ran(other, all)
  await ran(site.page, all)
  assert.equal(await isAsking(site.page), false)
  await settle(site.page)
  assertLoads(site, [...all, ...all])
})

test('a refusal in one tab closes the banner of the other', async t => {
  const site = await open(t, { html })
  await asked(site)
  const other = await site.tab('/second')
  await asked(site, other)
  await press(other, 'reject')
  await until('the banner has gone', async () => !(await isAsking(site.page)))
  await settle(site.page)
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('a refusal in one tab reaches the other where there is no BroadcastChannel', async t => {
  const site = await open(t, { html: quiet, init: [() => void delete window.BroadcastChannel] })
  await asked(site)
  const other = await site.tab('/second')
  await asked(site, other)
  await press(other, 'reject')
  await until('the banner has gone', async () => !(await isAsking(site.page)))
  await settle(site.page)
  assertLoads(site, [])
})

test('a withdrawal in one tab stops the other, which comes back without processors', async t => {
  const site = await open(t, { html })
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, all)
  const other = await site.tab('/second')
  await ran(other, all)

  forget(site)
  const both = Promise.all([site.page.waitForEvent('load'), other.waitForEvent('load')])
  await other.locator('#withdraw').click()
  await both
  for (const tab of [site.page, other]) await emitted(tab, 'consent')
  await settle(other, 1000)
  assert.deepEqual(site.loads, [])
  assert.equal(await cookie(site), undefined)
  assert.ok(await refusal(site.page))
  assert.equal(await isAsking(site.page), false)
})

test('a page that is restored reads the record anew', async t => {
  const site = await open(t, { html })
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, all)
  await emitted(site.page, 'change')
  await site.context.clearCookies()
  forget(site)
  const reloaded = site.page.waitForEvent('load')
  await site.page.evaluate(
    () => void setTimeout(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))),
  )
  await reloaded
  await asked(site)
  await settle(site.page)
  assert.deepEqual(site.loads, [])
})
