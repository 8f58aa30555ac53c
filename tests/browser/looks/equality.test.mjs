// Refusing is as easy as accepting: the same layer, the same look, the same steps, in each language.

import assert from 'node:assert/strict'
import test from 'node:test'
import { languages } from '../support/paths.mjs'
import {
  asked,
  assertUndecided,
  control,
  nothing,
  open,
  openSettings,
  press,
  refusal,
  settle,
  sorted,
  storage,
  until,
} from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

// Everything about a button that could make it more or less inviting, but what its position and words decide.
async function look(tab, name) {
  // Away from all buttons, of which one may stand where the last one was pressed.
  await tab.mouse.move(0, 0)
  return (await control(tab, name)).evaluate(button => {
    const style = getComputedStyle(button)
    const properties = {}
    for (const property of style)
      if (!/^(width|inline-size|perspective-origin|transform-origin)$/.test(property))
        properties[property] = style[property]
    const { width, height, top, left, bottom, right } = button.getBoundingClientRect()
    return {
      tag: button.tagName,
      parent: button.parentElement.className,
      properties,
      width,
      height,
      top,
      left,
      bottom,
      right,
    }
  })
}

function assertEqual(one, other, what) {
  assert.equal(one.tag, 'BUTTON')
  assert.equal(other.tag, 'BUTTON')
  assert.equal(one.parent, other.parent, what)
  for (const [property, value] of Object.entries(one.properties))
    assert.equal(other.properties[property], value, `${what}: ${property}`)
  const area = box => box.width * box.height
  assert.ok(area(one) > 0)
  assert.ok(
    Math.abs(area(one) - area(other)) / area(one) < 0.05,
    `${what}: ${area(one)} and ${area(other)} square pixels`,
  )
  assert.ok(Math.abs(one.width - other.width) / one.width < 0.05, `${what}: ${one.width} and ${other.width} wide`)
}

const screens = [
  [1280, 720],
  [768, 1024],
  [360, 640],
  [320, 568],
]

for (const lang of languages) {
  test(`Accept, Reject and Settings are alike on every screen: ${lang}`, async t => {
    const site = await open(t, { lang })
    await asked(site)
    for (const [width, height] of screens) {
      await site.page.setViewportSize({ width, height })
      const buttons = {}
      for (const name of ['accept', 'reject', 'settings']) buttons[name] = await look(site.page, name)
      assertEqual(buttons.accept, buttons.reject, `${width}x${height} accept and reject`)
      // Where not all three have room in one line, Settings has one of its own, below the two.
      if (buttons.settings.top == buttons.accept.top)
        assert.ok(Math.abs(buttons.accept.width - buttons.settings.width) < 1, `${width}x${height} accept and settings`)
      else assert.ok(buttons.settings.top >= buttons.reject.bottom, `${width}x${height}`)
      for (const [name, box] of Object.entries(buttons))
        assert.ok(
          box.top >= 0 && box.left >= 0 && box.bottom <= height && box.right <= width,
          `${name} lies within ${width}x${height}: ${JSON.stringify([box.left, box.top, box.right, box.bottom])}`,
        )
    }
  })

  test(`Accept, Reject and Save are alike in the settings: ${lang}`, async t => {
    const site = await open(t, { lang })
    await asked(site)
    await openSettings(site.page)
    for (const [width, height] of screens) {
      await site.page.setViewportSize({ width, height })
      // The dialog has its focus ring on the heading; no button differs by being focused.
      const accept = await look(site.page, 'accept')
      assertEqual(accept, await look(site.page, 'reject'), `${width}x${height} accept and reject`)
      // Where not all three have room in one line, Save has one of its own.
      const save = await look(site.page, 'save')
      if (save.top == accept.top)
        assert.ok(Math.abs(accept.width - save.width) < 1, `${width}x${height} accept and save`)
    }
  })
}

test('the buttons are alike when the page is dark', async t => {
  const site = await open(t, { context: { colorScheme: 'dark' } })
  await asked(site)
  assertEqual(await look(site.page, 'accept'), await look(site.page, 'reject'), 'dark')
})

test('as many presses of Tab lead to Reject as to Accept, but for one', async t => {
  const site = await open(t)
  await asked(site)
  const order = []
  for (let presses = 1; presses < 30 && order.length < 3; presses++) {
    await site.page.keyboard.press('Tab')
    const name = await site.page.evaluate(
      () =>
        document.activeElement.shadowRoot?.activeElement?.matches('.actions *') &&
        document.activeElement.shadowRoot.activeElement.dataset.smg,
    )
    if (name) order.push([name, presses])
  }
  const at = Object.fromEntries(order)
  assert.ok(at.accept && at.reject, JSON.stringify(order))
  assert.ok(Math.abs(at.accept - at.reject) <= 1, JSON.stringify(order))
})

test('the first layer has no close button that could be taken for a choice', async t => {
  const site = await open(t)
  await asked(site)
  const names = await site.page
    .locator('smg-consent [data-smg]:visible')
    .evaluateAll(all => all.map(each => each.dataset.smg))
  assert.deepEqual(sorted(new Set(names)), ['accept', 'partners', 'reject', 'settings'])
})

// By the second press of a double click what the first one has opened lies under the pointer.
for (const name of ['accept', 'reject', 'save', 'close'])
  test(`the second press of a double click on ${name} of the settings does nothing, a press by itself does`, async t => {
    const site = await open(t)
    await asked(site)
    await openSettings(site.page)
    const { x, y, width, height } = await (await control(site.page, name)).boundingBox()
    await site.page.mouse.move(x + width / 2, y + height / 2)
    await site.page.mouse.down({ clickCount: 2 })
    await site.page.mouse.up({ clickCount: 2 })
    await settle(site.page)
    assert.equal(await site.page.locator('dialog[open]').count(), 1)
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.deepEqual(await storage(site), nothing)
    await press(site.page, name)
    await site.page.locator('dialog[open]').waitFor({ state: 'detached' })
  })

test('a double click on Settings of the banner chooses nothing', async t => {
  const site = await open(t)
  await asked(site)
  await (await control(site.page, 'settings')).dblclick()
  await site.page.locator('dialog[open]').waitFor()
  await settle(site.page)
  await press(site.page, 'close')
  await assertUndecided(site)
})

test('a double click on Reject of the banner does not accept by what the page has beneath it', async t => {
  const site = await open(t, {
    config: { analytics, consent: { pageAccept: true } },
    body: '<button type="button" data-smg-action="accept" style="position: fixed; inset: 0">Accept</button>',
  })
  await asked(site)
  await (await control(site.page, 'reject')).dblclick()
  await until('the refusal is stored', () => refusal(site.page))
  await settle(site.page)
  assert.deepEqual(site.loads, [])
  assert.ok(await refusal(site.page))
})
