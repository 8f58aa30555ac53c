// What must hold of a site that has the package, whoever has built it: nothing leaves before "Accept", each processor
// loads once after it, and the layers live through every change of the page.

import assert from 'node:assert/strict'
import {
  accept,
  file,
  isAsking,
  loaded,
  nothing,
  open,
  press,
  sent,
  settle,
  sorted,
  state,
  storage,
  until,
} from '../../browser/support/site.mjs'
import { all } from '../../browser/support/vendors.mjs'

/** The banner is there, and nothing else has happened. */
export async function assertWaits(site) {
  await accept(site.page).first().waitFor({ timeout: 15_000 })
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual(await storage(site), nothing)
}

/** One press on "Accept" loads each processor once, whatever the page has done to itself before. */
export async function assertLoadsOnce(site) {
  await press(site.page, 'accept')
  await loaded(site, all)
  await sent(site, all)
  await settle(site.page)
  assert.deepEqual(sorted(site.loads), sorted(all))
  assert.equal((await state(site.page)).choice, 'granted')
}

/** Opens a visitor's page on the site whose files lie in `folder`; `more` as open() takes it. */
export const openFolder = (t, folder, more = {}) =>
  open(t, { ...more, answer: ({ host, path }) => (host.endsWith('.test') ? file(folder, path) : undefined) })

// A change of the page without a load: by a link that the framework hears of.
async function follow({ page }, name) {
  await page.evaluate(() => (window.__sameDocument = true))
  await page.click(`a:text("${name}")`)
  await page.locator(`h1:text("${name}")`).waitFor({ timeout: 15_000 })
  assert.ok(await page.evaluate(() => window.__sameDocument), 'the framework has changed the page, and loaded none')
}

/**
 * The whole visit on a site whose pages "Home" and "About" each have the link to the other: the banner before and after
 * each change of the page, "Accept" on the second, and then the small button for the settings.
 */
export async function visit(site) {
  await assertWaits(site)
  await follow(site, 'About')
  await assertWaits(site)
  await follow(site, 'Home')
  await site.page.goBack()
  await site.page.locator('h1:text("About")').waitFor()
  await assertWaits(site)
  assert.equal(await site.page.locator('smg-consent').count(), 1)

  await assertLoadsOnce(site)
  await follow(site, 'Home')
  await settle(site.page)
  assert.equal(await isAsking(site.page), false)
  await site.page.locator('[data-smg=settings]:visible').waitFor()
  assert.deepEqual(sorted(site.loads), sorted(all))

  await site.page.reload()
  await until('loaded once more, in the new page', () => site.loads.length >= 2 * all.length)
  await settle(site.page)
  assert.deepEqual(sorted(site.loads), sorted([...all, ...all]))
  assert.equal(await isAsking(site.page), false)
}
