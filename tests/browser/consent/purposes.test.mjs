// Granted purposes and processors, and no others: every subset, the switches, and later changes.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  asked,
  assertLoads,
  assertUndecided,
  cookie,
  emitted,
  forget,
  isAsking,
  loaded,
  open,
  openSettings,
  parse,
  press,
  ran,
  refusal,
  settle,
  storage,
  switches,
  turn,
  vendorsIn,
} from '../support/site.mjs'
import { all, purposes, vendors } from '../support/vendors.mjs'

const names = Object.keys(purposes)
const settingsButton = '<button id="change" data-smg-action="settings">Cookie settings</button>'

async function save(site, on) {
  await openSettings(site.page)
  for (const name of on) await turn(site.page, name)
  await press(site.page, 'save')
}

async function change(site, turns) {
  await site.page.locator('#change').click()
  await site.page.locator('dialog[open]').waitFor()
  for (const [name, on] of Object.entries(turns)) await turn(site.page, name, on)
  await press(site.page, 'save')
}

const signal = on => (on ? 'granted' : 'denied')

for (let bits = 1; bits < 8; bits++) {
  const granted = names.filter((_, index) => bits & (1 << index))
  const has = name => granted.includes(name)
  test(`granted: ${granted.join(', ')}`, async t => {
    const site = await open(t)
    await asked(site)
    await save(site, granted)
    const expected = granted.flatMap(name => purposes[name])
    await ran(site.page, expected)
    await settle(site.page)
    assertLoads(site, expected)
    const hosts = new Set(site.thirdParty.map(request => request.host))
    for (const id of all.filter(id => !expected.includes(id)))
      assert.ok(!hosts.has(new URL(vendors[id].beacon).host), `${id} was contacted`)

    const record = parse((await cookie(site)).value)
    assert.deepEqual(record.purposes, Object.fromEntries(names.map(name => [name, has(name)])))
    assert.equal(record.method, 's')

    const seen = await vendorsIn(site.page)
    if (has('analytics')) {
      const calls = seen.ga4[0].queue.map(entry => entry.values)
      const [, , update] = calls.find(([name, what]) => name === 'consent' && what === 'update')
      assert.equal(update.analytics_storage, 'granted')
      for (const name of ['ad_storage', 'ad_user_data', 'ad_personalization'])
        assert.equal(update[name], signal(has('marketing')), name)
      const [, , options] = seen.metrica[0].queue[0].values
      assert.equal(options.webvisor, has('replay'))
      assert.equal(options.clickmap, has('replay'))
    }
    if (has('replay')) {
      const [, consent] = seen.clarity[0].queue[0].values
      assert.deepEqual(consent, { ad_Storage: signal(has('marketing')), analytics_Storage: 'granted' })
    }
  })
}

test('everything is off when the settings open, and Necessary has no switch', async t => {
  const site = await open(t)
  await asked(site)
  await openSettings(site.page)
  const state = await switches(site.page)
  for (const name of [...names, ...all]) assert.equal(state[name], false, name)
  assert.ok(!('necessary' in state))
  assert.ok(Object.values(state).every(on => !on))
})

test('a purpose turns its processors, and its processors turn it', async t => {
  const site = await open(t)
  await asked(site)
  await openSettings(site.page)
  const { page } = site
  await turn(page, 'analytics')
  assert.deepEqual([(await switches(page)).ga4, (await switches(page)).metrica], [true, true])
  assert.equal((await switches(page)).clarity, false)
  await turn(page, 'analytics', false)
  assert.deepEqual([(await switches(page)).ga4, (await switches(page)).metrica], [false, false])
  await turn(page, 'ga4')
  await turn(page, 'metrica')
  assert.equal((await switches(page)).analytics, true)
  await assertUndecided(site)
})

