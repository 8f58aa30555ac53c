// Where the tests find what is built.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))
export const dist = join(root, 'build/dist')
export const examples = join(root, 'examples')
// Of the examples that have a site generator: what it has made.
export const builtExamples = join(root, 'build/examples')

// The module within smg.js, as web/build/module-text.mjs writes it.
export const moduleText = /`\u00e9\0asm(?:[^`\\]|\\.)*`/s
