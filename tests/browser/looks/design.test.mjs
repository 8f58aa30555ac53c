// How it looks: every layout at every position on every screen in every language stays whole, and so does what visitors
// set themselves: themes, contrast, forced colors, text size and spacing, direction, motion, paper.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { dist, languages } from '../support/paths.mjs'
import { asked, control, open, openSettings, press, settle, tag, turn, until } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const layouts = ['box', 'bar', 'dialog']
const positions = ['start', 'center', 'end', 'top-start', 'top-center', 'top-end']
const screens = [
  [320, 256],
  [320, 568],
  [360, 640],
  [640, 360],
  [768, 1024],
  [1280, 720],
  [1920, 1080],
]
const LOW = 416 // pixels of height up to which the banner leaves part of the screen to the page: 26em

// What must fit half a phone's screen is asked with an address and a name that real sites have.
const consent = { company: 'ТОО «Smart Metering Group»', policyUrl: '/policy' }

// Runs in the page: what a visitor sees of the layer that holds a control of `name`, measured.
const measured = (tab, place) =>
  tab.evaluate(name => {
    const { shadowRoot } = document.querySelector('smg-consent')
    const layer = shadowRoot.querySelector(name)
    const rect = element => {
      const { left, top, right, bottom, width, height } = element.getBoundingClientRect()
      return { left, top, right, bottom, width, height }
    }
    const says = element => element.getAttribute('aria-label') || element.textContent
    const shown = element => element.checkVisibility?.() ?? element.getClientRects().length > 0
    const scroller = element =>
      getComputedStyle(element).overflowY == 'auto' ? element : scroller(element.parentElement)
    const scrollers = [layer, ...layer.children]
    const controls = [...layer.querySelectorAll('a, button, input, summary')].filter(shown)
    const texts = [...layer.querySelectorAll('h2, p, a, button')].filter(
      element => shown(element) && !element.matches(':has(a, button)'),
    )
    // Words of a button that are spread over more than one line.
    const broken = []
    for (const button of layer.querySelectorAll('[data-smg]')) {
      const walker = document.createTreeWalker(button, NodeFilter.SHOW_TEXT)
      while (walker.nextNode())
        for (const { 0: word, index } of walker.currentNode.data.matchAll(/\S+/g)) {
          const range = document.createRange()
          range.setStart(walker.currentNode, index)
          range.setEnd(walker.currentNode, index + word.length)
          if (new Set(Array.from(range.getClientRects(), line => line.top)).size > 1) broken.push(word)
        }
    }
    return {
      ...rect(layer),
      position: getComputedStyle(layer).position,
      font: parseFloat(getComputedStyle(layer).fontSize),
      sideways: Math.max(
        layer.scrollWidth - layer.clientWidth,
        ...[...layer.children].map(e => e.scrollWidth - e.clientWidth),
      ),
      hidden: layer.scrollHeight - layer.clientHeight,
      page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      controls: controls.map(element => ({
        says: says(element),
        button: element.localName == 'button',
        is: element.dataset.smg,
        ...rect(element),
      })),
      // Line by line: on a phone the links follow the last word.
      texts: texts.flatMap((element, of) =>
        Array.from(element.getClientRects(), ({ left, right, top, bottom }) => ({
          says: says(element),
          of,
          within: scrollers.indexOf(scroller(element)),
          left,
          right,
          top,
          bottom,
        })),
      ),
      clipped: controls
        .filter(
          e => e.localName != 'input' && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1),
        )
        .filter(e => getComputedStyle(e).display != 'inline')
        .map(says),
      broken,
    }
  }, place)

const overlap = (one, other) =>
  Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5 &&
  Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 0.5

