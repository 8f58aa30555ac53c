// Withdrawal: the refusal is stored, every processor is told to stop, its traces go from every domain and path, and
// the page comes back without it.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  acceptAll,
  asked,
  assertLoads,
  cookie,
  emitted,
  forget,
  forgetCalls,
  isAsking,
  NAME,
  open,
  openSettings,
  parse,
  press,
  ran,
  refusal,
  sent,
  settle,
  storage,
  until,
} from '../support/site.mjs'
import { all, analytics, vendors } from '../support/vendors.mjs'

const buttons = `
  <button id="change" data-smg-action="settings">Cookie settings</button>
  <button id="withdraw" data-smg-action="withdraw">Withdraw consent</button>
  <button id="refuse" data-smg-action="reject">Reject all</button>`

const own = { cookie: 'basket=3; path=/', local: ['theme', 'dark'], session: ['step', '2'] }

async function accepted(t, options = {}) {
  const site = await open(t, { body: buttons, ...options })
  await asked(site)
  await site.page.evaluate(kept => {
    document.cookie = kept.cookie
    localStorage.setItem(...kept.local)
    sessionStorage.setItem(...kept.session)
  }, own)
  await acceptAll(site, all)
  await emitted(site.page, 'change')
  await sent(site, all)

  // The control: there is something to erase, of each vendor.
  const { cookies, local, session } = await storage(site)
  const names = cookies.map(entry => entry.name)
  for (const id of all) {
    for (const name of Object.keys(vendors[id].cookies)) assert.ok(names.includes(name), name)
    for (const name of Object.keys(vendors[id].local)) assert.ok(name in local, name)
    for (const name of Object.keys(vendors[id].session)) assert.ok(name in session, name)
  }
  return site
}

async function assertWithdrawn(site) {
  await emitted(site.page, 'consent')
  await settle(site.page, 1200)
  assert.equal(await isAsking(site.page), false)
  assert.deepEqual(site.loads, [])
  const kept = await storage(site)
  assert.deepEqual(
    kept.cookies.map(entry => entry.name),
    ['basket'],
  )
  const text = kept.local[NAME]
  assert.ok(text, 'the refusal is stored')
  assert.deepEqual(kept.local, { theme: 'dark', [NAME]: text })
  assert.deepEqual(kept.session, { step: '2' })
  assert.deepEqual(parse(text).purposes, { analytics: false, replay: false, marketing: false })
  assert.equal(parse(text).id, '')
}

const ways = {
  'a withdraw button on the page': site => site.page.locator('#withdraw').click(),
  'a reject button on the page': site => site.page.locator('#refuse').click(),
  'SMGConsent.withdraw()': site => site.page.evaluate(() => void window.SMGConsent.withdraw()),
  'SMGConsent.rejectAll()': site => site.page.evaluate(() => void window.SMGConsent.rejectAll()),
  'Reject all in the settings': async site => {
    await site.page.locator('#change').click()
    await site.page.locator('dialog[open]').waitFor()
    await press(site.page, 'reject')
  },
}

for (const [name, withdraw] of Object.entries(ways)) {
  test(`${name} withdraws everything, and the page reloads itself`, async t => {
    const site = await accepted(t)
    forget(site)
    const reloaded = site.page.waitForEvent('load')
    await withdraw(site)
    await reloaded
    assert.equal(site.requested('/'), 1)
    await assertWithdrawn(site)

    forget(site)
    await site.go('/second')
    await assertWithdrawn(site)
    assert.ok(site.requested('/smg/smg.js') > 0)
    assert.deepEqual(site.thirdPartyUrls, [])
  })
}

