// The plugins as they lie in the package: all that they import and read is in it, and their types hold.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { assemble } from '../../../web/package/pack.mjs'
import { root } from '../../browser/support/paths.mjs'
import { output, project, run } from './support.mjs'

const place = output('packed')
const folder = join(place, 'node_modules/smg-consent')
let manifest

before(async () => {
  rmSync(place, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  manifest = await assemble({ output: folder })
  // What it depends on, and what a site has beside it.
  symlinkSync(join(root, 'web/node_modules'), join(folder, 'node_modules'))
  for (const name of ['astro', 'vite'])
    symlinkSync(join(project('astro'), 'node_modules', name), join(place, 'node_modules', name))
})

const places = ['astro', 'eleventy', 'vite']
test('each is an export of the package, and nothing else of their folder is', () => {
  const plugins = Object.entries(manifest.exports).filter(([, { types }]) => types?.startsWith('./plugins/'))
  assert.deepEqual(
    plugins.map(([name]) => name).sort(),
    places.map(name => `./${name}`),
  )
})

test('a build by the packed plugin has what a build by this one has', async () => {
  const build = async (folder, env) => {
    await run('vite', ['build', '--logLevel=warn', `--outDir=${folder}`, '--emptyOutDir'], env)
    return ['ru/policy.html', '_headers', 'smg/smg.table.css'].map(name => readFileSync(join(folder, name), 'utf8'))
  }
  const packed = await build(join(place, 'packed'), { PLUGIN: join(folder, 'plugins/vite.mjs') })
  assert.deepEqual(packed, await build(join(place, 'own')))
})

test('their types take what is right and refuse what is wrong', () => {
  writeFileSync(join(place, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(place, 'uses.ts'),
    `import { defineConfig as astro } from 'astro/config'
import inAstro, { csp } from 'smg-consent/astro'
import inEleventy from 'smg-consent/eleventy'
import inVite from 'smg-consent/vite'
import { defineConfig as vite } from 'vite'

const options = { config: { analytics: { ga4: 'G-XXXXXXXXXX' } }, policy: 'headers' as const }
export const sites = [
  vite({ plugins: [inVite(options)] }),
  astro({ security: { csp: csp(options) }, integrations: [inAstro(options)] }),
]
inEleventy({}, { config: ({ site }) => site.consent, address: '/smg/' })
// @ts-expect-error: no such policy
inVite({ config: {}, policy: 'header' })
// @ts-expect-error: no configuration
inAstro({})
// @ts-expect-error: no such option
inEleventy({}, { config: {}, foldr: '/smg/' })
`,
  )
  const tsc = join(root, 'tests/node_modules/typescript/bin/tsc')
  const flags = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext']
  const { stdout, status } = spawnSync(process.execPath, [tsc, ...flags, 'uses.ts'], { cwd: place, encoding: 'utf8' })
  assert.equal(stdout, '')
  assert.equal(status, 0)
})
