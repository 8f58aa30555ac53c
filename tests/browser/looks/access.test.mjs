// What a visitor of assistive technology is told, where the focus and the pointer are when a layer changes, which button
// stands out, and what the browser takes for the page's largest paint.

import assert from 'node:assert/strict'
import test from 'node:test'
import { languages } from '../support/paths.mjs'
import { asked, control, emitted, open, openSettings, page, press, still, tag, until } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const head = `<meta name="viewport" content="width=device-width, initial-scale=1">${tag}`
const consent = { company: 'SMG', policyUrl: '/policy', email: 'privacy@smgcorp.test' }
const visit = (t, more = {}, options = {}) =>
  open(t, { head, config: { analytics, consent: { ...consent, ...more } }, ...options })

// What the browser tells assistive technology of the element's subtree, as { role, name, description } in its order.
async function told(tab, selector = 'smg-consent') {
  const session = await tab.context().newCDPSession(tab)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true })
  await session.detach()
  const inside = new Set()
  const collect = (node, within) => {
    const attributes = node.attributes ?? []
    const is = within || node.localName === selector || attributes[attributes.indexOf('class') + 1] === selector
    if (is) inside.add(node.backendNodeId)
    for (const child of [...(node.shadowRoots ?? []), ...(node.children ?? [])]) collect(child, is)
  }
  collect(root, false)
  return nodes
    .filter(node => !node.ignored && inside.has(node.backendDOMNodeId))
    .map(({ role, name, description }) => ({
      role: role?.value ?? '',
      name: name?.value ?? '',
      description: description?.value ?? '',
    }))
}

const landmarks = /^(banner|complementary|contentinfo|form|main|navigation|region|search)$/

test('the layers are one landmark, and no heading or group has a name that is said already', async t => {
  for (const lang of languages) {
    const site = await visit(t, {}, { lang })
    const { page: tab } = site
    await asked(site)
    const banner = await told(tab)
    assert.equal(banner.filter(({ role }) => landmarks.test(role)).length, 1, JSON.stringify(banner))
    await openSettings(tab)
    for (const tree of [banner, await told(tab)]) {
      assert.ok(tree.filter(({ role }) => landmarks.test(role)).length <= 1)
      // A dialog has the name of its heading.
      const names = tree.filter(({ role }) => /^(heading|group|Legend|region)$/.test(role)).map(({ name }) => name)
      const said = names.filter(name => name)
      assert.ok(said.length > 0)
      assert.deepEqual(said, [...new Set(said)], lang)
    }
  }
})

test('no heading stands above what is not of it', async t => {
  const { page: tab } = await opened(t)
  const headings = (await told(tab)).filter(({ role }) => role === 'heading').map(({ name }) => name)
  assert.deepEqual(headings, ['Cookie settings'])
})

async function opened(t, more, options) {
  const site = await visit(t, more, options)
  await asked(site)
  await openSettings(site.page)
  return site
}

// As if the visitor had said yes to one of the two of "analytics" before.
async function partly(t) {
  const site = await visit(t)
  await asked(site)
  await site.page.evaluate(() => window.SMGConsent.acceptProcessor('ga4', true))
  await emitted(site.page, 'change')
  await site.page.evaluate(() => window.SMGConsent.showPreferences())
  await site.page.locator('dialog[open]').waitFor()
  return site
}

const purposeOf = async (tab, name) =>
  (await told(tab, 'settings')).find(each => each.role === 'switch' && each.name === name)

test('of a purpose that is granted in part the switch says so, and only of that', async t => {
  const { page: tab } = await partly(t)
  const part = await purposeOf(tab, 'Visit statistics')
  assert.match(part.description, /\b1 of 2\b/)
  assert.doesNotMatch((await purposeOf(tab, 'Advertising')).description, /\bof \d|\bOff\b/)
  // By hand, both ways.
  const turn = name =>
    tab.locator(`dialog[open] input[name=${name}]`).evaluate(input => {
      for (const fold of document.querySelector('smg-consent').shadowRoot.querySelectorAll('details')) fold.open = true
      input.click()
    })
  await turn('metrica')
  assert.doesNotMatch((await purposeOf(tab, 'Visit statistics')).description, /\d of \d/)
  await turn('ga4')
  assert.match((await purposeOf(tab, 'Visit statistics')).description, /\b1 of 2\b/)
})

