// What pages listen to for shortcuts, scroll locks and focus traps stays with the page: keys, wheel and touch within the
// module's layers are the visitor's.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  accept,
  asked,
  emitted,
  inEachEngine,
  isAsking,
  nothing,
  open,
  openSettings,
  press,
  refusal,
  sent,
  storage,
  switches,
  until,
} from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

// As an editor, a player or a slide show has it: its own controls are spared, but the module's are not among what it
// finds, since all that it sees is <smg-consent>.
function shortcuts() {
  for (const target of [document, window])
    for (const type of ['keydown', 'keypress', 'keyup'])
      target.addEventListener(type, event => {
        if (event.target.closest?.('button,input')) return
        // A key that goes up after it has closed something is the page's.
        if (type === 'keydown') window.__keys = (window.__keys ?? 0) + 1
        event.preventDefault()
      })
}

// Smooth scrolling and scroll locks: the old names of the wheel too.
function scrollLock() {
  const types = ['wheel', 'mousewheel', 'DOMMouseScroll', 'MozMousePixelScroll', 'touchstart', 'touchmove', 'touchend']
  for (const target of [document, window])
    for (const type of types)
      target.addEventListener(type, event => event.cancelable && event.preventDefault(), { passive: false })
}

const scrolled = tab => tab.locator('dialog[open] .content').evaluateAll(([content]) => content.scrollTop)
const pageScrolled = tab => tab.evaluate(() => window.scrollY)

async function overContent(tab) {
  const { x, y, width, height } = await tab.locator('dialog[open] .content').evaluateAll(([content]) => {
    const { x, y, width, height } = content.getBoundingClientRect()
    return { x, y, width, height }
  })
  return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) }
}

async function wheel({ page }, x, y) {
  if (page.mouse) {
    await page.mouse.move(x, y)
    return page.mouse.wheel(0, 300)
  }
  const actions = [{ type: 'scroll', x, y, deltaX: 0, deltaY: 300 }]
  const source = { type: 'wheel', id: 'wheel', actions }
  return page.connection.send('input.performActions', { context: page.id, actions: [source] })
}

inEachEngine((_, visit) => {
  test('the settings scroll by the wheel where the page prevents that', async t => {
    const site = await visit(t, { init: [scrollLock] })
    await asked(site)
    await openSettings(site.page)
    const { x, y } = await overContent(site.page)
    await wheel(site, x, y)
    await until('they have scrolled', async () => (await scrolled(site.page)) > 0)
    await press(site.page, 'close')
    await wheel(site, 640, 100)
    await site.page.waitForTimeout(300)
    assert.equal(await pageScrolled(site.page), 0, 'the page’s own lock holds for the page')
  })

  test('each button and switch works by Space and Enter where the page has shortcuts of its own', async t => {
    for (const key of ['Space', 'Enter']) {
      const site = await visit(t, { init: [shortcuts] })
      const { page } = site
      await asked(site)
      const keyOn = async selector => {
        await page.locator(selector).last().focus()
        await page.keyboard.press(key)
      }
      await keyOn('.banner [data-smg=settings]')
      await page.locator('dialog[open]').waitFor()
      await page.locator('dialog[open] input[name=marketing]').focus()
      await page.keyboard.press('Space')
      await until('it is on', async () => (await switches(page)).marketing)
      await keyOn('dialog[open] summary')
      await until('it unfolds', () =>
        page.locator('dialog[open] summary').evaluateAll(found => found.at(-1).parentElement.open),
      )
      await keyOn('dialog[open] [data-smg=close]')
      await until('the settings close', async () => !(await page.locator('dialog[open]').count()))
      assert.ok(await isAsking(page))
      await keyOn('.banner [data-smg=reject]')
      await emitted(page, 'change')
      assert.ok(await refusal(page))
      assert.equal(await page.evaluate(() => window.__keys), undefined, 'the page hears no key of it')
    }
  })

  test('what the page prevents of clicks turns no switch back', async t => {
    const site = await visit(t, {
      init: [() => document.addEventListener('click', event => event.target.closest('a') || event.preventDefault())],
    })
    await asked(site)
    await openSettings(site.page)
    await site.page.locator('dialog[open] input[name=marketing]').click()
    await until('it is on', async () => (await switches(site.page)).marketing)
    await press(site.page, 'save')
    await sent(site, ['metaPixel'])
  })

  test('a focus trap of the page does not pull the focus out of the banner', async t => {
    const site = await visit(t)
    await asked(site)
    await site.page.evaluate(() => {
      const field = document.querySelector('#field')
      document.addEventListener('focusin', event => event.target === field || field.focus())
      field.focus()
    })
    await accept(site.page).first().focus()
    await site.page.keyboard.press('Space')
    await sent(site, all)
  })
})

test('Esc closes the settings, whatever the page does with it, and is no shortcut of the page then', async t => {
  const site = await open(t, { init: [shortcuts] })
  await asked(site)
  await openSettings(site.page)
  await site.page.keyboard.press('Escape')
  await until('the settings close', async () => !(await site.page.locator('dialog[open]').count()))
  assert.deepEqual(await storage(site), nothing)
  await site.page.locator('#field').focus()
  await site.page.keyboard.press('Escape')
  await site.page.locator('main').click()
  assert.equal(await site.page.evaluate(() => window.__keys), undefined)
  await site.page.keyboard.press('Escape')
  await until('what is not in it is still the page’s', () => site.page.evaluate(() => window.__keys > 0))
})

test('the settings scroll by a finger where the page prevents that', async t => {
  const site = await open(t, { init: [scrollLock], context: { hasTouch: true, viewport: { width: 390, height: 700 } } })
  await asked(site)
  await openSettings(site.page)
  const { x, y } = await overContent(site.page)
  const cdp = await site.context.newCDPSession(site.page)
  const touch = (type, ...touchPoints) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints })
  await touch('touchStart', { x, y })
  for (let up = 15; up <= 150; up += 15) await touch('touchMove', { x, y: y - up })
  await touch('touchEnd')
  await until('they have scrolled', async () => (await scrolled(site.page)) > 0)
})

test('presses within the module are still told to the page', async t => {
  const site = await open(t, {
    init: [
      () => {
        document.addEventListener('click', event => {
          window.__clicked = [event.target.localName, event.composedPath()[0].closest('[data-smg]').dataset.smg]
        })
      },
    ],
  })
  await asked(site)
  await press(site.page, 'reject')
  await until('the page hears of it', () => site.page.evaluate(() => window.__clicked))
  assert.deepEqual(await site.page.evaluate(() => window.__clicked), ['smg-consent', 'reject'])
})
