// Which of the built files a site fetches.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { languagesOf } from './languages.mjs'
import { visit } from './module.mjs'

// The script, what it fetches later, and what stands in for it where WebAssembly is refused or the script's text spoilt.
const always = [
  'smg.js',
  /^smg\.more\.\w+\.js$/,
  /^smg\.debug\.\w+\.js$/,
  'smg.nowasm.js',
  'smg.first.wasm',
  'smg.wasm',
]

// The language that a configuration gives all pages, if there is such a one.
function fixedIn(config, dist) {
  const { language } = config.consent ?? {}
  try {
    return typeof language === 'string' && language !== 'auto' ? languagesOf(language, config, dist)[0] : undefined
  } catch {
    return undefined // that of each page counts then
  }
}

/**
 * { languages, files }: the tags of the site's languages, and the paths below `dist` of all that its pages may ask for.
 * `lang`: the languages of the pages, with commas; without it that of the configuration, or, where each page's own counts,
 * all.
 */
export function filesFor(config, { lang, dist }) {
  const fixed = fixedIn(config, dist)
  const named = languagesOf(lang ?? fixed ?? 'all', config, dist)
  const languages = [...new Set([...(fixed ? [fixed] : []), ...named])]
  const asked = languages.flatMap(tag => visit(config, { lang: tag, dist }).files)
  const scripts = always.map(name =>
    typeof name === 'string' ? name : readdirSync(dist).find(each => name.test(each)),
  )
  const missing = scripts.find(name => !name || !existsSync(join(dist, name)))
  if (missing !== undefined || scripts.includes(undefined))
    throw Error(`${dist}: expected a whole build, got one without ${missing ?? 'smg.more.….js'}`)
  return { languages, files: [...scripts, ...new Set(asked)].sort() }
}
