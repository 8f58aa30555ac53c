// What stands in cookies, addresses and the configuration is text, whatever it looks like: it neither hides the banner
// nor keeps a withdrawal from being carried out. What the core cannot read is told.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  acceptAll,
  asked,
  assertLoads,
  chosen,
  emitted,
  events,
  loaded,
  open,
  press,
  refusal,
  settle,
  until,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

// As they stand in a cookie: a backslash, and what would be half of a pair of surrogates behind it.
const odd = ['\\ud8', '\\\\ud8', '\\ud800', '\\\\', '\\', '\\udfff\\', '\\u0000', '%ud800', '"\\ud8"', '\\"\\ud8']

for (const text of odd)
  test(`a cookie ${text}, set by a sister host: the banner comes, and a withdrawal is carried out`, async t => {
    const site = await open(t, {
      init: [`if (location.protocol === 'https:') document.cookie = ${JSON.stringify(`x=${text}; path=/`)}`],
    })
    await asked(site)
    await acceptAll(site, all)
    await emitted(site.page, 'change')
    await site.page.evaluate(() => window.SMGConsent.withdraw())
    await until('the refusal is kept', () => refusal(site.page))
    assert.deepEqual(
      site.said.filter(line => /readable|stopped/.test(line)),
      [],
    )
  })

test('addresses that look like escapes are told to the core as they are', async t => {
  const site = await open(t, { answer: ({ host }) => (host === 'other.example' ? { status: 204 } : undefined) })
  await asked(site)
  await site.page.evaluate(() => {
    for (const path of ['\\ud8', '%5Cud800', '?\\ud8', '#\\udc00', '?x=\\\\ud8ff'])
      new Image().src = `https://other.example/x${path}`
  })
  await settle(site.page, 1000)
  await press(site.page, 'accept')
  await loaded(site, all)
  assertLoads(site, all)
  assert.deepEqual(
    site.said.filter(line => /readable|stopped/.test(line)),
    [],
  )
})

test('configured texts and names that look like escapes, or are cut within an emoji, are shown as far as they go', async t => {
  for (const [company, shown] of [
    ['Shop \\ud8', 'Shop \\ud8'],
    ['Shop \\\\ud800', 'Shop \\\\ud800'],
    ['Shop \ud83d', 'Shop \ufffd'],
    ['Shop \ude00\ud83d\ude00', 'Shop \ufffd\ud83d\ude00'],
  ]) {
    const site = await open(t, { config: { analytics, consent: { company } } })
    await asked(site)
    assert.ok((await site.page.locator('#smg-consent .banner').textContent()).includes(shown), shown)
  }
  for (const name of ['half \ud83d', 'literal \\ud8']) {
    const site = await open(t, { config: { analytics, consent: { texts: { en: { [name]: 'x' } }, [name]: 1 } } })
    await asked(site)
    await until('the console says so', () => site.said.some(line => line.includes('SMG_CONFIG.consent')))
  }
})

// A clock that is wrong by a hundred years, as a device whose battery was empty may have it.
test('an event that the core cannot read is told, not swallowed', async t => {
  const site = await open(t, {
    init: [
      () => {
        const { now } = Date
        Date.now = () => (window.__wrong ? -1e6 : now())
      },
    ],
  })
  await asked(site)
  await acceptAll(site, all)
  await emitted(site.page, 'change')
  await site.page.evaluate(() => {
    window.__wrong = true
    window.SMGConsent.withdraw()
  })
  await emitted(site.page, 'error')
  assert.equal((await events(site.page, 'error'))[0].detail.error, 'event')
  await until('the console says so', () => site.said.some(line => /not readable/.test(line)))
  // What was not done can be done.
  await site.page.evaluate(() => {
    window.__wrong = false
    window.SMGConsent.withdraw()
  })
  await chosen(site.page, 'refused')
})
