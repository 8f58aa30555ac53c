// <div data-smg-table> becomes the policy's table of processors, from the definitions that the loader works by.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { dist, languages, textsOf } from '../support/paths.mjs'
import {
  acceptAll,
  asked,
  assertLoads,
  emitted,
  forget,
  loaded,
  open,
  openSettings,
  press,
  ran,
  settle,
  sorted,
  turn,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const body = '<div data-smg-table id="list"></div>'
const folder = join(dist, 'processors')
const definitions = () => readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')))
const inLanguage = (value, language) => (typeof value === 'string' ? value : (value[language] ?? value.en))

async function rows(tab, selector = '#list') {
  await tab.locator(`${selector} tbody tr`).first().waitFor()
  const found = await tab.locator(`${selector} tbody tr`).evaluateAll(all =>
    all.map(row => ({
      id: row.dataset.smgRow,
      state: row.dataset.smgState,
      text: row.textContent,
      links: [...row.querySelectorAll('a')].map(link => [link.href, link.rel]),
    })),
  )
  return Object.fromEntries(found.map(row => [row.id, row]))
}

for (const language of languages) {
  test(`each processor's name, company, purpose, cookies and policy are in the table: ${language}`, async t => {
    const site = await open(t, { body, lang: language })
    await asked(site)
    const found = await rows(site.page)
    const defined = definitions()
    const texts = textsOf(language)
    assert.ok(defined.length >= all.length)
    assert.deepEqual(sorted(Object.keys(found)), sorted(defined.map(definition => definition.id)))
    for (const definition of defined) {
      const row = found[definition.id]
      for (const part of ['name', 'company', 'description'])
        assert.ok(row.text.includes(inLanguage(definition[part], language)), `${definition.id} ${part}: ${row.text}`)
      for (const name of Object.keys(definition.cookies ?? {}))
        assert.ok(row.text.includes(name), `${definition.id} ${name}`)
      assert.deepEqual(
        row.links.map(([href]) => href),
        [definition.policy],
      )
      assert.match(row.links[0][1], /noopener/)
      assert.equal(row.state, 'blocked')
      assert.ok(row.text.includes(texts.state_blocked))
      for (const country of definition.countries) assert.ok(row.text.includes(texts[`country_${country}`]), country)
    }
    assert.equal(await site.page.locator('#list table').getAttribute('lang'), language)
    assert.deepEqual(site.thirdPartyUrls, [])
  })
}

test('the state follows the choice', async t => {
  const site = await open(t, { body, config: { analytics: { ...analytics, metaPixel: '' } } })
  await asked(site)
  const states = async () => {
    const found = await rows(site.page)
    return Object.fromEntries(all.map(id => [id, found[id].state]))
  }
  const expect = (on, off = 'blocked') =>
    Object.fromEntries(all.map(id => [id, id === 'metaPixel' ? 'unused' : on.includes(id) ? 'active' : off]))
  assert.deepEqual(await states(), expect([]))

  await openSettings(site.page)
  await turn(site.page, 'analytics')
  await press(site.page, 'save')
  await ran(site.page, ['ga4', 'metrica'])
  await emitted(site.page, 'change')
  assert.deepEqual(await states(), expect(['ga4', 'metrica']))

  await site.page.reload()
  await emitted(site.page, 'consent')
  await ran(site.page, ['ga4', 'metrica'])
  await settle(site.page)
  assert.deepEqual(await states(), expect(['ga4', 'metrica']))

  await site.page.evaluate(() => void window.SMGConsent.withdraw())
  await emitted(site.page, 'change')
  assert.deepEqual(await states(), { ...expect([]), ga4: 'stopped', metrica: 'stopped' })
  await site.page.reload()
  await emitted(site.page, 'consent')
  assert.deepEqual(await states(), expect([]))
})

test('what the table calls active is what was loaded', async t => {
  for (const choice of [['replay'], ['ga4', 'metaPixel']]) {
    const site = await open(t, { body })
    await asked(site)
    await openSettings(site.page)
    for (const name of choice) await turn(site.page, name)
    await press(site.page, 'save')
    await emitted(site.page, 'change')
    await settle(site.page, 600)
    const found = await rows(site.page)
    const active = all.filter(id => found[id].state === 'active')
    assert.ok(active.length > 0)
    await loaded(site, active)
    assertLoads(site, active)
  }
})

test('more than one table, and one without any processor configured', async t => {
  const site = await open(t, { body: `${body}<div data-smg-table id="more"></div>`, config: { analytics: {} } })
  const first = await rows(site.page)
  const second = await rows(site.page, '#more')
  assert.deepEqual(Object.keys(first), Object.keys(second))
  for (const id of all) assert.equal(first[id].state, 'unused')
})

test('the table is of the language that is set', async t => {
  const site = await open(t, { body })
  await asked(site)
  assert.ok((await site.page.locator('#list').textContent()).includes('Country'))
  await site.page.evaluate(() => window.SMGConsent.setLanguage('ru'))
  await site.page.waitForFunction(() => document.querySelector('#list').textContent.includes('Страна'))
})

test('the banner says how many partners there are, and the table has as many', async t => {
  const site = await open(t, { body })
  await asked(site)
  const text = await site.page.locator('smg-consent').evaluate(element => element.shadowRoot.textContent)
  assert.ok(text.includes(`${all.length} partners`), text)
  forget(site)
  await acceptAll(site, all)
  assert.equal(new Set(site.loads).size, all.length)
})
