// The banner and the small button come and go without moving the page, on low screens too, and what they take of it they
// give back: no page scrolls for them that fits its screen.

import assert from 'node:assert/strict'
import test from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { asked, emitted, isAsking, open, press, settle, source, tag, until } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const screens = [
  [1280, 720],
  [640, 360],
  [320, 256],
]
const viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
const html = (
  style,
  body,
  consent = {},
) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
${viewport}<style>body { margin: 0 } ${style}</style>
<script>window.SMG_CONFIG = ${source({ analytics, consent })}</script>${tag}</head><body>${body}</body></html>`
const lines = Array.from({ length: 40 }, (_, i) => `<p id="line${i}"><a href="/second">Line ${i}</a></p>`).join('')
const footer = '<footer id="end"><a href="/second">The last link</a></footer>'

const builds = {
  long: ['', lines + footer],
  grid: ['body { display: grid; grid-template-columns: 1fr 2fr }', `<nav>${lines}</nav><main>${lines}</main>`],
  flex: ['body { display: flex; flex-direction: column; min-height: 100dvh }', `<main>${lines}</main>${footer}`],
  // Fit their screens.
  screen: ['body { min-height: 100dvh; display: grid; place-items: center }', '<main><a href="/second">A</a></main>'],
  centred: [
    '* { box-sizing: border-box } html { height: 100% } body { height: 100%; display: flex; align-items: center }',
    '<main><a href="/second">A</a></main>',
  ],
  application: [
    'html, body { height: 100%; overflow: hidden } main { height: 100%; overflow: auto }',
    `<main>${lines}</main>`,
  ],
}
const fitting = ['screen', 'centred', 'application']

// All shifts, with those that follow a press: a banner that goes by one is to move nothing either.
const shifts = tab => tab.evaluate(() => window.__shifts)
const noteShifts = () => {
  window.__shifts = []
  new PerformanceObserver(list => {
    for (const { value, sources } of list.getEntries())
      window.__shifts.push([value, ...sources.map(({ node }) => node?.localName ?? node?.nodeName)])
  }).observe({ type: 'layout-shift', buffered: true })
}
const size = tab =>
  tab.evaluate(() => {
    const { scrollHeight, scrollWidth, clientHeight, clientWidth } = document.documentElement
    return { scrollHeight, scrollWidth, clientHeight, clientWidth }
  })
// Without the module there is nothing to wait for; with it, until what comes after the frame has come.
const before = async (t, style, body, context) => {
  const site = await open(t, { html: html(style, body).replace(tag, ''), context })
  return size(site.page)
}

for (const [name, [style, body]] of Object.entries(builds))
  for (const [width, height] of screens)
    test(`nothing moves as the banner comes and goes: ${name}, ${width}x${height}`, async t => {
      const context = { viewport: { width, height } }
      for (const [layout, position] of [
        ['box', 'start'],
        ['bar', 'top-center'],
      ]) {
        const plain = await before(t, style, body, context)
        const site = await open(t, { html: html(style, body, { layout, position }), init: [noteShifts], context })
        const { page } = site
        await asked(site)
        await settle(page)
        const box = await page.locator('smg-consent .banner').boundingBox()
        assert.ok(box.y >= 0 && box.y + box.height <= height, `the banner is in view: ${JSON.stringify(box)}`)
        if (fitting.includes(name)) assert.deepEqual(await size(page), plain, 'the page fits its screen as before')
        await press(page, 'reject')
        await page.locator('smg-consent .float').waitFor()
        await settle(page)
        if (fitting.includes(name)) assert.deepEqual(await size(page), plain, 'so it does with the small button')
        await page.evaluate(() => window.SMGConsent.reset())
        await until('it asks again', () => isAsking(page))
        await settle(page)
        await page.evaluate(() => window.SMGConsent.hide())
        await until('it has gone', async () => !(await isAsking(page)))
        await until('nothing of the room has stayed', async () => isDeepStrictEqual(await size(page), plain))
        await settle(page)
        assert.deepEqual(await size(page), plain, 'nothing of the room has stayed')
        assert.deepEqual(await shifts(page), [], `${layout} ${position}`)
      }
    })

for (const [width, height] of screens)
  test(`who lands at an anchor is asked there: ${width}x${height}`, async t => {
    const site = await open(t, {
      html: html('', lines + footer),
      init: [noteShifts],
      path: '/#line30',
      pages: { '/#line30': html('', lines + footer) },
      context: { viewport: { width, height } },
    })
    const { page } = site
    await asked(site)
    await settle(page)
    const at = await page.evaluate(() => {
      const control = document.querySelector('smg-consent').shadowRoot.querySelector('[data-smg=reject]')
      const { left, top, right, bottom } = control.getBoundingClientRect()
      const hit = control.getRootNode().elementFromPoint((left + right) / 2, (top + bottom) / 2)
      const banner = control.closest('.banner').getBoundingClientRect()
      return {
        scrolled: scrollY,
        hit: control.contains(hit),
        line: document.querySelector('#line30').getBoundingClientRect().bottom,
        banner: banner.top,
      }
    })
    assert.ok(at.scrolled > 100)
    assert.ok(at.hit, '"Reject all" can be pressed')
    assert.ok(at.line <= at.banner, `what was linked to is seen: ${JSON.stringify(at)}`)
    assert.deepEqual(await shifts(page), [])
  })

// The end of the page can be scrolled clear of what lies over it.
for (const [width, height] of screens)
  test(`the last line is to be read beside the banner, and beside the small button: ${width}x${height}`, async t => {
    const site = await open(t, { html: html('', lines + footer), context: { viewport: { width, height } } })
    const { page } = site
    const gap = layer =>
      page.evaluate(name => {
        scrollTo(0, document.documentElement.scrollHeight)
        const { bottom } = document.querySelector('#end').getBoundingClientRect()
        return document.querySelector('smg-consent').shadowRoot.querySelector(name).getBoundingClientRect().top - bottom
      }, layer)
    await asked(site)
    await until('the banner leaves room', async () => (await gap('.banner')) >= 0)
    await press(page, 'reject')
    await page.locator('smg-consent .float').waitFor()
    await until('the small button leaves room', async () => (await gap('.float')) >= 0)
    assert.ok((await gap('.float')) < 30, 'and no more than that')
  })

test('a page that becomes short has no room left below it, and one that becomes long has', async t => {
  const site = await open(t, { html: html('', `<main>${lines}</main>`) })
  const { page } = site
  await asked(site)
  const over = () =>
    page.evaluate(() => {
      const { scrollHeight } = document.documentElement
      return [scrollHeight - innerHeight, scrollHeight - document.querySelector('main').getBoundingClientRect().height]
    })
  await until('there is room', async () => (await over())[1] > 100)
  await page.evaluate(() => {
    window.__main = document.querySelector('main').innerHTML
    document.querySelector('main').innerHTML = '<p>Little</p>'
  })
  await until('it does not scroll', async () => (await over())[0] === 0)
  await page.evaluate(() => void (document.querySelector('main').innerHTML = window.__main))
  await until('there is room again', async () => (await over())[1] > 100)
})

test('a page’s own scroll padding holds where it is the larger one', async t => {
  const style = 'html { scroll-padding-top: 400px } header { position: sticky; top: 0; height: 390px }'
  const site = await open(t, {
    html: html(style, `<header>A</header>${lines}`, { layout: 'bar', position: 'top-start' }),
  })
  await asked(site)
  await site.page.waitForFunction(() => document.adoptedStyleSheets.length > 0)
  assert.equal(await site.page.evaluate(() => getComputedStyle(document.documentElement).scrollPaddingTop), '400px')
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
})
