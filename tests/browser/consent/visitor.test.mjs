// The choice stays in the visitor's hands: where the focus goes, what the banner covers, the button that brings the
// settings back, the receipt, the browser's privacy signal, and a page that changes under the module.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { languages, root, textsOf as text } from '../support/paths.mjs'
import {
  asked,
  cookie,
  emitted,
  isAsking,
  open,
  openSettings,
  page,
  parse,
  press,
  ran,
  settle,
  tag,
  turn,
  until,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const float = tab => tab.locator('.float')
const floating = tab => float(tab).waitFor()
const focused = tab =>
  tab.evaluate(() => {
    const { activeElement } = document
    const inner = activeElement.shadowRoot?.activeElement
    return inner
      ? (inner.dataset.smg ?? inner.name ?? inner.id) || inner.id
      : activeElement.id || activeElement.localName
  })
// The focus is given back in a frame of its own, after the banner has gone.
const comesBack = (tab, name) => until(`the focus comes back to ${name}`, async () => (await focused(tab)) === name)
const banner = tab => tab.locator('.banner')
const signal = () => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true })

test('showing the banner moves no focus', async t => {
  const slow = '<script>addEventListener("DOMContentLoaded", () => document.getElementById("field").focus())</script>'
  const site = await open(t, { body: slow })
  await asked(site)
  assert.equal(await focused(site.page), 'field')
})

test('a choice in the banner gives the focus back to where it was', async t => {
  const site = await open(t)
  await asked(site)
  await site.page.locator('#field').focus()
  await press(site.page, 'reject')
  await until('the banner has gone', async () => !(await isAsking(site.page)))
  await comesBack(site.page, 'field')
})

test('where nothing of the page had the focus, its content gets it', async t => {
  const site = await open(t)
  await asked(site)
  await site.page.keyboard.press('Tab')
  await press(site.page, 'reject')
  await until('the banner has gone', async () => !(await isAsking(site.page)))
  await comesBack(site.page, 'main')
  // And is as it was when the focus leaves.
  await site.page.keyboard.press('Tab')
  assert.equal(await site.page.locator('main').getAttribute('tabindex'), null)
})

test('the settings take the focus to their heading, and give it back to what opened them', async t => {
  const site = await open(t, { body: '<button id="opener" data-smg-action="settings">Cookies</button>' })
  await asked(site)
  await openSettings(site.page)
  await comesBack(site.page, 'smg_settings')
  await site.page.keyboard.press('Escape')
  await site.page.locator('dialog').waitFor({ state: 'detached' })
  await comesBack(site.page, 'settings')
  await site.page.locator('#opener').click()
  await site.page.locator('dialog[open]').waitFor()
  await press(site.page, 'save')
  await until('the banner has gone', async () => !(await isAsking(site.page)))
  await comesBack(site.page, 'opener')
})

test('the focus stays within the open settings', async t => {
  const site = await open(t)
  await asked(site)
  await openSettings(site.page)
  for (const key of ['Tab', 'Shift+Tab'])
    for (let i = 0; i < 25; i++) {
      await site.page.keyboard.press(key)
      const inPage = await site.page.evaluate(() => document.activeElement.matches('#field, #second, main, h1'))
      assert.ok(!inPage, `${key} number ${i} left the dialog`)
    }
})

