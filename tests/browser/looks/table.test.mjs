// The policy's table in the page as it is: whatever the page's own rules for tables, on every screen, in print, and
// under the judges.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import { HtmlValidate } from 'html-validate'
import { languages } from '../support/paths.mjs'
import { asked, open, tag } from '../support/site.mjs'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
const body = '<main><h1>Policy</h1><div data-smg-table id="list"></div></main>'

// What pages have for tables and helpers of their own.
const pages = {
  'no style': '',
  'a font of its own and no wrapping': 'body { font: 20px/1.2 monospace } table { white-space: nowrap }',
  'tables for figures':
    'table { min-width: 900px; table-layout: fixed } td, th { padding: 12px; white-space: nowrap; min-width: 12em }',
  'wide tables': 'table { width: 1200px } td { width: 300px; overflow-wrap: normal; word-break: keep-all }',
  'a class "hidden" (Tailwind)': '.hidden { display: none }',
  'a class "hidden" (Bootstrap)': '.hidden { display: none !important } span { white-space: nowrap }',
}

async function visit(t, style, lang = 'en') {
  const site = await open(t, { body, lang, head: `${viewport}<style>${style}</style>${tag}` })
  await asked(site)
  await site.page.locator('#list [data-smg-row]').first().waitFor()
  return site
}

for (const [what, style] of Object.entries(pages))
  for (const language of languages)
    test(`with ${what} the table makes no page wider than the screen, and hides what is hidden: ${language}`, async t => {
      const site = await visit(t, style, language)
      for (const width of [320, 360, 1280]) {
        await site.page.setViewportSize({ width, height: 640 })
        const { page, hidden, cut } = await site.page.evaluate(() => ({
          page: document.documentElement.scrollWidth,
          hidden: [...document.querySelectorAll('#list .hidden, #list thead')].map(element => element.offsetWidth),
          cut: [...document.querySelectorAll('#list :is(th, td)')].filter(
            cell => !cell.closest('thead') && cell.scrollWidth > cell.clientWidth + 1,
          ).length,
        }))
        assert.ok(page <= width, `${width}: the page is ${page} px wide`)
        assert.ok(hidden.length > 6 && Math.max(...hidden) <= 1, `${width}: what is hidden is ${hidden} px wide`)
        assert.equal(cut, 0, `${width}: cells that are too narrow for what they say`)
      }
      const links = await site.page.getByRole('link', { name: /Google Analytics 4/ }).count()
      assert.equal(links, 1, "a link that has the processor's name")
    })

test('printed, the table is black on white, whole, and no card is torn', async t => {
  const site = await visit(t, ':root { color-scheme: light dark }')
  await site.page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await site.page.setViewportSize({ width: 700, height: 900 })
  const cards = await site.page.locator('#list [data-smg-row]').evaluateAll(all =>
    all.map(card => ({
      inside: getComputedStyle(card).breakInside,
      visible: card.checkVisibility(),
      wide: card.scrollWidth <= card.clientWidth,
    })),
  )
  assert.ok(cards.length > 4)
  for (const card of cards) assert.deepEqual(card, { inside: 'avoid', visible: true, wide: true })
  assert.equal(await site.page.evaluate(() => getComputedStyle(document.querySelector('#list td')).display), 'block')
})

for (const language of languages)
  for (const colorScheme of ['light', 'dark'])
    test(`axe finds nothing wrong with the table: ${language}, ${colorScheme}`, async t => {
      const ground = colorScheme === 'dark' ? '#111' : '#fff' // axe does not know the browser's own
      const site = await visit(t, `:root { color-scheme: light dark; background: ${ground} }`, language)
      await site.page.emulateMedia({ colorScheme })
      await site.page.evaluate(() => window.SMGConsent.hide())
      await site.page.addScriptTag({ path: axe })
      const { violations, passes } = await site.page.evaluate(() => window.axe.run('#list'))
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, nodes[0].html]),
        [],
      )
      assert.ok(passes.length > 5)
    })

test('html-validate finds nothing wrong with the table', async t => {
  const site = await visit(t, '')
  const html = await site.page.locator('#list').evaluate(list => list.innerHTML)
  const report = await new HtmlValidate({
    extends: ['html-validate:recommended', 'html-validate:a11y'],
  }).validateString(html)
  const faults = report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message }) => `${ruleId}: ${message}`),
  )
  assert.deepEqual(faults, [])
})