test('one processor alone', async t => {
  for (const id of ['metrica', 'clarity']) {
    const site = await open(t)
    await asked(site)
    await save(site, [id])
    await ran(site.page, [id])
    await settle(site.page)
    assert.deepEqual(site.loads, [id])
    if (id === 'metrica') assert.equal((await vendorsIn(site.page)).metrica[0].queue[0].values[2].webvisor, false)

    forget(site)
    await site.page.reload()
    await ran(site.page, [id])
    await settle(site.page)
    assert.deepEqual(site.loads, [id])
    assert.equal(await isAsking(site.page), false)
  }
})

test('the settings show the choice that holds', async t => {
  const site = await open(t, { body: settingsButton })
  await asked(site)
  await save(site, ['analytics', 'clarity'])
  await ran(site.page, ['ga4', 'metrica', 'clarity'])
  await site.page.reload()
  await emitted(site.page, 'consent')
  await site.page.locator('#change').click()
  await site.page.locator('dialog[open]').waitFor()
  const state = await switches(site.page)
  const on = Object.keys(state).filter(name => state[name])
  for (const name of ['analytics', 'ga4', 'metrica', 'clarity']) assert.ok(on.includes(name), `${name} is on: ${on}`)
  for (const name of ['hotjar', 'marketing', 'metaPixel']) assert.ok(!on.includes(name), `${name} is off: ${on}`)
})

test('a purpose granted later loads its processors and leaves the others running', async t => {
  const site = await open(t, { body: settingsButton })
  await asked(site)
  await save(site, ['analytics'])
  await ran(site.page, purposes.analytics)
  await emitted(site.page, 'change')
  await change(site, { marketing: true })
  await ran(site.page, purposes.marketing)
  await settle(site.page)
  assertLoads(site, ['ga4', 'metaPixel', 'metrica'])
  const seen = await vendorsIn(site.page)
  assert.equal(seen.ga4.length, 1)
  assert.equal(site.calls.filter(([id, name]) => id === 'ga4' && name === 'config').length, 0)
})

test('a purpose taken back: its processors stop, their traces go, the others stay', async t => {
  const site = await open(t, { body: settingsButton })
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, all)
  await emitted(site.page, 'change')

  forget(site)
  const reloaded = site.page.waitForEvent('load')
  await change(site, { replay: false })
  await reloaded
  const rest = [...purposes.analytics, ...purposes.marketing]
  await ran(site.page, rest)
  await settle(site.page, 700)
  assertLoads(site, rest)

  const { cookies, local, session } = await storage(site)
  const kept = new Set(cookies.map(entry => entry.name))
  for (const id of purposes.replay) {
    for (const name of Object.keys(vendors[id].cookies)) assert.ok(!kept.has(name), `${name} was erased`)
    for (const name of Object.keys(vendors[id].local)) assert.ok(!(name in local), `${name} was erased`)
    for (const name of Object.keys(vendors[id].session)) assert.ok(!(name in session), `${name} was erased`)
  }
  for (const id of rest)
    for (const name of Object.keys(vendors[id].cookies))
      if (name !== '_ym_visorc') assert.ok(kept.has(name), `${name} stayed`)
  assert.deepEqual(parse((await cookie(site)).value).purposes, { analytics: true, replay: false, marketing: true })
})

test('saving an unchanged choice loads nothing twice', async t => {
  const site = await open(t, { body: settingsButton })
  await asked(site)
  await save(site, ['analytics'])
  await ran(site.page, purposes.analytics)
  await change(site, {})
  await settle(site.page, 800)
  assertLoads(site, purposes.analytics)
  assert.equal(await refusal(site.page), null)
})

test('a grant through the API loads what it names', async t => {
  const site = await open(t)
  await asked(site)
  await site.page.evaluate(() => window.SMGConsent.acceptPurpose('marketing', true))
  await loaded(site, ['metaPixel'])
  await settle(site.page)
  assert.deepEqual(site.loads, ['metaPixel'])
  const record = parse((await cookie(site)).value)
  assert.equal(record.purposes.marketing, true)
  assert.equal(record.purposes.analytics, false)
  assert.equal(record.method, 'a')
})
