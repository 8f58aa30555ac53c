// Where the tests find what is built.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))
export const dist = join(root, 'build/dist')
export const examples = join(root, 'examples')
// Of the examples that have a site generator: what it has made.
export const builtExamples = join(root, 'build/examples')

// The tags of all languages.
export const languages = readdirSync(join(root, 'src/languages')).flatMap(name => name.match(/(.*)\.json$/)?.[1] ?? [])
// Some that are not among them, for what happens where a page or a browser asks for such a one.
export const [foreign, alsoForeign] = ['ja', 'ko', 'th', 'vi'].filter(tag => !languages.includes(tag))
// A language's texts as the visitor reads them: where it has a gap, the English one stands.
export const textsOf = tag =>
  Object.assign(
    {},
    ...['en', tag].map(name => JSON.parse(readFileSync(join(dist, 'languages', `${name}.json`), 'utf8'))),
  )

// The module within smg.js, as web/build/module-text.mjs writes it.
export const moduleText = /`\u00e9\0asm(?:[^`\\]|\\.)*`/s
