// Turns the JSON files of src/languages, src/views, src/processors and src/countries, and the hashes of those of
// src/catalogue and src/translations, into one C header and one C file, so that adding a language, a view, a processor or
// a country's law is adding a file. Refuses what the core could not use: a fault here is found at build time, not by a
// visitor. Usage: node embed.mjs <source folder> <output folder> [first]
// With "first" it writes what the first module carries (first.h): of the rest only the names, behind what is counted.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { holes, isCountry, lawsOf } from './countries.mjs'
import { filesOf } from './files.mjs'
import { optionsOf } from './options.mjs'
import { tableOf } from './schema.mjs'

const [source, output, kind] = process.argv.slice(2)
const faults = []
// What the first module carries, by first.json. Of a list of names: those that are carried, and those that are not.
const first = JSON.parse(readFileSync(join(source, 'first.json'), 'utf8'))
const divided = (names, member) => {
  for (const name of first[member])
    expect(names.includes(name), 'first.json', member, `some of the ${member} that there are`, name)
  const isCarried = name => kind !== 'first' || first[member].includes(name)
  return [names.filter(isCarried), names.filter(name => !isCarried(name))]
}
// The build's own packages are those of web/.
const require = createRequire(new URL('../web/package.json', import.meta.url))
const Ajv = require('ajv/dist/2020').default
const globals = require('globals')

const folder = name =>
  readdirSync(join(source, name))
    .filter(file => file.endsWith('.json'))
    .sort()
    .map(file => {
      const path = join(source, name, file)
      try {
        return { path, id: basename(file, '.json'), value: JSON.parse(readFileSync(path, 'utf8')) }
      } catch (error) {
        faults.push(`${path}: ${error.message}`)
        return { path, id: basename(file, '.json'), value: {} }
      }
    })

const expect = (ok, path, where, expected, got) =>
  ok || faults.push(`${path}: ${where}: expected ${expected}, got ${JSON.stringify(got)}`)

const literal = text =>
  `"${[...Buffer.from(text)]
    .map(byte =>
      byte < 32 || byte > 126 || byte === 34 || byte === 92 || byte === 63
        ? `\\${byte.toString(8).padStart(3, '0')}`
        : String.fromCharCode(byte),
    )
    .join('')}\\0"`

const ajv = new Ajv({ allErrors: true, strictTuples: false, verbose: true })
ajv.addKeyword('expected')

// The nearest of the names by letters put in, left out or exchanged.
const edits = (a, b) => {
  let row = [...Array(b.length + 1).keys()]
  for (let i = 1; i <= a.length; i++) {
    const last = row
    row = [i]
    for (let j = 1; j <= b.length; j++)
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]))
  }
  return row[b.length]
}
const nearest = (name, names) => names.sort((a, b) => edits(name, a) - edits(name, b))[0]

// Of what may have several forms it is enough to say that it has none of them.
const told = errors =>
  errors.filter(
    error =>
      !errors.some(
        other =>
          other !== error &&
          other.keyword === 'anyOf' &&
          (error.keyword === 'anyOf' ? error.instancePath !== other.instancePath : true) &&
          `${error.instancePath}/`.startsWith(`${other.instancePath}/`),
      ),
  )

// Notes where the value has not the form of the schema that `isValid` was compiled from; true if it has.
function check(isValid, path, value) {
  if (isValid(value)) return true
  for (const { instancePath, keyword, params, parentSchema, message, data } of told(isValid.errors)) {
    const where = instancePath.slice(1).replaceAll('/', '.') || 'the file'
    if (keyword === 'additionalProperties') {
      const name = params.additionalProperty
      const near = nearest(name, Object.keys(parentSchema.properties))
      expect(false, path, where, `known members (nearest: ${near})`, name)
    } else if (keyword === 'required') {
      expect(false, path, where, `the member ${params.missingProperty}`)
    } else if (keyword !== 'propertyNames') {
      expect(false, path, where, parentSchema.expected ?? message.replace(/^must /, 'what must '), data)
    }
  }
  return false
}

// What is fetched beside the script: of that the first module knows nothing.
const files = filesOf(source)