// Nothing lies upon another, runs out sideways or is cut off.
function assertWhole(seen, what, target = 24) {
  assert.ok(seen.page <= 0, `${what}: the page scrolls sideways by ${seen.page}`)
  assert.ok(seen.sideways <= 0, `${what}: scrolls sideways by ${seen.sideways}`)
  assert.deepEqual(seen.clipped, [], `${what}: clipped`)
  for (const [i, one] of seen.texts.entries())
    for (const other of seen.texts.slice(i + 1))
      assert.ok(
        one.of == other.of || one.within != other.within || !overlap(one, other),
        `${what}: "${one.says}" lies upon "${other.says}"`,
      )
  for (const each of seen.controls) {
    assert.ok(each.left >= seen.left && each.right <= seen.right + 0.5, `${what}: "${each.says}" sticks out`)
    assert.ok(each.width >= target && each.height >= target, `${what}: "${each.says}" is ${each.width}x${each.height}`)
  }
}

// A layout as the core writes it into the layer; positions differ by nothing but this.
const place = (tab, layout, position) =>
  tab.evaluate(
    ([layout, position]) =>
      Object.assign(document.querySelector('smg-consent').shadowRoot.querySelector('.banner').dataset, {
        layout,
        position,
      }),
    [layout, position],
  )

for (const lang of languages)
  test(`the banner is whole in every layout, at every position, on every screen: ${lang}`, async t => {
    // In a font that phones have: DejaVu, which a bare system falls back to, is a fifth wider than any of theirs.
    const head = `<style>:root { --smg-font: Roboto }</style>${tag}`
    const site = await open(t, { lang, head, config: { analytics, consent } })
    await asked(site)
    for (const [width, height] of screens) {
      await site.page.setViewportSize({ width, height })
      for (const layout of layouts)
        for (const position of positions) {
          const what = `${width}x${height} ${layout} ${position}`
          await place(site.page, layout, position)
          const seen = await measured(site.page, '.banner')
          assertWhole(seen, what)
          assert.deepEqual(seen.broken, [], `${what}: words of a button are broken`)
          assert.equal(seen.position, 'fixed', what)
          assert.ok(seen.hidden <= 0, `${what}: ${seen.hidden} pixels are to be scrolled to`)
          assert.ok(seen.left >= 0 && seen.right <= width && seen.top >= 0 && seen.bottom <= height, what)
          if (height <= LOW) {
            assert.ok(seen.height <= height * 0.6, `${what}: ${seen.height} pixels of ${height}`)
            // Its text may be scrolled; its buttons need not be.
            const buttons = seen.controls.filter(({ is }) => ['accept', 'reject', 'settings'].includes(is)).slice(-3)
            for (const each of buttons)
              assert.ok(each.top >= seen.top && each.bottom <= seen.bottom, `${what}: ${each.says} is out of view`)
          }
          if (width == 360) assert.ok(seen.height <= height / 2, `${what}: ${seen.height} pixels of ${height}`)

          // Where it stands.
          const [above, below] = [seen.top, height - seen.bottom]
          const [before, behind] = [seen.left, width - seen.right]
          const near = (one, other) => Math.abs(one - other) <= 1
          if (layout == 'dialog') assert.ok(near(above, below) && near(before, behind), what)
          else assert.ok(position.startsWith('top') ? above <= 16 : below <= 16, `${what}: ${above}, ${below}`)
          if (layout == 'bar') assert.ok(before == 0 && behind == 0 && Math.min(above, below) == 0, what)
          if (layout == 'box' && width >= 768) {
            if (position.endsWith('start')) assert.ok(before < 30 && behind > 100, what)
            if (position.endsWith('end')) assert.ok(behind < 30 && before > 100, what)
            if (position.endsWith('center')) assert.ok(near(before, behind), what)
          }
        }
    }
  })

