// Names of countries are the browser's own, in the language of what is shown; what stands under "Legal information" is
// the operator's country's, in each language that the module comes with.

import assert from 'node:assert/strict'
import test from 'node:test'
import { languages } from '../support/paths.mjs'
import { asked, inEachEngine, open, openSettings, whole } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const body = '<div data-smg-table id="list"></div>'
const countryOf = (tab, id) =>
  tab.evaluate(row => document.querySelector(`[data-smg-row="${row}"] td:nth-of-type(2)`).textContent, id)
const facts = tab =>
  tab.locator('smg-consent').evaluate(host => host.shadowRoot.querySelector('.facts').textContent.replace(/\s+/g, ' '))

inEachEngine((name, visit) => {
  test(`countries are named in the language that is shown: ${name}`, async t => {
    const site = await visit(t, { body, config: { analytics: { metrica: 1, hotjar: 1234567 } } })
    await asked(site)
    await whole(site.page)
    for (const [language, russia] of [
      ['en', 'Russia'],
      ['ru', 'Россия'],
      ['kk', 'Ресей'],
    ]) {
      await site.page.evaluate(tag => window.SMGConsent.setLanguage(tag), language)
      assert.equal(await countryOf(site.page, 'metrica'), russia)
      assert.ok((await countryOf(site.page, 'hotjar')).includes(language === 'en' ? 'France' : 'Франция'))
    }
  })
})

test("a language of the page's own has its countries from the browser, and a country need stand in no list", async t => {
  const processor = {
    id: 'own',
    name: 'Own',
    company: 'Own GmbH',
    countries: ['DE', 'JP'],
    purpose: 'analytics',
    description: 'Zählt.',
    data: ['ip'],
  }
  const site = await open(t, {
    body,
    config: { consent: { language: 'de', texts: { de: { title: 'Cookies' } }, processors: [processor] } },
  })
  await asked(site)
  await whole(site.page)
  assert.equal(await countryOf(site.page, 'own'), 'Deutschland, Japan')
})

for (const [what, init] of [
  ['has no names of countries', () => delete Intl.DisplayNames],
  [
    'throws when it is asked for one',
    () => {
      Intl.DisplayNames.prototype.of = () => {
        throw Error('no')
      }
    },
  ],
])
  test(`a browser that ${what} shows the code, and all else works`, async t => {
    const site = await open(t, { body, config: { analytics: { ga4: analytics.ga4 } }, init: [init] })
    await asked(site)
    await whole(site.page)
    assert.equal(await countryOf(site.page, 'ga4'), 'IE, US')
    await openSettings(site.page)
  })

// The sentences themselves are judged in tests/unit/country.c; here that each is in the language, with no code left.
const laws = {
  KZ: { en: 'outside Kazakhstan', ru: 'за пределы Казахстана', kk: 'Қазақстаннан тыс' },
  DE: { en: 'European Economic Area', ru: 'Европейской экономической зоны', kk: 'Еуропалық экономикалық аймақтан' },
  GB: { en: 'outside the United Kingdom', ru: 'за пределы Великобритании', kk: 'Ұлыбританиядан тыс' },
  RU: { en: 'outside Russia', ru: 'за пределы России', kk: 'Ресейден тыс' },
}
for (const [country, sentences] of Object.entries(laws))
  test(`the law of ${country} speaks the visitor's language`, async t => {
    const site = await open(t, {
      config: { analytics, consent: { company: 'SMG', email: 'privacy@smg.test', country } },
    })
    await asked(site)
    await whole(site.page)
    await openSettings(site.page)
    for (const language of languages.filter(tag => tag in sentences)) {
      await site.page.evaluate(tag => window.SMGConsent.setLanguage(tag), language)
      const text = await facts(site.page)
      assert.ok(text.includes(sentences[language]), text)
      assert.doesNotMatch(text, /\b(FR|IE|MT|RU|US)\b/)
      for (const [other, its] of Object.entries(laws))
        if (other !== country) assert.ok(!text.includes(its[language]), text)
    }
  })

test('the address for deletion can be followed, by its name', async t => {
  const site = await open(t, { config: { analytics, consent: { email: 'privacy@smg.test' } } })
  await asked(site)
  await whole(site.page)
  await openSettings(site.page)
  const link = site.page.locator('smg-consent').locator('.facts a')
  assert.equal(await link.getAttribute('href'), 'mailto:privacy@smg.test')
  assert.equal(await link.textContent(), 'privacy@smg.test')
})
