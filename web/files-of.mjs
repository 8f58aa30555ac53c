// Where the files lie that the command and the plugins put to use: in the package beside this file, in the repository where
// the build has left them.

import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const beside = path => fileURLToPath(new URL(path, import.meta.url))
const isRepository = existsSync(beside('../CMakeLists.txt'))

/** The folder of the built files (smg.js, processors/, …), absolute. Throws where none has been built. */
export function distFolder() {
  const places = [...(isRepository ? ['../build/dist'] : []), './dist'].map(beside)
  const found = places.find(folder => existsSync(join(folder, 'smg.js')))
  if (!found)
    throw Error(
      `${places.join(' or ')}: expected the built files, smg.js and others, got none; examples/serve --build-only makes them`,
    )
  return found
}

/** A file of the source that is not built, such as "config.schema.json": its path, absolute. The package has a copy of it. */
export const sourceFile = name => beside(`${isRepository ? '../src' : './schema'}/${name}`)

/** The files in a folder and in those within it, by their paths from there with "/", in order. */
export const filesIn = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).replaceAll(sep, '/'))
    .sort()

/** The ids of the processors that there are, in the order of the alphabet. */
export const processorIds = (dist = distFolder()) => namesIn(join(dist, 'processors'))
/** The tags of the languages that there are. */
export const languageTags = (dist = distFolder()) => namesIn(join(dist, 'languages'))
const namesIn = folder =>
  readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .map(name => name.slice(0, -'.json'.length))
    .sort()
