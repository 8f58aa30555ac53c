// How long the module takes to build: all of it in a new clone, with what is fetched already there, and again after one
// source file was touched.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../browser/support/paths.mjs'

export default {
  title: 'Build',
  says: 'The preset "wasm" in a new clone with its dependencies at hand, and again after one C file was touched.',
  rounds: 3,
  asked: true,
  cases: [{ id: 'wasm', title: 'wasm' }],
  figures: [
    { id: 'full', title: 'full', unit: 's', digits: 1 },
    { id: 'again', title: 'incremental', unit: 's', digits: 1 },
  ],
  goals: [
    { text: 'a full build within a minute', figure: 'full', most: 60 },
    { text: 'an incremental one within two seconds', figure: 'again', most: 2 },
  ],
  wants: ({ id }) => id === 'smg',

  async visit() {
    const folder = mkdtempSync(join(tmpdir(), 'smg-build-'))
    const clone = join(folder, 'smg')
    const run = (...command) => execFileSync(command[0], command.slice(1), { cwd: clone, stdio: 'pipe' })
    const timed = f => {
      const start = performance.now()
      f()
      return (performance.now() - start) / 1000
    }
    try {
      execFileSync('git', ['clone', '--quiet', root, clone], { stdio: 'pipe' })
      cpSync(join(root, 'web/node_modules'), join(clone, 'web/node_modules'), { recursive: true, dereference: true })
      const cjson = process.env.SMG_CJSON_DIR || join(root, 'build/deps/cjson')
      const full = timed(() => {
        run('cmake', '--preset', 'wasm', `-DFETCHCONTENT_SOURCE_DIR_CJSON=${cjson}`)
        run('cmake', '--build', '--preset', 'wasm')
      })
      const now = new Date()
      utimesSync(join(clone, 'src/view.c'), now, now)
      const again = timed(() => run('cmake', '--build', '--preset', 'wasm'))
      return { full, again }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
