// Nothing loads unprepared: where a step of a start throws, or what starts a processor does not reach what its script
// reads, that script is not added, which is said once; whatever function of its name the page has.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  accept,
  acceptAll,
  asked,
  cookie,
  emitted,
  events,
  inEachEngine,
  loaded,
  open,
  openSettings,
  press,
  ran,
  settle,
  sorted,
  tag,
  turn,
  until,
  vendorsIn,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const body = '<div data-smg-table></div>'
const before = script => `<script>${script}</script>${tag}`
// The table comes with the second file.
const becomes = (site, id, state) => {
  const row = site.page.locator(`[data-smg-row=${id}]`)
  return until(`${id} is ${state}`, async () => (await row.evaluateAll(([row]) => row?.dataset.smgState)) === state)
}
const only = id => ({ analytics: { [id]: analytics[id] } })
const errors = site => events(site.page, 'error').then(list => list.map(({ detail }) => detail))
const lines = (site, id) => site.said.filter(line => line.includes(`${id}: `))

// Grants all of this site's processors but those of advertising.
async function refuseAdvertising(site) {
  await openSettings(site.page)
  await turn(site.page, 'analytics')
  await press(site.page, 'save')
  await emitted(site.page, 'consent')
}

// A definition of the page's own, but for its steps.
const own = {
  id: 'own',
  name: 'Own',
  company: 'Own',
  countries: ['KZ'],
  purpose: 'analytics',
  description: 'Counts.',
  data: ['pages'],
}

// What was queued by the time that the vendor's script ran.
const entries = async (site, id) =>
  (await vendorsIn(site.page))[id][0].queue.filter(({ values, kind }) => values.length || kind !== '[object Object]')
const queued = async (site, id) => (await entries(site, id)).map(({ values }) => values)

