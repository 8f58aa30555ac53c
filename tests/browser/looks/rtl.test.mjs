// Languages that are written from right to left: every layer is the mirror of what it is in English, whether the page
// says dir="rtl" or not.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { root, textsOf } from '../support/paths.mjs'
import { asked, open, page, press, still, tag, turn, until } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const folder = join(root, 'src/translations')
const rtl = readdirSync(folder)
  .filter(name => name.endsWith('.json') && JSON.parse(readFileSync(join(folder, name), 'utf8')).$rtl)
  .map(name => name.slice(0, -'.json'.length))

const body = `<div data-smg-table></div>
<iframe data-smg-src="https://video.example/1" data-smg-purpose="marketing" title="A film" width="300" height="250"></iframe>`
const config = consent => ({
  analytics,
  consent: { company: 'Example', policyUrl: '/privacy', email: 'privacy@site.test', country: 'DE', ...consent },
})

// A page of the language, with a direction of its own or without.
async function visit(t, lang, { dir = '', consent = {}, width = 1280, waits = '' } = {}) {
  const viewport = '<meta name="viewport" content="width=device-width">'
  const html = page({ lang, config: config(consent), body: waits, head: viewport + tag }).replace(
    '<html ',
    `<html ${dir && `dir="${dir}" `}`,
  )
  const site = await open(t, { html, context: { viewport: { width, height: 800 } } })
  await asked(site)
  await site.page.waitForFunction(
    label => document.querySelector('smg-consent').shadowRoot.querySelector('h2')?.textContent === label,
    textsOf(lang).title,
  )
  return site
}

// How far each of these stands from the edges at which a line begins and ends, by the layer's own: [begin, end].
const gaps = (tab, outer, selectors) =>
  tab.evaluate(
    ([layer, list]) => {
      const within = document.querySelector('smg-consent').shadowRoot
      const box = element => element.getBoundingClientRect()
      const outside = layer ? within.querySelector(layer) : document.documentElement
      const around = layer ? box(outside) : { left: 0, right: innerWidth }
      return list.map(selector => {
        const element = within.querySelector(selector)
        const { left, right } = box(element)
        const sides = [left - around.left, around.right - right].map(Math.round)
        return getComputedStyle(element).direction === 'rtl' ? sides.reverse() : sides
      })
    },
    [outer, selectors],
  )
// Texts of other lengths end elsewhere: only where they begin is compared.
const begins = all => all.map(([begin]) => begin)
const ends = all => all.map(([, end]) => end)

const directions = tab =>
  tab.evaluate(() =>
    [...document.querySelectorAll('smg-consent, smg-face')].flatMap(host =>
      [...host.shadowRoot.querySelectorAll('[lang]')].map(layer => getComputedStyle(layer).direction),
    ),
  )

for (const lang of rtl)
  for (const dir of ['', 'rtl']) {
    const of = `${lang}${dir && ', the page too'}`

    test(`the banner and the button stand where they do in English, mirrored: ${of}`, async t => {
      // The last is how many parts of the banner begin at the same place, however long its words are.
      for (const [width, consent, least] of [
        [1280, {}, 4],
        [1280, { position: 'end' }, 4],
        [1280, { layout: 'bar' }, 3],
        [320, {}, 1],
      ]) {
        const found = []
        for (const each of ['en', lang]) {
          const site = await visit(t, each, { dir: each === 'en' ? '' : dir, consent, width })
          const banner = await gaps(site.page, '', ['.banner'])
          const parts = await gaps(site.page, '.banner', ['h2', 'p', '.links > *', '.actions'])
          await press(site.page, 'reject')
          await site.page.locator('.float').waitFor()
          const rest = await gaps(site.page, '', ['.float'])
          found.push([banner.flat(), begins(parts).slice(0, least), (consent.position ? ends : begins)(rest)])
          await site.context.close()
        }
        assert.deepEqual(found[1], found[0], `${width}, ${JSON.stringify(consent)}`)
      }
    })

    test(`the settings are those of English, mirrored, and so are their switches: ${of}`, async t => {
      for (const width of [1280, 320]) {
        const found = []
        for (const each of ['en', lang]) {
          const site = await visit(t, each, { dir: each === 'en' ? '' : dir, width })
          await press(site.page, 'partners')
          await site.page.locator('dialog[open]').waitFor()
          const tab = site.page
          await tab.locator('dialog[open]').evaluate(dialog => {
            for (const details of dialog.querySelectorAll('details')) details.open = true
          })
          await turn(tab, 'marketing')
          const begin = [
            '.head h2',
            'section.note',
            '.content > p',
            '.purpose p',
            'summary',
            'dl dt',
            'dl dd',
            '.facts li',
          ]
          const end = ['.head .close', 'input[name=marketing]']
          await still(tab)
          const knob = await tab.locator('input[name=marketing]').evaluate(input => {
            const { marginLeft, marginRight, direction } = getComputedStyle(input, '::before')
            const line = getComputedStyle(input.getRootNode().querySelector('section.note'))
            const sides = (left, right) => (direction === 'rtl' ? [right, left] : [left, right])
            return [sides(marginLeft, marginRight), sides(line.borderLeftWidth, line.borderRightWidth)]
          })
          found.push([
            begins(await gaps(tab, 'dialog[open]', begin)),
            ends(await gaps(tab, 'dialog[open]', end)),
            ends(await gaps(tab, '.row:has(input[name=marketing])', ['input[name=marketing]'])),
            knob,
          ])
          await site.context.close()
        }
        assert.deepEqual(found[1], found[0], String(width))
      }
    })

    test(`faces and the table begin at the right: ${of}`, async t => {
      const site = await visit(t, lang, { dir, waits: body })
      const tab = site.page
      await tab.locator('[data-smg-table] table').first().waitFor()
      await until('the face is there', () => tab.evaluate(() => !!document.querySelector('smg-face')))
      await tab.waitForFunction(
        who => document.querySelector('smg-face').shadowRoot.textContent.includes(who),
        textsOf(lang).face_once,
      )
      assert.deepEqual([...new Set(await directions(tab))], ['rtl'])
      const rows = await tab.locator('[data-smg-table] :is(td, th[scope=row])').evaluateAll(cells =>
        cells.map(cell => {
          const range = document.createRange()
          range.selectNodeContents(cell)
          const text = [...range.getClientRects()].map(({ right }) => right)
          return Math.round(cell.getBoundingClientRect().right - Math.max(...text))
        }),
      )
      assert.ok(rows.length > 10)
      // The underscore that a name begins with stands before it.
      const kept = await tab.locator('[data-smg-table] [data-smg-row=ga4] td').evaluateAll(cells => {
        const cell = cells.find(({ textContent }) => textContent.includes('_ga'))
        const text = [...cell.childNodes].find(node => node.data?.includes('_ga'))
        const at = text.data.indexOf('_ga')
        return [at, at + 1].map(start => {
          const range = document.createRange()
          range.setStart(text, start)
          range.setEnd(text, start + 1)
          return range.getBoundingClientRect().left
        })
      })
      assert.ok(kept[0] < kept[1], kept.join())
      assert.deepEqual([...new Set(rows)], [0])
    })
  }

test('there are languages of this direction', () => assert.ok(rtl.length >= 2))
