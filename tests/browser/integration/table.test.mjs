// <div data-smg-table> becomes the policy's table of processors, from the definitions that the loader works by.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { languages, root, textsOf } from '../support/paths.mjs'
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
const bodyOfAll = '<div data-smg-table="all" id="list"></div>'
// Those that come with the module: what is of the catalogue is in no table of a site that does not use it.
const folder = join(root, 'src/processors')
const definitions = () => readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')))
const inLanguage = (value, language) => (typeof value === 'string' ? value : (value[language] ?? value.en))

async function rows(tab, selector = '#list') {
  await tab.locator(`${selector} tr[data-smg-row]`).first().waitFor()
  const found = await tab.locator(`${selector} tr[data-smg-row]`).evaluateAll(all =>
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
        [inLanguage(definition.policy, language)],
      )
      assert.match(row.links[0][1], /noopener/)
      assert.equal(row.state, 'blocked')
      assert.ok(row.text.includes(texts.state_blocked))
      for (const country of definition.countries) assert.doesNotMatch(row.text, new RegExp(`\\b${country}\\b`))
    }
    assert.equal(await site.page.locator('.smg-table').getAttribute('lang'), language)
    assert.deepEqual(site.thirdPartyUrls, [])
  })
}

test('the state follows the choice', async t => {
  const site = await open(t, { body: bodyOfAll, config: { analytics: { ...analytics, metaPixel: '' } } })
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
  const site = await open(t, { body: `${bodyOfAll}<div data-smg-table id="more"></div>`, config: { analytics: {} } })
  const first = await rows(site.page)
  const second = await rows(site.page, '#more')
  assert.deepEqual(Object.keys(first), Object.keys(second))
  for (const id of all) assert.equal(first[id].state, 'unused')
})

test('the table is of the language that is set', async t => {
  const site = await open(t, { body })
  await asked(site)
  await rows(site.page)
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

test('the table has nobody whom the site does not use, and each under what it is for', async t => {
  const site = await open(t, { body, config: { analytics: { ga4: analytics.ga4, metaPixel: analytics.metaPixel } } })
  await asked(site)
  assert.deepEqual(Object.keys(await rows(site.page)), ['ga4', 'metaPixel'])
  const groups = await site.page
    .locator('#list table')
    .evaluateAll(all =>
      all.map(group => [
        group.querySelector('caption').textContent,
        [...group.querySelectorAll('[data-smg-row]')].map(row => row.dataset.smgRow),
      ]),
    )
  assert.deepEqual(groups, [
    ['Visit statistics', ['ga4']],
    ['Advertising', ['metaPixel']],
  ])
})

// A page without a style, under a policy that allows none but files of its own.
test('the table brings its own style: it fits every screen, and what is hidden is', async t => {
  const site = await open(t, {
    body: '<div data-smg-table id="list"></div>',
    head: '<meta name="viewport" content="width=device-width, initial-scale=1"><script async src="/smg/smg.js"></script>',
    headers: { 'content-security-policy': "style-src 'self'" },
  })
  await asked(site)
  await rows(site.page)
  for (const width of [320, 360, 768, 1280]) {
    await site.page.setViewportSize({ width, height: 640 })
    const seen = await site.page.evaluate(() => {
      const table = document.querySelector('#list table')
      const cell = table.querySelector('td:nth-child(6)').getBoundingClientRect()
      const row = table.querySelector('[data-smg-row]').getBoundingClientRect()
      const hidden = [...table.querySelectorAll('.hidden, thead')].map(each => each.getBoundingClientRect().width)
      return { wide: table.scrollWidth, has: table.parentNode.clientWidth, cell: cell.width / row.width, hidden }
    })
    assert.ok(seen.wide <= seen.has, `${width}: the table is ${seen.wide} px wide, and has ${seen.has}`)
    assert.ok(seen.cell > 0.8, `${width}: the cookies have ${seen.cell} of the row`)
    assert.ok(Math.max(...seen.hidden) <= 1, `${width}: what is hidden is ${seen.hidden} wide`)
  }
})

test("any rule of the page's outranks the table's own", async t => {
  const site = await open(t, {
    body,
    head: '<style>td { padding: 7px }</style><script async src="/smg/smg.js"></script>',
  })
  await asked(site)
  await rows(site.page)
  const padding = () =>
    site.page
      .locator('#list td')
      .first()
      .evaluate(cell => getComputedStyle(cell).paddingTop)
  assert.equal(await padding(), '7px')
})
