// What the visitor is told, where he is told it: the partners by name, the notice under Global Privacy Control, and on the
// next page what a reload has carried out.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'
import { languages, textsOf } from '../support/paths.mjs'
import { asked, open, press, ran, refusal, settle, still, until } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const signal = () => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true })
const phone = { viewport: { width: 360, height: 640 } }
const pixel = { analytics: { metaPixel: analytics.metaPixel } }
const focused = page =>
  page.evaluate(() => document.querySelector('smg-consent').shadowRoot.activeElement?.textContent ?? '')

for (const lang of languages)
  test(`"List of partners" shows all of them by name, without a scroll, and a keyboard begins there: ${lang}`, async t => {
    const site = await open(t, { lang, context: phone })
    const { page } = site
    await asked(site)
    const link = page.locator('smg-consent .banner [data-smg=partners]')
    assert.equal(await link.innerText(), textsOf(lang).partners_link)
    await link.focus()
    await page.keyboard.press('Enter')
    const items = page.locator('dialog[open] .note li')
    await items.first().waitFor()
    assert.equal(await items.count(), 5)
    const { bottom } = await page.locator('dialog[open] .content').evaluate(element => element.getBoundingClientRect())
    for (const item of await items.all()) {
      const box = await item.boundingBox()
      assert.ok(box.y > 0 && box.y + box.height <= bottom, await item.innerText())
    }
    await until('the list has the focus', async () => (await focused(page)) === textsOf(lang).partners_link)
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    await until('the link has it again', async () => (await focused(page)) === textsOf(lang).partners_link)
  })

test('where advertising is all there is, and the browser asks for none, nothing is there to accept', async t => {
  const site = await open(t, { config: pixel, init: [signal], context: phone })
  const { page } = site
  const banner = page.locator('smg-consent .banner')
  await banner.waitFor()
  const buttons = banner.locator('.button')
  assert.deepEqual(await buttons.allInnerTexts(), [textsOf('en').keep_off, textsOf('en').settings])
  const [one, other] = await Promise.all([0, 1].map(i => buttons.nth(i).boundingBox()))
  assert.ok(Math.abs(one.width - other.width) < 1 && one.height === other.height, JSON.stringify([one, other]))
  assert.equal(await refusal(page), null)
  await still(page)
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const found = await page.evaluate(async () => (await window.axe.run('smg-consent')).violations.map(({ id }) => id))
  assert.deepEqual(found, [])

  // The visitor's own switch turns it on.
  await press(page, 'settings')
  await page.locator('dialog[open]').waitFor()
  assert.equal(await page.locator('smg-consent [data-smg=accept]').count(), 0)
  await page.locator('dialog[open] [name=marketing]').check()
  await press(page, 'save')
  await ran(page, ['metaPixel'])
})

test('a notice that was read does not come again, and leaves the way to the switch', async t => {
  const site = await open(t, { config: pixel, init: [signal] })
  await site.page.locator('smg-consent .banner').waitFor()
  await press(site.page, 'reject')
  await site.page.locator('smg-consent .float').waitFor()
  await site.go('/second')
  await site.page.locator('smg-consent .float').waitFor()
  assert.equal(await site.page.locator('smg-consent .banner').count(), 0)
  assert.deepEqual(site.loads, [])
})

test('a withdrawal that reloads is told of on the next page, once, and is then a refusal like any other', async t => {
  const config = { analytics: { hotjar: analytics.hotjar } }
  const site = await open(t, { config, body: '<button id="withdraw" data-smg-action="withdraw">Withdraw</button>' })
  const { page } = site
  await asked(site)
  await press(page, 'accept')
  await ran(page, ['hotjar'])
  const loaded = page.waitForNavigation()
  await page.locator('#withdraw').click()
  await loaded
  const status = page.locator('smg-consent [role=status]')
  await until('it is told', async () => (await status.textContent()) === textsOf('en').status_withdrawn)
  const stored = await refusal(page)
  assert.match(stored, /^1\.0\.\w+\.{5}-/)

  await site.go('/second')
  await page.locator('smg-consent .float').waitFor()
  await settle(page)
  assert.equal(await status.textContent(), '')
  assert.equal(await refusal(page), stored)
})
