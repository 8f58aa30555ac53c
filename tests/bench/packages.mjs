// The peers' packages, as npm has unpacked them beside this file.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../browser/support/paths.mjs'

/** The version of an installed package, and the paths of files in it. */
export function bundled(name) {
  const folder = join(root, 'tests/bench/node_modules', name)
  const manifest = join(folder, 'package.json')
  return {
    version: existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : 'not installed',
    path: file => join(folder, file),
  }
}
