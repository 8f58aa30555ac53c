// What runs is ended in the page where it can be: nothing more is sent, nothing is kept, the others go on, and it can
// begin again without a second load. What cannot is reloaded, or said.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  asked,
  assertLoads,
  cookie,
  emitted,
  events,
  forget,
  forgetCalls,
  loaded,
  open,
  press,
  ran,
  sent,
  settle,
  storage,
  turn,
  until,
} from '../support/site.mjs'
import { all, analytics, purposes, vendors } from '../support/vendors.mjs'

const stoppable = all.filter(id => id !== 'hotjar')
const body = '<div data-smg-table id="list"></div><form><input id="name" name="name"></form>'

// Grants exactly `ids` by the switches of the dialog.
async function choose(site, ids) {
  const changes = (await events(site.page, 'change')).length
  await site.page.evaluate(() => window.SMGConsent.showPreferences())
  await site.page.locator('dialog[open]').waitFor()
  for (const id of [...all, 'webvisor']) {
    const input = site.page.locator(`input[name=${id}]`)
    if (await input.count()) await turn(site.page, id, ids.includes(id))
  }
  await press(site.page, 'save')
  await emitted(site.page, 'change', changes + 1)
  await settle(site.page)
}

const state = (site, id) =>
  site.page.locator(`[data-smg-row=${id}]`).evaluate(row => [row.dataset.smgState, row.lastElementChild.textContent])

// What a vendor's stub keeps, as it must be after a withdrawal.
async function assertClean(site, ids) {
  const { cookies, local, session } = await storage(site)
  const names = [...cookies.map(entry => entry.name), ...Object.keys(local), ...Object.keys(session)]
  for (const id of ids)
    for (const kind of ['cookies', 'local', 'session'])
      for (const name of Object.keys(vendors[id][kind])) assert.ok(!names.includes(name), `${name} is left`)
}

test('what can be stopped is stopped in the page, and nothing is sent for 30 s', async t => {
  const site = await open(t, { body })
  await asked(site)
  await choose(site, stoppable)
  await ran(site.page, stoppable)
  await sent(site, stoppable)
  await site.page.evaluate(() => (window.__here = true))
  await forgetCalls(site)
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await emitted(site.page, 'change', 2)
  forget(site)
  // The page goes on as if nothing were: a site's own calls of the vendors' functions reach nobody.
  await site.page.evaluate(() => {
    window.gtag('event', 'later')
    window.dataLayer.push({ event: 'later' })
  })
  await site.page.waitForTimeout(30000)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.equal(await site.page.evaluate(() => window.__here), true, 'no reload')
  assert.equal(await site.page.evaluate(id => window[`ga-disable-${id}`], analytics.ga4), true)
  assert.equal(await site.page.evaluate(id => window[`disableYaCounter${id}`], analytics.metrica), true)
  const told = id => site.calls.filter(([name]) => name === id).map(([, ...call]) => call[0])
  assert.deepEqual(told('clarity'), ['stop'])
  assert.deepEqual(told('metaPixel'), ['consent'])
  await assertClean(site, stoppable)
  for (const id of stoppable) assert.equal((await state(site, id))[0], 'stopped')
})

test('a trace that a stopped processor writes once more is swept within seconds', async t => {
  const site = await open(t, { body })
  await asked(site)
  await choose(site, ['ga4', 'clarity'])
  await ran(site.page, ['ga4', 'clarity'])
  // By the page itself, right after it was told: nothing is swept later than five seconds after that.
  await site.page.evaluate(() => {
    const write = () => {
      document.cookie = '_ga=back; path=/'
      document.cookie = '_clck=back; path=/; Secure; SameSite=None; Partitioned'
      sessionStorage.setItem('_cltk', 'back')
      window.__written = /_ga=back/.test(document.cookie) && /_clck=back/.test(document.cookie)
    }
    addEventListener('smg:change', () => setTimeout(write))
    window.SMGConsent.withdraw()
  })
  await site.page.waitForFunction(() => window.__written)
  const left = async () => (await storage(site)).cookies.some(({ name }) => ['_ga', '_clck'].includes(name))
  await until('it is swept', async () => !(await left()))
  await assertClean(site, ['ga4', 'clarity'])
})

test('one purpose goes, the others run on, without a second page view', async t => {
  const site = await open(t, { body })
  await asked(site)
  await choose(site, ['ga4', 'metrica', 'metaPixel', 'clarity'])
  await ran(site.page, ['ga4', 'metrica', 'metaPixel', 'clarity'])
  await sent(site, ['ga4', 'metrica', 'metaPixel', 'clarity'])
  forget(site)
  await forgetCalls(site)
  await choose(site, ['ga4', 'metrica', 'clarity'])
  assert.deepEqual(site.thirdPartyUrls, [])
  const told = id => site.calls.filter(([name]) => name === id).map(([, ...call]) => call)
  assert.deepEqual(told('metrica'), [])
  assert.deepEqual(told('clarity'), [['consentv2', { ad_Storage: 'denied', analytics_Storage: 'granted' }]])
  const calls = told('ga4').filter(([name]) => name === 'consent')
  assert.equal(calls.length, 1)
  assert.equal(calls[0][1], 'update')
  assert.equal(calls[0][2].ad_storage, 'denied')
  assert.equal(calls[0][2].analytics_storage, 'granted')
  assert.ok(!told('ga4').some(([name]) => name === 'config' || name === 'event'))
  for (const id of ['ga4', 'metrica', 'clarity']) assert.equal((await state(site, id))[0], 'active')
  await assertClean(site, ['metaPixel'])
})

