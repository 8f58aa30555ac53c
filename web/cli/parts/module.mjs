// What the module makes of a configuration: the very smg.wasm that visitors get, asked as their pages ask it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { distFolder, sourceFile } from '../../files-of.mjs'
import { built, once } from '../../prerender/built.mjs'
import { begin, NOBODY } from '../../prerender/core.mjs'

const definitionIn = (dist, id) => JSON.parse(readFileSync(join(dist, `processors/${id}.json`), 'utf8'))

/**
 * The first visit to a page in the language `lang` of a site with this configuration:
 *
 *     said         what the console is told of the configuration, a line each
 *     processors   the ids of those that are asked for, own ones too
 *     purposes     the ids of the purposes that are asked for, without "necessary"
 *     table        the node of the table, as in include/smg.h, "render"; undefined where there is none
 *     language     that which the module speaks
 *     files        the paths of the files beside the script that such a page fetches
 *
 * `table` is "all" for a table that has the unused too.
 */
export function visit(config, { lang = '', host = 'www.example', table = true, dist = distFolder() } = {}) {
  const { module, fileOf } = built(dist)
  const files = []
  const take = (path, integrity) => {
    files.push(path)
    return fileOf(path, integrity)
  }
  const start = { ...NOBODY, type: 'start', config, languages: [lang], host, path: '/', table }
  const effects = begin(module, take, config, start.languages)(start)
  const of = (kind, name) => effects.find(effect => effect[0] === kind && effect[1] === name)?.[2]
  const granted = of('emit', 'ready') ?? { purposes: {}, processors: {} }
  const shown = of('render', 'table')
  return {
    said: effects.filter(([kind]) => kind === 'log').map(([, , text]) => text),
    // One that serves several purposes has a further id for each.
    processors: Object.keys(granted.processors).filter(id => !id.includes('-')),
    purposes: Object.keys(granted.purposes).filter(id => id !== 'necessary'),
    table: shown ?? undefined,
    language: shown?.[1].lang,
    files,
  }
}

const own = config => (Array.isArray(config?.consent?.processors) ? config.consent.processors : [])

/** The definitions of the processors that a configuration asks for, own ones among them, in the order of their ids. */
export const definitionsOf = (config, dist = distFolder()) =>
  visit(config, { dist })
    .processors.sort()
    .map(id => own(config).find(each => each?.id === id) ?? definitionIn(dist, id))

/** All definitions of the build. */
export const catalogue = (dist = distFolder()) => built(dist).ids.map(id => definitionIn(dist, id))

// What the three languages within the module say of countries that browsers name otherwise, or in English.
const named = once(tag => {
  try {
    return JSON.parse(readFileSync(sourceFile(`languages/${tag}.json`), 'utf8')).$countries ?? {}
  } catch {
    return {} // a language that is a file of its own, which has no such names
  }
})

/** A country's name in a language: "Ireland" for "IE". The code where it has none, or where there is no such language. */
export function countryIn(language, code) {
  try {
    return named(language)[code] ?? new Intl.DisplayNames(language, { type: 'region' }).of(code)
  } catch {
    return code
  }
}