inEachEngine((_, visit) => {
  for (const [what, script] of Object.entries({
    'an object': 'window.dataLayer = {}',
    'an object that has push()': 'window.dataLayer = { push() {} }',
    'a text': 'window.dataLayer = "x"',
    'a list that cannot be added to': 'window.dataLayer = Object.freeze([])',
    'a list whose push() takes nothing': 'window.dataLayer = []; dataLayer.push = () => 0',
  }))
    test(`dataLayer is ${what}: Google's tag does not load, the others do, and it is said once`, async t => {
      const site = await visit(t, { body, head: before(script), config: { analytics } })
      await asked(site)
      await press(site.page, 'accept')
      const others = all.filter(id => id !== 'ga4')
      await ran(site.page, others)
      await until('it is said', () => lines(site, 'ga4').length)
      await settle(site.page)
      assert.deepEqual(sorted(site.loads), sorted(others))
      assert.deepEqual(await errors(site), [{ error: 'start', processor: 'ga4' }])
      assert.equal(lines(site, 'ga4').length, 1, String(site.said))
      await becomes(site, 'ga4', 'failed')
      assert.ok(await cookie(site), 'the grant stands')
    })

  test("dataLayer is an element's id: Google's tag does not load", async t => {
    const site = await visit(t, { body: `${body}<p id="dataLayer"></p>`, config: only('ga4') })
    await asked(site)
    await refuseAdvertising(site)
    await until('it is said', async () => (await errors(site)).length)
    await settle(site.page)
    assert.deepEqual(site.thirdPartyUrls, [])
    await becomes(site, 'ga4', 'failed')
  })

  for (const [what, script] of Object.entries({
    "reduce() of lists is the page's own": 'Array.prototype.reduce = function () { return this }',
  }))
    test(`${what}: every processor is told what it must be, and ends`, async t => {
      const site = await visit(t, { body, head: before(script), config: only('ga4') })
      await asked(site)
      await acceptAll(site, ['ga4'])
      await emitted(site.page, 'change')
      const [first, second, set, js, config] = await queued(site, 'ga4')
      assert.deepEqual(
        [first[0], first[1], second[1], ...set, js[0], config[0]],
        ['consent', 'default', 'update', 'set', 'ads_data_redaction', true, 'js', 'config'],
      )
      await site.page.evaluate(() => window.SMGConsent.withdraw())
      await emitted(site.page, 'change', 2)
      assert.equal(await site.page.evaluate(id => window[`ga-disable-${id}`], analytics.ga4), true)
    })

  test('push() of lists takes nothing: nothing loads', async t => {
    const site = await visit(t, { body, config: { analytics }, head: before('Array.prototype.push = () => 0') })
    // Playwright's own script in Firefox counts on push().
    await site.page.evaluate(() => window.SMGConsent.ready)
    await site.page.evaluate(() => window.SMGConsent.acceptAll())
    await until('it is said', async () => site.said.length >= 4)
    await settle(site.page)
    assert.deepEqual(
      site.loads.filter(id => id !== 'hotjar'),
      [],
    )
  })

  const careful = all.map(
    id => ({ ga4: 'gtag', metrica: 'ym', clarity: 'clarity', hotjar: 'hj', metaPixel: 'fbq' })[id],
  )
  for (const [what, code] of Object.entries({
    'that do nothing': 'function () {}',
    'that throw': "function () { throw Error('not now') }",
    'that queue lists elsewhere': '((...args) => (window.elsewhere ||= []).push(args))',
  }))
    test(`a page with functions of its own ${what}: what starts a processor reaches it, and so does the page`, async t => {
      const head = before(careful.map(name => `window.${name} = window.${name} || ${code};`).join(''))
      const site = await visit(t, { head, config: { analytics } })
      await asked(site)
      await acceptAll(site, all)
      const told = await Promise.all(all.map(id => queued(site, id)))
      assert.deepEqual(
        told.map(calls => calls.map(([first, second]) => (typeof first === 'number' ? second : first))),
        [['consent', 'consent', 'set', 'js', 'config'], ['init'], ['consentv2'], [], ['set', 'init', 'track']],
      )
      await site.page.evaluate(() => {
        gtag('event', 'mine')
        ym(1, 'reachGoal', 'mine')
        fbq('track', 'mine')
      })
      const heard = () => site.calls.filter(call => call.includes('mine')).length
      await until('the page is heard', () => heard() > 2)
      assert.equal(heard(), 3)
    })

  test("a page with the vendors' own beginnings keeps its functions, and nothing is said twice", async t => {
    const snippets = `
      window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments) } window.own = gtag;
      window.ym = function () { (ym.a = ym.a || []).push(arguments) }; window.ownYm = ym;
      dataLayer.push({ event: 'early' })`
    const site = await visit(t, { head: before(snippets), config: { analytics } })
    await asked(site)
    await acceptAll(site, all)
    assert.ok(await site.page.evaluate(() => window.own === window.gtag))
    const calls = await queued(site, 'ga4')
    const kinds = (await entries(site, 'ga4')).map(({ kind }) => kind)
    assert.deepEqual(kinds, Array(5).fill('[object Arguments]'))
    assert.deepEqual(
      calls.map(([first]) => first),
      ['consent', 'consent', 'set', 'js', 'config'],
    )
    assert.deepEqual(
      (await queued(site, 'metrica')).map(([, name]) => name),
      ['init'],
    )
  })

  test("a function of the page's own that queues lists, which Google's tag does not read, is replaced", async t => {
    const head = before('window.dataLayer = []; window.gtag = (...args) => dataLayer.push(args)')
    const site = await visit(t, { head, config: only('ga4') })
    await asked(site)
    await acceptAll(site, ['ga4'])
    const queue = await entries(site, 'ga4')
    assert.deepEqual([...new Set(queue.map(({ kind }) => kind))], ['[object Arguments]'])
    assert.deepEqual(
      queue.map(({ values }) => values[0]),
      ['consent', 'consent', 'set', 'js', 'config'],
    )
  })

  test("the vendor's own library, already there, is left alone", async t => {
    const head = before(`
      window.told = [];
      window.fbq = function () { fbq.callMethod.apply(fbq, arguments) };
      fbq.callMethod = (...args) => told.push(['fbq', ...args]);
      window.clarity = (...args) => told.push(['clarity', ...args]); clarity.v = '0.8.70';
      window.libraries = [fbq, clarity]`)
    const site = await visit(t, {
      head,
      config: { analytics: { ...only('clarity').analytics, ...only('metaPixel').analytics } },
    })
    await asked(site)
    await press(site.page, 'accept')
    await loaded(site, ['clarity', 'metaPixel'])
    const told = await site.page.evaluate(() => window.told.map(([name, first]) => `${name} ${first}`))
    assert.deepEqual(
      told.filter(call => !call.includes('undefined')),
      ['clarity consentv2', 'fbq set', 'fbq init', 'fbq track'],
    )
    assert.equal(told.length, 4, 'nothing is tried on it')
  })
})

test('a step that throws: no script, and what was handed over is taken back', async t => {
  const config = {
    analytics: { own: true },
    consent: {
      processors: [
        {
          ...own,
          start: [
            ['script', 'https://own.example/own.js'],
            ['stub', 'own', 'ownQueue'],
            ['call', 'own', 'one'],
            ['call', 'missing.function', 'two'],
          ],
        },
      ],
    },
  }
  const site = await open(t, { body, config })
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'error')
  await settle(site.page)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual(await site.page.evaluate(() => window.ownQueue), [])
  assert.deepEqual(await errors(site), [{ error: 'start', processor: 'own' }])
  await until('it is said', () => lines(site, 'own').length)
  assert.equal(lines(site, 'own').length, 1)
})

