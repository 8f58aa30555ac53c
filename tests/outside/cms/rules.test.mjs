// Tools that answer for the visitor: by the rules of examples/rules they find the banner and refuse it, and nothing is
// ever granted by what they guess.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test, { describe } from 'node:test'
import { isWaiting, visit as visitBrought } from '../../browser/support/brought.mjs'
import { dist } from '../../browser/support/paths.mjs'
import {
  asked,
  chosen,
  cookie,
  file,
  isAsking,
  loaded,
  nothing,
  open,
  parse,
  refusal,
  settle,
  state,
  storage,
  until,
} from '../../browser/support/site.mjs'
import { all, analytics } from '../../browser/support/vendors.mjs'
import { install, ourRule, theirRules } from './autoconsent.mjs'
import { perform } from './consent-o-matic.mjs'

const languages = ['en', 'ru', 'kk']
const ours = [...theirRules, ourRule]

/** A site whose visitor has autoconsent, on a page that is still empty; `site.verdicts` are its messages. */
async function visit(t, { tool, ...options } = {}) {
  const site = await open(t, {
    path: '/blank',
    ...options,
    pages: { '/blank': '<!doctype html><title>Nothing yet</title>', ...options.pages },
  })
  site.verdicts = await install(site.context, { rules: ours, ...tool })
  return site
}

const verdict = (site, type) => site.verdicts.find(message => message.type === type)
const told = (site, type) => until(`${type} from autoconsent`, () => verdict(site, type))

// The tool says so, the record says so, and nothing has left the page.
async function assertRefused(site) {
  await told(site, 'selfTestResult')
  for (const type of ['cmpDetected', 'popupFound', 'optOutResult', 'selfTestResult'])
    assert.equal(verdict(site, type).cmp, 'smg-consent', type)
  assert.equal(verdict(site, 'optOutResult').result, true)
  assert.equal(verdict(site, 'selfTestResult').result, true)
  await assertStoredRefusal(site)
}

async function assertStoredRefusal(site) {
  await chosen(site.page, 'refused')
  await settle(site.page)
  assert.equal((await state(site.page)).choice, 'refused')
  assert.equal(parse(await refusal(site.page)).id, '', 'a refusal has no id')
  assert.deepEqual((await storage(site)).cookies, [])
  assert.equal(await isAsking(site.page), false)
  assert.deepEqual(site.thirdPartyUrls, [])
}

describe('autoconsent, by our rule beside all of its own', () => {
  for (const lang of languages)
    test(`refuses in ${lang}`, async t => {
      const site = await visit(t, { lang })
      await site.go('/')
      await assertRefused(site)
    })

  test('is not asked again', async t => {
    const site = await visit(t)
    await site.go('/')
    await assertRefused(site)
    site.verdicts.length = 0
    await site.go('/second')
    await told(site, 'cmpDetected')
    await settle(site.page, 1500)
    assert.equal(verdict(site, 'popupFound'), undefined)
    await assertStoredRefusal(site)
  })

  for (const consent of [
    { layout: 'bar' },
    { layout: 'dialog', modal: true },
    { layout: 'dialog', position: 'top-end' },
  ])
    test(`refuses with ${JSON.stringify(consent)}`, async t => {
      const site = await visit(t, { config: { analytics, consent } })
      await site.go('/')
      await assertRefused(site)
    })

  test('refuses the notice that Global Privacy Control makes of it', async t => {
    const site = await visit(t, {
      config: { analytics: { metaPixel: analytics.metaPixel } },
      init: [() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })],
    })
    await site.go('/')
    await assertRefused(site)
  })

  test('refuses a banner that comes three seconds late', async t => {
    let late = true
    const site = await visit(t, {
      async answer({ path }) {
        if (path !== '/smg/smg.js' || !late) return
        late = false
        await new Promise(resolve => setTimeout(resolve, 3000))
        return file(dist, 'smg.js')
      },
    })
    await site.go('/')
    await assertRefused(site)
  })

  test('refuses the banner in the page: the press waits for the module', async t => {
    const site = await visitBrought(t)
    // The page that has opened by now had no tool in it.
    site.verdicts = await install(site.context, { rules: ours })
    await site.page.goto(`${site.origin}/`, { waitUntil: 'commit' })
    await told(site, 'popupFound')
    assert.equal(await isWaiting(site.page), true)
    site.release(file(dist, 'smg.js'))
    await assertRefused(site)
  })

  test('grants only where it is told to opt in, and the record says that a script has pressed', async t => {
    const site = await visit(t, { tool: { autoAction: 'optIn' } })
    await site.go('/')
    await told(site, 'optInResult')
    assert.deepEqual([verdict(site, 'optInResult').cmp, verdict(site, 'optInResult').result], ['smg-consent', true])
    await loaded(site, all)
    assert.equal(parse((await cookie(site)).value).method, 'bu')
  })

  test('finds, and presses nothing, where it is told to do nothing', async t => {
    const site = await visit(t, { tool: { autoAction: null } })
    await site.go('/')
    await told(site, 'popupFound')
    await asked(site)
    await settle(site.page, 1500)
    assert.equal(await isAsking(site.page), true)
    assert.deepEqual((await storage(site)).cookies, [])
  })
})

