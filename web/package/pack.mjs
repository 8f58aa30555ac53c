// Assembles the npm package in build/npm: `node web/package/pack.mjs [--dist FOLDER]`. package.json beside this file is
// its manifest; what follows from the sources is filled in here: the dependencies, and an export for each plugin.
//
// In the package the files lie to each other as they do in web/, so that what they import is found there too; the built
// files lie in dist/, the schemas of src/ and include/ in schema/.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { distFolder, filesIn } from '../files-of.mjs'
import { readJson } from '../release/files.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const web = resolve(here, '..')
const root = resolve(web, '..')
export const OUTPUT = join(root, 'build/npm')

// All of these folders is shipped; of the rest of web/ what these, and the files here, import.
const FOLDERS = ['cli', 'plugins', 'prerender'].filter(name => existsSync(join(web, name)))
const FILES = ['prerender.mjs', 'files-of.mjs']
// What they read, and no import names.
const READ = ['smg.css', 'table.css']

// The files of web/ that `entries` import, themselves among them, and the packages. Throws where one that is imported is
// not there.
async function importsOf(entries) {
  const { metafile } = await build({
    absWorkingDir: web,
    bundle: true,
    entryPoints: entries,
    format: 'esm',
    logLevel: 'silent',
    metafile: true,
    outdir: 'out',
    packages: 'external',
    platform: 'node',
    write: false,
  })
  const packages = new Set()
  for (const { imports } of Object.values(metafile.inputs))
    for (const { path, external } of imports)
      if (external && !isBuiltin(path)) packages.add(path.match(/^(@[^/]+\/)?[^/]+/)[0])
  return { files: Object.keys(metafile.inputs), packages: [...packages].sort() }
}

// Each by the version that is tested, that of web/package.json, or a newer one that is compatible with it. Vite 8 wants
// esbuild 0.27 or newer where there is one at all: a site that has both would get two. What is used of it, to make CSS
// small, is the same in all of them.
const ranges = { esbuild: version => `>=${version}` }
function dependenciesOf(packages, { peerDependencies = {} }) {
  const { dependencies } = readJson(join(web, 'package.json'))
  const needed = packages.filter(name => !(name in peerDependencies))
  const without = needed.filter(name => !dependencies[name])
  if (without.length)
    throw Error(
      `web/package.json: expected ${without} in its "dependencies", since what the package ships imports it; ` +
        `npm install --prefix web --save-exact ${without.join(' ')}`,
    )
  const range = name => (ranges[name] ?? (version => `^${version}`))(dependencies[name])
  return Object.fromEntries(needed.map(name => [name, range(name)]))
}

// A plugin is what has types beside it: plugins/vite.mjs with plugins/vite.d.ts is smg-consent/vite.
function pluginsOf(files) {
  const typed = files.filter(file => /^plugins[/\\][^/\\]+\.d\.m?ts$/.test(file))
  return Object.fromEntries(
    typed.sort().map(file => {
      const name = basename(file).replace(/\.d\.m?ts$/, '')
      return [`./${name}`, { types: `./plugins/${basename(file)}`, default: `./plugins/${name}.mjs` }]
    }),
  )
}

// Where the package comes from is known where it is published from: the registry compares it with the proof of origin.
function repository({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env) {
  return name ? { repository: { type: 'git', url: `git+${server}/${name}.git` } } : {}
}

// smg.all.js as a function: the page's bundler makes a module of it, and start.mjs says when it runs.
const bundled = script => `// Made of dist/smg.all.js by web/package/pack.mjs.\nexport function run() {\n${script}}\n`

/**
 * Fills `output` with the package. `dist` is a folder of built files: those of the build, or where there is none those of the
 * release. Returns the manifest.
 */
export async function assemble({ dist = distFolder(), output = OUTPUT } = {}) {
  if (!existsSync(join(dist, 'smg.all.js')))
    throw Error(`${dist}: expected the built files, got none; examples/serve --build-only makes them`)
  const own = FOLDERS.flatMap(folder => filesIn(join(web, folder)).map(file => join(folder, file)))
  const entries = [...FILES, ...own.filter(file => file.endsWith('.mjs'))]
  const { files, packages } = await importsOf(entries)
  const strange = files.filter(file => file.startsWith('..'))
  if (strange.length) throw Error(`${strange}: expected imports of web/ only, which the package has`)

  rmSync(output, { recursive: true, force: true })
  mkdirSync(output, { recursive: true })
  const copy = (from, to) => cpSync(from, join(output, to), { recursive: true })
  for (const file of new Set([...files, ...own, ...READ])) copy(join(web, file), file)
  for (const name of ['start.mjs', 'start.d.ts', 'prerender.d.ts']) copy(join(here, name), name)
  for (const name of ['LICENSE', 'CHANGELOG.md']) copy(join(root, name), name)
  for (const folder of ['src', 'include'])
    for (const name of readdirSync(join(root, folder)).filter(name => name.endsWith('.schema.json')))
      copy(join(root, folder, name), join('schema', name))
  // files-of.mjs finds there what else of the source the command reads.
  copy(join(root, 'src/languages'), 'schema/languages')
  copy(dist, 'dist')
  writeFileSync(join(output, 'bundled.mjs'), bundled(readFileSync(join(dist, 'smg.all.js'), 'utf8')))

  const manifest = readJson(join(here, 'package.json'))
  const { 'smg.js': hash } = readJson(join(dist, 'integrity.json'))
  const readme = readFileSync(join(here, 'README.md'), 'utf8')
  writeFileSync(
    join(output, 'README.md'),
    readme.replace('@VERSION', `@${manifest.version}`).replace('HASH', () => hash),
  )

  const { exports, ...others } = manifest
  const filled = {
    ...others,
    ...repository(),
    exports: { ...exports, ...pluginsOf(own) },
    dependencies: dependenciesOf(packages, manifest),
  }
  writeFileSync(join(output, 'package.json'), `${JSON.stringify(filled, null, 2)}\n`)
  return filled
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { dist: { type: 'string' } } })
  try {
    const { name, version } = await assemble({ dist: values.dist && resolve(values.dist) })
    console.log(`${name} ${version}: ${relative(process.cwd(), OUTPUT)}${sep}`)
  } catch (error) {
    // What is thrown on purpose says what to do; all else is a fault of ours, which wants its stack.
    if (error.constructor !== Error) throw error
    console.error(`web/package/pack.mjs: ${error.message}`)
    process.exitCode = 2
  }
}
