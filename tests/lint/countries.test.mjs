// What the build refuses in a file of src/countries, and that those there are have what each needs.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { isCountry, lawsOf } from '../../src/countries.mjs'
import { languages, root } from '../browser/support/paths.mjs'

const json = path => JSON.parse(readFileSync(join(root, path), 'utf8'))
const folder = readdirSync(join(root, 'src/countries')).map(name => [
  name.slice(0, -'.json'.length),
  json(`src/countries/${name}`),
])

/** The faults of these files, and the laws that come of them. */
function judged(files) {
  const faults = []
  const tags = languages.map(id => ({ id, value: { ...json(`src/languages/${id}.json`) } }))
  const laws = lawsOf(
    files.map(([id, value]) => ({ path: `${id}.json`, id, value })),
    tags,
    (ok, path, where, expected) => ok || faults.push(`${path}: ${where}: expected ${expected}`),
  )
  return { faults, laws, texts: tags.find(({ id }) => id === 'en').value }
}

const sound = {
  countries: ['BR'],
  facts: ['controller', 'fact_term', 'eea_rights'],
  texts: { en: { controller: 'Controller: {company}.' }, ru: { controller: 'Оператор: {company}.' } },
  sources: [{ facts: ['controller', 'fact_term', 'eea_rights'], from: 'a law', date: '2026-11-29' }],
}
const withLaw = change => judged([...folder, ['br', { ...sound, ...change }]])

test('the files that there are have no fault, and one more may be of any country', () => {
  assert.deepEqual(judged(folder).faults, [])
  const { faults, laws, texts } = withLaw({})
  assert.deepEqual(faults, [])
  assert.deepEqual(laws.find(({ countries }) => countries.includes('BR')).facts, [
    'br_controller',
    'fact_term',
    'eea_rights',
  ])
  assert.equal(texts.br_controller, 'Controller: {company}.')
  assert.deepEqual(laws[0].countries, [], 'the law of all others is the first')
})

test('a fault in a file is told at its place', () => {
  const { en, ru } = sound.texts
  for (const [change, told] of [
    [{ facts: ['controller', 'fact_trem', 'eea_rights'] }, 'br.json: facts: expected texts of this file'],
    [{ facts: ['fact_term', 'eea_rights'] }, 'br.json: facts: expected the text controller'],
    [{ countries: ['DE'] }, 'br.json: countries: expected countries of one file each'],
    [{ countries: ['XQ'] }, 'br.json: countries: expected codes of ISO 3166-1'],
    [{ texts: { en, ru: { controller: 'Оператор.' } } }, 'br.json: texts.ru.controller: expected {company}'],
    [
      { texts: { en, ru: { ...ru, other: 'Ещё.' } } },
      'br.json: texts.ru.other: expected a text that is in English too',
    ],
    [{ texts: { en: { controller: 'By {who}.' } } }, 'br.json: texts.en.controller: expected some of company'],
    [{ texts: { en, xx: en } }, 'br.json: texts.xx: expected one of'],
    [{ sources: [] }, 'br.json: sources: expected a source of controller'],
    [{ sources: [{ ...sound.sources[0], facts: [...sound.facts, 'x'] }] }, 'br.json: sources: expected facts that are'],
  ]) {
    const { faults } = withLaw(change)
    assert.ok(
      faults.some(fault => fault.startsWith(told)),
      `${told}, got\n${faults.join('\n')}`,
    )
  }
})

test('every law speaks every language, and says where and when it was read', () => {
  for (const [name, { countries, texts, sources }] of folder) {
    for (const tag of texts ? languages : [])
      assert.deepEqual(Object.keys(texts[tag] ?? {}), Object.keys(texts.en), `${name}: ${tag}`)
    for (const { from, date } of sources ?? []) assert.ok(from && /^20\d\d-\d\d-\d\d$/.test(date), name)
    assert.ok(countries.length === 0 || sources.length > 0, name)
  }
})

test('each of the thirty countries of the Economic Area is in its file, and no other', () => {
  const { countries } = json('src/countries/eea.json')
  assert.equal(countries.length, 30)
  for (const code of ['AT', 'DE', 'FR', 'GR', 'IS', 'LI', 'NO', 'SE']) assert.ok(countries.includes(code), code)
  for (const code of ['CH', 'GB', 'KZ', 'RU', 'US']) assert.ok(!countries.includes(code) && isCountry(code), code)
})
