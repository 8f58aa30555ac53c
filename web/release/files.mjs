// What a release is: the files of web/dist, and the commit and the tools that have made them, web/dist/release.json.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export { filesIn } from '../files-of.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const RELEASED = join(root, 'web/dist')
export const BUILT = join(root, 'build/dist')
export const RECORD = 'release.json'

/** What build/dist is made of, as paths for git: where none of it has changed, it is the same build. */
export const SOURCES = [
  ...['CMakeLists.txt', 'CMakePresets.json', 'include', 'src', ':(exclude)src/*.md'],
  ...[':(glob)web/*.js', ':(glob)web/*.css', ':(glob)web/*.d.ts', 'web/build', 'web/package-lock.json'],
]

export const readJson = file => JSON.parse(readFileSync(file, 'utf8'))

/** The version, of which CMakeLists.txt is the source. */
export function versionOf(folder = root) {
  const [, version] = readFileSync(join(folder, 'CMakeLists.txt'), 'utf8').match(/^project\(smg VERSION ([\d.]+)/m)
  return version
}

export const sha256 = content => createHash('sha256').update(content).digest('hex')

/** With what a build in `folder` is made: { emcc, clang, cJSON, node, lock }, of which `lock` is the hash of the lock file. */
export const toolsOf = (folder = root) => ({
  ...readJson(join(folder, 'build/wasm/tools.json')),
  node: process.versions.node,
  lock: sha256(readFileSync(join(folder, 'web/package-lock.json'))),
})

const MARKS = /(<!-- cdn -->\n)[\s\S]*?(<!-- \/cdn -->)/
/** The text of the README with the address and the hash of a release between its two comments. */
export function withAddress(text, version, hash) {
  if (!MARKS.test(text)) throw Error('README.md: expected <!-- cdn --> and <!-- /cdn -->, each on a line of its own')
  const tag = `<script async fetchpriority="high" src="https://cdn.jsdelivr.net/npm/smg-consent@${version}/dist/smg.js" integrity="${hash}" crossorigin="anonymous"></script>`
  return text.replace(MARKS, (_, begin, end) => `${begin}\`\`\`html\n${tag}\n\`\`\`\n${end}`)
}