// The control that has the focus, by what it does, and where it stands on the screen.
const focused = tab =>
  tab.evaluate(() => {
    const element = document.activeElement.shadowRoot?.activeElement ?? document.activeElement
    const { localName, id, name, dataset, part } = element
    const dialog = element.closest('dialog')
    return {
      is: [localName, part.value, dataset.smg ?? name ?? id].join(' '),
      words: dialog?.querySelector('h2').textContent ?? element.textContent,
      open: dialog && [...dialog.querySelectorAll('details')].map(fold => fold.open),
      scrolled: dialog?.querySelector('.content').scrollTop,
    }
  })

for (const how of ['setLanguage', 'html[lang]'])
  test(`another language by ${how} leaves the focus, the folds and the place in the settings as they were`, async t => {
    const change = (tab, lang) =>
      tab.evaluate(
        ([tag, byApi]) => void (byApi ? window.SMGConsent.setLanguage(tag) : (document.documentElement.lang = tag)),
        [lang, how === 'setLanguage'],
      )
    const site = await visit(t)
    const { page: tab } = site
    await asked(site)
    const changed = async (lang, before) => {
      await change(tab, lang)
      await until(
        'it is written in it',
        async () => (await tab.locator('smg-consent [lang]').first().getAttribute('lang')) === lang,
      )
      await tab.evaluate(() => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 100))))
      const after = await focused(tab)
      assert.notEqual(after.words, before.words)
      assert.deepEqual({ ...after, words: '' }, { ...before, words: '' })
    }
    for (const [name, lang] of [
      ['reject', 'ru'],
      ['accept', 'kk'],
    ]) {
      await (await control(tab, name)).focus()
      await changed(lang, await focused(tab))
    }
    await change(tab, 'en')
    await openSettings(tab)
    await tab.locator('dialog[open]').evaluate(dialog => {
      dialog.querySelectorAll('details')[1].open = true
      dialog.querySelector('input[name=hotjar]').focus()
    })
    const before = await focused(tab)
    assert.equal(before.is, 'input switch hotjar')
    assert.ok(before.scrolled > 0)
    await changed('ru', before)
  })

test('what is turned in the settings is still a change in another language', async t => {
  const { page: tab } = await opened(t)
  await tab.locator('dialog[open] input[name=marketing]').click()
  assert.equal(await standsOut(tab), 'save')
  await tab.evaluate(() => window.SMGConsent.setLanguage('ru'))
  await tab.locator('dialog[lang=ru]').waitFor()
  assert.equal(await tab.locator('dialog[open] input[name=marketing]').isChecked(), true)
  assert.equal(await standsOut(tab), 'save')
})

// Which of the three buttons of the settings look like none of the others.
const standsOut = async tab => {
  await tab.mouse.move(0, 0)
  return tab.evaluate(() => {
    const buttons = [...document.querySelector('smg-consent').shadowRoot.querySelectorAll('dialog .button')]
    const looks = buttons.map(button => {
      const { color, backgroundColor, borderColor, fontWeight } = getComputedStyle(button)
      return [color, backgroundColor, borderColor, fontWeight].join()
    })
    return buttons
      .filter((_, i) => looks.filter(look => look === looks[i]).length === 1)
      .map(button => button.dataset.smg)
      .join()
  })
}

test('in the settings the order is save, reject, accept; save stands out once something was changed, accept never', async t => {
  for (const colorScheme of ['light', 'dark']) {
    const { page: tab } = await opened(t, {}, { context: { colorScheme } })
    const order = await tab
      .locator('dialog[open] .button')
      .evaluateAll(buttons => buttons.map(button => button.dataset.smg))
    assert.deepEqual(order, ['save', 'reject', 'accept'])
    const boxes = await tab.locator('dialog[open] .button').evaluateAll(buttons =>
      buttons.map(button => {
        const { x, y } = button.getBoundingClientRect()
        return [y, x]
      }),
    )
    assert.deepEqual(
      boxes,
      boxes.toSorted(([a, b], [c, d]) => a - c || b - d),
      'as they are seen',
    )
    assert.equal(await standsOut(tab), '', 'nothing was changed')
    await tab.locator('dialog[open] input[name=marketing]').click()
    assert.equal(await standsOut(tab), 'save')
    await tab.locator('dialog[open] input[name=marketing]').click()
    assert.equal(await standsOut(tab), '', 'it is as it was')
  }
  const { page: tab } = await partly(t)
  assert.equal(await standsOut(tab), '', 'what is granted is no change')
})

// Relative luminance and contrast, WCAG 2.2.
const luminance = rgb =>
  [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const c = rgb[i] / 255
    return sum + weight * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  }, 0)
const contrast = (a, b) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