test('what has the focus is never under the banner, and the page can be read to its end', async t => {
  const links = '<p><a href="#a">A link</a></p>'.repeat(40)
  const site = await open(t, { body: links, context: { viewport: { width: 360, height: 640 } } })
  await asked(site)
  // It is made in the frame after the banner's.
  const room = () => site.page.evaluate(() => parseInt(getComputedStyle(document.documentElement).paddingBottom, 10))
  await until('there is room for the banner', async () => (await room()) > 100)
  await site.page.locator('#field').focus()
  for (let i = 0; i < 40; i++) {
    await site.page.keyboard.press('Tab')
    const hidden = await site.page.evaluate(() => {
      const { activeElement } = document
      const { bottom } = activeElement.getBoundingClientRect()
      const top = document.querySelector('smg-consent').shadowRoot.querySelector('.banner').getBoundingClientRect().top
      return activeElement.closest('main') && bottom > top
    })
    assert.ok(!hidden, `link ${i} is under the banner`)
  }
  // The room follows the banner's height, and goes with it.
  await site.page.evaluate(() => window.SMGConsent.setLanguage('kk'))
  const follows = () =>
    site.page.evaluate(() => {
      const { height } = document
        .querySelector('smg-consent')
        .shadowRoot.querySelector('.banner')
        .getBoundingClientRect()
      return parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) >= height
    })
  await until('the room follows', follows)
  await site.page.setViewportSize({ width: 320, height: 640 })
  await until('the room follows', follows)
  await press(site.page, 'reject')
  await floating(site.page)
  // The small button needs room of its own, and less.
  await until('there is room for the small button', async () => (await room()) >= 44 && (await room()) < 100)
  await site.page.evaluate(() => window.SMGConsent.reset())
  await asked(site)
  await site.page.evaluate(() => window.SMGConsent.hide())
  await until('the banner has gone', async () => !(await isAsking(site.page)))
  // It goes in the frame after the banner.
  const sheets = () => site.page.evaluate(() => document.adoptedStyleSheets.length)
  await until('its room has gone', async () => !(await sheets()))
  assert.deepEqual(
    await site.page.evaluate(() => {
      const { paddingBottom, scrollPaddingBottom } = getComputedStyle(document.documentElement)
      return [
        paddingBottom,
        scrollPaddingBottom,
        document.adoptedStyleSheets.length,
        document.documentElement.style.length,
      ]
    }),
    ['0px', 'auto', 0, 0],
  )
})

test('after a choice a small button opens the settings again, on every page', async t => {
  const site = await open(t)
  await asked(site)
  assert.equal(await float(site.page).count(), 0)
  await press(site.page, 'reject')
  await floating(site.page)
  await site.go('/second')
  await floating(site.page)
  assert.equal(await float(site.page).textContent(), text('en').manage_link)
  const { width, height } = await float(site.page).boundingBox()
  assert.ok(width >= 44 && height >= 44, `${width} × ${height}`)
  await float(site.page).click()
  await site.page.locator('dialog[open]').waitFor()
  assert.equal(await float(site.page).count(), 0)
  await site.page.keyboard.press('Escape')
  await floating(site.page)
})

test('floatingButton: false leaves it out', async t => {
  const site = await open(t, { config: { analytics, consent: { floatingButton: false } } })
  await asked(site)
  await press(site.page, 'reject')
  await emitted(site.page, 'consent')
  await site.page.locator('smg-consent .hidden').waitFor({ state: 'attached' })
  await settle(site.page)
  assert.equal(await float(site.page).count(), 0)
  assert.equal(await site.page.locator('smg-consent .hidden').count(), 1, 'only the status is left')
})

test('the settings tell the choice, its date and its number in each language', async t => {
  const site = await open(t)
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, all)
  await floating(site.page)
  await float(site.page).click()
  await site.page.locator('dialog[open]').waitFor()
  const { id, time } = parse((await cookie(site)).value)
  const date = to => new Intl.DateTimeFormat(to, { dateStyle: 'long' }).format(time * 1000)
  const figures = new Intl.DateTimeFormat('ru').format(time * 1000)
  for (const tag of languages) {
    await site.page.evaluate(to => window.SMGConsent.setLanguage(to), tag)
    const shown = (await site.page.locator('dialog[open] .choice').allTextContents()).join(' ')
    const months = await site.page.evaluate(to => new Intl.DateTimeFormat(to, { month: 'long' }).format(), tag)
    // Some browsers know no Kazakh months; a wrong language's would be worse than figures.
    assert.ok(shown.includes(/\d/.test(months) ? figures : date(tag === 'en' ? 'en-GB' : tag)), shown)
    assert.ok(shown.includes(text(tag).analytics_name), shown)
    assert.equal(shown.replace(/[^0-9a-f]/g, '').includes(id), true, shown)
  }
})

