// Whatever has the focus can be seen: Tab through whole pages of many builds, with the banner or the small button at each
// edge, on screens of each height (WCAG 2.2, 2.4.11).

import assert from 'node:assert/strict'
import test from 'node:test'
import { inEach } from '../drivers/three.mjs'
import {
  asked,
  emitted,
  isAsking,
  nothing,
  open,
  press,
  refusal,
  settle,
  source,
  storage,
  tag,
  until,
} from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const screens = [
  [1280, 720],
  [640, 360],
  [320, 256],
]
const row = (name, count) =>
  Array.from({ length: count }, (_, i) => `<a href="/second" id="${name}${i}">${name} ${i}</a>`)
const lines = (name, count) => row(name, count).map(link => `<p>${link}</p>`)
const nav = `<nav>${row('nav', 3).join(' ')}</nav>`
const footer = `<footer>${row('foot', 3).join(' ')}</footer>`
const viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
const html = (
  style,
  body,
  consent,
  more = '',
) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
${viewport}<style>body { margin: 0 } p { margin: 0; line-height: 64px } ${style}</style>${more}
<script>window.SMG_CONFIG = ${source({ analytics, consent })}</script>${tag}</head><body>${body}</body></html>`

const screen = 'body { display: grid; grid-template-rows: auto 1fr auto; height: 100dvh; overflow: hidden }'
// What pages are made of: [style, body].
const builds = {
  long: ['body { text-align: center }', `${nav}<main><h1>A page</h1>${lines('line', 14).join('')}</main>${footer}`],
  'as high as the screen': [
    'body { display: grid; grid-template-rows: auto 1fr auto; min-height: 100dvh }',
    `${nav}<main>${lines('line', 3).join('')}</main>${footer}`,
  ],
  'with a scroller of its own': [
    `${screen} main { overflow: auto }`,
    `${nav}<main>${lines('line', 14).join('')}</main>${footer}`,
  ],
  'snapping to sections': [
    'html { scroll-snap-type: y mandatory } section { height: 100vh; scroll-snap-align: start; display: flex; flex-direction: column; justify-content: space-between }',
    ['a', 'b', 'c'].map(name => `<section>${lines(name, 2).join('')}</section>`).join(''),
  ],
  'with a scroller that snaps': [
    'main { height: 100dvh; overflow: auto; scroll-snap-type: y mandatory } section { height: 100%; scroll-snap-align: start; display: flex; flex-direction: column; justify-content: space-between }',
    `<main>${['a', 'b', 'c'].map(name => `<section>${lines(name, 2).join('')}</section>`).join('')}</main>`,
  ],
  'with a sticky header': [
    'html { scroll-padding-top: 40px } nav { position: sticky; top: 0; height: 40px; background: #eee }',
    `${nav}<main>${lines('line', 14).join('')}</main>${footer}`,
  ],
  'whose content runs out of its body': ['html, body { height: 100% }', `${nav}${lines('line', 14).join('')}${footer}`],
  'that scrolls smoothly': ['html { scroll-behavior: smooth }', `${nav}${lines('line', 14).join('')}${footer}`],
  'of a body in a row': [
    'body { display: flex } nav { flex: none; width: 60px }',
    `${nav}<main>${lines('line', 14).join('')}</main>`,
  ],
  'whose links stand in a shadow root': [
    screen,
    `<page-list style="overflow:auto"></page-list><script>document.querySelector('page-list').attachShadow({ mode: 'open' }).innerHTML = ${source(lines('line', 14).join(''))}</script>`,
  ],
}

// What has the focus when nothing moves any more, and how much of what the screen has of it lies under the module.
const stop = () =>
  new Promise(resolve => {
    const deep = () => {
      let element = document.activeElement
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
      return element
    }
    let last
    let calm = 0
    const look = () => {
      const element = deep()
      const host = document.querySelector('smg-consent')
      const layer = host?.shadowRoot.querySelector('.banner, .float')
      const place = layer?.getBoundingClientRect()
      const { left, top, right, bottom } = element.getBoundingClientRect()
      const now = [left, top, place?.top].join()
      calm = now === last ? calm + 1 : 0
      last = now
      if (calm < 3) return requestAnimationFrame(look)
      const inside = host?.shadowRoot.contains(element)
      const points = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap(x =>
        [0.1, 0.3, 0.5, 0.7, 0.9].map(y => [left + (right - left) * x, top + (bottom - top) * y]),
      )
      const seen = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight)
      const found = seen.map(([x, y]) => (inside ? host.shadowRoot : document).elementFromPoint(x, y))
      const covered = inside
        ? found.filter(hit => !hit || !(element.contains(hit) || hit.contains(element)))
        : found.filter(hit => hit === host)
      const name = element === document.body ? 'body' : element.id || element.dataset.smg || element.localName
      resolve({
        name,
        inside,
        hidden: name !== 'body' && covered.length === seen.length,
        partly: name !== 'body' && covered.length > 0,
        at: `${now}; ${innerWidth}x${innerHeight}`,
      })
    }
    requestAnimationFrame(look)
  })

// One round of the page by Tab, or back: the stops, without the browser's own.
async function walk(tab, key = 'Tab', most = 80) {
  const stops = []
  const first = {}
  for (let i = 0; i < most; i++) {
    await tab.keyboard.press(key)
    const each = await tab.evaluate(stop)
    const id = `${each.name} ${each.inside}`
    if (each.name === 'body' || first[id]) {
      if (stops.length > 3) return stops
      continue
    }
    if (!/settings/.test(id)) first[id] = true
    stops.push(each)
  }
  return stops
}

function assertSeen(stops, what, least = 6) {
  assert.ok(stops.length >= least, `${what}: only ${stops.map(each => each.name)}`)
  const hidden = stops.filter(each => each.hidden).map(each => `${each.name} (${each.at})`)
  assert.deepEqual(hidden, [], `${what}: ${hidden.length} of ${stops.length} stops are hidden`)
}

const places = [
  ['box', 'start'],
  ['bar', 'top-center'],
  ['dialog', 'end'],
]

for (const [name, [style, body]] of Object.entries(builds))
  test(`the banner hides nothing that has the focus: a page ${name}`, async t => {
    const faults = []
    for (const [layout, position] of places) {
      const site = await open(t, {
        html: html(style, body, { layout, position }),
        context: { viewport: { width: 1280, height: 720 }, reducedMotion: 'no-preference' },
      })
      await asked(site)
      for (const [width, height] of screens) {
        await site.page.setViewportSize({ width, height })
        for (const key of width == 640 ? ['Tab', 'Shift+Tab'] : ['Tab'])
          try {
            assertSeen(await walk(site.page, key), `${layout} ${position} ${width}x${height} ${key}`)
          } catch (error) {
            faults.push(error.message.split('\n')[0] + (error.actual ? ` ${error.actual}` : ''))
          }
      }
      await site.context.close()
    }
    assert.deepEqual(faults, [])
  })

test('the small button hides nothing that has the focus', async t => {
  for (const [name, [style, body]] of Object.entries(builds)) {
    const site = await open(t, { html: html(style, body, {}), context: { viewport: { width: 640, height: 360 } } })
    await asked(site)
    await press(site.page, 'reject')
    await site.page.locator('smg-consent .float').waitFor()
    for (const [width, height] of name === 'long' ? screens : screens.slice(1, 2)) {
      await site.page.setViewportSize({ width, height })
      assertSeen(await walk(site.page), `${name} ${width}x${height}`)
    }
    await site.context.close()
  }
})

test('the layer is at its own place again when it would hide nothing there', async t => {
  const site = await open(t, {
    html: html(...builds['as high as the screen'], { layout: 'bar', position: 'top-start' }),
    context: { viewport: { width: 1280, height: 720 } },
  })
  await asked(site)
  const top = async () => (await site.page.locator('smg-consent .banner').boundingBox()).y
  assert.equal(await top(), 0)
  await site.page.locator('#nav0').focus()
  await until('it makes way', async () => (await top()) > 360)
  await site.page.locator('#foot0').focus()
  await until('it is back', async () => (await top()) === 0)
})

// The size that visitors set in their browser, while the banner is open.
test('with text of twice the size nothing that has the focus is hidden, and the whole banner is to be reached', async t => {
  for (const name of ['long', 'as high as the screen', 'with a scroller of its own'])
    for (const [width, height] of screens) {
      const site = await open(t, { html: html(...builds[name], {}), context: { viewport: { width, height } } })
      await asked(site)
      const session = await site.context.newCDPSession(site.page)
      await session.send('Page.enable')
      await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } })
      const stops = await walk(site.page)
      assertSeen(stops, `${name} ${width}x${height}`)
      for (const control of ['accept', 'reject', 'settings'])
        assert.ok(
          stops.some(each => each.inside && each.name === control),
          `${name} ${width}x${height}: ${control} of ${stops.map(each => each.name)}`,
        )
      await site.context.close()
    }
})

const skip = '<a href="#main" id="skip">Skip to the content</a>'
const skips = {
  'a link': skip,
  'two links in a box': `<div><div>${skip} <a href="#foot0">Skip to the end</a></div></div>`,
  'behind an element that nobody can reach': `<div hidden></div><p>A notice</p>${skip}`,
}
const content = `${nav}<main id="main"><h1>A page</h1>${lines('line', 14).join('')}</main>${footer}`
for (const [name, markup] of Object.entries(skips))
  test(`a page’s skip link is the first stop, and the banner the next: ${name}`, async t => {
    const site = await open(t, { html: html('', markup + content, { layout: 'bar', position: 'top-start' }) })
    await asked(site)
    const stops = (await walk(site.page)).map(each => each.name)
    assert.equal(stops[0], 'skip', String(stops))
    const first = stops.indexOf('partners')
    assert.ok(first > 0 && first < 3, `the banner comes then: ${stops}`)
    assert.ok(stops.indexOf('reject') < stops.indexOf('nav0'), String(stops))
  })

test('a skip link that comes after the banner is met before it too; a menu within the page is not', async t => {
  const menu = `<nav>${['a', 'b', 'c', 'd'].map(name => `<a href="#${name}" id="${name}">${name}</a>`).join(' ')}</nav>`
  const site = await open(t, { html: html('', menu + content, {}) })
  await asked(site)
  const first = () => site.page.evaluate(stop).then(each => each.name)
  await site.page.keyboard.press('Tab')
  assert.equal(await first(), 'partners')
  await site.page.evaluate(() => document.activeElement.blur())
  await site.page.evaluate(markup => document.body.insertAdjacentHTML('afterbegin', markup), skip)
  await until('the banner stands behind it', () =>
    site.page.evaluate(() => document.querySelector('#skip').nextElementSibling?.localName === 'smg-consent'),
  )
  await until('it is above the page', () =>
    site.page.evaluate(() => !!document.querySelector('smg-consent').shadowRoot.querySelector('.banner:popover-open')),
  )
  await press(site.page, 'reject')
  assert.equal(await isAsking(site.page), false)
})

for (const layout of ['box', 'bar', 'dialog'])
  test(`modal, the banner is all that can be used, and Esc is no answer: ${layout}`, async t => {
    const site = await open(t, {
      html: html(...builds.long, { layout, modal: true, policyUrl: '/policy' }),
      context: { viewport: { width: 1280, height: 720 } },
    })
    const { page } = site
    await asked(site)
    const seen = () =>
      page.evaluate(() => {
        const banner = document.querySelector('smg-consent').shadowRoot.querySelector('.banner')
        const { top, bottom, height } = banner.getBoundingClientRect()
        return {
          modal: banner.matches(':modal'),
          focus: document.activeElement.shadowRoot?.activeElement?.localName,
          backdrop: getComputedStyle(banner, '::backdrop').backgroundColor,
          link: document.elementFromPoint(...[20, 20])?.localName,
          middle: Math.abs(top + bottom - innerHeight) < 2,
          height,
          room: getComputedStyle(document.documentElement).paddingBottom,
        }
      })
    const at = await seen()
    assert.equal(at.modal, true)
    assert.equal(at.focus, 'h2', 'the focus begins at the heading')
    assert.equal(at.middle, layout === 'dialog')
    assert.equal(at.room, '0px')
    assert.notEqual(at.backdrop, 'rgba(0, 0, 0, 0)')
    assert.notEqual(at.link, 'a', 'the page cannot be pressed')
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Escape')
    await settle(page)
    assert.equal((await seen()).modal, true, 'Esc is no answer')
    assert.deepEqual(await storage(site), nothing)
    const stops = await walk(page, 'Tab', 20)
    assertSeen(stops, layout, 4)
    assert.ok(
      stops.every(each => each.inside),
      stops.map(each => each.name).join(' '),
    )
    // The settings lie over it, and give way to it.
    await page.locator('smg-consent .banner .button[data-smg=settings]').click()
    await page.locator('dialog.settings[open]').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog.settings[open]').waitFor({ state: 'detached' })
    assert.equal((await seen()).modal, true)
    await page.locator('smg-consent .banner [data-smg=reject]').click()
    await emitted(page, 'change')
    assert.ok(await refusal(page))
    await page.locator('#nav1').click({ trial: true })
  })

test('a modal banner on a low screen is whole, or to be scrolled', async t => {
  const site = await open(t, {
    html: html(...builds.long, { layout: 'dialog', modal: true }),
    context: { viewport: { width: 320, height: 256 } },
  })
  await asked(site)
  assertSeen(await walk(site.page, 'Tab', 20), 'modal 320x256', 4)
})

test('a modal banner that something has hidden makes no page dead', async t => {
  const hide = 'smg-consent { display: none !important }'
  const site = await open(t, { html: html(...builds.long, { modal: true }) })
  await asked(site)
  // As an extension of the browser does it: by a rule that no page and no shadow root can overrule.
  const dead = () =>
    site.page.evaluate(() => {
      const { x, y } = document.querySelector('#line0').getBoundingClientRect()
      return document.elementFromPoint(x + 2, y + 8)?.id !== 'line0'
    })
  assert.equal(await dead(), true)
  await site.page.evaluate(
    text => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(text)
      document.querySelector('smg-consent').shadowRoot.adoptedStyleSheets.push(sheet)
    },
    hide.replace('smg-consent', ':host'),
  )
  await until('the page is alive', async () => !(await dead()))
})

test('layout "dialog" that is not modal stands at the edge that its position names', async t => {
  for (const [position, above] of [
    ['start', false],
    ['top-end', true],
  ]) {
    const site = await open(t, {
      html: html(...builds.long, { layout: 'dialog', position }),
      context: { viewport: { width: 1280, height: 720 } },
    })
    await asked(site)
    const { x, y, width, height } = await site.page.locator('smg-consent .banner').boundingBox()
    assert.ok(above ? y < 30 : y + height > 690, `${position}: ${y}`)
    assert.ok(Math.abs(x + width / 2 - 640) < 10, 'in its middle')
  }
})

// The three engines scroll to the focus each in its own way. WebKitGTK reaches links by Tab only where it is told to, so
// the focus is given by the page, as by the key.
inEach(visitor => {
  if (visitor.name === 'Chromium') return // has walked all of it above
  for (const [name, [style, body]] of Object.entries(builds))
    test(`what has the focus is not hidden: a page ${name}`, async () => {
      for (const position of ['start', 'top-start']) {
        await visitor.visit({ '/': html(style, body, { layout: 'bar', position }), '/second': '<title>2</title>' })
        await visitor.waitFor(
          'the banner',
          () => !!document.querySelector('smg-consent')?.shadowRoot.querySelector('.banner'),
        )
        const count = await visitor.evaluate(() => {
          const list = document.querySelector('page-list')?.shadowRoot ?? document
          window.__links = [...list.querySelectorAll('a')]
          return window.__links.length
        })
        const hidden = []
        for (let i = 0; i < count; i++) {
          await visitor.evaluate(i => {
            window.__links[i].focus({ focusVisible: true })
            document.dispatchEvent(new KeyboardEvent('keyup', { key: 'Tab', bubbles: true }))
          }, i)
          const each = await visitor.evaluate(stop)
          if (each.hidden) hidden.push(`${each.name} ${each.at}`)
        }
        assert.deepEqual(hidden, [], position)
      }
    })
})
