// Turns src/languages/*.json, src/views/*.json and src/processors/*.json into one C header and one C file, so that
// adding a language, a view or a processor is adding a file. Refuses what the core could not use: a fault here is found at build time, not by
// a visitor. Usage: node embed.mjs <source folder> <output folder>
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const [source, output] = process.argv.slice(2)
const faults = []

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

// Languages: en.json is the list of the texts.
const languages = folder('languages')
const english = languages.find(language => language.id === 'en')
const keys = Object.keys(english.value)
const holes = text => [...String(text).matchAll(/\{\w+\}/g)].map(String).sort().join()

for (const { path, value } of languages) {
  for (const key of new Set([...keys, ...Object.keys(value)])) {
    expect(typeof value[key] === 'string', path, key, 'a text', value[key])
    expect(keys.includes(key), path, key, 'a key of en.json', key)
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
const views = folder('views')
const textHoles = [...new Set(holes(Object.values(english.value).join()).match(/\w+/g))]
const viewHoles = JSON.stringify(views.map(({ value }) => value)).match(/"@\w+/g)
const allHoles = [...new Set([...textHoles, ...viewHoles.map(hole => hole.slice(2))])]
// The views as JSON text, in which two bytes stand for each of these: what it is, and its number.
const mark = (path, kind, list, name) => {
  const number = list.indexOf(name)
  expect(number >= 0, path, name, 'a key of en.json', name)
  expect(number < 125, path, name, 'at most 125 texts, and as many holes', number)
  return kind + String.fromCharCode(number + 3)
}
// Without the commas around it: whether there are any depends on what it stands for.
const compiled = views.map(({ path, value }) =>
  JSON.stringify(value).replace(/,?"([$@])(\w+)",?/g, (_, kind, name) =>
    kind === '$' ? mark(path, '\u0001', keys, name) : mark(path, '\u0002', allHoles, name),
  ),
)

// Processors. Only what shapes the core's own work is checked here.
const processors = folder('processors')
const verbs = ['stub', 'set', 'alias', 'call', 'script']
// What only people and other tools read of a definition does not travel to the visitor.
const shipped = ({ hosts, ...rest }) => rest
const isText = value => typeof value === 'string' || languages.every(({ id }) => typeof value?.[id] === 'string')

for (const { path, id, value } of processors) {
  expect(value.id === id, path, 'id', `"${id}" like the file`, value.id)
  for (const name of ['name', 'company', 'text'])
    expect(isText(value[name]), path, name, 'a text in each language', value[name])
  expect(/^https:\/\//.test(value.policy), path, 'policy', 'an https address', value.policy)
  expect(`${value.purpose}_name` in english.value, path, 'purpose', 'a purpose that en.json names', value.purpose)
  expect(value.purpose !== 'necessary', path, 'purpose', 'a purpose that is asked for', value.purpose)
  for (const data of value.data ?? [undefined])
    expect(`data_${data}` in english.value, path, 'data', 'kinds of data that en.json names', data)
  for (const country of value.countries ?? [undefined])
    expect(`country_${country}` in english.value, path, 'countries', 'countries that en.json names', country)
  for (const kept of [value, ...Object.values(value.also ?? {})])
    for (const store of ['cookies', 'local', 'session'])
      for (const [name, life] of Object.entries(kept[store] ?? {}))
        expect(
          /^(\d+(s|min|h|d|m|y)|session|none)$/.test(life),
          path,
          `${store}.${name}`,
          'a lifetime such as 2y, 30min, session',
          life,
        )
  for (const purpose of Object.keys(value.also ?? {}))
    expect(`${purpose}_name` in english.value, path, 'also', 'purposes that en.json names', purpose)
  for (const part of ['start', 'stop', 'again', 'change'])
    for (const step of value[part] ?? (part in { start: 0, stop: 0 } ? [undefined] : []))
      expect(verbs.includes(step?.[0]), path, part, `steps of ${verbs}`, step)
}

// In the order in which the visitor meets the purposes, which is that of the texts.
const place = ({ value }) => keys.indexOf(`${value.purpose}_name`)
processors.sort((a, b) => place(a) - place(b) || ('partOf' in a.value) - ('partOf' in b.value))
processors.forEach(({ path, value }, index) => {
  const earlier = processors.slice(0, index).map(({ id }) => id)
  // The core must know the whole by the time that it meets a part.
  if ('partOf' in value) expect(earlier.includes(value.partOf), path, 'partOf', `one of ${earlier}`, value.partOf)
})

if (faults.length) {
  console.error(faults.join('\n'))
  process.exit(1)
}

writeFileSync(
  join(output, 'embedded.h'),
  `/* Made by src/embed.mjs from src/languages and src/processors. */
#ifndef EMBEDDED_H
#define EMBEDDED_H

/* The texts that each language has. */
enum text { ${keys.map(key => `TEXT_${key}`).join(', ')}, TEXT_COUNT };

/* Their keys, each with its NUL. */
extern const char embedded_text_keys[];

/* What stands in the holes of texts and views, those of texts first: HOLE_TEXTS of them. */
enum hole { ${allHoles.map(hole => `HOLE_${hole}`).join(', ')} };
#define HOLE_TEXTS ${textHoles.length}

/* The names of the holes in texts, each with its NUL. */
extern const char embedded_holes[];

/* The views, and the JSON text of each with its NUL, in which MARK_TEXT or MARK_HOLE and a byte, which is the number of
 * the text or hole and MARK_FIRST, stand for what is to be put there, without the commas around it. */
#define MARK_TEXT '\\1'
#define MARK_HOLE '\\2'
#define MARKS "\\1\\2"
#define MARK_FIRST 3
enum view { ${views.map(({ id }) => `VIEW_${id}`).join(', ')} };
extern const char embedded_views[];

/* Per language its tag and its texts in the order of their keys, each with its NUL; an empty tag ends the list. */
extern const char embedded_languages[];

/* The definitions of all processors as one JSON array. */
extern const char embedded_processors[];

#endif
`,
)
writeFileSync(
  join(output, 'embedded.c'),
  `#include "embedded.h"

const char embedded_text_keys[] = ${keys.map(literal).join('\n    ')};

const char embedded_holes[] = ${textHoles.map(literal).join(' ')};

const char embedded_views[] = ${compiled.map(literal).join('\n    ')};

const char embedded_languages[] = ${languages
    .flatMap(({ id, value }) => [literal(id), ...keys.map(key => literal(value[key]))])
    .join('\n    ')};

const char embedded_processors[] = ${literal(JSON.stringify(processors.map(({ value }) => shipped(value))))};
`,
)
