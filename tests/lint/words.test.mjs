// What the visitor reads, as the module itself renders it: short sentences, a first layer that can be read, nothing
// named that this site does not do. By the built module (build/dist), not by the files that its texts come from.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { languages, root } from '../browser/support/paths.mjs'
import { analytics } from '../browser/support/vendors.mjs'
import { asBuilt } from '../model/modules.mjs'

const SENTENCE = 20 // words
const FIRST_LAYER = 60 // words, of its heading, its text and its links
const company = 'Alpha Beta Gamma Delta Epsilon' // of five words
const json = path => JSON.parse(readFileSync(join(root, path), 'utf8'))
const definitions = readdirSync(join(root, 'src/processors')).map(name => json(`src/processors/${name}`))
// One country of each law.
const laws = readdirSync(join(root, 'src/countries')).flatMap(
  name => json(`src/countries/${name}`).countries?.[0] ?? [],
)
const textsOf = tag => ({ ...json('src/languages/en.json'), ...json(`src/languages/${tag}.json`) })

const module = asBuilt()

/** A visitor's page: events in, and what is shown at each place as it is by then. */
class Page {
  #core = new WebAssembly.Instance(module).exports
  #now = 1795003200
  records
  shown = {}
  said = []

  constructor(tag, config, more = {}, records = { cookies: '', refusal: null }) {
    this.records = records
    this.send({
      type: 'start',
      config,
      languages: [tag],
      host: 'site.test',
      secure: true,
      gpc: false,
      framed: false,
      ...more,
    })
  }

  send(event) {
    const now = this.#now++
    const all = { now, random: '0123456789abcdef'.repeat(2), table: true, shown: '', woken: [], pending: [] }
    const bytes = Buffer.from(JSON.stringify({ ...all, ...this.records, ...event }))
    const at = this.#core.smg_buffer(bytes.length)
    Buffer.from(this.#core.memory.buffer).set(bytes, at)
    const from = this.#core.smg_dispatch(bytes.length)
    const memory = Buffer.from(this.#core.memory.buffer)
    let next = false
    for (const [kind, first, second] of JSON.parse(memory.toString('utf8', from, memory.indexOf(0, from)))) {
      if (kind === 'render') this.shown[first] = second
      if (kind === 'render' && second) this.said.push([first, second])
      if (kind === 'store') this.records = { cookies: first.split(';')[0].replace(/^\w+=$/, ''), refusal: second }
      next ||= kind === 'next'
    }
    if (next) this.send({ type: 'next' })
    return this
  }

  press(name, on) {
    return this.send({ type: 'action', name, inside: true, trusted: true, on })
  }
}

// Elements within a line of text; all others begin one of their own.
const inline = ['span', 'a', 'time', 'b']

/** The lines of a node, [tag, text, the label before it] each, in their order. */
function lines(node) {
  const found = []
  let line
  const walk = part => {
    if (typeof part === 'number') line[1] += '1 January 2027'
    else if (typeof part === 'string') line[1] += part
    else if (!Array.isArray(part)) line[1] += part?.country ?? ''
    else {
      const [tag, , ...children] = part
      const outer = line
      if (!inline.includes(tag)) found.push((line = [tag, '', found.findLast(([name]) => name === 'dt')?.[1]]))
      for (const child of children) walk(child)
      // What follows a block within this line is a line anew.
      line = outer
    }
  }
  walk(node)
  return found.map(([tag, text, label]) => [tag, text.trim(), label]).filter(([, text]) => text)
}

const words = text => text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word))
// A list behind a colon, such as the countries that data goes to, is as long as it is: it counts as one word.
const sentences = text =>
  text
    .replace(/: [^:.]*, [^:.]*(, [^:.]*)+/g, ': list')
    .split(/(?<=[.!?])\s+/)
    .filter(sentence => sentence.trim())

const longest = (node, texts) =>
  lines(node)
    // Of a processor's columns all but its purpose are names and lists.
    .filter(([tag, , label]) => tag !== 'td' && (tag !== 'dd' || label === texts.col_purpose))
    .flatMap(([, text]) => sentences(text))
    .filter(sentence => words(sentence).length > SENTENCE)

const firstLayer = node =>
  lines(node)
    .filter(
      ([tag], i, all) =>
        ['h2', 'p'].includes(tag) || (tag === 'button' && i < all.findIndex(([name]) => name === 'div')),
    )
    .concat(linksOf(node))
    .map(([, text]) => text)
const linksOf = node =>
  Array.isArray(node) ? (node[1].class === 'link' ? [['a', String(node[2])]] : node.slice(2).flatMap(linksOf)) : []

const consent = { company, policyUrl: '/privacy', email: 'privacy@site.test' }
const sites = {
  all: { analytics },
  ...Object.fromEntries(Object.keys(analytics).map(id => [id, { analytics: { [id]: analytics[id] } }])),
}

/** What is said on all ways through a site: [where, node] each. */
function said(tag, config, gpc) {
  const whole = { ...config, consent: { ...consent, ...config.consent } }
  const yes = new Page(tag, whole, { gpc }).press('partners').press('close').press('settings').press('accept')
  yes.press('settings').press('withdraw')
  const no = new Page(tag, whole, { gpc })
    .press('reject')
    .press('settings')
    .press('save', Object.keys(config.analytics))
  return [...yes.said, ...no.said]
}

const attributes = node =>
  Array.isArray(node)
    ? [...Object.values(node[1]).filter(value => typeof value === 'string'), ...node.slice(2).flatMap(attributes)]
    : []

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