for (const lang of languages)
  test(`the settings are whole on every screen, folded and unfolded: ${lang}`, async t => {
    const site = await open(t, { lang, config: { analytics, consent } })
    await asked(site)
    await openSettings(site.page)
    const as = layout =>
      site.page.locator('dialog[open]').evaluate((dialog, value) => (dialog.dataset.layout = value), layout)
    for (const unfolded of [false, true]) {
      await site.page
        .locator('dialog[open] details')
        .evaluateAll((all, on) => all.forEach(each => (each.open = on)), unfolded)
      for (const [width, height] of screens) {
        await site.page.setViewportSize({ width, height })
        for (const layout of layouts) {
          await as(layout)
          const what = `${width}x${height} ${layout}${unfolded ? ' unfolded' : ''}`
          const seen = await measured(site.page, 'dialog')
          assertWhole(seen, what)
          assert.deepEqual(seen.broken, [], `${what}: words of a button are broken`)
          assert.ok(seen.left >= 0 && seen.right <= width && seen.top >= 0 && seen.bottom <= height, what)
          // Where there is room, the buttons stand below what is scrolled.
          if (height > LOW) assert.ok(seen.hidden <= 0, `${what}: the buttons are ${seen.hidden} pixels away`)
        }
      }
    }
  })

// What tells Accept from Reject besides place and words: nothing, in any layout, theme or state of a pointer's rest.
test('Accept and Reject are equal in every layout, on both layers', async t => {
  const look = (tab, name) =>
    control(tab, name).then(found =>
      found.evaluate(button => {
        const style = getComputedStyle(button)
        const { width, height } = button.getBoundingClientRect()
        const own = Array.from(style).filter(
          name => !/^(width|inline-size|perspective-origin|transform-origin)$/.test(name),
        )
        return { ...Object.fromEntries(own.map(name => [name, style[name]])), pixels: `${Math.round(width)}x${height}` }
      }),
    )
  for (const lang of languages) {
    const site = await open(t, { lang, context: { colorScheme: lang == 'ru' ? 'dark' : 'light' } })
    await asked(site)
    for (const layer of [...layouts, 'settings']) {
      if (layer == 'settings') await openSettings(site.page)
      else await place(site.page, layer, 'start')
      for (const [width, height] of screens) {
        await site.page.setViewportSize({ width, height })
        await site.page.mouse.move(0, 0)
        assert.deepEqual(await look(site.page, 'accept'), await look(site.page, 'reject'), `${lang} ${layer} ${width}`)
      }
    }
  }
})

// Runs in the page. A colour as the eye gets it: with everything that lies under it, down to the layer.
const colours = (tab, layer) =>
  tab.evaluate(name => {
    const root = document.querySelector('smg-consent').shadowRoot
    const numbers = text => text.match(/[\d.]+/g).map(Number)
    const over = ([r, g, b, a = 1], under) => [r, g, b].map((channel, i) => channel * a + under[i] * (1 - a))
    const ground = element => {
      const under = element.matches(name) ? [255, 255, 255] : ground(element.parentElement)
      return over(numbers(getComputedStyle(element).backgroundColor), under)
    }
    const luminance = rgb =>
      rgb
        .map(channel => channel / 255)
        .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
    const ratio = (one, other) => {
      const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
      return (light + 0.05) / (dark + 0.05)
    }
    const all = [...root.querySelectorAll(`${name}, ${name} *`)]
    const texts = all
      .filter(element => [...element.childNodes].some(node => node.nodeType == 3 && node.data.trim()))
      .map(element => {
        const back = ground(element)
        return [element.textContent.slice(0, 30), ratio(over(numbers(getComputedStyle(element).color), back), back)]
      })
    const edges = all
      .filter(element => element.matches('.actions button, input'))
      .map(element => {
        const back = ground(element.parentElement)
        return [element.textContent || element.name, ratio(numbers(getComputedStyle(element).borderTopColor), back)]
      })
    const knobs = all
      .filter(element => element.matches('input'))
      .map(element => [
        element.name,
        ratio(numbers(getComputedStyle(element, '::before').borderTopColor), ground(element)),
      ])
    return { texts, edges: [...edges, ...knobs], ground: ground(root.querySelector(name)) }
  }, layer)

