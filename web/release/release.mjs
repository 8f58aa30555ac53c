// Makes a release: `node web/release/release.mjs [fill] [pack]`, both without an argument. Safe to repeat. README.md beside
// this file says what a person does with it.

import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { zipSync } from 'fflate'
import { assemble } from '../package/pack.mjs'
import { BUILT, filesIn, RECORD, RELEASED, readJson, root, SOURCES, toolsOf, versionOf, withAddress } from './files.mjs'

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 }).trim()

// The commit that the files are a build of: what is not in it would be in them, and nobody could make them again.
function commitOfSources() {
  const changed = git('status', '--porcelain', '--', ...SOURCES)
  if (changed) throw Error(`expected all sources committed, got changes; commit them, or take them back:\n${changed}`)
  const commit = git('rev-parse', 'HEAD')
  // Of a release that stands, and whose sources have not changed since, the commit stays: a second run changes nothing.
  const file = join(RELEASED, RECORD)
  if (!existsSync(file)) return commit
  const { commit: recorded } = readJson(file)
  const ancestors = git('rev-list', commit).split('\n')
  const isSame = ancestors.includes(recorded) && !git('diff', '--name-only', recorded, commit, '--', ...SOURCES)
  return isSame ? recorded : commit
}

/** Builds, and fills web/dist and the README's address on a CDN with what came of it. */
function fill() {
  const version = versionOf()
  const commit = commitOfSources()
  execFileSync(join(root, 'examples/serve'), ['--build-only'], { stdio: 'inherit' })
  rmSync(RELEASED, { recursive: true, force: true })
  cpSync(BUILT, RELEASED, { recursive: true })
  const record = { version, commit, date: git('show', '-s', '--format=%cI', commit), tools: toolsOf() }
  writeFileSync(join(RELEASED, RECORD), `${JSON.stringify(record, null, 2)}\n`)
  const readme = join(root, 'README.md')
  const { 'smg.js': hash } = readJson(join(RELEASED, 'integrity.json'))
  writeFileSync(readme, withAddress(readFileSync(readme, 'utf8'), version, hash))
  console.log(`web/dist: ${version} of ${commit}`)
}

/** The bytes of a zip archive of `files`, paths and their contents: the same for the same, wherever it is made. */
export function zipOf(files) {
  // fflate writes the time of this machine's zone, and a zip knows none before 1980.
  const mtime = new Date(1980, 0, 1)
  return zipSync(Object.fromEntries(files), { level: 9, mtime, os: 3, attrs: 0o644 << 16 })
}

/** Makes the tarball for npm and the zip of the files in `dist`, and puts both beside integrity.json into `output`. */
export async function pack({ dist = RELEASED, output = join(root, 'build/release'), scratch } = {}) {
  const version = versionOf()
  const tag = process.env.GITHUB_REF_TYPE === 'tag' && process.env.GITHUB_REF_NAME
  if (tag && tag !== `v${version}`) throw Error(`expected the tag v${version}, which CMakeLists.txt says, got ${tag}`)
  rmSync(output, { recursive: true, force: true })
  mkdirSync(output, { recursive: true })
  const folder = scratch ?? join(root, 'build/npm')
  await assemble({ dist, output: folder })
  execFileSync('npm', ['pack', '--silent', '--pack-destination', output], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const within = `smg-consent-${version}`
  const files = filesIn(dist).map(name => [`${within}/${name}`, readFileSync(join(dist, name))])
  files.push([`${within}/LICENSE`, readFileSync(join(root, 'LICENSE'))])
  writeFileSync(join(output, `${within}.zip`), zipOf(files))
  cpSync(join(dist, 'integrity.json'), join(output, 'integrity.json'))
  return filesIn(output)
}

const steps = {
  fill,
  async pack() {
    if (!existsSync(join(RELEASED, RECORD))) throw Error('web/dist: expected a release, got none; run with fill first')
    if (readJson(join(RELEASED, RECORD)).version !== versionOf())
      throw Error('web/dist: expected the version of CMakeLists.txt, got another; run with fill first')
    for (const name of await pack()) console.log(`build/release/${name}`)
  },
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const chosen = process.argv.slice(2)
  const unknown = chosen.filter(name => !Object.hasOwn(steps, name))
  if (unknown.length) {
    console.error(`release: expected fill, pack or nothing, got ${unknown.join(' ')}`)
    process.exit(2)
  }
  for (const name of chosen.length ? chosen : Object.keys(steps)) await steps[name]()
}