const reached = {
  'eval is called': ['call', 'eval', 'window.__reached = true'],
  'a timer is called with a text': ['call', 'setTimeout', 'window.__reached = true'],
  'fetch is called': ['call', 'fetch', 'https://evil.example/'],
  'the address is set': ['set', 'location', 'javascript:window.__reached=true'],
  'the body is written': ['set', 'document.body.innerHTML', '<img src=x onerror="window.__reached=true">'],
  'the name of the window is set': ['set', 'name', 'x'],
  'the storage is written': ['set', 'localStorage.x', 'x'],
  'window leads to anything': ['set', 'window.own', 'x'],
  'a method of the window is called': ['call', 'addEventListener', 'x'],
  'a method of every object is called': ['call', 'toString'],
  'the console is reached': ['call', 'console.log', 'x'],
  'a prototype is reached': ['set', 'ownQueue.__proto__.x', 'x'],
  'a constructor is reached': ['call', 'ownQueue.constructor.constructor', 'window.__reached = true'],
  'a stub takes the name of a function of the browser': ['stub', 'fetch', 'ownQueue'],
  'an alias takes one': ['alias', 'own.x', 'fetch'],
}
inEachEngine((_, visit) => {
  for (const [what, step] of Object.entries(reached))
    test(`a step reaches only what is not the browser's: ${what}`, async t => {
      const start = [['stub', 'own', 'ownQueue'], step, ['script', 'https://own.example/own.js']]
      const config = {
        analytics: { own: true },
        consent: { processors: [{ ...own, start }] },
      }
      const site = await visit(t, { body, config })
      const { name, url } = await site.page.evaluate(() => ({ name: window.name, url: location.href }))
      await asked(site)
      await press(site.page, 'accept')
      await until('it is said', async () => lines(site, 'own').length)
      await settle(site.page, 200)
      assert.deepEqual(site.thirdPartyUrls, [])
      assert.equal(await site.page.evaluate(() => window.__reached), undefined)
      assert.deepEqual(await site.page.evaluate(() => ({ name: window.name, url: location.href })), { name, url })
      assert.equal(await site.page.evaluate(() => ({}).x ?? [].x ?? localStorage.x), undefined)
      assert.match(lines(site, 'own')[0], /the browser's own/)
    })
})

test('steps reach what the page has made, also by bind(), and what has the name of an element', async t => {
  const head = before(`
    function gtag() { dataLayer.push(arguments) }
    window.dataLayer = []
    window.ym = function () { (window.ym.a = window.ym.a || []).push(arguments) }.bind(window)`)
  const site = await open(t, { body: '<p id="clarity"></p><a name="fbq"></a>', head, config: { analytics } })
  await asked(site)
  await acceptAll(site, all)
  assert.deepEqual(await errors(site), [])
})

for (const [what, headers] of Object.entries({
  'the content security policy': { 'content-security-policy': "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'" },
  'Trusted Types': {
    'content-security-policy':
      "script-src * 'unsafe-inline' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types other",
  },
}))
  test(`scripts that ${what} blocks are told not to be there, and a withdrawal does not reload for them`, async t => {
    // The second file would be blocked as the vendors' are.
    const head = tag.replace('smg.js', 'smg.all.js')
    const site = await open(t, { body, head, headers, config: { analytics } })
    await accept(site.page).first().waitFor()
    await press(site.page, 'accept')
    await until('all have failed', async () => (await errors(site)).length === all.length)
    await emitted(site.page, 'change')
    for (const id of all) await becomes(site, id, 'failed')
    assert.match(await site.page.locator('[data-smg-row=ga4]').textContent(), /Could not load/)
    await site.page.evaluate(() => (window.__here = true))
    await site.page.evaluate(() => window.SMGConsent.withdraw())
    await emitted(site.page, 'change', 2)
    await settle(site.page)
    assert.ok(await site.page.evaluate(() => window.__here), 'no reload')
    await becomes(site, 'hotjar', 'blocked')
    assert.deepEqual(site.loads, [])
  })

test('a script that the network has kept is asked for again by a new grant, and told everything once', async t => {
  let down = true
  const answer = ({ host }) => (down && host === 'www.googletagmanager.com' ? 'drop' : undefined)
  const site = await open(t, { body, answer, config: only('ga4') })
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'error')
  await emitted(site.page, 'change')
  await becomes(site, 'ga4', 'failed')
  // What is said while nobody listens is not kept.
  await site.page.evaluate(() => window.gtag('event', 'lost'))
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await emitted(site.page, 'change', 2)
  down = false
  await site.page.evaluate(() => window.SMGConsent.acceptAll())
  await ran(site.page, ['ga4'])
  assert.deepEqual(
    (await queued(site, 'ga4')).map(([first]) => first),
    ['consent', 'consent', 'set', 'js', 'config'],
  )
  await becomes(site, 'ga4', 'active')
})