const themes = {
  light: {},
  dark: { context: { colorScheme: 'dark' } },
  'light with more contrast': { context: { contrast: 'more' } },
  'dark with more contrast': { context: { colorScheme: 'dark', contrast: 'more' } },
  'dark against a light system': { theme: 'dark' },
  'light against a dark system': { theme: 'light', context: { colorScheme: 'dark' } },
}
for (const [name, { theme = 'auto', context }] of Object.entries(themes))
  test(`texts and edges stand out: ${name}`, async t => {
    const site = await open(t, { context, config: { analytics, consent: { ...consent, theme } } })
    await asked(site)
    for (const layer of ['.banner', 'dialog']) {
      if (layer == 'dialog') {
        await openSettings(site.page)
        await turn(site.page, 'analytics')
        await site.page.locator('dialog[open] details').evaluateAll(all => all.forEach(each => (each.open = true)))
        await settle(site.page, 300)
      }
      const { texts, edges, ground } = await colours(site.page, layer)
      assert.equal(ground[0] < 128, name.startsWith('dark'), `${layer} is ${ground}`)
      assert.ok(texts.length > 4 && edges.length > 2)
      for (const [text, ratio] of texts) assert.ok(ratio >= 7, `${layer} "${text}": ${ratio.toFixed(2)}`)
      for (const [text, ratio] of edges) assert.ok(ratio >= 3, `${layer} edge of "${text}": ${ratio.toFixed(2)}`)
    }
  })

test('more contrast takes the place of what is muted', async t => {
  const site = await open(t, { context: { contrast: 'more' } })
  await asked(site)
  const colour = async name =>
    site.page
      .locator(`.banner ${name}`)
      .first()
      .evaluate(e => getComputedStyle(e).color)
  assert.equal(await colour('p'), await colour('h2'))
})

test('a button under the pointer looks different, and can still be read', async t => {
  for (const colorScheme of ['light', 'dark']) {
    const site = await open(t, { context: { colorScheme } })
    await asked(site)
    const shadow = async () => (await control(site.page, 'reject')).evaluate(e => getComputedStyle(e).boxShadow)
    const before = await shadow()
    await (await control(site.page, 'reject')).hover()
    assert.notEqual(await shadow(), before)
  }
})

test('the focus shows as an outline on every control, and stands out', async t => {
  for (const colorScheme of ['light', 'dark']) {
    const site = await open(t, { config: { analytics, consent }, context: { colorScheme } })
    await asked(site)
    const focused = () =>
      site.page.evaluate(() => {
        const element = document.activeElement.shadowRoot?.activeElement
        if (!element) return null
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element)
        const layer = element.closest('.banner, dialog')
        return {
          key: element.dataset.smg || element.name || element.localName,
          style: outlineStyle,
          width: parseFloat(outlineWidth),
          colours: [outlineColor, getComputedStyle(layer).backgroundColor].map(c => c.match(/\d+/g).map(Number)),
        }
      })
    const seen = new Set()
    const walk = async presses => {
      for (let i = 0; i < presses; i++) {
        await site.page.keyboard.press('Tab')
        const each = await focused()
        if (!each) continue
        seen.add(each.key)
        assert.equal(each.style, 'solid', each.key)
        assert.ok(each.width >= 2, each.key)
        const [ring, ground] = each.colours.map(([r, g, b]) => (0.21 * r + 0.72 * g + 0.07 * b) / 255)
        assert.ok(Math.abs(ring - ground) > 0.4, `${each.key}: ${each.colours}`)
      }
    }
    await walk(6)
    await openSettings(site.page)
    await walk(12)
    for (const key of ['accept', 'reject', 'settings', 'save', 'close', 'a', 'summary', 'analytics'])
      assert.ok(seen.has(key), `${key} of ${[...seen]}`)
  }
})

