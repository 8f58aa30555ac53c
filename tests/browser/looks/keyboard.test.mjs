// Every path by the keyboard alone: each control is reached by Tab, seen when it has the focus, and works by the keys
// that its kind works by; nothing holds the focus or loses it.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  asked,
  assertLoads,
  emitted,
  isAsking,
  NAME,
  nothing,
  open,
  page,
  ran,
  refusal,
  settle,
  storage,
  switches,
  until,
} from '../support/site.mjs'
import { openBroken, reach } from '../support/states.mjs'
import { all, analytics } from '../support/vendors.mjs'

// What has the focus, through shadow roots: its name for a test, whether it can be seen, and what is drawn around it.
const focus = tab =>
  tab.evaluate(() => {
    let element = document.activeElement
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    if (!element || element === document.body) return { name: 'body', id: 0 }
    // Two controls may have one name.
    window.__met ??= [document.body]
    if (!window.__met.includes(element)) window.__met.push(element)
    const box = element.getBoundingClientRect()
    const style = getComputedStyle(element)
    const root = element.getRootNode()
    // Where it can be seen: its corners, slightly inwards, and its middle.
    const points = [0.1, 0.5, 0.9].flatMap(x =>
      [0.2, 0.5, 0.8].map(y => [box.x + box.width * x, box.y + box.height * y]),
    )
    const free = points.filter(([x, y]) => {
      const hit = root.elementFromPoint(x, y)
      return hit && (hit === element || element.contains(hit) || hit.contains(element))
    })
    return {
      name: element.dataset.smg || element.name || element.id || element.getAttribute('href') || element.localName,
      id: window.__met.indexOf(element),
      kind: element.localName,
      inDialog: !!element.closest('dialog'),
      seen: free.length,
      // The browser's own ring ("auto") is as wide as the browser likes.
      outline: { none: 0, auto: 2 }[style.outlineStyle] ?? Number.parseFloat(style.outlineWidth),
    }
  })

async function key(tab, name) {
  await tab.keyboard.press(name)
  return focus(tab)
}

// Tab until the control has the focus; every stop on the way must be seen, and must look focused.
async function tabTo(tab, name, { back = false, most = 60 } = {}) {
  const way = []
  for (let i = 0; i < most; i++) {
    const stop = await key(tab, back ? 'Shift+Tab' : 'Tab')
    if (stop.name !== 'body') {
      assert.ok(stop.seen > 0, `${stop.name} has the focus and cannot be seen`)
      assert.ok(stop.outline >= 2, `${stop.name} has the focus and does not look so`)
    }
    if (stop.name === name) return way
    way.push(stop.name)
  }
  assert.fail(`Tab never came to ${name}, only to: ${way.join(' ')}`)
}

// All stops of one round, from where the focus is until it is there again.
async function round(tab, back = false) {
  const first = await key(tab, back ? 'Shift+Tab' : 'Tab')
  const stops = [first]
  for (let i = 0; i < 100; i++) {
    const stop = await key(tab, back ? 'Shift+Tab' : 'Tab')
    if (stop.id === first.id) return stops
    stops.push(stop)
  }
  assert.fail(`the focus never came round: ${stops.map(stop => stop.name).join(' ')}`)
}

const isOpen = async tab => (await tab.locator('dialog[open]').count()) > 0
const opened = tab => tab.locator('dialog[open]').waitFor()
const closed = tab => until('the settings close', async () => !(await isOpen(tab)))
// It comes there some frames after what had it has gone.
const comesTo = (tab, name) => until(`the focus is on ${name}`, async () => (await focus(tab)).name === name)

const body = '<p><button id="change" type="button" data-smg-action="settings">Settings</button></p>'
const visit = t => open(t, { html: page({ body }), context: { reducedMotion: 'reduce' } })

for (const press of ['Enter', 'Space']) {
  test(`Accept by ${press}`, async t => {
    const site = await visit(t)
    await asked(site)
    assert.equal((await focus(site.page)).name, 'body', 'the banner takes no focus')
    await tabTo(site.page, 'accept')
    await site.page.keyboard.press(press)
    await ran(site.page, all)
    await settle(site.page)
    assertLoads(site, all)
    assert.equal(await isAsking(site.page), false)
  })

  test(`Reject by ${press}`, async t => {
    const site = await visit(t)
    await asked(site)
    await tabTo(site.page, 'reject')
    await site.page.keyboard.press(press)
    await emitted(site.page, 'change')
    await settle(site.page)
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.ok(await refusal(site.page))
    assert.equal(await isAsking(site.page), false)
  })

  test(`settings by ${press}, a purpose, a processor in its fold, save`, async t => {
    const site = await visit(t)
    const { page } = site
    await asked(site)
    await tabTo(page, 'settings')
    await page.keyboard.press(press)
    await opened(page)
    await tabTo(page, 'replay')
    await page.keyboard.press('Space')
    await tabTo(page, 'summary')
    await page.keyboard.press(press)
    await tabTo(page, 'hotjar')
    await page.keyboard.press('Space')
    const on = await switches(page)
    assert.deepEqual([on.clarity, on.hotjar, on.ga4], [true, false, false])
    await tabTo(page, 'save')
    await page.keyboard.press(press)
    await ran(page, ['clarity'])
    await settle(page)
    assertLoads(site, ['clarity'])
  })
}

