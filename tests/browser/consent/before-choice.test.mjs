// Until the visitor presses a control: no request to anyone else, nothing stored, whatever else the visitor does.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  asked,
  assertUndecided,
  eventTypes,
  forget,
  isAsking,
  open,
  openSettings,
  press,
  settle,
  turn,
} from '../support/site.mjs'

test('ten seconds of load, scroll, keys, hover, idle and a navigation ask nobody and store nothing', async t => {
  const site = await open(t)
  const { page } = site
  await asked(site)

  for (let step = 0; step < 6; step++) {
    await page.mouse.wheel(0, 300)
    await page.mouse.move(100 + 40 * step, 100 + 30 * step)
    await page.waitForTimeout(300)
  }
  await page.locator('#field').click()
  await page.keyboard.type('a text typed by the visitor')
  for (const key of ['Escape', 'ArrowDown', 'PageDown', 'End', 'Home', 'Enter']) await page.keyboard.press(key)
  await page.setViewportSize({ width: 700, height: 500 })
  await page.mouse.click(400, 60)
  await page.waitForTimeout(4000)
  await assertUndecided(site)

  await page.locator('#second').click()
  await page.waitForURL('**/second')
  await page.waitForTimeout(4000)
  assert.ok(site.requested('/second') > 0)
  await assertUndecided(site)
})

test('the page holds no element that points elsewhere', async t => {
  const site = await open(t)
  await asked(site)
  const pointers = await site.page.evaluate(() => {
    const found = []
    const look = root => {
      for (const element of root.querySelectorAll('*')) {
        const url = element.tagName === 'A' ? '' : element.src || element.href || element.data
        if (url && new URL(url, location).origin !== location.origin) found.push(element.outerHTML)
        if (element.shadowRoot) look(element.shadowRoot)
      }
    }
    look(document)
    return found
  })
  assert.deepEqual(pointers, [])
})

test('Escape, closing the settings, and leaving the tab decide nothing', async t => {
  const site = await open(t)
  const { page } = site
  await asked(site)

  await page.keyboard.press('Escape')
  await settle(page)
  await assertUndecided(site)

  await openSettings(page)
  await turn(page, 'analytics')
  await press(page, 'close')
  await settle(page)
  await assertUndecided(site)

  await openSettings(page)
  await turn(page, 'marketing')
  await page.keyboard.press('Escape')
  await settle(page)
  await assertUndecided(site)

  const other = await site.context.newPage()
  await other.goto('about:blank')
  await page.bringToFront()
  await settle(page)
  await assertUndecided(site)
  const types = await eventTypes(page)
  assert.ok(types.includes('show'))
  assert.ok(!types.includes('consent') && !types.includes('change'), String(types))
})

test('an undecided visitor is asked on every page', async t => {
  const site = await open(t)
  await asked(site)
  forget(site)
  await site.go('/second')
  await asked(site)
  const second = await site.tab('/second')
  await asked(site, second)
  assert.ok(await isAsking(second))
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('the banner takes no focus and does not lock the page', async t => {
  const site = await open(t, { body: '<button id="own" autofocus>Own</button>' })
  const { page } = site
  await asked(site)
  // A browser focuses what wants it in a frame of its own; had the banner taken the focus, it would have it still.
  await page.waitForFunction(() => document.activeElement.id === 'own')
  await page.mouse.move(640, 100)
  await page.mouse.wheel(0, 400)
  await page.waitForFunction(() => scrollY > 0)
  await page.evaluate(() => scrollTo(0, 0))
  await page.locator('#second').click()
  await page.waitForURL('**/second')
})
