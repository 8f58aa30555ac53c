// How the layers look in a font that phones have (Roboto): sizes that a thumb and an eye need, and no more of the screen
// than that.

import assert from 'node:assert/strict'
import test from 'node:test'
import { languages } from '../support/paths.mjs'
import { asked, open, openSettings, tag } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const head = `<meta name="viewport" content="width=device-width, initial-scale=1"><style>:root { --smg-font: Roboto }</style>${tag}`
const consent = { company: 'ТОО «Smart Metering Group»', policyUrl: '/policy', email: 'privacy@smgcorp.test' }
// As long as the first layer's text is to be in English at most, with a company's name of three words.
const body =
  'We use no optional cookies unless you agree. If you do, {company} and {partners} will use them to {purposes}.'
const visit = (t, lang, more = {}, viewport = { width: 360, height: 640 }) =>
  open(t, { lang, head, config: { analytics, consent: { ...consent, ...more } }, context: { viewport } })

// The buttons of a layer: their box, size of text, and how far the words keep from the edges; how many lines they have.
const buttons = (tab, layer) =>
  tab.evaluate(name => {
    const root = document.querySelector('smg-consent').shadowRoot
    return [...root.querySelectorAll(`${name} .button`)].map(button => {
      const box = button.getBoundingClientRect()
      const range = document.createRange()
      range.selectNodeContents(button)
      const words = range.getBoundingClientRect()
      const style = getComputedStyle(button)
      return {
        is: button.dataset.smg,
        left: box.left,
        right: box.right,
        top: box.top,
        bottom: box.bottom,
        size: parseFloat(style.fontSize),
        room: Math.min(words.left - box.left, box.right - words.right),
        lines: Math.round(words.height / (parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.3)),
      }
    })
  }, layer)

function assertButtons(all, what) {
  assert.equal(all.length, 3, what)
  for (const each of all) {
    assert.ok(each.size >= 14, `${what}: "${each.is}" is written in ${each.size} px`)
    assert.ok(each.room >= 6, `${what}: the words of "${each.is}" are ${each.room} px from its edge`)
    for (const other of all) {
      if (other === each) continue
      const gap = Math.max(
        other.left - each.right,
        each.left - other.right,
        other.top - each.bottom,
        each.top - other.bottom,
      )
      assert.ok(gap >= 7.9, `${what}: ${gap} px between "${each.is}" and "${other.is}"`)
    }
  }
  assert.equal(new Set(all.map(each => each.lines)).size, 1, `${what}: some labels have more lines than others`)
}

for (const lang of languages)
  for (const [width, height] of [
    [320, 568],
    [360, 640],
    [768, 1024],
    [1280, 720],
  ])
    test(`words are large enough and keep clear of the edges: ${lang}, ${width}`, async t => {
      const site = await visit(t, lang, {}, { width, height })
      const { page } = site
      await asked(site)
      assert.ok(await page.evaluate(() => document.fonts.check('14px Roboto')), 'Roboto is there')
      const size = await page
        .locator('smg-consent .banner p')
        .first()
        .evaluate(p => parseFloat(getComputedStyle(p).fontSize))
      assert.ok(size >= 14, `the text is ${size} px`)
      assertButtons(await buttons(page, '.banner'), 'banner')
      await openSettings(page)
      assertButtons(await buttons(page, 'dialog'), 'settings')
    })

test('the banner takes a third of a phone in English, and half in Kazakh', async t => {
  for (const [lang, most, more] of [
    ['en', 640 / 3, { texts: { en: { body } } }],
    ['kk', 320, {}],
  ]) {
    const site = await visit(t, lang, more)
    const { page } = site
    await asked(site)
    const { height } = await page.locator('smg-consent .banner').boundingBox()
    assert.ok(height <= most, `${lang}: ${height} px`)
  }
})

test('the bar is at most 160 pixels high on a desktop', async t => {
  for (const lang of languages) {
    const site = await visit(t, lang, { layout: 'bar' }, { width: 1280, height: 720 })
    const { page } = site
    await asked(site)
    const { height } = await page.locator('smg-consent .banner').boundingBox()
    assert.ok(height <= 160, `${lang}: ${height} px`)
  }
})

test('on a phone the settings are a sheet of the whole screen, whose switches are one scroll away', async t => {
  for (const lang of languages) {
    const site = await visit(t, lang)
    const { page } = site
    await asked(site)
    await openSettings(page)
    const seen = await page.evaluate(() => {
      const dialog = document.querySelector('smg-consent').shadowRoot.querySelector('dialog')
      const box = element => element.getBoundingClientRect()
      const content = dialog.querySelector('.content')
      const rows = [...content.querySelectorAll('.purpose > .row')]
      const states = rows.map(row => box(row.querySelector('.state')))
      const inputs = rows.slice(1).map(row => box(row.querySelector('input')))
      const style = name => getComputedStyle(dialog.querySelector(name))
      return {
        sheet: ['left', 'top', 'width', 'height'].map(name => Math.round(box(dialog)[name])),
        far: inputs.at(-1).bottom - box(content).top,
        room: content.clientHeight,
        names: rows.map(row => Math.round(box(row.querySelector('strong, label')).left)),
        apart: inputs.map((input, i) => Math.round(input.left - states[i + 1].right)),
        lines: [style('.head').borderBottomWidth, style('.actions').borderTopWidth],
        ring: style('h2').outlineStyle,
        facts: dialog.querySelector('.facts').checkVisibility({ contentVisibilityAuto: true }),
        banner: getComputedStyle(dialog.parentNode.querySelector('.banner')).opacity,
      }
    })
    assert.deepEqual(seen.sheet, [0, 0, 360, 640])
    assert.ok(
      seen.far <= 2 * seen.room,
      `${lang}: the last switch ends at ${seen.far}, and ${seen.room} are seen at once`,
    )
    assert.equal(new Set(seen.names).size, 1, `${lang}: names begin at ${seen.names}`)
    for (const gap of seen.apart) assert.ok(gap >= 0 && gap <= 12, `${lang}: ${gap} px between a word and its switch`)
    assert.deepEqual(seen.lines, ['1px', '1px'], 'a line under the head as above the foot')
    assert.equal(seen.ring, 'none', 'no ring around what was focused by script')
    assert.equal(seen.facts, false, 'the facts are folded')
    assert.equal(seen.banner, '0', 'the question is not seen twice')
  }
})

test('the small button says what it is', async t => {
  const site = await visit(t, 'en')
  const { page } = site
  await asked(site)
  await page.evaluate(() => window.SMGConsent.rejectAll())
  const button = page.locator('smg-consent .float')
  await button.waitFor()
  assert.equal(await button.innerText(), 'Cookie settings')
  assert.ok((await button.boundingBox()).width < 200)
})

test('nothing looks touched where there is no pointer to hover with', async t => {
  const site = await open(t, {
    head,
    context: { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true },
  })
  await asked(site)
  const shadow = () =>
    site.page.locator('smg-consent .banner [data-smg=settings].button').evaluate(e => getComputedStyle(e).boxShadow)
  await site.page.locator('smg-consent .banner [data-smg=settings].button').hover()
  assert.equal(await shadow(), 'none')
})
