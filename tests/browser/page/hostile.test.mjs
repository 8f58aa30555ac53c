// A page's own style neither reaches the module nor is reached by it, short of what pages are free to do: to set its
// custom properties and parts.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  accept,
  asked,
  assertLoads,
  control,
  emitted,
  open,
  openSettings,
  press,
  ran,
  tag,
  turn,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const hostile = {
  'everything is unset': '* { all: unset !important }',
  'everything is hidden': 'body > * { display: none !important; visibility: hidden !important; opacity: 0 !important }',
  'buttons are hidden': 'button, dialog, section, input, .banner, .button { display: none !important }',
  'a huge root font': 'html { font-size: 40px !important }',
  'a tiny root font': 'html { font-size: 1px }',
  'everything moves':
    '* { transition: all 5s !important; animation: away 5s infinite !important } @keyframes away { from, to { margin: 90px; font-size: 9px } }',
  'everything is small and clipped':
    '* { width: 1px !important; height: 1px !important; overflow: hidden !important; }',
  'text is spaced, turned and in capitals':
    '* { letter-spacing: 9px !important; word-spacing: 9px !important; line-height: 5 !important; text-transform: uppercase !important; text-align: end !important; text-indent: 4em !important; writing-mode: vertical-rl }',
  'nothing can be pressed':
    '* { pointer-events: none !important; user-select: none !important; cursor: none !important }',
  'the page is a grid': 'body { display: grid; grid-template-columns: 1fr 1fr; place-items: center; gap: 90px }',
  'the page does not scroll': 'html, body { overflow: hidden !important; height: 100% }',
  'the page is seen to be dark': ':root { color-scheme: dark; background: black; color: white }',
  'the names of the module are taken':
    ':root, * { --background: red; --text: red; --l: red; --d: red; --side: 90px; --space: 90px; --radius: 90px } .actions { display: none }',
  'fonts are somebody else’s':
    '* { font: italic 900 9px/9 fantasy !important; color: red !important; background: red !important }',
}

// The banner as pixels and properties; the position is asked for apart.
const look = tab =>
  tab.evaluate(async () => {
    const layer = document.querySelector('smg-consent').shadowRoot.querySelector('[data-layout]')
    // It fades in.
    await Promise.all(layer.getAnimations().map(({ finished }) => finished))
    return [layer, ...layer.querySelectorAll('*')].map(element => {
      const style = getComputedStyle(element)
      const { x, y, width, height } = element.getBoundingClientRect()
      // The rest follows from these: what colour schemes, sizes and inherited custom properties come out as.
      const names = Array.from(style).filter(name => !name.startsWith('--'))
      return [element.localName, x, y, width, height, ...names.map(name => `${name}: ${style[name]}`)].join('\n')
    })
  })

// One line about what is different, not thousands about what is not.
function assertSame(seen, expected, what) {
  assert.equal(seen.length, expected.length, what)
  for (const [i, element] of expected.entries()) {
    const lines = element.split('\n')
    const other = seen[i].split('\n')
    for (const [k, line] of lines.entries()) assert.equal(other[k], line, `${what}: ${lines[0]}`)
  }
}

const styled = css => `<style>${css}</style>${tag}`

// What a press in the middle of a control would hit.
const hit = async (tab, name) => {
  const { x, y, width, height } = await (await control(tab, name)).boundingBox()
  return tab.evaluate(
    ([x, y]) => {
      const found = document.elementFromPoint(x, y)
      return found?.shadowRoot?.elementFromPoint(x, y)?.closest('[data-smg]')?.dataset.smg
    },
    [x + width / 2, y + height / 2],
  )
}

test('the banner is the same to the last property, whatever the page’s style', async t => {
  const clean = await open(t)
  await asked(clean)
  await clean.page.mouse.move(0, 0)
  const expected = await look(clean.page)
  assert.ok(expected.length > 6)
  for (const [name, css] of Object.entries(hostile)) {
    const site = await open(t, { host: clean.host, head: styled(css) })
    await accept(site.page).first().waitFor()
    const seen = await look(site.page)
    assertSame(seen, expected, name)
    for (const control of ['accept', 'reject', 'settings']) assert.equal(await hit(site.page, control), control, name)
  }
})

test('on a page whose style hides and unsets everything, all of it works', async t => {
  for (const name of ['everything is unset', 'buttons are hidden', 'everything moves']) {
    const site = await open(t, { head: styled(hostile[name]) })
    await asked(site)
    await openSettings(site.page)
    await turn(site.page, 'analytics')
    for (const control of ['accept', 'reject', 'save', 'close'])
      assert.equal(await hit(site.page, control), control, `${name}: ${control}`)
    await press(site.page, 'close')
    await press(site.page, 'accept')
    await ran(site.page, all)
    assertLoads(site, all)
  }
})