test('a nonce that was reported is not used', async t => {
  const site = await open(t, {
    config: { ...only('ga4'), consent: { nonce: 'not a nonce' } },
    nonce: 'n0',
    head: '<script nonce="n0" async src="/smg/smg.js"></script>',
    headers: { 'content-security-policy': "script-src 'nonce-n0' 'strict-dynamic' 'wasm-unsafe-eval'" },
  })
  await asked(site)
  await press(site.page, 'accept')
  await loaded(site, ['ga4'])
  assert.equal(await site.page.locator('script[src*=googletagmanager]').evaluate(script => script.nonce), 'n0')
})

test('a stop that throws: the other steps are done, and the page reloads', async t => {
  const config = {
    analytics: { own: true },
    consent: {
      processors: [
        {
          ...own,
          start: [['stub', 'own', 'own.q']],
          stop: [
            ['call', 'own.missing'],
            ['set', 'ownStopped', true],
          ],
        },
      ],
    },
  }
  const site = await open(t, { config })
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'change')
  await site.page.evaluate(() => {
    window.__here = true
    addEventListener('pagehide', () => sessionStorage.setItem('stopped', String(window.ownStopped)))
  })
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await site.page.waitForFunction(() => !window.__here, null, { timeout: 15_000 })
  assert.equal(await site.page.evaluate(() => sessionStorage.getItem('stopped')), 'true')
  assert.equal(lines(site, 'own').length, 1)
})

// What the page does while its vendors are told, which comes between the effects of one answer.
for (const [what, when] of Object.entries({
  'during a stop': "name === 'clarity' && args[0] === 'stop'",
  'during a start': "name === 'fbq' && args[0] === 'init'",
}))
  test(`the page refuses ${what}: what the answer at hand was to load does not load, and may by a later grant`, async t => {
    const script = `
      for (const [name, key] of [['clarity', 'q'], ['fbq', 'queue']]) {
        const f = (window[name] = function (...args) {
          if (${when} && !window.__refused) { window.__refused = true; SMGConsent.rejectAll() }
          ;(f[key] = f[key] || []).push(arguments)
        })
      }`
    const config = { analytics: { clarity: analytics.clarity, metaPixel: analytics.metaPixel } }
    // Without Clarity's library the page's own function is the one that is told to stop.
    const empty = { headers: { 'content-type': 'text/javascript' }, body: '' }
    const answer = ({ host }) => (host === 'www.clarity.ms' ? empty : undefined)
    const site = await open(t, { config, head: before(script), answer })
    await asked(site)
    await openSettings(site.page)
    await turn(site.page, 'replay')
    await press(site.page, 'save')
    await emitted(site.page, 'change')
    await loaded(site, ['clarity'])
    await settle(site.page)
    await site.page.evaluate(() => window.SMGConsent.showPreferences())
    await site.page.locator('dialog[open]').waitFor()
    await turn(site.page, 'replay', false)
    await turn(site.page, 'marketing')
    await press(site.page, 'save')
    await site.page.waitForFunction(() => window.__refused)
    await settle(site.page, 800)
    assert.deepEqual(site.loads, ['clarity'])
    assert.equal(await cookie(site), undefined)
    await site.page.waitForTimeout(1100)
    await site.page.evaluate(() => window.SMGConsent.acceptProcessor('metaPixel'))
    await ran(site.page, ['metaPixel'])
    assert.deepEqual(
      (await queued(site, 'metaPixel')).map(([first]) => first),
      ['set', 'init', 'track'],
    )
    assert.deepEqual(site.loads, ['clarity', 'metaPixel'])
  })

test('a page that asks what is granted whenever a vendor is told something hinders no load', async t => {
  const script = `
    window.dataLayer = []
    window.gtag = function () { SMGConsent.getConsent(); dataLayer.push(arguments) }`
  const site = await open(t, { config: only('ga4'), head: before(script) })
  await asked(site)
  await acceptAll(site, ['ga4'])
  assert.deepEqual(site.loads, ['ga4'])
})