test('accept and reject from within the settings', async t => {
  for (const [name, ids] of [
    ['accept', all],
    ['reject', []],
  ]) {
    const site = await visit(t)
    await asked(site)
    await tabTo(site.page, 'settings')
    await site.page.keyboard.press('Enter')
    await opened(site.page)
    await tabTo(site.page, name)
    await site.page.keyboard.press('Enter')
    await emitted(site.page, 'change')
    await ran(site.page, ids)
    await settle(site.page)
    assertLoads(site, ids)
    assert.equal(await isOpen(site.page), false)
  }
})

test('Esc and the close button leave everything as it was, and the focus where it came from', async t => {
  const site = await visit(t)
  const { page } = site
  await asked(site)
  for (const leave of ['Escape', 'close']) {
    await tabTo(page, 'settings')
    await page.keyboard.press('Enter')
    await opened(page)
    await tabTo(page, 'analytics')
    await page.keyboard.press('Space')
    if (leave === 'close') {
      await tabTo(page, 'close')
      await page.keyboard.press('Enter')
    } else await page.keyboard.press(leave)
    await closed(page)
    await comesTo(page, 'settings')
    assert.deepEqual(await storage(site), nothing)
    assert.equal(await isAsking(page), true)
  }
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('Esc on the banner is no answer', async t => {
  const site = await visit(t)
  await asked(site)
  await tabTo(site.page, 'accept')
  await site.page.keyboard.press('Escape')
  await settle(site.page)
  assert.equal(await isAsking(site.page), true)
  assert.deepEqual(await storage(site), nothing)
})

test('the settings begin at their heading, and Tab stays inside, both ways', async t => {
  const site = await visit(t)
  const { page } = site
  await asked(site)
  await tabTo(page, 'settings')
  await page.keyboard.press('Enter')
  await opened(page)
  const first = await focus(page)
  assert.ok(first.inDialog && first.kind === 'h2', JSON.stringify(first))
  for (const back of [false, true]) {
    const stops = await round(page, back)
    // The browser's own bar, which body stands for here, is no part of the page.
    for (const stop of stops) assert.ok(stop.inDialog || stop.name === 'body', `${stop.name} is outside`)
    for (const name of ['close', 'analytics', 'replay', 'marketing', 'accept', 'reject', 'save'])
      assert.ok(
        stops.some(stop => stop.name === name),
        `${name}: ${stops.map(stop => stop.name)}`,
      )
    // What is folded away is not walked through.
    assert.ok(!stops.some(stop => all.includes(stop.name)), stops.map(stop => stop.name).join(' '))
  }
})

test('the banner holds nobody: Tab comes to it first, goes through it in the order seen, and on into the page', async t => {
  const site = await visit(t)
  const { page } = site
  await asked(site)
  const order = (await round(page)).map(stop => stop.name)
  const own = order.filter(name => ['accept', 'reject', 'settings'].includes(name))
  assert.deepEqual([...new Set(own)].length, 3, String(order))
  assert.ok(order.indexOf('accept') < order.indexOf('second'), 'the banner comes before the page')
  for (const name of ['second', 'field', 'change']) assert.ok(order.includes(name), `${name}: ${order}`)
  await tabTo(page, 'second')
  await tabTo(page, 'accept', { back: true })
  assert.equal((await tabTo(page, 'change')).includes('second'), true)

  const boxes = await page
    .locator('[data-smg=accept], [data-smg=reject], button[data-smg=settings]')
    .evaluateAll(found =>
      found.filter(one => one.getClientRects().length).map(one => one.getBoundingClientRect().toJSON()),
    )
  assert.ok(boxes.length >= 3)
  for (const [i, box] of boxes.entries())
    if (i) assert.ok(box.top >= boxes[i - 1].bottom || box.left >= boxes[i - 1].right - 1, 'read as it is walked')
})

for (const [width, height] of [
  [1280, 600],
  [320, 640],
])
  for (const layout of ['box', 'bar'])
    test(`the focus in a long page is never wholly under the banner: ${layout}, ${width}`, async t => {
      const links = Array.from({ length: 40 }, (_, i) => `<p><a href="/second" id="link${i}">Link ${i}</a></p>`)
      const site = await open(t, {
        html: page({ config: { analytics, consent: { layout } }, body: links.join('\n') }),
        context: { reducedMotion: 'reduce', viewport: { width, height } },
      })
      await asked(site)
      // The room under the banner is made in the frame after the banner's.
      await site.page.waitForFunction(() => document.adoptedStyleSheets.length > 0)
      const hidden = []
      for (const press of ['Tab', 'Shift+Tab'])
        for (let i = 0; i < 50; i++) {
          const stop = await key(site.page, press)
          if (stop.seen === 0) hidden.push(`${press}: ${stop.name}`)
        }
      assert.deepEqual(hidden, [])
    })

test('after a choice the focus is somewhere in the page, and the next Tab goes on from there', async t => {
  for (const name of ['accept', 'reject']) {
    const site = await visit(t)
    await asked(site)
    await tabTo(site.page, name)
    await site.page.keyboard.press('Enter')
    await emitted(site.page, 'change')
    await until(`the focus is in the page after ${name}`, async () => (await focus(site.page)).name !== 'body')
    await settle(site.page)
    const after = await focus(site.page)
    assert.notEqual(after.name, 'body', `after ${name} the focus is lost`)
  }
})

test('the settings from a button of the page give the focus back to it, after a choice too', async t => {
  const site = await visit(t)
  const { page } = site
  await asked(site)
  await tabTo(page, 'reject')
  await page.keyboard.press('Enter')
  await emitted(page, 'change')
  await tabTo(page, 'change')
  await page.keyboard.press('Enter')
  await opened(page)
  await page.keyboard.press('Escape')
  await closed(page)
  await comesTo(page, 'change')
  await page.keyboard.press('Enter')
  await opened(page)
  await tabTo(page, 'marketing')
  await page.keyboard.press('Space')
  await tabTo(page, 'save')
  await page.keyboard.press('Enter')
  await ran(page, ['metaPixel'])
  await comesTo(page, 'change')
  assert.equal(
    (await storage(site)).cookies.some(({ name }) => name === NAME),
    true,
  )
})

test('a press that follows the closing at once opens the settings again', async t => {
  const site = await visit(t)
  const { page } = site
  await asked(site)
  await page.locator('#change').click()
  await opened(page)
  await page.evaluate(async () => {
    document.querySelector('#smg-consent').shadowRoot.querySelector('dialog').close()
    // As soon as the browser lets any other code run: before its close event.
    await null
    document.querySelector('#change').click()
  })
  await settle(page)
  assert.equal(await isOpen(page), true)
  await page.keyboard.press('Escape')
  await closed(page)
  await comesTo(page, 'change')
})

test('no letter does anything', async t => {
  const site = await visit(t)
  await asked(site)
  for (const letter of 'abcdefghijklmnopqrstuvwxyz0123456789') await site.page.keyboard.press(letter)
  await settle(site.page)
  assert.equal(await isAsking(site.page), true)
  assert.equal(await isOpen(site.page), false)
  assert.deepEqual(await storage(site), nothing)
})

test('every switch has the focus visibly, with every fold open', async t => {
  const site = await reach(t, 'settings after a refusal', 'en')
  const stops = await round(site.page)
  for (const name of ['analytics', 'replay', 'marketing', ...all])
    assert.ok(
      stops.some(stop => stop.name === name),
      `${name}: ${stops.map(stop => stop.name)}`,
    )
  for (const stop of stops)
    if (stop.name !== 'body') {
      assert.ok(stop.seen > 0, `${stop.name} cannot be seen`)
      assert.ok(stop.outline >= 2, `${stop.name} does not look focused`)
    }
})

test('control: a control that is no button is not reached, one without an outline or under a layer is not seen', async t => {
  const banner = inside => `<section style="position:fixed;inset:auto 0 0;background:#fff">${inside}</section>`
  const tries = {
    'Tab never came to accept': banner('<div data-smg="accept">Accept</div>'),
    'does not look so': banner('<button data-smg="accept" style="outline:0">Accept</button>'),
    'cannot be seen': `<button data-smg="accept" style="outline:3px solid">Accept</button><div style="position:fixed;inset:0"></div>`,
  }
  for (const [complaint, markup] of Object.entries(tries)) {
    const { page } = await openBroken(t, markup)
    await assert.rejects(tabTo(page, 'accept'), new RegExp(complaint))
  }
})

test('control: a banner that holds the focus is noticed', async t => {
  const { page } = await openBroken(t, '<button data-smg="accept">A</button><button data-smg="reject">R</button>')
  await page.evaluate(() => {
    const { shadowRoot } = document.querySelector('#smg-consent')
    const [first, last] = shadowRoot.querySelectorAll('button')
    shadowRoot.addEventListener('keydown', event => {
      if (event.key !== 'Tab') return
      event.preventDefault()
      ;(shadowRoot.activeElement === first ? last : first).focus()
    })
    first.focus()
  })
  const stops = await round(page)
  assert.ok(!stops.some(stop => stop.name === '/second'), JSON.stringify(stops))
})
