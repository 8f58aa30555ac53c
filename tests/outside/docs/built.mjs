// The built documentation: its pages, as files.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtExamples } from '../../browser/support/paths.mjs'

export const folder = join(builtExamples, 'docs')

/** The paths of all pages, from the folder on, but for the one that stands in the playground's frame. */
export const pages = readdirSync(folder, { recursive: true })
  .filter(name => name.endsWith('.html') && !name.startsWith(join('playground', 'frame')))
  .sort()

export const read = name => readFileSync(join(folder, name), 'utf8')
/** Where the examples' server has a page. */
export const address = name => `/docs/${name.replace(/index\.html$/, '')}`