test('the receipt can be taken along, and names the text that was shown', async t => {
  const site = await open(t)
  await asked(site)
  // The text has its hash by the time that one has which is begun later.
  await site.page.evaluate(() => crypto.subtle.digest('SHA-256', new Uint8Array(1)).then(() => 0))
  await settle(site.page, 100)
  const shown = await banner(site.page).textContent()
  await press(site.page, 'accept')
  await ran(site.page, all)
  await floating(site.page)
  await float(site.page).click()
  const [download] = await Promise.all([site.page.waitForEvent('download'), press(site.page, 'receipt')])
  assert.equal(download.suggestedFilename(), 'consent.json')
  const receipt = JSON.parse(readFileSync(await download.path(), 'utf8'))
  const hash = createHash('sha256').update(shown).digest('base64url')
  const record = parse((await cookie(site)).value)
  assert.equal(receipt.notice.sha256, hash)
  assert.equal(record.notice, hash)
  assert.match(receipt.record_id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(receipt.record_id.replaceAll('-', ''), record.id)
  assert.deepEqual(receipt, await site.page.evaluate(() => window.SMGConsent.getReceipt()))
  assert.ok((await cookie(site)).value.length + 'smg_consent='.length < 200)
})

test('the receipt by a button of the page', async t => {
  const site = await open(t, { body: '<button id="receipt" data-smg-action="receipt">My record</button>' })
  await asked(site)
  await site.page.locator('#receipt').click()
  await press(site.page, 'accept')
  await emitted(site.page, 'consent')
  const [download] = await Promise.all([site.page.waitForEvent('download'), site.page.locator('#receipt').click()])
  assert.equal(download.suggestedFilename(), 'consent.json')
})

test('the status says what was chosen, in a place that was there before', async t => {
  const site = await open(t)
  await asked(site)
  const status = site.page.locator('smg-consent [role=status]')
  assert.equal(await status.textContent(), '')
  // The very element, never taken out in between: a screen reader listens to what it knows.
  const taken = await site.page.evaluateHandle(() => {
    const list = []
    new MutationObserver(changes => {
      for (const { removedNodes } of changes) list.push(...[...removedNodes].map(node => node.nodeName))
    }).observe(document.body, { childList: true })
    return list
  })
  const region = await status.elementHandle()
  await press(site.page, 'reject')
  await until('it is said', async () => (await status.textContent()) === text('en').status_rejected)
  assert.equal(await region.evaluate(element => element.isConnected && element.textContent), text('en').status_rejected)
  assert.deepEqual(await taken.jsonValue(), [])
  await site.page.evaluate(() => window.SMGConsent.showPreferences())
  await turn(site.page, 'ga4')
  await press(site.page, 'save')
  await until('it is said', async () => (await status.textContent()) === text('en').status_saved)
  assert.equal(await status.getAttribute('aria-live'), null)
})

test('what is said to screen readers alone is not seen, whatever the page does to its <body>', async t => {
  const head =
    '<style>body { filter: grayscale(1); margin: 60px 20px 0 }</style><script async src="/smg/smg.js"></script>'
  const site = await open(t, { head, config: { analytics, consent: { floatingButton: false } } })
  await asked(site)
  await site.page.evaluate(() => scrollTo(0, 0))
  await press(site.page, 'reject')
  const said = site.page.locator('smg-consent .hidden')
  await until('it is said', async () => (await said.count()) > 0)
  await comesBack(site.page, 'main')
  await until('the room has gone', () => site.page.evaluate(() => !document.adoptedStyleSheets.length))
  await settle(site.page)
  const seen = await site.page.screenshot()
  await said.evaluate(element => element.remove())
  assert.deepEqual(await site.page.screenshot(), seen)
})

test('with Global Privacy Control the banner leaves advertising off, and says so', async t => {
  const site = await open(t, { init: [signal] })
  await asked(site)
  assert.equal(await site.page.locator('[data-smg=accept]').textContent(), text('en').accept_gpc)
  assert.ok((await site.page.locator('.banner').textContent()).includes(text('en').gpc_short))
  await site.page.evaluate(() => window.SMGConsent.showPreferences())
  assert.equal(await site.page.locator('dialog[open] .note').textContent(), text('en').gpc_note)
  await press(site.page, 'close')
  await press(site.page, 'accept')
  await ran(site.page, ['ga4', 'metrica', 'clarity', 'hotjar'])
  await settle(site.page)
  assert.ok(!site.loads.includes('metaPixel'))
  await site.page.evaluate(() => window.SMGConsent.showPreferences())
  await turn(site.page, 'marketing')
  await press(site.page, 'save')
  await ran(site.page, ['metaPixel'])
  await site.go('/second')
  await ran(site.page, all)
})

test('Do Not Track is no signal', async t => {
  const site = await open(t, { init: [() => Object.defineProperty(Navigator.prototype, 'doNotTrack', { value: '1' })] })
  await asked(site)
  assert.equal(await site.page.locator('[data-smg=accept]').textContent(), text('en').accept_all)
})

test('a page that replaces its body, or empties it, keeps the banner and the open settings', async t => {
  const site = await open(t)
  await asked(site)
  const put = '<main><h1>Another</h1></main>'
  await site.page.evaluate(html => {
    const body = document.createElement('body')
    body.innerHTML = html
    document.body = body
  }, put)
  await until('the banner is back', () => banner(site.page).isVisible())
  await site.page.evaluate(html => {
    document.body.innerHTML = html
  }, put)
  await until('the banner is back', () => banner(site.page).isVisible())
  assert.ok(await site.page.evaluate(() => document.body.firstElementChild.localName === 'smg-consent'))
  await openSettings(site.page)
  await turn(site.page, 'ga4')
  await site.page.evaluate(html => {
    document.body.innerHTML = html
  }, put)
  await until('the settings are back', () => site.page.locator('dialog[open]').isVisible())
  assert.ok(
    await site.page.evaluate(() => document.querySelector('smg-consent').shadowRoot.querySelector('dialog:modal')),
  )
  assert.equal(await site.page.locator('input[name=ga4]').isChecked(), true)
  await press(site.page, 'save')
  await ran(site.page, ['ga4'])
})

test('a page that insists on removing the element is not hung, and nothing loads', async t => {
  const site = await open(t, {
    body: `<script>new MutationObserver(() => document.querySelector('smg-consent')?.remove())
      .observe(document, { childList: true, subtree: true })</script>`,
  })
  await emitted(site.page, 'show')
  await settle(site.page, 1000)
  assert.equal(await site.page.evaluate(() => 1 + 1), 2)
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('a page within another page is not asked unless it wants to', async t => {
  const inner = page()
  const wanting = page({ config: { analytics, consent: { inFrames: true } } })
  const html = page({ code: null, head: '', body: '<iframe src="/inner" width="600" height="500"></iframe>' })
  const site = await open(t, { html, pages: { '/inner': inner, '/wanting': wanting } })
  const frame = () => site.page.frames().find(one => one !== site.page.mainFrame())
  await until('the module has started', () => frame()?.evaluate(() => !!window.SMGConsent?.acceptAll))
  await frame().evaluate(() => window.SMGConsent.ready.then(() => 0))
  await settle(site.page)
  assert.equal(await frame().locator('smg-consent').count(), 0)
  await frame().goto(`${site.origin}/wanting`)
  await frame().locator('.banner').waitFor()
})

test("a language of the page's own that lacks texts is completed in English, and one message says so", async t => {
  const consent = { language: 'eo', texts: { eo: { title: 'Cookies: Ihre Wahl', accept_all: 'Alle annehmen' } } }
  const site = await open(t, { config: { analytics, consent } })
  await asked(site)
  assert.equal(await site.page.locator('[data-smg=accept]').textContent(), 'Alle annehmen')
  assert.equal(await site.page.locator('[data-smg=reject]').textContent(), 'Reject all')
  // Those of the English file: what a copy of the built one has besides, on processors and laws, may be left out.
  const keys = Object.keys(JSON.parse(readFileSync(join(root, 'src/languages/en.json'), 'utf8'))).filter(
    key => !key.startsWith('$'),
  )
  const missing = keys.filter(key => !(key in consent.texts.eo)).slice(0, 5)
  assert.deepEqual(site.said, [
    `SMG Consent: SMG_CONFIG.consent.texts.eo: expected all ${keys.length} texts, got 2; missing: ${missing.join(', ')}, ...`,
  ])
})

test('pressing down, dragging off and letting go does nothing', async t => {
  const site = await open(t)
  await asked(site)
  for (const name of ['accept', 'reject']) {
    const { x, y, width, height } = await site.page.locator(`[data-smg=${name}]:visible`).boundingBox()
    await site.page.mouse.move(x + width / 2, y + height / 2)
    await site.page.mouse.down()
    await site.page.mouse.move(x + width / 2, y - 300, { steps: 5 })
    await site.page.mouse.up()
  }
  await settle(site.page)
  assert.ok(await isAsking(site.page))
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('nobody is asked again after Reject: twenty page views, a reload, another tab', async t => {
  const site = await open(t)
  await asked(site)
  await press(site.page, 'reject')
  await emitted(site.page, 'consent')
  for (let i = 0; i < 20; i++) {
    await site.go(i % 2 ? '/' : '/second')
    await emitted(site.page, 'consent')
    assert.equal(await isAsking(site.page), false)
    assert.equal(await focused(site.page), 'body')
  }
  await site.page.reload()
  await emitted(site.page, 'consent')
  assert.equal(await isAsking(site.page), false)
  const other = await site.tab('/second')
  await emitted(other, 'consent')
  assert.equal(await isAsking(other), false)
})

test('Kazakh letters are letters, not boxes for what a font does not have', async t => {
  const site = await open(t, { lang: 'kk' })
  await asked(site)
  const odd = await site.page.evaluate(() => {
    const font = getComputedStyle(document.querySelector('smg-consent').shadowRoot.querySelector('.banner')).font
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const draw = letter => {
      context.canvas.width = context.canvas.height = 40
      context.font = font
      context.fillText(letter, 5, 30)
      return context.getImageData(0, 0, 40, 40).data.join()
    }
    // A noncharacter has no glyph in any font: what is drawn for it is the box.
    const box = draw('\u{2FFFF}')
    return [...'әғқңөұүһіӘҒҚҢӨҰҮҺІ'].filter(letter => draw(letter) === box || draw(letter) === draw(' '))
  })
  assert.deepEqual(odd, [])
})

for (const lang of languages)
  test(`half of a phone's screen is the page's, whatever the banner has to say: ${lang}`, async t => {
    const viewport = { width: 360, height: 640 }
    // In a font that phones have.
    const head = `<style>:root { --smg-font: Roboto }</style>${tag}`
    const share = async site => (await banner(site.page).boundingBox()).height / viewport.height
    const signalled = await open(t, { lang, head, init: [signal], context: { viewport } })
    await asked(signalled)
    // "Accept all except advertising" takes a line of its own, and so do the two others, to be as large.
    assert.ok((await share(signalled)) <= 0.55, `under the privacy signal ${await share(signalled)}`)
    // Everything but the first processor is new.
    const few = page({ lang, head, config: { analytics: { ga4: analytics.ga4 } } })
    const site = await open(t, { lang, html: few, pages: { '/more': page({ lang, head }) }, context: { viewport } })
    await asked(site)
    await press(site.page, 'reject')
    await emitted(site.page, 'consent')
    await site.go('/more')
    await asked(site)
    assert.ok((await share(site)) <= 0.5, `asked again ${await share(site)}`)
  })