test('forced colors leave edges, the state of a switch and the focus to see', async t => {
  const site = await open(t, { context: { forcedColors: 'active', reducedMotion: 'reduce' } })
  await asked(site)
  await openSettings(site.page)
  await turn(site.page, 'analytics')
  const styles = await site.page.evaluate(() => {
    const root = document.querySelector('smg-consent').shadowRoot
    const style = (name, pseudo) => {
      const { borderTopWidth, borderTopStyle, borderTopColor, backgroundColor, marginLeft } = getComputedStyle(
        root.querySelector(name),
        pseudo,
      )
      return { width: parseFloat(borderTopWidth), borderTopStyle, borderTopColor, backgroundColor, marginLeft }
    }
    return {
      button: style('dialog [data-smg=reject]'),
      on: style('input[name=analytics]'),
      off: style('input[name=marketing]'),
      knobOn: style('input[name=analytics]', '::before'),
      knobOff: style('input[name=marketing]', '::before'),
    }
  })
  for (const [name, each] of Object.entries(styles)) {
    assert.ok(each.width >= 1 && each.borderTopStyle == 'solid', name)
    assert.notEqual(each.borderTopColor, each.backgroundColor, name)
  }
  assert.notEqual(styles.knobOn.marginLeft, styles.knobOff.marginLeft)
  assert.notEqual(styles.knobOn.borderTopColor, styles.on.backgroundColor)
  await site.page.keyboard.press('Tab')
  const outline = await site.page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement.shadowRoot.activeElement)
    return `${outlineStyle} ${outlineWidth}`
  })
  assert.equal(outline, 'solid 3px')
})

// WCAG 1.4.12.
test('nothing is cut off where a visitor spaces the text', async t => {
  for (const lang of languages) {
    const site = await open(t, { lang, config: { analytics, consent } })
    await asked(site)
    await site.page.evaluate(() => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(
        '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }' +
          'p { margin-block-end: 2em !important }',
      )
      document.querySelector('smg-consent').shadowRoot.adoptedStyleSheets.push(sheet)
    })
    for (const [width, height] of screens) {
      await site.page.setViewportSize({ width, height })
      for (const layout of layouts) {
        await place(site.page, layout, 'start')
        assertWhole(await measured(site.page, '.banner'), `${lang} ${width}x${height} ${layout}`, 0)
      }
    }
    await openSettings(site.page)
    for (const [width, height] of screens) {
      await site.page.setViewportSize({ width, height })
      assertWhole(await measured(site.page, 'dialog'), `${lang} ${width}x${height} settings`, 0)
    }
  }
})

// The size that visitors set in their browser; the root font of the page is the page's.
test('text of twice the size is as large as was asked for, and whole', async t => {
  // The page's own field would be wider than a phone.
  const head = `<style>input { width: 5em }</style>${tag}`
  for (const lang of languages) {
    const site = await open(t, { lang, head, config: { analytics, consent } })
    await asked(site)
    const before = (await measured(site.page, '.banner')).font
    const session = await site.context.newCDPSession(site.page)
    await session.send('Page.enable')
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } })
    assert.equal((await measured(site.page, '.banner')).font, before * 2)
    for (const [width, height] of screens) {
      await site.page.setViewportSize({ width, height })
      for (const layout of layouts) {
        await place(site.page, layout, 'start')
        assertWhole(await measured(site.page, '.banner'), `${lang} ${width}x${height} ${layout}`)
      }
    }
    await openSettings(site.page)
    for (const [width, height] of screens) {
      await site.page.setViewportSize({ width, height })
      assertWhole(await measured(site.page, 'dialog'), `${lang} ${width}x${height} settings`)
    }
  }
})

test('a page that lets its visitors enlarge the root font can take the module along', async t => {
  const site = await open(t, {
    head: `<style>html { font-size: 200% } :root { --smg-size: 1rem } input { width: 5em }</style>${tag}`,
  })
  await asked(site)
  assert.equal((await measured(site.page, '.banner')).font, 32)
  for (const [width, height] of screens) {
    await site.page.setViewportSize({ width, height })
    assertWhole(await measured(site.page, '.banner'), `${width}x${height}`)
  }
})

const english = JSON.parse(readFileSync(join(dist, 'languages/en.json'), 'utf8'))

