// c15t has no file to link to: a site bundles it. What both of its contenders share: the bundles, made by esbuild as its
// documentation's snippets say, and the options, which are in the page, so that one bundle serves any number of
// processors. Without its server ("offline"), since nothing else than the page is measured.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../browser/support/paths.mjs'
import { bundled } from './packages.mjs'

const folder = join(root, 'build/bench')
// Of its five categories those that stand for the purposes here.
const categories = { analytics: 'measurement', replay: 'experience', marketing: 'marketing' }

export const options = processors => ({
  mode: 'offline',
  consentCategories: ['necessary', ...Object.values(categories)],
  overrides: { country: 'DE' },
  scripts: processors.flatMap(({ id, purpose, snippet = [] }) =>
    snippet.map(({ src, text }, index) => ({
      id: `${id}-${index}`,
      category: categories[purpose],
      ...(src ? { src, async: true } : { textContent: text }),
    })),
  ),
})

/** Bundles an entry's text and returns the folder that has `name`.js, and `name`.css where it imports a stylesheet. */
export async function bundle(name, contents) {
  // Without the packages the contender is left out.
  if (bundled('c15t').version === 'not installed') return folder
  mkdirSync(folder, { recursive: true })
  await build({
    stdin: { contents, resolveDir: join(root, 'tests/bench'), loader: 'jsx' },
    outfile: join(folder, `${name}.js`),
    bundle: true,
    minify: true,
    format: 'iife',
    jsx: 'automatic',
    target: 'es2021',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  return folder
}
