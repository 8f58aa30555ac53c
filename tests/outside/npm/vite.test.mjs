// A site by Vite, with React, whose pages change in the browser alone.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { until } from '../../browser/support/site.mjs'
import { installed, run } from './project.mjs'
import { openFolder, visit } from './visit.mjs'

let folder
const built = async mode => {
  folder ??= installed('vite')
  const out = `dist-${mode}`
  await run(await folder, 'npx', ['vite', 'build', '--mode', mode, '--outDir', out], { NODE_ENV: mode })
  return join(await folder, out)
}

for (const [mode, starts] of [
  ['production', 1],
  ['development', 2],
])
  test(`built for ${mode}, where strict mode has each effect run ${starts === 1 ? 'once' : 'twice'}`, async t => {
    const site = await openFolder(t, await built(mode), { pages: {} })
    // React runs effects in a task of their own, both in the same.
    let begun
    await until('the effect has run', async () => (begun = await site.page.evaluate(() => window.__starts)))
    assert.equal(begun, starts)
    await visit(site)
    assert.deepEqual(site.said, [])
  })