test('each processor is told to stop before the page goes', async t => {
  const site = await accepted(t)
  await forgetCalls(site)
  const reloaded = site.page.waitForEvent('load')
  await site.page.locator('#withdraw').click()
  await reloaded
  const told = id => site.calls.filter(([name]) => name === id).map(([, ...call]) => call)
  await until('all are told', () => ['metrica', 'clarity', 'metaPixel', 'ga4'].every(id => told(id).length))
  assert.deepEqual(told('metrica'), [[analytics.metrica, 'destruct']])
  assert.deepEqual(told('clarity'), [['stop']])
  assert.deepEqual(told('metaPixel'), [['consent', 'revoke']])
  const [update] = told('ga4')
  assert.deepEqual(update.slice(0, 2), ['consent', 'update'])
  assert.ok(Object.values(update[2]).every(value => value === 'denied'))
})

test('cookies go from every domain above the page and every path to it', async t => {
  const path = '/shop/shoes/red.html'
  const site = await accepted(t, { host: 'a.www.deep.test', pages: { [path]: undefined } })
  site.pages[path] = site.pages['/']
  await site.go(path)
  await ran(site.page, all)
  const value = { name: '_ga', value: 'GA1.1.9' }
  await site.context.addCookies([
    ...['a.www.deep.test', '.a.www.deep.test', '.www.deep.test', '.deep.test'].map(domain => ({
      ...value,
      domain,
      path: '/',
    })),
    ...['/shop', '/shop/', '/shop/shoes', '/shop/shoes/'].map(where => ({
      ...value,
      domain: 'a.www.deep.test',
      path: where,
    })),
    ...['/shop/shoes'].map(where => ({ ...value, domain: '.deep.test', path: where })),
    { name: '_fbp', value: 'fb.1', domain: '.deep.test', path: '/', secure: true, sameSite: 'None' },
  ])
  const before = (await site.context.cookies()).filter(entry => entry.name === '_ga')
  assert.ok(before.length >= 8, `${before.length} cookies of one name`)
  forget(site)

  const reloaded = site.page.waitForEvent('load')
  await site.page.locator('#withdraw').click()
  await reloaded
  await assertWithdrawn(site)
})

test('a trace that comes back is erased at the next load', async t => {
  const site = await accepted(t)
  forget(site)
  const reloaded = site.page.waitForEvent('load')
  await site.page.locator('#withdraw').click()
  await reloaded
  await emitted(site.page, 'consent')
  await site.context.addCookies([
    { name: '_ga', value: 'back', domain: '.' + site.host.split('.').slice(-2).join('.'), path: '/' },
  ])
  await site.page.evaluate(() => localStorage.setItem('_ym_uid', 'back'))
  await site.page.reload()
  await assertWithdrawn(site)
})

test('a refusal that follows no grant does not reload the page', async t => {
  const site = await open(t, { body: buttons })
  await asked(site)
  forget(site)
  await site.page.locator('#refuse').click()
  await emitted(site.page, 'change')
  await settle(site.page, 800)
  assert.equal(site.requested('/'), 0)
  assert.ok(await refusal(site.page))
})

test('a new grant after a withdrawal loads everything again', async t => {
  const site = await accepted(t)
  const first = parse((await cookie(site)).value)
  const reloaded = site.page.waitForEvent('load')
  await site.page.locator('#withdraw').click()
  await reloaded
  await emitted(site.page, 'consent')
  forget(site)
  await site.page.locator('#change').click()
  await site.page.locator('dialog[open]').waitFor()
  await press(site.page, 'accept')
  await ran(site.page, all)
  await settle(site.page)
  assertLoads(site, all)
  assert.equal(await refusal(site.page), null)
  assert.notEqual(parse((await cookie(site)).value).id, first.id)
})

test('withdrawing while undecided is a refusal', async t => {
  const site = await open(t, { body: buttons })
  await asked(site)
  await openSettings(site.page)
  await press(site.page, 'close')
  await site.page.locator('#withdraw').click()
  await until('the refusal is stored', () => refusal(site.page))
  await until('the banner has gone', async () => !(await isAsking(site.page)))
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.equal(await cookie(site), undefined)
})