test('right to left: all is mirrored, and whole', async t => {
  // The direction is that of the text, which begins with the title.
  const titles = { title: 'ملفات تعريف الارتباط', dialog_title: 'إعدادات ملفات تعريف الارتباط' }
  const texts = { ...english, ...titles, accept_all: 'قبول الكل', reject_all: 'رفض الكل', settings: 'الإعدادات' }
  const site = await open(t, {
    config: { analytics, consent: { ...consent, language: 'ar', texts: { ar: texts } } },
    init: [() => document.addEventListener('DOMContentLoaded', () => (document.documentElement.dir = 'rtl'))],
    context: { reducedMotion: 'reduce' },
  })
  await asked(site)
  for (const [width, height] of screens) {
    await site.page.setViewportSize({ width, height })
    for (const layout of layouts)
      for (const position of positions) {
        await place(site.page, layout, position)
        assertWhole(await measured(site.page, '.banner'), `${width}x${height} ${layout} ${position}`)
      }
  }
  await site.page.setViewportSize({ width: 1280, height: 720 })
  await place(site.page, 'box', 'start')
  const { left, right } = await measured(site.page, '.banner')
  assert.ok(left > 100 && right > 1250, 'what stands at the start stands on the right')
  const box = async name => (await control(site.page, name)).boundingBox()
  assert.ok((await box('accept')).x > (await box('reject')).x, 'Accept is met first')

  await openSettings(site.page)
  assertWhole(await measured(site.page, 'dialog'), 'settings')
  await turn(site.page, 'analytics')
  const knob = name =>
    site.page
      .locator(`dialog input[name=${name}]`)
      .evaluate(e => parseFloat(getComputedStyle(e, '::before').marginRight))
  assert.ok((await knob('analytics')) > (await knob('marketing')), 'a switch that is on has its knob at the left')
})

test('a text that runs the other way than the page has its own direction', async t => {
  const site = await open(t, {
    init: [() => document.addEventListener('DOMContentLoaded', () => (document.dir = 'rtl'))],
  })
  await asked(site)
  const direction = name => site.page.locator(`smg-consent ${name}`).evaluate(e => getComputedStyle(e).direction)
  assert.equal(await direction('.banner'), 'ltr')
  await openSettings(site.page)
  assert.equal(await direction('dialog'), 'ltr')
})

test('nothing moves for those who want no motion, and little for others', async t => {
  for (const reducedMotion of ['reduce', 'no-preference']) {
    const site = await open(t, { context: { reducedMotion } })
    await asked(site)
    await openSettings(site.page)
    // Layers may fade in: nothing moves by that. Who wants no motion sees them after one frame.
    const fades = await site.page.evaluate(() =>
      [...document.querySelector('smg-consent').shadowRoot.querySelectorAll('.banner, .settings')].flatMap(layer =>
        layer
          .getAnimations()
          .map(({ effect }) => [
            Object.keys(effect.getKeyframes()[0]).includes('opacity') && effect.getKeyframes().length,
            effect.getComputedTiming().duration <= (matchMedia('(prefers-reduced-motion)').matches ? 1 : 200),
          ]),
      ),
    )
    for (const fade of fades) assert.deepEqual(fade, [2, true], reducedMotion)
    const moving = await site.page.evaluate(() => {
      const still = style => /^(none|appear)$/.test(style.animationName) && parseFloat(style.transitionDuration) == 0
      return [...document.querySelector('smg-consent').shadowRoot.querySelectorAll('*')]
        .flatMap(e => ['', '::before', '::after', '::backdrop'].map(p => [e.localName + p, getComputedStyle(e, p)]))
        .filter(([, style]) => !still(style))
        .map(([name, style]) => `${name} ${style.transitionProperty} ${style.transitionDuration}`)
    })
    const allowed = reducedMotion == 'reduce' ? [] : ['input::before margin 0.2s']
    assert.deepEqual([...new Set(moving)], allowed)
  }
})