test('nothing of the page looks different for the module being there', async t => {
  const body = `<section class="banner"><h2>A title</h2><p class="links"><a href="/second">A link</a></p>
<div class="actions"><button class="button" part="button">A button</button></div></section>
<form class="settings"><label>A switch <input type="checkbox" role="switch"></label></form><dl><dt>A</dt><dd>B</dd></dl>
<p class="status hidden state">Some text</p><details><summary>More</summary><ul class="facts"><li>One</li></ul></details>`
  const styles = tab =>
    tab.evaluate(() =>
      [document.documentElement, document.body, ...document.querySelectorAll('main, main *')].map(element => {
        const style = getComputedStyle(element)
        return [element.localName, ...Array.from(style, name => `${name}: ${style[name]}`)].join('\n')
      }),
    )
  const without = await open(t, { body, head: '' })
  const site = await open(t, { body })
  await asked(site)
  await openSettings(site.page)
  // The shell may keep room below the page for what stands before it.
  const own = text =>
    text.replaceAll(
      /^(scroll-)?padding-(block|bottom|top).*|^(perspective|transform)-origin.*|^(block-size|height|inline-size|width):.*/gm,
      '',
    )
  const expected = (await styles(without.page)).map(own)
  assertSame((await styles(site.page)).map(own), expected, 'the page')
})

// Of what pages do, this moves what is fixed, or lies upon it, unless that is in the browser's top layer.
const topmost = {
  'the page is turned into a block of its own': 'body { transform: translate(40px, 300px) scale(.8) }',
  'the page has a filter': 'body { filter: sepia(1) }',
  'the root expects to be moved': 'html { will-change: transform }',
  'the page contains its layout': 'body { contain: layout; width: 300px }',
  'another element claims the top':
    'body::after { content: ""; position: fixed; inset: 0; z-index: 2147483647; background: #f00c }',
}
// A page whose <body> is the layout itself: what is added to it would take a cell of it, or a gap.
for (const [what, css] of Object.entries({
  'a grid of two columns': 'display: grid; grid-template-columns: 240px 1fr',
  'a grid of three rows': 'display: grid; grid-template-rows: auto 1fr auto; min-height: 100vh; margin: 0',
  'a row': 'display: flex; gap: 2rem',
  'a column with gaps': 'display: flex; flex-direction: column; gap: 2rem',
}))
  test(`a <body> that is ${what} lays the page out as without the module`, async t => {
    const html = head => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<style>body { ${css} }</style><script>window.SMG_CONFIG = { analytics: { ga4: 'G-ABC1234567' } }</script>${head}</head>
<body><header>Header</header><main>${'<p>Text of the page.</p>'.repeat(5)}</main><footer>Footer</footer></body></html>`
    const boxes = tab =>
      tab.evaluate(() =>
        [...document.querySelectorAll('header, main, footer')].map(element => {
          const { x, y, width, height } = element.getBoundingClientRect()
          return [element.tagName, x, y, width, height]
        }),
      )
    const site = await open(t, { html: html(tag), pages: { '/without': html('') } })
    const bare = await site.tab('/without')
    const expected = await boxes(bare)
    await asked(site)
    assert.deepEqual(await boxes(site.page), expected, 'while it asks')
    await press(site.page, 'reject')
    await emitted(site.page, 'change')
    assert.deepEqual(await boxes(site.page), expected, 'and after the choice')
  })

test('the banner stands above all and at its place, whatever the page’s layers', async t => {
  const clean = await open(t)
  await asked(clean)
  const box = async site => (await control(site.page, 'accept')).boundingBox()
  const expected = await box(clean)
  const inTopLayer = await clean.page.evaluate(
    () => !!document.querySelector('smg-consent').shadowRoot.querySelector('[popover]'),
  )
  if (!inTopLayer) return t.todo('the shell is to show the banner as a popover')
  for (const [name, css] of Object.entries(topmost)) {
    const site = await open(t, { host: clean.host, head: styled(css) })
    await asked(site)
    assert.deepEqual(await box(site), expected, name)
    for (const control of ['accept', 'reject', 'settings']) assert.equal(await hit(site.page, control), control, name)
  }
})

test('the stylesheet knows what a banner in the top layer is', async t => {
  const clean = await open(t)
  await asked(clean)
  const boxes = tab =>
    tab.evaluate(() =>
      [...document.querySelector('smg-consent').shadowRoot.querySelectorAll('section, section *')].map(element => {
        const { x, y, width, height } = element.getBoundingClientRect()
        return [x, y, width, height].map(Math.round).join()
      }),
    )
  for (const [width, height] of [
    [1280, 720],
    [360, 640],
  ])
    for (const layout of ['box', 'bar', 'dialog']) {
      const site = await open(t, { config: { analytics, consent: { layout } } })
      await asked(site)
      await site.page.setViewportSize({ width, height })
      await site.page.waitForFunction(size => [innerWidth, innerHeight].join() === size, [width, height].join())
      const before = await boxes(site.page)
      await site.page.evaluate(() => {
        const layer = document.querySelector('smg-consent').shadowRoot.querySelector('[data-layout]')
        if (layer.matches(':popover-open')) return
        layer.popover = 'manual'
        layer.showPopover()
      })
      assert.deepEqual(await boxes(site.page), before, `${width} ${layout}`)
    }
})
