// The scripts of the build with less in them: the modules' languages and definitions that a site does not use are left out.
// What then differs is put right in turn: the names and hashes by which the files know each other.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { literal, textOf } from '../../build/module-text.mjs'
import { built } from '../../prerender/built.mjs'
import { fetched, instanceOf, NOBODY } from '../../prerender/core.mjs'
import { lessened } from './module-data.mjs'

const FALLBACK = 'en' // in which all stands that another language lacks
const hash = (bytes, name = 'sha384', form = 'base64') => createHash(name).update(bytes).digest(form)
const integrityOf = bytes => `sha384-${hash(bytes)}`

// The text with `after` for each of its `before`s; throws where there is none.
function exchanged(text, before, after) {
  if (!text.includes(before)) throw Error(`expected ${before.slice(0, 60)} in a script of the build, got none`)
  return text.replaceAll(before, () => after)
}

// By this list the script tells whether a page is in a language that the first module speaks: each tag, and behind it the
// others by which pages call the language.
function withTags(text, within, kept) {
  const [list] = text.match(new RegExp(`\\(${within[0]}\\|[a-z|]*\\|\\$\\)`)) ?? []
  if (!list) throw Error('expected the list of languages in smg.js, got none')
  let isKept
  const tags = list.slice(1, -'|$)'.length).split('|')
  const left = tags.filter(tag => {
    if (within.includes(tag)) isKept = kept.includes(tag)
    return isKept
  })
  return exchanged(text, list, `(${[...left, '$'].join('|')})`)
}

// ---- The proof --------------------------------------------------------------------------------------------------

const press = (name, more) => ({
  ...{ type: 'action', name, inside: true, trusted: true, pointer: true, repeated: false, age: 1000 },
  ...more,
})
const next = { type: 'next' }
const visits = [
  [press('accept'), next, next, press('withdraw'), next, press('settings')],
  [press('reject'), next, press('settings'), press('save', { on: [] }), next],
]

// What a module answers to a visit: the texts of all its answers. Cookies are kept as a browser keeps them. The first module
// hears of no files, and of no table: that is for the whole.
function answers(module, start, events, { isFirst, fileOf }) {
  const ask = instanceOf(module)
  let cookies = ''
  const said = []
  const tell = event => {
    const text = ask({ ...event, cookies, table: event.type === 'added' })
    said.push(text)
    for (const [kind, path, integrity] of JSON.parse(text)) {
      if (kind === 'store' && path) [cookies] = path.split(';')
      if (kind === 'fetch') tell(fetched(path, fileOf(path, integrity)))
    }
  }
  const before = isFirst
    ? [start]
    : [{ ...start, type: 'wants' }, start, { type: 'added', purposes: [], processors: [] }]
  for (const event of [...before, ...events]) tell(event)
  return said.join('\n')
}

// Nobody takes it on trust that nothing else has changed: both modules are asked the same, in each language.
function assertAlike(name, bytes, own, { config, languages, ...how }) {
  const modules = [bytes, own].map(each => new WebAssembly.Module(each))
  for (const lang of languages)
    for (const events of visits) {
      const start = { ...NOBODY, type: 'start', config, languages: [lang], host: 'www.example', path: '/' }
      const [one, other] = modules.map(module => answers(module, start, events, how))
      if (one !== other)
        throw Error(`${name}: with less in it, it answers otherwise in ${lang}; give --whole, which leaves it as it is`)
    }
}

// -----------------------------------------------------------------------------------------------------------------

// [path, integrity] of the files that the module can ask for.
function filesIn(dist, bytes) {
  const { tags, ids } = built(dist)
  const paths = [...ids.map(id => `processors/${id}.json`), ...tags.map(tag => `languages/${tag}.json`)]
  return paths
    .map(path => [path, `sha256-${hash(readFileSync(join(dist, path)), 'sha256')}`])
    .filter(([, integrity]) => bytes.includes(integrity))
}

/**
 * The contents of smg.js and of what goes with it, by their names, for a site with this configuration whose pages are in
 * `languages`, and that asks for `files`. Throws where what is left would answer otherwise than the whole.
 */
export function lessOf(dist, { config, languages, files }) {
  const read = name => readFileSync(join(dist, name))
  const { fileOf, tags } = built(dist)
  const given = Object.keys(config.analytics ?? {})
  const known = filesIn(dist, read('smg.wasm'))
  // The languages in the modules, in their order: those that are no files for the module.
  const within = tags.filter(tag => !known.some(([path]) => path === `languages/${tag}.json`))
  const kept = within.filter(tag => tag === FALLBACK || languages.includes(tag))
  const dropped = known.filter(([path]) => !files.includes(path))
  const less = (name, more) => {
    const bytes = read(name)
    const own = lessened(bytes, { tags: within, languages: kept, processors: given, ...more })
    assertAlike(name, bytes, own, { config, languages, fileOf, isFirst: !more })
    return [bytes, own]
  }
  const [first, ownFirst] = less('smg.first.wasm')
  const [whole, ownWhole] = less('smg.wasm', { dropped })
  const text = (name, [before, after]) => {
    const put = exchanged(read(name).toString(), literal(textOf(before)), literal(textOf(after)))
    return exchanged(put, integrityOf(before), integrityOf(after))
  }
  const moreName = files.find(name => /^smg\.more\./.test(name))
  const more = text(moreName, [whole, ownWhole])
  const ownName = `smg.more.${hash(more, 'sha256', 'hex').slice(0, 8)}.js`
  const script = [
    [moreName, ownName],
    [integrityOf(read(moreName)), integrityOf(more)],
  ].reduce((code, [before, after]) => exchanged(code, before, after), text('smg.js', [first, ownFirst]))
  return new Map([
    ['smg.js', Buffer.from(withTags(script, within, kept))],
    [ownName, Buffer.from(more)],
    ['smg.first.wasm', ownFirst],
    ['smg.wasm', ownWhole],
  ])
}
