// Pages that change by a view transition, as routers do: while it runs the browser shows pictures of the page, and no
// element is found beneath the pointer. The banner is not covered by that: it has been seen all along, stays above the
// page, and answers the first press after the change.

import assert from 'node:assert/strict'
import test from 'node:test'
import { accept, asked, loaded, open, refusal, ripe, settle, tag } from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

const markup = '<h1>Another page</h1><p>It has come by a view transition.</p>'

// What a router does: the page's <body> is exchanged, or what is in it. Resolves when the pictures have gone.
const change = {
  'its <body> is exchanged': html =>
    document.startViewTransition(() => {
      const body = document.createElement('body')
      body.innerHTML = html
      document.body.replaceWith(body)
    }).finished,
  'its content is exchanged': html =>
    document.startViewTransition(() => {
      document.body.innerHTML = html
    }).finished,
  'nothing of it is exchanged': () => document.startViewTransition(() => {}).finished,
}

const isLifted = tab =>
  tab.evaluate(() => document.querySelector('smg-consent').shadowRoot.querySelector('.banner').matches(':popover-open'))

// Where "Accept" is; the press itself waits for nothing.
const middle = async tab => {
  const { x, y, width, height } = await accept(tab).first().boundingBox()
  return [x + width / 2, y + height / 2]
}

for (const [what, transit] of Object.entries(change))
  for (const later of [0, 300, 600])
    test(`"Accept" is heard ${later} ms after a view transition: ${what}`, async t => {
      const site = await open(t)
      await asked(site)
      await settle(site.page, 1000)
      await ripe(site.page)
      await site.page.evaluate(transit, markup)
      await settle(site.page, later)
      await site.page.mouse.click(...(await middle(site.page)))
      await loaded(site, all)
    })

// Until the test ends it.
const slow = '<style>::view-transition-group(*) { animation-duration: 600s }</style>'

test('while a view transition runs the banner stays in the top layer, and a press beneath its picture is none', async t => {
  const site = await open(t, { head: slow + tag })
  await asked(site)
  await settle(site.page, 1000)
  await ripe(site.page)
  const at = await middle(site.page)
  await site.page.evaluate(html => {
    window.__change = document.startViewTransition(() => {
      document.body.innerHTML = html
    })
    return window.__change.ready
  }, markup)
  for (let i = 0; i < 3; i++) {
    await settle(site.page, 300)
    assert.equal(await isLifted(site.page), true)
  }
  await site.page.mouse.click(...at)
  await site.page.evaluate(() => {
    window.__change.skipTransition()
    return window.__change.finished
  })
  await settle(site.page)
  assert.equal(await refusal(site.page), null)
  assert.deepEqual(site.loads, [])
  await site.page.mouse.click(...at)
  await loaded(site, all)
})
