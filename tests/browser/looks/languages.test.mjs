// Kazakh, Russian, English: which one is chosen, that nothing of another shows through, and the switch while running.

import assert from 'node:assert/strict'
import test from 'node:test'
import { alsoForeign, foreign, languages, textsOf as text } from '../support/paths.mjs'
import { asked, control, emitted, open, openSettings, page, press, settle, switches, turn } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

async function shown(tab) {
  return (await (await control(tab, 'accept')).textContent()).trim()
}

async function assertLanguage(tab, tag) {
  const texts = text(tag)
  assert.equal(await shown(tab), texts.accept_all)
  assert.equal((await (await control(tab, 'reject')).textContent()).trim(), texts.reject_all)
  assert.equal((await (await control(tab, 'settings')).textContent()).trim(), texts.settings)
  assert.equal(await tab.locator('smg-consent [lang]').first().getAttribute('lang'), tag)
}

// "kk-KZ", as browsers say it.
const withRegion = tag => `${tag}-${new Intl.Locale(tag).maximize().region}`

for (const tag of languages) {
  test(`html lang="${tag}" decides`, async t => {
    const site = await open(t, { lang: tag, context: { locale: tag === 'en' ? 'ru-RU' : 'en-GB' } })
    await asked(site)
    await assertLanguage(site.page, tag)
  })

  test(`the browser's ${tag} decides where the page names a language that is not there`, async t => {
    for (const lang of ['', foreign]) {
      const site = await open(t, { lang, context: { locale: withRegion(tag) } })
      await asked(site)
      await assertLanguage(site.page, tag)
    }
  })
}

test('html lang with a region, in capitals', async t => {
  for (const [lang, tag] of [
    ['kk-KZ', 'kk'],
    ['RU', 'ru'],
    ['en-US', 'en'],
  ]) {
    const site = await open(t, { lang, context: { locale: withRegion(foreign) } })
    await asked(site)
    await assertLanguage(site.page, tag)
  }
})

test('English where neither the page nor the browser has one of ours', async t => {
  for (const lang of [alsoForeign, '', 'xx-invalid-', '"><b>']) {
    const site = await open(t, { lang: lang.replaceAll('"', '&quot;'), context: { locale: withRegion(foreign) } })
    await asked(site)
    await assertLanguage(site.page, 'en')
  }
})

test('the option language overrules the page', async t => {
  const site = await open(t, { lang: 'en', config: { analytics, consent: { language: 'kk' } } })
  await asked(site)
  await assertLanguage(site.page, 'kk')
})

test('setLanguage changes an open banner', async t => {
  const site = await open(t)
  await asked(site)
  for (const tag of ['ru', 'kk', 'en']) {
    await site.page.evaluate(to => window.SMGConsent.setLanguage(to), tag)
    await site.page.waitForFunction(
      label =>
        document.querySelector('smg-consent').shadowRoot.querySelector('[data-smg=accept]')?.textContent.trim() ===
        label,
      text(tag).accept_all,
    )
    await assertLanguage(site.page, tag)
  }
})

test('setLanguage with nothing, or a language that is not there, changes nothing and throws nothing', async t => {
  const site = await open(t, { lang: 'ru' })
  await asked(site)
  for (const to of [foreign, '', null, 5, {}, 'x'.repeat(5000)])
    await site.page.evaluate(tag => void window.SMGConsent.setLanguage(tag), to)
  await settle(site.page)
  await assertLanguage(site.page, 'ru')
})

test('a changed html lang is followed', async t => {
  const site = await open(t, { lang: 'en' })
  await asked(site)
  await site.page.evaluate(() => (document.documentElement.lang = 'kk'))
  await site.page.waitForFunction(
    label =>
      document.querySelector('smg-consent').shadowRoot.querySelector('[data-smg=accept]')?.textContent.trim() === label,
    text('kk').accept_all,
  )
  await assertLanguage(site.page, 'kk')
})

test('the switch of language keeps switches that are not yet saved', async t => {
  const site = await open(t)
  await asked(site)
  await openSettings(site.page)
  await turn(site.page, 'marketing')
  await turn(site.page, 'ga4')
  const before = await switches(site.page)
  await site.page.evaluate(() => window.SMGConsent.setLanguage('ru'))
  await site.page.waitForFunction(
    label =>
      document
        .querySelector('smg-consent')
        .shadowRoot.querySelector('dialog[open] [data-smg=save]')
        ?.textContent.trim() === label,
    text('ru').save,
  )
  assert.deepEqual(await switches(site.page), before)
  await press(site.page, 'save')
  await emitted(site.page, 'change')
})

test('every text of the settings is of the one language', async t => {
  const cyrillic = /[а-яё]/i
  // Letters that Russian has and Kazakh words of these texts do not need, and the other way round.
  const kazakh = /[әғқңөұүһі]/i
  for (const tag of languages) {
    const site = await open(t, { lang: tag })
    await asked(site)
    await openSettings(site.page)
    const lines = await site.page
      .locator('dialog[open] :is(h2, h3, p, dt, label, button, summary, .state)')
      .evaluateAll(nodes => nodes.map(node => node.textContent.trim()).filter(Boolean))
    assert.ok(lines.length > 25, `${lines.length} texts`)
    for (const line of lines) {
      if (tag === 'en') assert.ok(!cyrillic.test(line), line)
      if (tag === 'ru') assert.ok(!kazakh.test(line), line)
    }
    if (tag === 'kk') {
      const russian = new Set(Object.values(text('ru')).filter(line => cyrillic.test(line)))
      const own = new Set(Object.values(text('kk')))
      for (const line of lines) assert.ok(!russian.has(line) || own.has(line), line)
    }
  }
})

test('a text of the page replaces one of ours, in its language only', async t => {
  const consent = { texts: { ru: { accept_all: 'Согласиться' }, kk: { accept_all: 'Келісемін' } } }
  const site = await open(t, { config: { analytics, consent }, lang: 'ru' })
  await asked(site)
  assert.equal(await shown(site.page), 'Согласиться')
  const english = await open(t, { config: { analytics, consent }, lang: 'en' })
  await asked(english)
  assert.equal(await shown(english.page), text('en').accept_all)
})

test('company and policy link by language', async t => {
  const consent = {
    company: Object.fromEntries(languages.map(tag => [tag, `«${tag}» & Co`])),
    policyUrl: Object.fromEntries(languages.map(tag => [tag, `/${tag}/privacy`])),
  }
  for (const tag of languages) {
    const site = await open(t, { html: page({ config: { analytics, consent }, lang: tag }) })
    await asked(site)
    const shown = await site.page.locator('smg-consent').evaluate(element => ({
      text: element.shadowRoot.textContent,
      links: [...element.shadowRoot.querySelectorAll('a')].map(link => link.getAttribute('href')),
    }))
    assert.ok(shown.text.includes(consent.company[tag]))
    assert.ok(shown.links.includes(consent.policyUrl[tag]))
    assert.deepEqual(site.said, [])
  }
})