// Great zoom, or a phone that is turned, while the banner is open.
test('a screen that becomes low keeps part of itself for the page', async t => {
  const site = await open(t, { context: { viewport: { width: 390, height: 844 } } })
  await asked(site)
  const at = () =>
    site.page.evaluate(() => {
      const banner = document.querySelector('smg-consent').shadowRoot.querySelector('.banner')
      const { top, bottom } = banner.getBoundingClientRect()
      return { position: getComputedStyle(banner).position, lifted: banner.matches(':popover-open'), top, bottom }
    })
  for (let turns = 0; turns < 2; turns++) {
    assert.deepEqual([(await at()).position, (await at()).lifted], ['fixed', true])
    await site.page.setViewportSize({ width: 844, height: 390 })
    await until('it is low itself', async () => {
      const { top, bottom, lifted } = await at()
      return lifted && top >= 390 * 0.4 && bottom <= 390
    })
    // Whatever has the focus can be seen.
    for (let presses = 0; presses < 12; presses++) {
      await site.page.keyboard.press('Tab')
      await until('what has the focus is not covered', () =>
        site.page.evaluate(() => {
          const { activeElement } = document
          const { left, top, width, height } = activeElement.getBoundingClientRect()
          const above = document.elementFromPoint(left + width / 2, top + height / 2)
          return !activeElement.matches('a, input') || above === activeElement
        }),
      )
    }
    await site.page.evaluate(() => scrollTo(0, 0))
    await site.page.setViewportSize({ width: 390, height: 844 })
    await until('it stands above the page', async () => (await at()).lifted)
  }
  // Not above the open settings.
  await openSettings(site.page)
  await site.page.setViewportSize({ width: 844, height: 390 })
  await settle(site.page)
  await site.page.setViewportSize({ width: 390, height: 844 })
  await settle(site.page)
  await press(site.page, 'close')
  await site.page.locator('dialog[open]').waitFor({ state: 'detached' })
  assert.equal((await at()).position, 'fixed')
})

test('nothing of it is printed', async t => {
  const site = await open(t)
  await asked(site)
  await openSettings(site.page)
  await site.page.emulateMedia({ media: 'print' })
  assert.equal(await site.page.locator('[data-smg=accept]:visible').count(), 0)
  assert.equal(await site.page.locator('smg-consent').evaluate(host => getComputedStyle(host).display), 'none')
  await site.page.emulateMedia({ media: 'screen' })
  assert.ok((await site.page.locator('[data-smg=accept]:visible').count()) > 0)
})

test('pages set the look by custom properties and parts', async t => {
  const look = {
    background: 'rgb(1, 2, 3)',
    text: 'rgb(250, 251, 252)',
    muted: 'rgb(200, 201, 202)',
    accent: 'rgb(240, 220, 100)',
    line: 'rgb(40, 41, 42)',
    edge: 'rgb(140, 141, 142)',
    button: 'rgb(60, 61, 62)',
    hover: 'rgb(90, 91, 92)',
    radius: '5px',
    font: 'monospace',
    size: '17px',
  }
  const declarations = Object.entries(look).map(([name, value]) => `--smg-${name}: ${value}`)
  for (const where of [':root', 'smg-consent']) {
    const site = await open(t, {
      config: { analytics, consent },
      head: `<style>${where} { ${declarations.join(';')} }
smg-consent::part(banner) { border-top-width: 7px }
smg-consent::part(button) { text-transform: uppercase }
smg-consent::part(settings) { border-top-width: 9px }
smg-consent::part(close) { border-radius: 3px }</style>${tag}`,
    })
    await asked(site)
    const style = (selector, ...names) =>
      site.page
        .locator(`smg-consent ${selector}`)
        .last()
        .evaluate((element, list) => list.map(name => getComputedStyle(element)[name]), names)
    assert.deepEqual(
      await style('.banner', 'backgroundColor', 'color', 'fontFamily', 'fontSize', 'borderLeftColor', 'borderTopWidth'),
      [look.background, look.text, look.font, look.size, look.line, '7px'],
    )
    assert.deepEqual(await style('.banner', 'borderRadius'), [look.radius])
    assert.deepEqual(await style('.banner p:not(:has(*))', 'color'), [look.muted])
    for (const name of ['accept', 'reject'])
      assert.deepEqual(
        await style(`.banner [data-smg=${name}]`, 'backgroundColor', 'color', 'borderTopColor', 'textTransform'),
        [look.button, look.accent, look.edge, 'uppercase'],
      )
    await (await control(site.page, 'reject')).hover()
    assert.ok((await style('.banner [data-smg=reject]', 'boxShadow'))[0].includes(look.hover))
    await openSettings(site.page)
    assert.deepEqual(await style('dialog', 'borderTopWidth', 'backgroundColor'), ['9px', look.background])
    assert.deepEqual(await style('dialog [data-smg=close]', 'borderTopLeftRadius'), ['3px'])
  }
})