test('the ring around the small button has 3:1 on a page of any colour', async t => {
  for (const colorScheme of ['light', 'dark']) {
    const site = await visit(t, {}, { context: { colorScheme } })
    const { page: tab } = site
    await asked(site)
    await press(tab, 'reject')
    const button = tab.locator('smg-consent .float')
    await button.waitFor()
    await button.focus()
    await tab.keyboard.press('Shift+Tab')
    await tab.keyboard.press('Tab')
    assert.equal(await button.evaluate(e => e.matches(':focus-visible')), true)
    // Half faded in, all of it is paler.
    await still(tab)
    for (const colour of ['#fff', '#000', '#777', '#084b90', '#8dc2f7', '#c00', '#171d25', '#eef2f6']) {
      await tab.evaluate(value => {
        document.documentElement.style.background = value
        document.body.style.visibility = 'hidden'
        document.querySelector('smg-consent').style.visibility = 'visible'
      }, colour)
      const { x, y, width, height } = await button.boundingBox()
      const clip = { x: 0, y: Math.round(y + height / 2), width: Math.round(x + width / 2), height: 1 }
      const png = (await tab.screenshot({ clip })).toString('base64')
      // The line of pixels from the page to the button's middle, as far as the button's own edge.
      const pixels = await tab.evaluate(
        async ([base64, length]) => {
          const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0))
          const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
          const context = new OffscreenCanvas(image.width, 1).getContext('2d')
          context.drawImage(image, 0, 0)
          const { data } = context.getImageData(0, 0, Math.round(length), 1)
          return Array.from({ length: Math.round(length) }, (_, i) => [...data.slice(4 * i, 4 * i + 3)])
        },
        [png, x],
      )
      const ground = pixels[0]
      // Two pixels of one colour are a line that is seen; what is beside it must be told from it.
      const lines = pixels.filter((pixel, i) => i && `${pixel}` === `${pixels[i - 1]}`)
      const best = Math.max(...lines.map(line => Math.min(3, contrast(line, ground))))
      assert.ok(best >= 3, `${colorScheme} on ${colour}: ${best}`)
      const seen = lines.some(a => lines.some(b => `${a}` !== `${ground}` && contrast(a, b) >= 3))
      assert.ok(seen, `${colorScheme} on ${colour}: the ring is of one colour`)
    }
  }
})

// Chromium 156 takes an element of a shadow root for a candidate too, and names no element for it.
function observePaints() {
  window.__largest = []
  new PerformanceObserver(list => {
    for (const { element, size, startTime } of list.getEntries())
      window.__largest.push({ mine: Boolean(element), size, startTime })
  }).observe({ type: 'largest-contentful-paint', buffered: true })
}
const largest = tab => tab.evaluate(() => window.__largest)
const painted = async tab => {
  await still(tab)
  await tab.evaluate(async () => {
    // The browser reports a paint some frames after it.
    for (let i = 0; i < 10; i++) await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 20)))
  })
}
const phone = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true }
const texts = {
  usual: `<h1>A page</h1>${'<p>A text as long as those of usual pages are, which goes on for some lines of a phone.</p>'.repeat(20)}`,
  'of few words': '<h1>A page</h1><p>A word.</p>',
}
for (const [kind, body] of Object.entries(texts))
  for (const reducedMotion of ['no-preference', 'reduce'])
    test(`no layer is the largest paint of a page ${kind}: ${reducedMotion}`, async t => {
      // Without the module, which comes only when the page has had its largest paint: it waits for nothing of it.
      const html = page({ head: head.replace(tag, ''), config: { analytics, consent } })
      const site = await open(t, {
        html: html.replace(/<main>.*<\/main>/s, `<main>${body}</main>`),
        init: [observePaints],
        context: { ...phone, reducedMotion },
      })
      const { page: tab } = site
      const begin = async () => {
        await until('the page has been painted', async () => (await largest(tab)).length > 0)
        // A slow browser may have painted a part of it first.
        await painted(tab)
        const own = await largest(tab)
        assert.ok(own.every(({ mine }) => mine))
        await tab.evaluate(() => {
          const script = document.createElement('script')
          script.src = '/smg/smg.js'
          document.head.append(script)
        })
        return own
      }
      const own = await begin()
      await asked(site)
      await painted(tab)
      assert.deepEqual(await largest(tab), own, 'with the banner')
      assert.equal(await tab.locator('smg-consent .banner').evaluate(e => getComputedStyle(e).opacity), '1')
      await tab.evaluate(() => window.SMGConsent.rejectAll())
      await emitted(tab, 'change')
      await site.go('/second')
      const again = await begin()
      await tab.locator('smg-consent .float').waitFor()
      await painted(tab)
      assert.deepEqual(await largest(tab), again, 'with the small button')
    })
