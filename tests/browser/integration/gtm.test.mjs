// What Google's tags are told: the data layer with Tag Manager, Google Analytics and Google Ads, and the template of
// examples/gtm, run by a stand-in of Tag Manager against what the module says in a real page.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { describe } from 'node:test'
import { containerOf, permissionsOf, scenariosOf, sectionsOf, templateOf } from '../support/gtm.mjs'
import { examples } from '../support/paths.mjs'
import { asked, emitted, forget, open, press, settle, state, tag, until, whole } from '../support/site.mjs'

const ids = { gtm: 'GTM-ABC1234', ga4: 'G-ABC1234567', googleAds: 'AW-123456789' }
const withLayer = `<script>window.dataLayer = []</script>${tag}`
const types = [
  'ad_storage',
  'ad_user_data',
  'ad_personalization',
  'analytics_storage',
  'functionality_storage',
  'personalization_storage',
  'security_storage',
]

// Google's scripts as an answer that does nothing: what is in the queue stays to be read.
const still = ({ host }) =>
  host === 'www.googletagmanager.com' ? { headers: { 'content-type': 'text/javascript' }, body: '' } : undefined

// A site with these of Google's, and purposes that are asked for besides.
const visit = (t, names, { purposes = [], ...more } = {}) =>
  open(t, {
    config: {
      analytics: Object.fromEntries(names.map(name => [name, ids[name]])),
      consent: { purposes: Object.fromEntries(purposes.map(name => [name, {}])) },
    },
    answer: still,
    ...more,
  })

// The page's data layer: a command as a list, an entry as it is; undefined where the page has none.
const layer = site =>
  site.page.evaluate(() => {
    const plain = value => (value instanceof Date ? 'Date' : value)
    const isCommand = entry => Object.prototype.toString.call(entry) === '[object Arguments]'
    return window.dataLayer?.map(entry => (isCommand(entry) ? Array.from(entry, plain) : entry))
  })
const told = (entries, first) => entries.filter(entry => Array.isArray(entry) && entry[0] === first)
const commands = (entries, name) => told(entries, 'consent').filter(([, second]) => second === name)
const named = (entries, event) => entries.filter(entry => entry.event === event)
const scripts = site =>
  site.thirdParty
    .filter(({ method, host }) => method === 'GET' && host === 'www.googletagmanager.com')
    .map(({ url }) => new URL(url).pathname)

// These, in this order, and no other: a script is requested a moment after it is in the page.
async function requested(site, paths) {
  await until(`${paths} requested, not only ${scripts(site)}`, () => scripts(site).length >= paths.length)
  await settle(site.page)
  assert.deepEqual(scripts(site), paths)
}

// What Google's tags go by after all these commands.
const signals = entries =>
  Object.assign({}, ...[...commands(entries, 'default'), ...commands(entries, 'update')].map(([, , state]) => state))
const granted = (...names) => Object.fromEntries(types.map(name => [name, names.includes(name) ? 'granted' : 'denied']))
const ads = ['ad_storage', 'ad_user_data', 'ad_personalization']
const always = 'security_storage'

const grant = async (site, ...purposes) => {
  for (const purpose of purposes) {
    const before = await site.page.evaluate(() => window.__events.filter(({ type }) => type === 'change').length)
    await site.page.evaluate(id => window.SMGConsent.acceptPurpose(id), purpose)
    await emitted(site.page, 'change', before + 1)
  }
}