// What laws ask for: their form is that of country.schema.json.
const hasLawsForm = ajv.compile(JSON.parse(readFileSync(join(source, 'country.schema.json'), 'utf8')))
const isLaw = ({ path, value }) => check(hasLawsForm, path, value)

// Languages: en.json is the list of the texts; what another language lacks stays in English. A member that begins with
// "$" is no text: "$aliases", tags in small letters by which pages call the language too; "$dates", the tag by which
// dates are written where that is not the language's own; "$countries", names of countries by their codes, for a language
// in which browsers have none.
const areTags = aliases => Array.isArray(aliases) && aliases.every(tag => /^[a-z]{2,8}$/.test(tag))
const languages = folder('languages').map(({ path, id, value }) => {
  const { $aliases: aliases = [], $dates: dates = id, $countries: countries = {}, ...texts } = value
  const tags = areTags(aliases)
  expect(tags, path, '$aliases', 'tags such as "kz"', aliases)
  expect(/^[a-z]{2,3}(-\w{2,8})*$/.test(dates), path, '$dates', 'a tag such as "en-GB"', dates)
  for (const [code, name] of Object.entries(countries))
    expect(isCountry(code) && typeof name === 'string', path, '$countries', 'names by codes of ISO 3166-1', code)
  return { path, id, aliases: tags ? aliases : [], value: texts, missing: [] }
})
const english = languages.find(language => language.id === 'en')
// The texts of laws follow those of the languages: a view that has a text by its number has none of them.
const inLanguages = new Set(Object.keys(english.value))
const laws = lawsOf(folder('countries').filter(isLaw), languages, expect)
const keys = Object.keys(english.value)
// A text on a processor, "ga4_description", belongs to its definition.
const ofProcessor = key => /^(\w+?)_(name|company|description)$/.exec(key)

const definitions = new Map(folder('processors').map(processor => [processor.id, processor]))
for (const { path, id, value, missing } of languages) {
  missing.push(...keys.filter(key => !(key in value)))
  for (const key of Object.keys(value).filter(each => inLanguages.has(each) || !(each in english.value))) {
    expect(typeof value[key] === 'string', path, key, 'a text', value[key])
    const [, processor, member] = keys.includes(key) ? [] : (ofProcessor(key) ?? [])
    const definition = definitions.get(processor)?.value
    if (definition) {
      const said = definition[member]
      definition[member] = { ...(typeof said === 'string' ? { en: said } : said), [id]: value[key] }
      continue
    }
    expect(
      keys.includes(key),
      path,
      key,
      "a key of en.json, or a processor's id with _name, _company or _description",
      key,
    )
    expect(
      holes(value[key]) === holes(english.value[key]),
      path,
      key,
      holes(english.value[key]) || 'no {hole}',
      value[key],
    )
  }
}

// The core asks for a text by TEXT_key, which the compiler checks.

