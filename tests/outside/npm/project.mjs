// The package as its users get it: assembled and packed once for a test file, and installed into a copy of a project
// beside this file, by npm from a registry on this machine. All of it lies in build/outside.

import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { assemble } from '../../../web/package/pack.mjs'
import { root } from '../../browser/support/paths.mjs'
import { startRegistry } from './registry.mjs'

const projects = fileURLToPath(new URL('.', import.meta.url))
const own = join(root, 'build/outside', basename(process.argv[1], '.test.mjs'))

const quiet = { NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1', CI: '1', NO_COLOR: '1' }
export const environment = { ...process.env, ...quiet }

/** Runs a command to its end: { stdout, stderr }. Throws with all that it has said. */
export async function run(cwd, command, args, env = {}) {
  try {
    return await promisify(execFile)(command, args, { cwd, env: { ...environment, ...env }, maxBuffer: 1e8 })
  } catch (error) {
    throw Error(`${command} ${args.join(' ')}: ${error.message}\n${error.stdout}\n${error.stderr}`)
  }
}

let packed
async function pack() {
  const folder = join(own, 'package')
  rmSync(own, { recursive: true, force: true })
  mkdirSync(own, { recursive: true })
  const manifest = await assemble({ output: folder })
  const { stdout } = await run(folder, 'npm', ['pack', '--json', '--pack-destination', own])
  const [{ filename, files }] = Object.values(JSON.parse(stdout))
  return { folder, manifest, tarball: join(own, filename), files: files.map(({ path }) => path).sort() }
}
/** The assembled package: { folder, manifest, tarball, files }, of which `files` are those in the tarball. */
export const packedPackage = () => (packed ??= pack())

/** A copy of tests/outside/npm/NAME with the package installed in it; its folder. */
export async function installed(name) {
  const { tarball, manifest } = await packedPackage()
  const folder = join(own, name)
  cpSync(join(projects, name), folder, {
    recursive: true,
    filter: path => !/[/\\](node_modules|dist|\.next|\.astro)$/.test(path),
  })
  // Hard links: hundreds of megabytes, of which npm adds some, and changes none.
  const theirs = join(projects, name, 'node_modules')
  if (existsSync(theirs)) await run(folder, 'cp', ['-al', theirs, 'node_modules'])
  const registry = await startRegistry(tarball, manifest)
  try {
    await run(folder, 'npm', [
      'install',
      manifest.name,
      ...['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'],
      ...['--registry', registry.url, '--cache', join(own, 'cache')],
    ])
  } finally {
    await registry.close()
  }
  return folder
}