test('Webvisor is turned on and off while Metrica runs, without a second page view', async t => {
  const site = await open(t, { body })
  await asked(site)
  await choose(site, ['metrica'])
  await ran(site.page, ['metrica'])
  for (const on of [true, false]) {
    await forgetCalls(site)
    await choose(site, on ? ['metrica', 'webvisor'] : ['metrica'])
    const [destruct, init] = site.calls.filter(([id]) => id === 'metrica')
    assert.equal(destruct[2], 'destruct')
    assert.equal(init[2], 'init')
    assert.deepEqual([init[3].webvisor, init[3].clickmap, init[3].defer], [on, on, true])
  }
  assertLoads(site, ['metrica'])
})

const names = Object.keys(purposes)
for (let bits = 1; bits < 1 << names.length; bits++) {
  const subset = names.filter((_, i) => bits & (1 << i))
  test(`granted, withdrawn and granted again: ${subset.join(', ')}`, async t => {
    const ids = subset.flatMap(name => purposes[name])
    const site = await open(t, { body })
    await asked(site)
    await choose(site, ids)
    await ran(site.page, ids)
    assertLoads(site, ids)
    forget(site)
    // Hotjar ends only with the page; the page then comes back without anything.
    const reloads = ids.includes('hotjar')
    const ended = reloads ? site.page.waitForEvent('load') : emitted(site.page, 'change', 2)
    await site.page.evaluate(() => window.SMGConsent.withdraw())
    await ended
    if (reloads) await emitted(site.page, 'consent')
    await settle(site.page)
    assert.deepEqual(site.loads, [])
    assert.equal(await cookie(site), undefined)
    await assertClean(site, all)
    await choose(site, ids)
    if (reloads) await ran(site.page, ids)
    for (const id of ids) {
      assert.equal((await state(site, id))[0], 'active', id)
      assert.equal(await site.page.evaluate(name => window.__vendors[name].length, id), 1, `${id} once in its page`)
    }
    assertLoads(site, reloads ? ids : [])
  })
}

test('Clarity, which cannot begin again, says so and begins at the next page view', async t => {
  const site = await open(t, { body })
  await asked(site)
  await choose(site, ['clarity'])
  await ran(site.page, ['clarity'])
  await choose(site, [])
  forget(site)
  await choose(site, ['clarity'])
  assert.deepEqual(await state(site, 'clarity').then(([name]) => name), 'waiting')
  assert.deepEqual(site.loads, [])
  await site.page.reload()
  await loaded(site, ['clarity'])
})

test('onWithdraw: "none" leaves the page, and the settings say what runs on', async t => {
  const site = await open(t, { body, config: { analytics, consent: { onWithdraw: 'none' } } })
  await asked(site)
  await choose(site, ['hotjar'])
  await ran(site.page, ['hotjar'])
  forget(site)
  await choose(site, [])
  assert.equal(site.requested('/'), 0)
  assert.equal((await state(site, 'hotjar'))[0], 'stopping')
  await site.page.evaluate(() => window.SMGConsent.showPreferences())
  const text = await site.page.locator('dialog[open]').textContent()
  assert.ok(text.includes('Stops after a reload'))
})

test('content that was woken for a purpose goes with a reload', async t => {
  const script = '<script type="text/plain" data-smg-purpose="analytics">window.__woke = true</script>'
  const site = await open(t, { body: body + script })
  await asked(site)
  await choose(site, ['ga4', 'metrica'])
  await site.page.waitForFunction(() => window.__woke)
  const reloaded = site.page.waitForEvent('load')
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await reloaded
  await emitted(site.page, 'consent')
  assert.equal(await site.page.evaluate(() => window.__woke), undefined)
})