describe('Tag Manager', () => {
  test('a page without a data layer gets none before a grant, nor by a refusal', async t => {
    const site = await visit(t, ['gtm'])
    await asked(site)
    assert.equal(await layer(site), undefined)
    assert.equal(await site.page.evaluate(() => typeof window.gtag), 'function')
    await press(site.page, 'reject')
    await emitted(site.page, 'change')
    assert.equal(await layer(site), undefined)
    await site.go('/')
    await emitted(site.page, 'consent')
    await settle(site.page)
    assert.equal(await layer(site), undefined)
    assert.deepEqual(scripts(site), [])
    await site.page.evaluate(() => window.SMGConsent.acceptAll())
    await emitted(site.page, 'change')
    await requested(site, ['/gtm.js'])
    const entries = await layer(site)
    assert.deepEqual(
      entries.map(entry => (Array.isArray(entry) ? entry.slice(0, 2).join(' ') : entry.event)),
      ['consent default', 'consent update', 'set ads_data_redaction', 'gtm.js', 'smg:consent', 'smg:change'],
    )
  })

  test('each load that has a decision is told of it once, each change with what was and what is', async t => {
    const site = await visit(t, ['gtm'], { head: withLayer })
    await asked(site)
    assert.deepEqual(await layer(site), [])
    await press(site.page, 'accept')
    await emitted(site.page, 'change')
    const chosen = await layer(site)
    const [first] = named(chosen, 'smg:consent')
    assert.equal(first.choice, 'granted')
    assert.deepEqual(first.purposes, { necessary: true, analytics: true, marketing: true })
    assert.deepEqual(first.processors, { gtm: true })
    const [change] = named(chosen, 'smg:change')
    assert.deepEqual([change.old.choice, change.new.choice], ['undecided', 'granted'])

    await site.go('/second')
    await emitted(site.page, 'consent')
    await settle(site.page)
    const loaded = await layer(site)
    assert.equal(named(loaded, 'smg:consent').length, 1)
    assert.deepEqual(named(loaded, 'smg:change'), [])

    // The container runs on for the other purpose: it is told, and the page stays.
    await site.page.evaluate(() => window.SMGConsent.acceptPurpose('marketing', false))
    await emitted(site.page, 'change')
    const changed = await layer(site)
    assert.equal(named(changed, 'smg:consent').length, 2)
    const [{ old, new: now }] = named(changed, 'smg:change')
    assert.deepEqual([old.purposes.marketing, now.purposes.marketing], [true, false])
    assert.deepEqual([old.purposes.analytics, now.purposes.analytics], [true, true])
    const order = changed.slice(loaded.length).map(entry => (Array.isArray(entry) ? entry[1] : entry.event))
    assert.deepEqual(order, ['update', 'smg:consent', 'smg:change'])
  })

  test('a withdrawal ends it by a reload, and the page that follows is told that all is refused', async t => {
    const site = await visit(t, ['gtm'], { head: withLayer })
    await asked(site)
    await press(site.page, 'accept')
    await emitted(site.page, 'change')
    await requested(site, ['/gtm.js'])
    forget(site)
    // The page that goes has had its "consent" too.
    await Promise.all([site.page.waitForEvent('load'), site.page.evaluate(() => void window.SMGConsent.withdraw())])
    assert.equal(site.requested('/'), 1)
    await emitted(site.page, 'consent')
    await settle(site.page)
    assert.deepEqual(scripts(site), [])
    const entries = await layer(site)
    assert.deepEqual(
      entries.map(({ event, choice }) => [event, choice]),
      [['smg:consent', 'refused']],
    )
  })

  for (const [purposes, expected] of [
    [['analytics'], ['analytics_storage']],
    [['marketing'], ads],
    [
      ['analytics', 'functional'],
      ['analytics_storage', 'functionality_storage', 'personalization_storage'],
    ],
    [
      ['functional', 'marketing'],
      [...ads, 'functionality_storage', 'personalization_storage'],
    ],
  ])
    test(`with ${purposes.join(' and ')} granted all seven types say so, and no other`, async t => {
      const site = await visit(t, ['gtm'], { purposes: ['functional'] })
      await asked(site)
      await grant(site, ...purposes)
      const entries = await layer(site)
      assert.deepEqual(commands(entries, 'default'), [['consent', 'default', granted(always)]])
      assert.deepEqual(signals(entries), granted(always, ...expected))
      await requested(site, ['/gtm.js'])
    })

  test('a grant of the functional alone is none of Tag Manager, of which nothing is requested', async t => {
    const site = await visit(t, ['gtm'], { purposes: ['functional'] })
    await asked(site)
    await grant(site, 'functional')
    await settle(site.page)
    assert.equal((await state(site.page)).purposes.functional, true)
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.equal(await layer(site), undefined)
  })
})