// What it guesses at its boldest ("tier2": where a popup has nothing else that it knows, it presses Accept), with none
// of the rules, and with all of its own: ours may not have come to a visitor's browser yet.
describe('autoconsent guessing', () => {
  const bold = { heuristicMode: 'tier2' }
  // It looks anew when half a second has passed and something in the page has changed, and guesses every other time.
  const restless = '<script>setInterval(() => { document.documentElement.dataset.time = Date.now() }, 100)</script>'
  const looks = site => Math.max(0, ...site.verdicts.map(({ state }) => state?.findCmpAttempts ?? 0))
  async function looksTwice(site) {
    const before = looks(site)
    await until('autoconsent looks twice', () => looks(site) >= before + 3)
  }

  test('does press Accept, where a banner of another make offers nothing else', async t => {
    const site = await visit(t, {
      tool: { rules: [], ...bold },
      head: '',
      code: null,
      body: `<div role="dialog" style="position: fixed; inset: auto 0 0; padding: 1em">We use cookies to make our site better.
        <button id="yes">Accept all</button></div>
        <script>yes.onclick = () => { document.body.dataset.pressed = 'accept'; yes.parentElement.remove() }</script>`,
    })
    await site.go('/')
    await until('its press', () => site.page.evaluate(() => document.body.dataset.pressed === 'accept'))
  })

  for (const [which, rules] of [
    ['no rules', []],
    ['its own rules', theirRules],
  ])
    for (const lang of languages)
      test(`with ${which} grants nothing in ${lang}: banner, settings, content that waits`, async t => {
        const site = await visit(t, {
          tool: { rules, ...bold },
          lang,
          config: { analytics: { ...analytics, youtube: true } },
          body: `${restless}<div data-smg-embed="youtube:aaaaaaaaaaa" title="A film"></div>`,
        })
        await site.go('/')
        await asked(site)
        await site.page.locator('smg-face [data-smg]').first().waitFor()
        await looksTwice(site)
        await site.page.evaluate(() => window.SMGConsent.showPreferences())
        await site.page.locator('dialog[open]').waitFor()
        await looksTwice(site)
        assert.equal(verdict(site, 'optInResult'), undefined)
        assert.equal((await state(site.page)).choice, 'undecided')
        assert.deepEqual(site.thirdPartyUrls, [])
        assert.deepEqual((await storage(site)).cookies, nothing.cookies)
      })
})

describe('Consent-O-Matic, its documented actions performed by an interpreter of ours', () => {
  const rules = JSON.parse(
    readFileSync(new URL('../../../examples/rules/consent-o-matic/smg-consent.json', import.meta.url), 'utf8'),
  )
  // Longer than the engine's own patience: this machine may be slow with the page.
  const performed = (site, categories = {}, patience = 15_000) =>
    site.page.evaluate(perform, { rules, categories, patience })

  for (const lang of languages)
    test(`refuses in ${lang}`, async t => {
      const site = await open(t, { lang })
      assert.equal(await performed(site), 'SMG Consent')
      await assertStoredRefusal(site)
    })

  test('grants what its user has switched on, and nothing else; the record says that a script has pressed', async t => {
    const site = await open(t, { config: { analytics: { ga4: analytics.ga4, metaPixel: analytics.metaPixel } } })
    assert.equal(await performed(site, { B: true }), 'SMG Consent')
    await loaded(site, ['ga4'])
    await settle(site.page)
    assert.deepEqual(site.loads, ['ga4'])
    const record = parse((await cookie(site)).value)
    assert.equal(record.method, 'su')
    assert.deepEqual(record.purposes, { analytics: true, marketing: false })
  })

  test('refuses where the settings cannot come', async t => {
    const site = await open(t, { answer: ({ path }) => (path.includes('/smg.more.') ? 'drop' : undefined) })
    assert.equal(await performed(site, { B: true }), 'SMG Consent')
    await assertStoredRefusal(site)
  })

  test('finds nothing where a choice is stored', async t => {
    const site = await open(t)
    await performed(site)
    await site.go('/second')
    assert.equal(await performed(site, {}, 1000), undefined)
  })
})
