// The second file: it comes when something is wanted that the first one lacks, and not before; and what a visitor can
// still do where it does not come. The state search proves that the two modules answer alike; this is about the page.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import test from 'node:test'
import { dist } from '../support/paths.mjs'
import {
  accept,
  acceptAll,
  asked,
  assertLoads,
  assertUndecided,
  cookie,
  emitted,
  events,
  file,
  forget,
  isAsking,
  loaded,
  noLongTimers,
  open,
  openSettings,
  page,
  press,
  ran,
  refusal,
  ripe,
  settle,
  state,
  tag,
  until,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const second = readdirSync(dist).find(name => /^smg\.more\.[0-9a-f]{8}\.js$/.test(name))
const ours = site => site.log.filter(({ path }) => path.startsWith('/smg/')).map(({ path }) => path.split('?')[0])
const one = ['/smg/smg.js']
const both = [...one, `/smg/${second}`]
const isSecond = ({ path }) => path.startsWith('/smg/smg.more.')
const dialog = site => site.page.locator('dialog[open]')
const status = site => site.page.locator('.status')

// The server's answers to the second file, each held back until `let go()`.
function held() {
  let go
  const gate = new Promise(resolve => (go = resolve))
  const answer = async request => {
    if (isSecond(request)) await gate
  }
  return { go: () => go(), answer }
}

test('a visit that accepts, one that refuses and one that returns ask for one file', async t => {
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  await settle(site.page)
  assert.deepEqual(ours(site), one)
  forget(site)
  await site.page.reload()
  await loaded(site, all)
  await settle(site.page, 800)
  assert.deepEqual(ours(site), one)
  assertLoads(site, all)
  forget(site)
  // From the page's own API: all that runs ends.
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await until('the refusal is stored', () => refusal(site.page))
  await settle(site.page)
  assert.deepEqual(new Set(ours(site)), new Set(ours(site).length ? one : []))

  const other = await open(t)
  await asked(other)
  await press(other.page, 'reject')
  await until('the refusal is stored', () => refusal(other.page))
  await settle(other.page)
  assert.deepEqual(ours(other), one)
  assert.deepEqual(other.thirdPartyUrls, [])
})

test('"Settings" brings the second file once, by its hash, and the dialog opens', async t => {
  const site = await open(t)
  await asked(site)
  await openSettings(site.page)
  assert.deepEqual(ours(site), both)
  await press(site.page, 'close')
  await openSettings(site.page)
  await press(site.page, 'save')
  await until('the refusal is stored', () => refusal(site.page))
  assert.deepEqual(ours(site), both)
  assert.deepEqual(site.said, [])
  assert.equal(await site.page.evaluate(() => window['smg:more']), undefined)
})

test('a pointer over "Settings" fetches it before the press, one over "Accept" does not', async t => {
  const site = await open(t)
  await asked(site)
  await accept(site.page).first().hover()
  await settle(site.page)
  assert.deepEqual(ours(site), one)
  await site.page.locator('[data-smg=settings]').hover()
  await until('the second file is asked for', () => site.log.some(isSecond))
  assert.equal(await dialog(site).count(), 0)
  await site.page.evaluate(() => window.SMGConsent.whole())
  await press(site.page, 'settings')
  await dialog(site).waitFor()
  await assertUndecided(site)
})

test('the focus on a button of the page for the settings fetches it', async t => {
  const site = await open(t, { body: '<button data-smg-action="settings" id="own">Cookie settings</button>' })
  await asked(site)
  await site.page.locator('#own').focus()
  await until('the second file is asked for', () => site.log.some(isSecond))
})

test('a page with a table, or with content that waits, asks for it once the banner is seen', async t => {
  const waits = '<script type="text/plain" data-smg-purpose="analytics">window.woken = 1</script>'
  for (const [body, came] of [
    ['<div data-smg-table></div>', site => site.page.locator('[data-smg-table] table').first().waitFor()],
    [waits, site => site.page.evaluate(() => window.SMGConsent.whole())],
  ]) {
    const { go, answer } = held()
    const site = await open(t, { body, answer })
    await asked(site)
    await until('the second file is asked for', () => site.log.some(isSecond))
    // What the first one can, it does meanwhile.
    await acceptAll(site, all)
    assert.equal(await site.page.evaluate(() => window.woken), undefined)
    go()
    await came(site)
    if (body === waits) await site.page.waitForFunction(() => window.woken === 1)
    assertLoads(site, all)
    assert.deepEqual(site.said, [])
  }
})

test('presses that come while it is on its way wait, visibly, and are carried out in their order', async t => {
  const { go, answer } = held()
  const site = await open(t, { answer, init: [noLongTimers] })
  await asked(site)
  await ripe(site.page)
  await press(site.page, 'settings')
  await until('the layer is busy', () =>
    site.page.evaluate(() => document.querySelector('smg-consent').ariaBusy === 'true'),
  )
  await accept(site.page).last().click()
  await settle(site.page)
  await assertUndecided(site)
  assert.deepEqual(site.thirdPartyUrls, [])
  go()
  await loaded(site, all)
  await ran(site.page, all)
  assert.equal((await state(site.page)).choice, 'granted')
  assertLoads(site, all)
  assert.equal(await dialog(site).count(), 0)
  assert.deepEqual(
    (await events(site.page))
      .filter(({ type }) => /show|hide/.test(type))
      .map(({ type, detail }) => `${type} ${detail}`),
    ['show banner', 'show settings', 'hide settings'],
  )
  assert.deepEqual(site.said, [])
})

const wrong = {
  'is not there': () => ({ status: 404, body: 'not found' }),
  'is of another build': request => ({ ...file(dist, '/smg.all.js'), path: request.path }),
  'does not come over the network': () => 'drop',
}
for (const [what, reply] of Object.entries(wrong))
  test(`where it ${what} the visitor is told, can refuse and accept, and a withdrawal ends all`, async t => {
    const site = await open(t, {
      body: '<button data-smg-action="withdraw" id="own">Withdraw</button>',
      answer: request => (isSecond(request) ? reply(request) : undefined),
    })
    await asked(site)
    await press(site.page, 'settings')
    await until('the status line tells', async () => /could not be loaded/.test(await status(site).textContent()))
    assert.equal(await dialog(site).count(), 0)
    assert.equal(await isAsking(site.page), true)
    await assertUndecided(site)
    await acceptAll(site, all)
    await ran(site.page, all)
    assertLoads(site, all)
    forget(site)
    await site.page.locator('#own').click()
    // What only a reload ends has the page loaded anew.
    await until('the refusal is stored', () => refusal(site.page))
    assert.equal(await cookie(site), undefined)
    await settle(site.page, 800)
    assert.deepEqual(site.loads, [])
    assert.match(site.said.join('\n'), /smg\.more\.\w+\.js\S* is missing, or of another build/)
  })

test('where it has not come in ten seconds a press is told, and it takes over when it comes at last', async t => {
  const { go, answer } = held()
  const site = await open(t, {
    answer,
    init: [
      () =>
        (window.setTimeout = (
          f =>
          (g, ms, ...more) =>
            f(g, ms === 10_000 ? 600 : ms, ...more)
        )(setTimeout)),
    ],
  })
  await asked(site)
  await press(site.page, 'settings')
  await until('the status line tells', async () => /could not be loaded/.test(await status(site).textContent()))
  await press(site.page, 'reject')
  await until('the refusal is stored', () => refusal(site.page))
  go()
  await site.page.evaluate(() => window.SMGConsent.whole())
  await site.page.locator('.float').click()
  await dialog(site).waitFor()
  assert.equal((await state(site.page)).choice, 'refused')
})

test('own processors need it from the start: they load by a grant only, and nothing does where it is missing', async t => {
  const own = {
    id: 'own',
    name: 'Own',
    company: 'Own Ltd',
    countries: ['KZ'],
    purpose: 'analytics',
    description: 'Counts.',
    data: ['ip'],
    start: [['set', 'ownRuns', true]],
    stop: [],
  }
  const config = { analytics, consent: { processors: [own] } }
  const site = await open(t, { config })
  await asked(site)
  assert.deepEqual(ours(site), both)
  assert.equal(await site.page.evaluate(() => window.ownRuns), undefined)
  await acceptAll(site, all)
  await site.page.waitForFunction(() => window.ownRuns)

  const bare = await open(t, { config, answer: request => (isSecond(request) ? { status: 404, body: '' } : undefined) })
  await emitted(bare.page, 'error')
  await until('the console says why', () => bare.said.length > 0)
  assert.equal(await isAsking(bare.page), false)
  assert.deepEqual(bare.thirdPartyUrls, [])
  assert.match(bare.said.join('\n'), /stopped.*nothing is loaded/)
})

test('a receipt is there once whole() has resolved', async t => {
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  const receipt = await site.page.evaluate(async () => {
    await window.SMGConsent.whole()
    return window.SMGConsent.getReceipt()
  })
  assert.equal(receipt.record_id.length, 36)
})

test('smg.all.js never asks for a second file', async t => {
  const site = await open(t, {
    html: page({ head: tag.replace('smg.js', 'smg.all.js'), body: '<div data-smg-table></div>' }),
  })
  await accept(site.page).first().waitFor()
  await site.page.locator('[data-smg-table] table').first().waitFor()
  await openSettings(site.page)
  assert.deepEqual(ours(site), ['/smg/smg.all.js'])
  assert.deepEqual(site.said, [])
})
