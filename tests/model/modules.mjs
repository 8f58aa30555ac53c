// The module as it is, and with a fault in its source: built in a folder of its own, by the same rules.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dist, root } from '../browser/support/paths.mjs'

export const built = join(dist, 'smg.wasm')
export const asBuilt = () => new WebAssembly.Module(readFileSync(built))
export const builtFirst = join(dist, 'smg.first.wasm')
export const firstAsBuilt = () => new WebAssembly.Module(readFileSync(builtFirst))

export class Workshop {
  #folder = mkdtempSync(join(tmpdir(), 'smg-model-'))
  #build = join(this.#folder, 'build')

  constructor() {
    for (const name of ['CMakeLists.txt', 'src', 'include', 'web'])
      cpSync(join(root, name), join(this.#folder, name), {
        recursive: true,
        // The packages are those that are there: nothing is to install them anew.
        filter: path => !/node_modules|package-lock/.test(path),
      })
    symlinkSync(join(root, 'web/node_modules'), join(this.#folder, 'web/node_modules'))
    const cache = readFileSync(join(root, 'build/wasm/CMakeCache.txt'), 'utf8')
    const cjson =
      /^FETCHCONTENT_SOURCE_DIR_CJSON:\w+=(.+)$/m.exec(cache)?.[1] ?? join(root, 'build/wasm/_deps/cjson-src')
    this.#cmake(
      ...['-S', this.#folder, '-B', this.#build, '-G', 'Ninja', '-DSMG_WASM=ON', '-DCMAKE_BUILD_TYPE=MinSizeRel'],
      `-DFETCHCONTENT_SOURCE_DIR_CJSON=${cjson}`,
    )
  }

  /** The bytes of the module as its source is now; of the first one by its name, "smg.first.wasm". */
  make(name = 'smg.wasm') {
    this.#cmake('--build', this.#build, '--target', name)
    return readFileSync(join(this.#build, name))
  }

  /** The module with the fault of this patch. Throws where it does not apply: the source has changed beneath it. */
  module(patch) {
    return this.#with(patch, () => new WebAssembly.Module(this.make()))
  }

  /** Both modules and the text of web/core.first.js, with the fault of this patch. */
  pair(patch) {
    return this.#with(patch, () => {
      const [whole, first] = /^--- a\/src/m.test(patch)
        ? ['smg.wasm', 'smg.first.wasm'].map(name => new WebAssembly.Module(this.make(name)))
        : [asBuilt(), firstAsBuilt()]
      return { whole, first, source: readFileSync(join(this.#folder, 'web/core.first.js'), 'utf8') }
    })
  }

  #with(patch, f) {
    this.#apply(patch)
    try {
      return f()
    } finally {
      this.#apply(patch, '--reverse')
    }
  }

  #apply(patch, ...more) {
    const { status, stderr } = spawnSync('git', ['apply', ...more, '-'], {
      cwd: this.#folder,
      input: patch,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`git apply: ${stderr}`)
  }

  #cmake(...args) {
    const { status, stdout, stderr } = spawnSync('cmake', args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`cmake ended with ${status}:\n${stdout}${stderr}`)
  }

  close() {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
