// The playground's script: one plain file, since a page that is opened from a disk runs no modules. What it knows of
// processors, languages and hosts comes with it; definitions and languages that the module fetches are a script each, for
// the same reason.

import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { filesOf } from '../../../src/files.mjs'
import { entryOf as exampleOf } from '../../../tests/browser/support/catalogue.mjs'
import { analytics } from '../../../tests/browser/support/vendors.mjs'
import { folder, root } from './sources.mjs'

// The build's own packages are those of web/.
const { build } = createRequire(new URL('../../../web/package.json', import.meta.url))('esbuild')

const english = text => text?.en ?? text
const entryOf =
  isBuiltIn =>
  ({ value }) =>
    entry(value, isBuiltIn)
const entry = ({ id, name, purpose, idPattern, parameters, partOf, hosts }, isBuiltIn) => ({
  id,
  name: english(name),
  purpose,
  idPattern,
  parameters,
  partOf,
  hosts,
  // Those of the README are told from any other id at once.
  example: analytics[id] ?? exampleOf({ idPattern, parameters }),
  isBuiltIn,
})
const catalogue = () => [...folder('src/processors').map(entryOf(true)), ...folder('src/catalogue').map(entryOf(false))]

const write = (file, text) => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** Writes the scripts of the playground into the built site. */
export async function bundle(output) {
  const facts = {
    name: 'facts',
    setup: build => {
      build.onResolve({ filter: /^facts$/ }, () => ({ path: 'facts', namespace: 'facts' }))
      build.onLoad({ filter: /.*/, namespace: 'facts' }, () => ({
        contents: `export const catalogue = ${JSON.stringify(catalogue())}`,
      }))
    },
  }
  const from = name => fileURLToPath(new URL(`../playground/${name}`, import.meta.url))
  await build({
    entryPoints: { playground: from('playground.mjs'), 'frame/frame': from('frame.mjs') },
    outdir: join(output, 'playground'),
    bundle: true,
    format: 'iife',
    minify: true,
    target: 'es2022',
    charset: 'utf8',
    plugins: [facts],
    logLevel: 'warning',
  })
  for (const { path, text } of filesOf(join(root, 'src')))
    write(join(output, 'playground/frame', `${path}.js`), `hasCome(${JSON.stringify(path)}, ${JSON.stringify(text)})\n`)
}
