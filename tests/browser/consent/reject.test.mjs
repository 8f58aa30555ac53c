// After Reject: no request, no cookie, and a refusal that tells nobody apart.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  asked,
  clock,
  cookie,
  DAY,
  emitted,
  forget,
  isAsking,
  NAME,
  nothing,
  now,
  open,
  openSettings,
  parse,
  press,
  ran,
  refusal,
  setClock,
  settle,
  storage,
} from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

async function rejected(t, options) {
  const site = await open(t, options)
  await asked(site)
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  return site
}

test('Reject asks nobody, sets no cookie, and remembers only itself', async t => {
  const before = now()
  const site = await rejected(t)
  await settle(site.page, 1000)
  assert.equal(await isAsking(site.page), false)
  assert.deepEqual(site.thirdPartyUrls, [])
  const text = await refusal(site.page)
  assert.deepEqual(await storage(site), { ...nothing, local: { [NAME]: text } })

  const record = parse(text)
  assert.equal(record.version, '1')
  assert.deepEqual([record.id, record.method, record.language], ['', '', ''])
  assert.equal(record.time % DAY, 0)
  // Of the day; a day may end meanwhile.
  const days = [before, now()].map(time => time - (time % DAY))
  assert.ok(days.includes(record.time), `${record.time} is one of ${days}`)
  assert.deepEqual(record.purposes, { analytics: false, replay: false, marketing: false })
  assert.ok(Object.values(record.processors).every(granted => !granted))
})

test('two refusals of one day are the same bytes, however they were given', async t => {
  // At noon by the clock of every page: no day ends meanwhile.
  const noon = 0.5 - (now() % DAY) / DAY
  const visit = async options => {
    const site = await open(t, { init: [clock], ...options })
    await asked(site)
    await setClock(site, noon)
    return site
  }
  const banner = await visit()
  await press(banner.page, 'reject')
  await emitted(banner.page, 'change')

  const russian = await visit({ lang: 'ru' })
  await press(russian.page, 'reject')
  await emitted(russian.page, 'change')

  const dialog = await visit()
  await openSettings(dialog.page)
  await press(dialog.page, 'reject')
  await emitted(dialog.page, 'change')

  const saved = await visit()
  await openSettings(saved.page)
  await press(saved.page, 'save')
  await emitted(saved.page, 'change')
  await settle(saved.page)
  assert.deepEqual(saved.thirdPartyUrls, [])
  assert.equal(await cookie(saved), undefined)

  const called = await visit()
  await called.page.evaluate(() => window.SMGConsent.rejectAll())
  await emitted(called.page, 'change')

  const text = await refusal(banner.page)
  assert.ok(text)
  for (const site of [russian, dialog, saved, called]) assert.equal(await refusal(site.page), text)
})

test('a refusal is remembered: no banner on reload, on another page, in another tab', async t => {
  const site = await rejected(t)
  for (const path of ['/', '/second', '/']) {
    forget(site)
    await site.go(path)
    await emitted(site.page, 'consent')
    await settle(site.page)
    assert.ok(site.requested('/smg/smg.js') > 0)
    assert.equal(await site.page.evaluate(() => window.__asked), 0)
    assert.deepEqual(site.thirdPartyUrls, [])
  }
  const tab = await site.tab('/second')
  await emitted(tab, 'consent')
  await settle(tab)
  assert.equal(await tab.evaluate(() => window.__asked), 0)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual((await storage(site)).cookies, [])
})

test('the refused page works like the accepted one', async t => {
  const body = '<form action="/second"><input name="q"><button id="send">Send</button></form>'
  const site = await rejected(t, { body })
  const main = await site.page.locator('main').innerHTML()
  const other = await open(t, { body })
  await asked(other)
  await press(other.page, 'accept')
  await ran(other.page, all)
  // Recorders are told not to read the fields.
  const marks = / (data-clarity-mask="true"|data-hj-suppress=""|class=" ?ym-hide-content ym-disable-keys")/g
  assert.equal((await other.page.locator('main').innerHTML()).replace(marks, ''), main)
  await site.page.locator('#send').click()
  await site.page.waitForURL('**/second?q=')
})

test('a refusal can be changed into a grant', async t => {
  const site = await rejected(t, { body: '<button id="change" data-smg-action="settings">Cookie settings</button>' })
  await site.page.reload()
  await emitted(site.page, 'consent')
  await site.page.locator('#change').click()
  await site.page.locator('dialog[open]').waitFor()
  await press(site.page, 'accept')
  await ran(site.page, all)
  assert.equal(await refusal(site.page), null)
  assert.deepEqual(parse((await cookie(site)).value).purposes, { analytics: true, replay: true, marketing: true })
})

test('a press of Reject by a script, as opt-out tools do it, is a refusal', async t => {
  const site = await open(t)
  await asked(site)
  await site.page.locator('[data-smg=reject]:visible').evaluate(button => button.click())
  await emitted(site.page, 'change')
  await settle(site.page)
  assert.ok(await refusal(site.page))
  assert.equal(await isAsking(site.page), false)
  assert.deepEqual(site.thirdPartyUrls, [])
})
