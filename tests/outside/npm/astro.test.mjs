// A site by Astro, whose client router exchanges <head> and <body> at each change of the page.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { installed, run } from './project.mjs'
import { openFolder, visit } from './visit.mjs'

test('with the client router', async t => {
  const folder = await installed('astro')
  await run(folder, 'npm', ['run', 'build'])
  const site = await openFolder(t, join(folder, 'dist'))
  await visit(site)
  assert.deepEqual(site.said, [])
})