test('form fields are masked before a recorder starts, those added later too', async t => {
  const fields = '<label class="search"><input id="query"></label><textarea id="text" class="wide"></textarea>'
  const site = await open(t, { body: body + fields, config: { analytics, consent: { recordable: '.search input' } } })
  await asked(site)
  const marks = id =>
    site.page.locator(id).evaluate(field => ({
      clarity: field.hasAttribute('data-clarity-mask'),
      hotjar: field.hasAttribute('data-hj-suppress'),
      metrica: field.classList.contains('ym-disable-keys') && field.classList.contains('ym-hide-content'),
    }))
  await choose(site, ['ga4', 'metrica'])
  assert.deepEqual(await marks('#name'), { clarity: false, hotjar: false, metrica: false })
  await choose(site, ['metrica', 'webvisor', 'clarity', 'hotjar'])
  const masked = { clarity: true, hotjar: true, metrica: true }
  assert.deepEqual(await marks('#name'), masked)
  assert.deepEqual(await marks('#text'), masked)
  assert.equal(await site.page.locator('#text').evaluate(field => field.classList.contains('wide')), true)
  assert.deepEqual(await marks('#query'), { clarity: false, hotjar: false, metrica: false })
  await site.page.evaluate(() => {
    const { setAttribute } = Element.prototype
    window.__marked = []
    Element.prototype.setAttribute = function (...given) {
      window.__marked.push(this.id)
      return setAttribute.apply(this, given)
    }
    const holder = document.createElement('form')
    for (const id of ['late', 'later']) {
      const field = document.createElement('input')
      field.id = id
      ;(id === 'late' ? document.querySelector('main') : holder).append(field)
    }
    document.querySelector('main').append(holder)
  })
  for (const id of ['#late', '#later']) {
    await until('it is masked', async () => (await marks(id)).clarity)
    assert.deepEqual(await marks(id), masked)
  }
  assert.deepEqual(await site.page.evaluate(() => [...new Set(window.__marked)].sort()), ['late', 'later'])
})

test('a field stays masked that loses its marks, and an element is masked that becomes a field', async t => {
  const site = await open(t, { body: `${body}<div id="editor">Text</div>`, config: { analytics } })
  await asked(site)
  await choose(site, ['metrica', 'webvisor'])
  const isMasked = id =>
    site.page.locator(id).evaluate(field => field.classList.contains('ym-disable-keys') && field.className)
  assert.equal(await isMasked('#editor'), false)
  await site.page.evaluate(() => {
    document.querySelector('#name').className = 'wide'
  })
  await until('the field is masked again', () => isMasked('#name'))
  assert.match(await isMasked('#name'), /wide/)
  await site.page.evaluate(() => {
    document.querySelector('#editor').contentEditable = 'true'
  })
  await until('the editor is masked', () => isMasked('#editor'))
})

test('a selector that is none leaves every field masked', async t => {
  const site = await open(t, { body, config: { analytics, consent: { recordable: '::nonsense((' } } })
  await asked(site)
  await choose(site, ['clarity'])
  assert.equal(await site.page.locator('#name').getAttribute('data-clarity-mask'), 'true')
})

test("somebody else's tag of a refused processor is a leak: told once, with its address", async t => {
  const tag = '<script src="https://mc.yandex.ru/metrika/other.js"></script>'
  const note = () => {
    window.__leaks = []
    window.addEventListener('smg:leak', event => window.__leaks.push(event.detail))
  }
  const site = await open(t, { body: body + tag, init: [note] })
  await asked(site)
  await site.page.waitForFunction(() => window.__leaks.length)
  await settle(site.page, 600)
  const leaks = await site.page.evaluate(() => window.__leaks)
  assert.deepEqual(leaks, [{ processor: 'metrica', url: 'https://mc.yandex.ru/metrika/other.js' }])
  assert.equal(site.said.filter(line => line.includes('https://mc.yandex.ru/metrika/other.js')).length, 1)
})

test('a page with nothing but granted processors tells of no leak', async t => {
  const site = await open(t, { body, init: [() => window.addEventListener('smg:leak', () => (window.__leak = true))] })
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, all)
  const active = /^Active\. Cookies now: .*_ym_uid.*\. Requests: [1-9]/
  await until('the table tells what is there now', async () => active.test((await state(site, 'metrica'))[1]))
  // The module hears of leaks as it hears of requests.
  await settle(site.page, 800)
  assert.equal(await site.page.evaluate(() => window.__leak), undefined)
})

test('a decision and a change are told to tag managers, where the page has one', async t => {
  const site = await open(t, { body, head: `<script>dataLayer = []</script><script async src="/smg/smg.js"></script>` })
  await asked(site)
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  const [decided, changed] = await site.page.evaluate(() => window.dataLayer)
  assert.deepEqual([decided.event, decided.choice], ['smg:consent', 'refused'])
  assert.deepEqual([changed.event, changed.new.choice], ['smg:change', 'refused'])
  const bare = await open(t)
  await asked(bare)
  await press(bare.page, 'reject')
  await emitted(bare.page, 'change')
  assert.equal(await bare.page.evaluate(() => 'dataLayer' in window), false)
})

test('a term that ends while the page is open ends the grant', async t => {
  const site = await open(t, { body, config: { analytics, consent: { cookie: { expiresAfterDays: 1 } } } })
  await asked(site)
  await choose(site, ['ga4'])
  await ran(site.page, ['ga4'])
  await site.page.evaluate(() => {
    const { now } = Date
    Date.now = () => now() + 2 * 86400000
  })
  // Something makes the module look: the minute's round, a return to the tab, another event.
  await site.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await emitted(site.page, 'change', 2)
  assert.equal(await site.page.evaluate(id => window[`ga-disable-${id}`], analytics.ga4), true)
  await assertClean(site, ['ga4'])
})
