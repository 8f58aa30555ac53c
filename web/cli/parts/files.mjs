// Which of the built files a site fetches.

import { readdirSync } from 'node:fs'
import { languagesOf } from './languages.mjs'
import { visit } from './module.mjs'

// The forms that the script comes in, each with what it alone fetches. Where a name has its hash in it, there is "…".
const forms = {
  'smg.js': ['smg.first.wasm', 'smg.more.….js'],
  'smg.all.js': [],
  'smg.split.js': [],
}
export const scripts = Object.keys(forms)
// What each fetches: where its text is spoilt, where WebAssembly is refused, and where the page is looked into.
const ofAll = ['smg.wasm', 'smg.nowasm.js', 'smg.debug.….js']

/** The names of a form of the script and of the files that it may fetch, which every site has. Throws where one is not there. */
export function filesOf(script, dist) {
  const names = readdirSync(dist)
  return [script, ...forms[script], ...ofAll].map(wanted => {
    const found = names.find(name => name.replace(/\.[0-9a-f]{8}\.js$/, '.….js') === wanted)
    if (!found) throw Error(`${dist}: expected a whole build, got one without ${wanted}`)
    return found
  })
}

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
  return { languages, files: [...filesOf('smg.js', dist), ...new Set(asked)].sort() }
}
