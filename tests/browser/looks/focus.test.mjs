// Whatever has the focus can be seen: Tab through whole pages of many builds, with the banner or the small button at each
// edge, on screens of each height (WCAG 2.2, 2.4.11).

import assert from 'node:assert/strict'
import test from 'node:test'
import { asked, open, source, tag } from '../support/site.mjs'
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
  long: ['', `${nav}<main><h1>A page</h1>${lines('line', 14).join('')}</main>${footer}`],
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
  ['box', 'top-start'],
  ['bar', 'end'],
  ['bar', 'top-center'],
  ['dialog', 'center'],
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
