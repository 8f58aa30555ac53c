// What the visitor reads, as the module itself renders it: short sentences, a first layer that can be read, nothing
// named that this site does not do. By the built module (build/dist), not by the files that its texts come from.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { languages, root } from '../browser/support/paths.mjs'
import { analytics } from '../browser/support/vendors.mjs'
import { attributes, consent, firstLayer, lines, longest, Page, said, words } from './said.mjs'

const FIRST_LAYER = 60 // words, of its heading, its text and its links
const json = path => JSON.parse(readFileSync(join(root, path), 'utf8'))
const definitions = readdirSync(join(root, 'src/processors')).map(name => json(`src/processors/${name}`))
// One country of each law.
const laws = readdirSync(join(root, 'src/countries')).flatMap(
  name => json(`src/countries/${name}`).countries?.[0] ?? [],
)
const textsOf = tag => ({ ...json('src/languages/en.json'), ...json(`src/languages/${tag}.json`) })

const sites = {
  all: { analytics },
  ...Object.fromEntries(Object.keys(analytics).map(id => [id, { analytics: { [id]: analytics[id] } }])),
}

for (const tag of languages) {
  const texts = textsOf(tag)

  test(`sentences are short, whatever the site, its country and the browser's signal: ${tag}`, () => {
    for (const country of [undefined, ...laws])
      for (const [name, site] of Object.entries(sites))
        for (const gpc of [false, true])
          for (const [place, node] of said(
            tag,
            { ...site, consent: { country, bin: country === 'KZ' ? '123456789012' : undefined } },
            gpc,
          ))
            assert.deepEqual(longest(node, texts), [], `${name}, ${country}, ${place}`)
  })

  test(`the first layer is short, under the browser's signal too, and where it asks again: ${tag}`, () => {
    const { records } = new Page(tag, { analytics, consent }).press('reject')
    // With a company's name of one word, as a site of that name would have it: it is more to say than at first.
    const again = { ...consent, company: 'Alpha', revision: 1 }
    const pages = [false, true].flatMap(gpc => [
      new Page(tag, { analytics, consent }, { gpc }),
      new Page(tag, { analytics, consent: again }, { gpc }, records),
    ])
    assert.ok(lines(pages[1].shown.banner).join().includes(texts.ask_again.trim()))
    for (const { shown } of pages) {
      const { banner } = shown
      const text = firstLayer(banner)
      assert.ok(text.length >= 4 && text.includes(texts.partners_link), text.join(' | '))
      const count = words(text.join(' ')).length
      assert.ok(count <= FIRST_LAYER, `${count} words: ${text.join(' | ')}`)
    }
  })

  test(`nothing is left unfilled, and no name has a soft hyphen: ${tag}`, () => {
    for (const gpc of [false, true])
      for (const [place, node] of said(tag, sites.all, gpc)) {
        const all = [...lines(node).map(([, text]) => text), ...attributes(node)]
        assert.ok(all.length > 1, place)
        for (const text of all) assert.doesNotMatch(text, /[{}\u00ad]/, place)
      }
  })

  test(`no text names what this site does not have: ${tag}`, () => {
    for (const [name, site] of Object.entries(sites).slice(1)) {
      const own = id => id === name || (name === 'metrica' && id === 'webvisor')
      const there = definitions.filter(({ id }) => own(id))
      const named = ({ name: text }) => text[tag] ?? text.en ?? text
      const others = definitions.filter(({ id }) => !own(id)).map(named)
      const purposes = ['analytics', 'replay', 'marketing'].filter(id => !there.some(({ purpose }) => purpose === id))
      const foreign = [...others, ...purposes.flatMap(id => [texts[`${id}_name`], texts[`${id}_does`]])]
      for (const [place, node] of said(tag, site, false))
        for (const [, text] of lines(node))
          for (const one of foreign) assert.ok(!text.includes(one), `${name}, ${place}: "${one}" in "${text}"`)
    }
  })
}

// What the module has never done, and what no law of this site asks: the visitor's language is not remembered, nothing
// is sold. Words that each language has for it.
const never = {
  en: /\blanguage|\bsell\b|\bsold\b|Kazakhstan|\b94-V\b/i,
  ru: /\bязык|прода[её]|продав|Казахстан/i,
  kk: /\bтіл(і|ді|іңіз)|сат(пау|ылмай)|Қазақстан/i,
}
for (const [tag, word] of Object.entries(never))
  test(`no text names what the module does not do: ${tag}`, () => {
    for (const gpc of [false, true])
      for (const [place, node] of said(tag, sites.all, gpc))
        for (const [, text] of lines(node)) assert.doesNotMatch(text, word, place)
  })

test('what is measured is found where it is wrong', () => {
  const long = `${Array(21).fill('word').join(' ')}.`
  const site = text => ({ analytics, consent: { ...consent, texts: { en: { body: text } } } })
  const { banner } = new Page('en', site(`${long} Short.`)).shown
  assert.deepEqual(longest(banner, textsOf('en')), [long])
  const four = `${Array(60).fill('word').join(' ')}.`
  assert.ok(words(firstLayer(new Page('en', site(four)).shown.banner).join(' ')).length > FIRST_LAYER)
  assert.equal(longest(new Page('en', site('We use: a, b, c, d, e.')).shown.banner, textsOf('en')).length, 0)
  assert.match(lines(new Page('en', site('Remembers your language.')).shown.banner).join(), never.en)
})
