// The built module and the files beside it, as Node reads them. Read once for each folder.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { languageTags, processorIds } from '../files-of.mjs'

/** `f`, which answers a key that it was called with before as it did then. */
export const once = f => {
  const known = new Map()
  return key => {
    if (!known.has(key)) known.set(key, f(key))
    return known.get(key)
  }
}

const read = (dist, path) => {
  const text = readFileSync(join(dist, path))
  return { content: JSON.parse(text), hash: `sha256-${createHash('sha256').update(text).digest('base64')}` }
}

/**
 * { module, tags, ids, fileOf(path, integrity) } of the folder of the build: the compiled smg.wasm, the languages and the
 * processors that there are, and the content of a file that the module asks for. Throws where the folder is no build, and
 * where such a file is not the one that the module knows, which browsers would refuse.
 */
export const built = once(dist => {
  const file = join(dist, 'smg.wasm')
  const fileFrom = once(path => read(dist, path))
  try {
    return {
      module: new WebAssembly.Module(readFileSync(file)),
      tags: languageTags(dist),
      ids: processorIds(dist),
      fileOf(path, integrity) {
        const { content, hash } = fileFrom(path)
        if (hash !== integrity)
          throw Error(`${join(dist, path)}: expected that of this build, ${integrity}, got ${hash}`)
        return content
      },
    }
  } catch (error) {
    throw Error(`${file}: expected a build of the module, got ${error.message}`)
  }
})
