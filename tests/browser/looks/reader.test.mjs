// What a screen reader says of every state, from its first word to its last, compared with golden/<language>.txt.
// After a change that is meant:
//
//     npm run golden --prefix tests
//
// writes the files anew; read the difference as a visitor who hears it.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { textsOf as text } from '../support/paths.mjs'
import { languages, languagesOf, reach, states } from '../support/states.mjs'

const require = createRequire(import.meta.url)
const reader = readFileSync(
  join(dirname(require.resolve('@guidepup/virtual-screen-reader')), '../esm/index.browser.js'),
  'utf8',
)
const golden = language => fileURLToPath(new URL(`golden/${language}.txt`, import.meta.url))
const rewrite = process.env.SMG_GOLDEN === 'write'

// All phrases, one a line, of the layer that is in front; where none is, of the table.
async function spoken(tab) {
  await tab.route('**/reader.js', route => route.fulfill({ contentType: 'text/javascript', body: reader }))
  return tab.evaluate(async () => {
    const { virtual } = await import('/reader.js')
    const root = document.querySelector('#smg-consent')?.shadowRoot
    const container =
      root?.querySelector('dialog[open]') ??
      root?.querySelector('[data-smg=accept]')?.closest('section') ??
      document.querySelector('[data-smg-table]') ??
      root?.querySelector('section')
    await virtual.start({ container })
    try {
      const first = await virtual.lastSpokenPhrase()
      for (let i = 0; i < 2000; i++) {
        await virtual.next()
        // From the end it goes on at the beginning.
        if ((await virtual.lastSpokenPhrase()) === first) break
      }
      return await virtual.spokenPhraseLog()
    } finally {
      await virtual.stop()
    }
  })
}

// What is another one in each run, as what it is.
const constant = phrase =>
  phrase
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '(number)')
    .replace(/\d{2}\.\d{2}\.\d{4}|\d{1,2} \p{L}+ \d{4}( г\.)?/gu, '(date)')
    .replace(/www\.site\d+\.test/g, '(host)')

// A text that a state surely says, by the first word of its name.
const sureOf = { table: 'col_service', the: 'manage_link', settings: 'save', a: 'error_save' }

for (const language of languages)
  test(`what is heard, ${language}`, async t => {
    const heard = []
    for (const name of Object.keys(states)) {
      if (!languagesOf(states[name]).includes(language)) continue
      const site = await reach(t, name, language)
      const phrases = await spoken(site.page)
      const sure = name.endsWith('Privacy Control') ? 'accept_gpc' : (sureOf[name.split(' ')[0]] ?? 'accept_all')
      assert.ok(phrases.join('\n').includes(text(language)[sure]), `${name}: ${phrases.join('\n')}`)
      heard.push(`== ${name}`, ...phrases.map(constant), '')
      await site.context.close()
    }
    if (rewrite) {
      mkdirSync(dirname(golden(language)), { recursive: true })
      writeFileSync(golden(language), heard.join('\n'))
    }
    assert.deepEqual(heard, readFileSync(golden(language), 'utf8').split('\n'))
  })

test('control: a button without its name, a banner without its own, are heard', async t => {
  const site = await reach(t, 'banner', 'en')
  const before = await spoken(site.page)
  await site.page.locator('[data-smg=accept]').evaluate(button => {
    button.textContent = ''
    button.closest('section').removeAttribute('aria-label')
  })
  const after = await spoken(site.page)
  assert.ok(
    before.some(phrase => /^region, ./.test(phrase)),
    before.join('\n'),
  )
  assert.ok(!after.some(phrase => /^region, ./.test(phrase)), after.join('\n'))
  assert.ok(before.includes(`button, ${text('en').accept_all}`))
  assert.ok(after.includes('button'), after.join('\n'))
})