test('on a phone with a notch all keeps clear of it', async t => {
  const site = await open(t, { config: { analytics, consent } })
  await asked(site)
  const session = await site.context.newCDPSession(site.page)
  const insets = { top: 47, bottom: 34, left: 30, right: 30 }
  await session.send('Emulation.setSafeAreaInsetsOverride', { insets })
  const inset = await site.page.evaluate(() => {
    const element = document.body.appendChild(document.createElement('i'))
    element.style.cssText = 'position: fixed; top: env(safe-area-inset-top)'
    const { top } = element.getBoundingClientRect()
    element.remove()
    return top
  })
  if (inset != insets.top) return t.skip('this browser cannot pretend to have a notch')
  await site.page.setViewportSize({ width: 390, height: 844 })
  for (const layout of layouts)
    for (const position of positions) {
      await place(site.page, layout, position)
      const { texts } = await measured(site.page, '.banner')
      for (const each of texts)
        assert.ok(
          each.left >= insets.left &&
            each.right <= 390 - insets.right &&
            each.top >= insets.top &&
            each.bottom <= 844 - insets.bottom,
          `${layout} ${position}: "${each.says}"`,
        )
    }
})

// The core writes these only in some states; what they look like is the stylesheet's.
test('the button that floats, the notice and the record of a choice', async t => {
  for (const forcedColors of ['none', 'active']) {
    const site = await open(t, { lang: 'kk', context: { forcedColors } })
    await asked(site)
    for (const [width, height] of screens) {
      await site.page.setViewportSize({ width, height })
      for (const position of positions) {
        const seen = await site.page.evaluate(where => {
          const root = document.querySelector('smg-consent').shadowRoot
          root.querySelector('.float')?.remove()
          const button = document.createElement('button')
          button.className = 'float'
          button.textContent = 'Cookie баптаулары'
          Object.assign(button.dataset, { smg: 'settings', theme: 'auto', position: where })
          root.append(button)
          const { left, top, right, bottom, width, height } = button.getBoundingClientRect()
          const style = getComputedStyle(button)
          return {
            left,
            top,
            right,
            bottom,
            width,
            height,
            edge: style.borderTopWidth,
          }
        }, position)
        const what = `${width}x${height} ${position}`
        assert.ok(seen.width >= 44 && seen.width < 240 && seen.height >= 44, what)
        assert.ok(seen.left >= 0 && seen.right <= width && height - seen.bottom <= 16 && seen.bottom <= height, what)
        assert.equal(seen.edge, '1px')
        if (position.endsWith('start')) assert.ok(seen.left < 30, what)
        if (position.endsWith('end')) assert.ok(width - seen.right < 30, what)
      }
    }
    await site.page.evaluate(() => {
      const root = document.querySelector('smg-consent').shadowRoot
      root.querySelector('.float').remove()
      const note = document.createElement('p')
      note.className = 'note'
      note.textContent = 'Браузеріңіз қадағаламауды сұрайды: міндетті емес cookie өшірулі.'
      root.querySelector('.banner h2').after(note)
      const choice = document.createElement('p')
      choice.className = 'choice'
      choice.textContent = `2026-11-25 15:49: ${'0123456789abcdef'.repeat(6)}`
      root.querySelector('.banner p:last-of-type').after(choice)
    })
    for (const [width, height] of screens) {
      await site.page.setViewportSize({ width, height })
      for (const layout of layouts) {
        await place(site.page, layout, 'start')
        assertWhole(await measured(site.page, '.banner'), `${width}x${height} ${layout}`)
      }
    }
  }
})