describe('Google Analytics and Google Ads', () => {
  const orders = [
    ['analytics', 'marketing'],
    ['marketing', 'analytics'],
  ]
  for (const order of orders)
    test(`${order.join(' first, then ')}: one script, one default, and that before any update`, async t => {
      const site = await visit(t, ['ga4', 'googleAds'])
      const leaks = []
      await site.page.exposeFunction('leaked', detail => void leaks.push(detail))
      await site.page.evaluate(() => window.addEventListener('smg:leak', event => window.leaked(event.detail)))
      await asked(site)
      await grant(site, order[0])
      const half = await layer(site)
      const [alone, other] = order[0] === 'analytics' ? [ids.ga4, ids.googleAds] : [ids.googleAds, ids.ga4]
      const configs = entries => told(entries, 'config').map(([, id]) => id)
      assert.deepEqual(configs(half), [alone])
      assert.deepEqual(signals(half), granted(always, ...(order[0] === 'analytics' ? ['analytics_storage'] : ads)))
      // A request is known by its host, and both have the same: that of the one is no leak of the other.
      await settle(site.page)
      assert.deepEqual(leaks, [])

      await grant(site, order[1])
      const entries = await layer(site)
      assert.deepEqual(configs(entries), [alone, other])
      assert.deepEqual(signals(entries), granted(always, 'analytics_storage', ...ads))
      assert.equal(commands(entries, 'default').length, 1)
      const [first] = told(entries, 'consent')
      assert.equal(first[1], 'default')
      assert.equal(told(entries, 'js').length, 1)
      await requested(site, ['/gtag/js'])
    })

  test('both by one press, and on the next page: one script and one default too', async t => {
    const site = await visit(t, ['ga4', 'googleAds'])
    await asked(site)
    await press(site.page, 'accept')
    await emitted(site.page, 'change')
    for (const path of ['/', '/second']) {
      if (path !== '/') {
        forget(site)
        await site.go(path)
        await emitted(site.page, 'consent')
      }
      const entries = await layer(site)
      await requested(site, ['/gtag/js'])
      assert.equal(commands(entries, 'default').length, 1)
      assert.equal(told(entries, 'consent')[0][1], 'default')
      assert.deepEqual(signals(entries), granted(always, 'analytics_storage', ...ads))
    }
  })

  test('where the script does not come neither counts as running', async t => {
    const site = await visit(t, ['ga4', 'googleAds'], {
      body: '<div data-smg-table></div>',
      answer: ({ host }) => (host === 'www.googletagmanager.com' ? 'drop' : undefined),
    })
    await asked(site)
    await press(site.page, 'accept')
    await emitted(site.page, 'error')
    await whole(site.page)
    const failed = site.page.locator('[data-smg-table] [data-smg-state=failed]')
    await until('both are shown as failed', async () => (await failed.count()) === 2)
  })
})