// Views: see src/view.h.
const allViews = folder('views')
const [viewIds, lackingViews] = divided(
  allViews.map(({ id }) => id),
  'views',
)
const views = allViews.filter(({ id }) => viewIds.includes(id))
const [carriedKeys, lackingKeys] = divided(keys, 'texts')
const holesOf = (texts, views) => {
  const ofTexts = holes(texts.map(key => english.value[key]).join()).match(/\w+/g)
  const ofViews = JSON.stringify(views.map(({ value }) => value)).match(/"@\w+/g)
  return [ofTexts, [...ofTexts, ...ofViews.map(hole => hole.slice(2))]].map(list => [...new Set(list)])
}
const [textHoles, allHoles] = holesOf(carriedKeys, views)
// The first module looks for no text by its name but for what a purpose does.
const soughtKey = key => (kind !== 'first' || /_does$/.test(key) ? key : '')
const lackingHoles = holesOf(keys, allViews)[1].filter(hole => !allHoles.includes(hole))
// The views as JSON text, in which two bytes stand for each of these: what it is, and its number.
const mark = (path, kind, list, name) => {
  const number = list.indexOf(name)
  expect(number >= 0, path, name, 'a key of en.json', name)
  expect(number < 125, path, name, 'at most 125 texts, and as many holes', number)
  return kind + String.fromCharCode(number + 3)
}
// Without the commas around it: whether there are any depends on what it stands for.
const compiled = views.map(({ path, value }) =>
  JSON.stringify(value).replace(/,?"([$@])(\w+)",?/g, (_, sign, name) =>
    sign === '$' ? mark(path, '\u0001', carriedKeys, name) : mark(path, '\u0002', allHoles, name),
  ),
)

// The purposes that are asked for, in the order in which the visitor meets them.
const purposes = JSON.parse(readFileSync(join(source, 'purposes.json'), 'utf8'))
for (const purpose of purposes)
  for (const part of ['name', 'desc', 'does'])
    expect(`${purpose}_${part}` in english.value, 'purposes.json', purpose, `the text ${purpose}_${part} in en.json`)

// Processors: their form is that of processor.schema.json, by which the core checks the definitions of a page too. What
// is asked for here besides holds only for those that come with the module.
const processors = [...definitions.values()]
const schema = JSON.parse(readFileSync(join(source, 'processor.schema.json'), 'utf8'))
const config = JSON.parse(readFileSync(join(source, 'config.schema.json'), 'utf8'))
const isDefinition = ajv.compile(schema)

// A step may reach the vendor's own names and no others: a browser's, assigned or called, is anything at all.
const browsers = new Set([...Object.keys(globals.browser), ...Object.keys(globals.builtin), 'globalThis'])
const isOwn = name => {
  const parts = name.split('.')
  return !browsers.has(parts[0]) && !parts.some(part => ['__proto__', 'prototype', 'constructor'].includes(part))
}
const reached = ([verb, ...rest]) =>
  verb === 'script' ? [] : rest.slice(0, { stub: 3, alias: 2, methods: 2, new: 2 }[verb] ?? 1)
// What only people and other tools read of a definition does not travel to the visitor.
const [members] = divided(
  Object.keys(schema.properties).filter(name => !['hosts', 'sources'].includes(name)),
  'members',
)
const shipped = value => Object.fromEntries(Object.entries(value).filter(([name]) => members.includes(name)))
// What is ours to say, and no vendor's fact.
const ours = ['id', 'name', 'partOf', 'purpose', 'otherPurposes', 'certainty', 'description', 'sources']
// A script's own attributes: none that is code, and not its address.
const isAttribute = name => /^(id|data-[a-z0-9-]+|crossorigin)$/.test(name)
const missingOf = (text, name) => {
  for (const { id, missing } of languages) if (typeof text === 'object' && !(id in text)) missing.push(name)
}
const isText = value => typeof (value?.en ?? value) === 'string'

const catalogue = files.filter(({ folder }) => folder === 'catalogue')
for (const { path, id, value, isBuiltIn } of [
  ...processors.map(each => ({ ...each, isBuiltIn: true })),
  ...catalogue.map(({ source: path, id, value }) => ({ path, id, value })),
]) {
  // What follows reads it as what it must be.
  if (!check(isDefinition, path, value)) continue
  expect(value.id === id, path, 'id', `"${id}" like the file`, value.id)
  for (const name of ['name', 'company', 'description'])
    if (isText(value[name])) isBuiltIn && missingOf(value[name], `${id}_${name}`)
    else expect(false, path, name, 'a text, or one in English', value[name])
  const addresses = typeof value.policy === 'object' ? value.policy : { en: value.policy }
  for (const address of [addresses.en, ...Object.values(addresses)])
    expect(/^https:\/\//.test(address), path, 'policy', 'an https address, in English at least', value.policy)
  const told = new Set(value.sources?.flatMap(({ facts }) => facts))
  for (const name of Object.keys(value))
    expect(ours.includes(name) || told.has(name), path, 'sources', `a source of ${name}`, [...told])
  for (const fact of told) expect(fact in value, path, 'sources', 'facts that the definition has', fact)
  for (const purpose of [value.purpose, ...(value.otherPurposes ?? [])])
    expect(purposes.includes(purpose), path, 'purpose', `one of ${purposes}`, purpose)
  expect(!value.certainty || value.reload, path, 'reload', 'true, where the facts are thin', value.reload)
  expect(isBuiltIn || !definitions.has(id), path, 'id', 'an id that is not built in', id)
  // The first module reads none of these.
  for (const name of isBuiltIn ? ['otherPurposes', 'parameters', 'regions', 'embed', 'loaded'] : [])
    expect(!(name in value), path, name, 'none, but in src/catalogue', value[name])
  for (const data of value.data ?? [undefined])
    expect(`data_${data}` in english.value, path, 'data', 'kinds of data that en.json names', data)
  for (const country of value.countries ?? [undefined])
    expect(isCountry(country), path, 'countries', 'codes of ISO 3166-1', country)
  for (const purpose of Object.keys(value.storesFor ?? {}))
    expect(purposes.includes(purpose), path, 'storesFor', `some of ${purposes}`, purpose)
  for (const part of ['start', 'stop', 'restart', 'update', 'loaded', 'join'])
    for (const step of value[part] ?? (part in { start: 0, stop: 0 } ? expect(false, path, part, 'steps') : []))
      for (const name of reached(step))
        expect(isOwn(name), path, part, "a name that is the vendor's, and none of the browser's", name)
  for (const [verb, , attributes = {}] of value.start ?? [])
    for (const name of verb === 'script' ? Object.keys(attributes) : [])
      expect(isAttribute(name), path, 'start', 'id, data-… or crossorigin', name)
  expect(
    'idPattern' in value || !/\{(id|number)\}/.test(JSON.stringify({ ...value, sources: [] })),
    path,
    'idPattern',
    'the form of the id, which {id} or {number} stands for',
    value.idPattern,
  )
}

const place = ({ value }) => purposes.indexOf(value.purpose)
processors.sort((a, b) => place(a) - place(b) || ('partOf' in a.value) - ('partOf' in b.value))
processors.forEach(({ path, value }, index) => {
  const earlier = processors.slice(0, index).map(({ id }) => id)
  // The core must know the whole by the time that it meets a part.
  if ('partOf' in value) expect(earlier.includes(value.partOf), path, 'partOf', `one of ${earlier}`, value.partOf)
})

// A language in a file of its own: with what definitions and laws say in it, as a site may give one in `texts`. What it
// lacks stands in English, and tests/lint/translations tells of it.
const otherTags = [] // by which pages call it, each with its own behind it
const plural = /^partners_(zero|one|two|few|many)$/
for (const { source: path, id, value } of files.filter(({ folder }) => folder === 'translations')) {
  const { $aliases: aliases = [], $checkedBy: checkers, $dates, $rtl, ...texts } = value
  const isList = Array.isArray(checkers) && checkers.every(name => typeof name === 'string' && name)
  expect(isList, path, '$checkedBy', 'the names of those who speak it and have read it', checkers)
  expect(/^[a-z]{2,3}$/.test(id) && !languages.some(each => each.id === id), path, 'the file', 'a tag that is free', id)
  expect(areTags(aliases), path, '$aliases', 'tags', aliases)
  for (const [key, text] of Object.entries(texts)) {
    const isKnown = keys.includes(key) || plural.test(key) || ofProcessor(key)
    expect(isKnown, path, key, 'a key of en.json', key)
    const said = holes(english.value[key])
    if (keys.includes(key)) expect(holes(text) === said, path, key, said || 'no {hole}', text)
  }
  otherTags.push(...aliases.flatMap(alias => [alias, id]))
}

if (faults.length) {
  console.error(faults.join('\n'))
  process.exit(1)
}
for (const { path, missing } of languages)
  if (missing.length && kind !== 'first')
    console.warn(`${path}: ${missing.length} texts are missing, and stay in English: ${missing.join(', ')}`)

writeFileSync(
  join(output, 'embedded.h'),
  `/* Made by src/embed.mjs from the JSON files of src. */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include <stdbool.h>

/* The texts that each language has; behind TEXT_COUNT those that were left out. So it is with holes and views. */
enum text { ${[...carriedKeys, 'COUNT', ...lackingKeys].map(key => `TEXT_${key}`).join(', ')} };
#define TEXT_OF_LAWS ${carriedKeys.filter(key => inLanguages.has(key)).length} /* the number of the first that a file of src/countries has */

/* Their keys, each with its NUL. */
extern const char embedded_text_keys[];

/* What stands in the holes of texts and views, those of texts first: HOLE_TEXTS of them. */
enum hole { ${[...allHoles, 'COUNT', ...lackingHoles].map(hole => `HOLE_${hole}`).join(', ')} };
#define HOLE_TEXTS ${textHoles.length}

/* The names of the holes in texts, each with its NUL. */
extern const char embedded_holes[];

/* The views, and the JSON text of each with its NUL, in which MARK_TEXT or MARK_HOLE and a byte, which is the number of
 * the text or hole and MARK_FIRST, stand for what is to be put there, without the commas around it. */
#define MARK_TEXT '\\1'
#define MARK_HOLE '\\2'
#define MARKS "\\1\\2"
#define MARK_FIRST 3
enum view_id { ${[...viewIds, 'COUNT', ...lackingViews].map(id => `VIEW_${id}`).join(', ')} };
extern const char embedded_views[];

/* Per language its tag and its texts in the order of their keys, each with its NUL; an empty tag ends the list. */
extern const char embedded_languages[];

/* Tags by which pages call a language too, each with the language's own, and with its NUL; an empty one ends the list. */
extern const char embedded_aliases[];

/* What stands under "Legal information": for operators in these countries, codes with a blank between, each of the
 * texts, in this order; TEXT_COUNT ends the list. "abroad": the banner too says that data leaves these countries. The
 * first, of no country, is for all others. */
struct law {
    const char *countries;
    bool abroad;
    enum text facts[${Math.max(...laws.map(({ facts }) => facts.length)) + 1}];
};
#define LAWS ${laws.length}
extern const struct law embedded_laws[LAWS];

/* The definitions of all processors as one JSON array. */
extern const char embedded_processors[];

/* The purposes that there are, in the order in which the visitor meets them, each with its NUL; an empty one ends the
 * list. */
extern const char embedded_purposes[];

/* The files beside the script that a page may ask for, each with its hash as <script integrity> has it. */
struct file {
    const char *path, *integrity;
};
#define FILES ${kind === 'first' ? 0 : files.length}
extern const struct file embedded_files[FILES + 1];

/* The options of consent.* and consent.cookie.*, each with its form, and the defaults that are neither NULL nor 0, made
 * from config.schema.json by src/options.mjs, which tells how to read a form. */
${optionsOf(config, kind === 'first' ? first.lacking : [])}

/* The form of a definition as JSON, made from processor.schema.json by src/schema.mjs, which tells how to read it. */
extern const char embedded_definition[];

#endif
`,
)
writeFileSync(
  join(output, 'embedded.c'),
  `#include "embedded.h"

const char embedded_text_keys[] = ${carriedKeys.map(soughtKey).map(literal).join('\n    ')};

const char embedded_holes[] = ${textHoles.map(literal).join(' ')};

const char embedded_views[] = ${compiled.map(literal).join('\n    ')};

const char embedded_languages[] = ${languages
    .flatMap(({ id, value }) => [literal(id), ...carriedKeys.map(key => literal(value[key] ?? english.value[key]))])
    .join('\n    ')};

const char embedded_aliases[] = ${languages
    .flatMap(({ id, aliases }) => aliases.flatMap(alias => [literal(alias), literal(id)]))
    .concat(kind === 'first' ? [] : otherTags.map(literal))
    .join(' ')}"";

const struct law embedded_laws[LAWS] = {
    ${laws
      .map(
        ({ countries, abroad, facts }) =>
          `{"${countries.join(' ')}", ${abroad}, {${[...facts.filter(key => carriedKeys.includes(key)), 'COUNT'].map(key => `TEXT_${key}`).join(', ')}}}`,
      )
      .join(',\n    ')}};

const char embedded_processors[] = ${literal(JSON.stringify(processors.map(({ value }) => shipped(value))))};

const char embedded_purposes[] = ${purposes.map(literal).join(' ')};

const struct file embedded_files[FILES + 1] = {${(kind === 'first' ? [] : files)
    .map(({ path, integrity }) => `{"${path}", "${integrity}"}`)
    .concat('{0}')
    .join(',\n    ')}};

const char embedded_definition[] = ${literal(kind === 'first' ? '' : JSON.stringify(tableOf(schema)))};
`,
)
