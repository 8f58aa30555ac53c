// A grant is meant: neither a pointer that was on its way to something else when the layer came up beneath it, nor a
// press on what another visitor has written into the page, is one.

import assert from 'node:assert/strict'
import test from 'node:test'
import { textsOf } from '../support/paths.mjs'
import {
  accept,
  asked,
  assertLoads,
  assertUndecided,
  control,
  emitted,
  inEachEngine,
  isAsking,
  loaded,
  nothing,
  open,
  openSettings,
  press,
  refusal,
  ripe,
  sent,
  settle,
  storage,
  until,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

// An init function: frames are held back until release(), so that nothing has been painted before; and what the core is
// told of presses is noted.
function hold() {
  const frame = window.requestAnimationFrame.bind(window)
  const held = []
  window.requestAnimationFrame = f => (window.__held === false ? frame(f) : held.push(f))
  window.__release = () => {
    window.__held = false
    held.splice(0).forEach(f => frame(f))
  }
  window.__presses = []
  const { encode } = TextEncoder.prototype
  TextEncoder.prototype.encode = function (text) {
    if (text.startsWith('{"type":"action"')) window.__presses.push(JSON.parse(text))
    return encode.call(this, text)
  }
}
const release = tab => tab.evaluate(() => window.__release())
const holdAgain = tab =>
  tab.evaluate(() => {
    window.__held = true
  })
const presses = tab => tab.evaluate(() => window.__presses)

inEachEngine((_, visit) => {
  test(`a pointer on Accept before it was seen grants nothing, and nothing changes; the next one grants`, async t => {
    const site = await visit(t, { init: [hold] })
    await asked(site)
    const text = () => site.page.locator('.banner').evaluate(banner => banner.outerHTML)
    const before = await text()
    await accept(site.page).first().click()
    await until('the press was heard', async () => (await presses(site.page)).length)
    const [{ pointer, age }] = await presses(site.page)
    assert.deepEqual([pointer, age], [true, 0])
    await settle(site.page)
    assert.equal(await text(), before)
    await assertUndecided(site)
    await release(site.page)
    await press(site.page, 'accept')
    await sent(site, all)
    const [, second] = await presses(site.page)
    assert.ok(Number.isInteger(second.age) && second.age >= 500, `after ${second.age} ms`)
  })

  test(`Reject by a pointer is never held up`, async t => {
    const site = await visit(t, { init: [hold] })
    await asked(site)
    await press(site.page, 'reject')
    await until('the refusal is kept', () => refusal(site.page))
    await release(site.page)
    await emitted(site.page, 'change')
    assert.deepEqual(site.loads, [])
  })

  test(`Accept by a key, and by a script, is never held up`, async t => {
    for (const by of ['a key', 'a script']) {
      const site = await visit(t, { init: [hold] })
      await asked(site)
      if (by === 'a key') {
        await accept(site.page).first().focus()
        await site.page.keyboard.press('Space')
      } else await accept(site.page).evaluateAll(([button]) => button.click())
      await release(site.page)
      await sent(site, all)
    }
  })
})

test('a pointer on Accept of the settings, before they were seen, grants nothing', async t => {
  const site = await open(t, { init: [hold] })
  await asked(site)
  await release(site.page)
  await ripe(site.page)
  await holdAgain(site.page)
  await openSettings(site.page)
  await (await control(site.page, 'accept')).click()
  await until('the press was heard', async () => (await presses(site.page)).some(({ name }) => name === 'accept'))
  await settle(site.page)
  assert.deepEqual(await storage(site), nothing)
  assert.equal(await site.page.locator('dialog[open]').count(), 1)
  await release(site.page)
  await press(site.page, 'accept')
  await loaded(site, all)
})

test('a press within half a second of the first sight of it is no grant', async t => {
  // A slow machine may need some tries to be as fast as a visitor whose hand is on its way.
  for (let i = 0; i < 20; i++) {
    const site = await open(t, { init: [hold] })
    await asked(site)
    const { x, y, width, height } = await (await control(site.page, 'accept')).boundingBox()
    await site.page.mouse.move(x + width / 2, y + height / 2)
    await release(site.page)
    await site.page.evaluate(
      () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
    )
    await site.page.mouse.down()
    await site.page.mouse.up()
    await until('the press was heard', async () => (await presses(site.page)).length)
    const [{ age }] = await presses(site.page)
    if (age < 500) {
      assert.ok(age > 0)
      await settle(site.page)
      await assertUndecided(site)
      await press(site.page, 'accept')
      await loaded(site, all)
      return
    }
  }
  assert.fail('no press came in time')
})

test('a banner that changes its language is not new', async t => {
  const site = await open(t, { init: [hold] })
  await asked(site)
  await release(site.page)
  await ripe(site.page)
  await site.page.evaluate(() => window.SMGConsent.setLanguage('ru'))
  // Russian comes with the second file.
  const russian = textsOf('ru').accept_all
  await until('it has changed', async () => (await accept(site.page).first().textContent()) === russian)
  await accept(site.page).first().click()
  await loaded(site, all)
})

const comment = action => `<p>A comment with a <b data-smg-action="${action}">picture of a cat</b>.</p>`

for (const action of ['accept', 'acceptAll', 'save'])
  test(`what visitors write into a page grants nothing: ${action}`, async t => {
    const site = await open(t, { body: comment(action) })
    await asked(site)
    for (let i = 0; i < 2; i++) await site.page.locator('main b').click()
    await site.page.locator('main b').evaluate(element => element.click())
    await settle(site.page)
    await assertUndecided(site)
    assert.deepEqual(site.said, [
      'SMG Consent: data-smg-action grants nothing: SMG_CONFIG.consent.pageAccept is not true',
    ])
    await press(site.page, 'accept')
    await loaded(site, all)
  })

test('with the owner’s leave a button of the page grants', async t => {
  const site = await open(t, { config: { analytics, consent: { pageAccept: true } }, body: comment('accept') })
  await asked(site)
  await site.page.locator('main b').click()
  await loaded(site, all)
  assertLoads(site, all)
  assert.deepEqual(site.said, [])
})

test('without it the page’s own code grants, and its buttons do all else', async t => {
  const site = await open(t, { body: comment('settings') + '<b id="back" data-smg-action="withdraw">Withdraw</b>' })
  await asked(site)
  await site.page.locator('main p b').click()
  await site.page.locator('dialog[open]').waitFor()
  await press(site.page, 'close')
  await site.page.evaluate(() => window.SMGConsent.acceptAll())
  await loaded(site, all)
  assert.equal(await isAsking(site.page), false)
  await site.page.locator('#back').click()
  await site.page.waitForFunction(() => !!localStorage.getItem('smg_consent'))
})