describe("Tag Manager's template", () => {
  const text = readFileSync(join(examples, 'gtm/template.tpl'), 'utf8')
  const template = templateOf(text)

  test('has the sections of a template, and is a tag for web containers', () => {
    const sections = sectionsOf(text)
    assert.deepEqual(Object.keys(sections), [
      'TERMS_OF_SERVICE',
      'INFO',
      'TEMPLATE_PARAMETERS',
      'SANDBOXED_JS_FOR_WEB_TEMPLATE',
      'WEB_PERMISSIONS',
      'TESTS',
      'NOTES',
    ])
    const info = JSON.parse(sections.INFO)
    assert.deepEqual([info.type, info.containerContexts], ['TAG', ['WEB']])
    assert.match(sections.TERMS_OF_SERVICE, /Template Gallery Developer Terms of Service/)
    const fields = JSON.parse(sections.TEMPLATE_PARAMETERS).map(({ name }) => name)
    for (const [, name] of sections.SANDBOXED_JS_FOR_WEB_TEMPLATE.matchAll(/\bdata\.(?!gtmOn)(\w+)/g))
      assert.ok(fields.includes(name), name)
  })

  test('may write the seven types and nothing that it does not use', () => {
    const sections = sectionsOf(text)
    const { access_consent, access_globals, ...more } = permissionsOf(sections)
    assert.deepEqual(access_consent.consentTypes.map(({ consentType }) => consentType).sort(), [...types].sort())
    assert.ok(access_consent.consentTypes.every(({ read, write }) => write && !read))
    assert.deepEqual(access_globals.keys, [{ key: 'SMGConsent.getConsent', read: false, write: false, execute: true }])
    assert.deepEqual(Object.keys(more).sort(), ['read_data_layer', 'write_data_layer'])
    const code = sections.SANDBOXED_JS_FOR_WEB_TEMPLATE
    for (const { keyPatterns } of Object.values(more))
      for (const key of keyPatterns) assert.ok(code.includes(`'${key}'`), key)
  })

  test('the gallery has what it asks for beside it', () => {
    const read = name => readFileSync(join(examples, 'gtm', name), 'utf8')
    assert.match(read('LICENSE'), /Apache License\s+Version 2\.0, January 2004/)
    const metadata = read('metadata.yaml')
    for (const name of ['homepage', 'documentation', 'versions']) assert.match(metadata, new RegExp(`^${name}:`, 'm'))
    for (const [, sha] of metadata.matchAll(/\bsha: *(\S+)/g)) assert.match(sha, /^[0-9a-f]{40}$/)
  })

  const scenarios = scenariosOf(template.sections)
  test('has tests of its own', () => assert.ok(scenarios.length >= 5, String(scenarios.length)))
  for (const [name, code] of scenarios) test(`its own test: ${name}`, () => template.runScenario(code))

  // The page has a data layer, and a container that it has loaded by itself.
  const page = t =>
    open(t, {
      config: { analytics: {}, consent: { purposes: { analytics: {}, marketing: {}, functional: {} } } },
      head: withLayer,
    })

  for (const [how, answers] of [
    ['by what the module says', true],
    ['by the entries alone', false],
  ])
    test(`follows a visitor ${how}`, async t => {
      const site = await page(t)
      await asked(site)
      const frame = {}
      // What the page has said by now, as a container in it would find it.
      const catchUp = async () => {
        const said = await state(site.page)
        if (answers) frame.SMGConsent = { getConsent: () => said }
        return layer(site)
      }
      let seen = 0
      await catchUp()
      const container = containerOf(template, frame)
      assert.deepEqual(container.consent, { ...granted(always), wait_for_update: 500 })
      const expect = async (...names) => {
        const entries = await catchUp()
        assert.ok(entries.length > seen, 'the page has said something')
        for (const entry of entries.slice(seen)) container.push(entry)
        seen = entries.length
        assert.deepEqual(container.consent, { ...granted(always, ...names), wait_for_update: 500 })
      }
      await grant(site, 'analytics')
      await expect('analytics_storage')
      await grant(site, 'marketing')
      await expect('analytics_storage', ...ads)
      await grant(site, 'functional')
      await expect('analytics_storage', ...ads, 'functionality_storage', 'personalization_storage')
      await site.page.evaluate(() => window.SMGConsent.acceptPurpose('analytics', false))
      await emitted(site.page, 'change', 4)
      await expect(...ads, 'functionality_storage', 'personalization_storage')
      await site.page.evaluate(() => window.SMGConsent.withdraw())
      await emitted(site.page, 'change', 5)
      await expect()
      const names = container.calls.map(([name]) => name)
      assert.equal(names.filter(name => name === 'setDefaultConsentState').length, 1)
      assert.equal(names.indexOf('setDefaultConsentState'), 0)
      assert.ok(names.every(name => name !== 'gtmOnFailure'))
    })

  test('a returning visitor: the default, and at once what was decided', async t => {
    const site = await page(t)
    await asked(site)
    await grant(site, 'marketing')
    await site.go('/')
    await emitted(site.page, 'consent')
    const said = await state(site.page)
    const late = containerOf(template, { SMGConsent: { getConsent: () => said } })
    assert.deepEqual(late.consent, { ...granted(always, ...ads), wait_for_update: 500 })
    // A container that has run before the module: by the entry.
    const early = containerOf(template, {})
    assert.deepEqual(early.consent, { ...granted(always), wait_for_update: 500 })
    for (const entry of await layer(site)) early.push(entry)
    assert.deepEqual(early.consent, { ...granted(always, ...ads), wait_for_update: 500 })
  })
})
