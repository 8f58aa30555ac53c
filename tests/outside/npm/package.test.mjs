// The package itself: what is in it, that its manifest is right by two judges, and, since both are blind to an entry that
// is not there, that each of its entries is one in a project of its own.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { assemble } from '../../../web/package/pack.mjs'
import { dist, root } from '../../browser/support/paths.mjs'
import { installed, packedPackage, run } from './project.mjs'

const bin = name => join(root, 'tests/node_modules/.bin', name)
const readJson = file => JSON.parse(readFileSync(file, 'utf8'))
const filesIn = folder =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter(name => statSync(join(folder, name)).isFile())
    .sort()

// One for all tests: installed by the first that wants it.
let project
const inProject = () => (project ??= installed('node'))
const evaluate = async (script, ...flags) => {
  const { stdout, stderr } = await run(await inProject(), 'node', [...flags, '--input-type=module', '--eval', script])
  assert.equal(stderr, '')
  return stdout
}

test('the version is that of CMakeLists.txt wherever it stands', async () => {
  const [, version] = readFileSync(join(root, 'CMakeLists.txt'), 'utf8').match(/^project\(smg VERSION ([\d.]+)/m)
  const lock = readJson(join(root, 'web/package-lock.json'))
  const { manifest } = await packedPackage()
  assert.deepEqual(
    [readJson(join(root, 'web/package.json')).version, lock.version, lock.packages[''].version, manifest.version],
    Array(4).fill(version),
  )
})

test('the tarball has all that was assembled, the built files byte for byte', async () => {
  const { folder, files } = await packedPackage()
  assert.deepEqual(files, filesIn(folder))
  assert.deepEqual(filesIn(join(folder, 'dist')), filesIn(dist))
  for (const name of filesIn(dist))
    assert.ok(readFileSync(join(dist, name)).equals(readFileSync(join(folder, 'dist', name))), name)
  assert.deepEqual(
    files.filter(name => /test|node_modules|package-lock/.test(name)),
    [],
  )
})

test("its README's address on a CDN has the version and the hash of what is in it", async () => {
  const { folder, manifest } = await packedPackage()
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  const { 'smg.js': hash } = readJson(join(folder, 'dist/integrity.json'))
  assert.ok(readme.includes(`smg-consent@${manifest.version}/dist/smg.js" integrity="${hash}"`))
})

test('publint finds nothing, with its warnings as errors and its suggestions', async () => {
  const { folder, manifest } = await packedPackage()
  const { messages } = await publint({ pkgDir: folder, strict: true, level: 'suggestion' })
  assert.deepEqual(
    messages.map(message => formatMessage(message, manifest)),
    [],
  )
})

test('published by a workflow it names the repository, which the proof of origin is compared with', async () => {
  const { folder } = await packedPackage()
  Object.assign(process.env, { GITHUB_SERVER_URL: 'https://git.example', GITHUB_REPOSITORY: 'somebody/consent' })
  try {
    const { repository } = await assemble({ output: join(folder, '../of-a-workflow') })
    assert.deepEqual(repository, { type: 'git', url: 'git+https://git.example/somebody/consent.git' })
  } finally {
    delete process.env.GITHUB_SERVER_URL
    delete process.env.GITHUB_REPOSITORY
  }
})

test('arethetypeswrong finds nothing', async () => {
  const { tarball, manifest } = await packedPackage()
  const { stdout } = await run(root, bin('attw'), [tarball, '--profile', 'esm-only', '--format', 'json'])
  const { analysis } = JSON.parse(stdout)
  const judged = Object.entries(analysis.entrypoints).filter(([, { isWildcard }]) => !isWildcard)
  assert.deepEqual(
    judged.map(([name]) => name).sort(),
    Object.keys(manifest.exports)
      .filter(name => !name.includes('*'))
      .sort(),
  )
  // A package of modules alone has nothing for require() in the oldest way of finding it.
  assert.deepEqual(
    analysis.problems.filter(({ kind, resolutionKind }) => kind !== 'CJSResolvesToESM' && resolutionKind !== 'node10'),
    [],
  )
})

test('each export is a file that is there, and each script among them can be imported on a server', async () => {
  const { manifest } = await packedPackage()
  const names = Object.keys(manifest.exports).map(name =>
    join(manifest.name, name).replace('dist/*', 'dist/smg.wasm').replace('schema/*', 'schema/config.schema.json'),
  )
  const said = await evaluate(`
    const names = ${JSON.stringify(names)}
    const urls = names.map(name => import.meta.resolve(name))
    for (const [i, url] of urls.entries()) if (url.endsWith('.mjs')) await import(names[i])
    console.log(JSON.stringify(urls))`)
  for (const url of JSON.parse(said)) assert.ok(existsSync(new URL(url)), url)
  for (const name of [manifest.unpkg, manifest.jsdelivr, manifest.types, manifest.main])
    assert.ok(existsSync(join(await inProject(), 'node_modules', manifest.name, name)), name)
})

test('on a server start() does nothing, and resolves with undefined', async () => {
  const said = await evaluate(`
    import { start } from 'smg-consent'
    const before = Object.getOwnPropertyNames(globalThis).length
    const results = [await start({ analytics: { ga4: 'G-ABC1234567' } }), await start()]
    const added = Object.getOwnPropertyNames(globalThis).length - before
    console.log(JSON.stringify({ results, added }))`)
  assert.deepEqual(JSON.parse(said), { results: [null, null], added: 0 })
})

test('a CommonJS project takes it by require() too, where Node can', async () => {
  const script = `require('smg-consent').start({}).then(api => console.log(api))`
  const { stdout } = await run(await inProject(), 'node', ['--input-type=commonjs', '--eval', script])
  assert.equal(stdout, 'undefined\n')
})

for (const [module, moduleResolution] of [
  ['preserve', 'bundler'],
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
])
  test(`its types compile, and refuse what is wrong, with moduleResolution ${moduleResolution}`, async () => {
    await run(await inProject(), bin('tsc'), [
      ...['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom'],
      ...['--module', module, '--moduleResolution', moduleResolution, 'uses.ts'],
    ])
  })

test('the command is there by its name, with all that it imports and reads', async () => {
  const { manifest } = await packedPackage()
  const { stdout } = await run(await inProject(), 'npx', ['--no', '--', 'smg-consent', '--version'])
  assert.equal(stdout, `${manifest.version}\n`)
})

test('the banner is put into a page by what is in the package alone', async () => {
  const said = await evaluate(`
    import { prerenderPage } from 'smg-consent/prerender'
    const page = '<!doctype html><html lang="en"><head><meta charset="utf-8"><script src="/smg/smg.js"></script></head><body></body></html>'
    const { html, hashes } = await prerenderPage(page, { config: { analytics: { ga4: 'G-ABC1234567' } }, host: 'www.example.com' })
    console.log(JSON.stringify({ has: html.includes('<smg-consent id=smg-consent>'), hashes: hashes.length }))`)
  assert.deepEqual(JSON.parse(said), { has: true, hashes: 1 })
})

test('without a build it is made of the files of the release, and without both it says what to do', t => {
  const folder = mkdtempSync(join(tmpdir(), 'smg-'))
  t.after(() => rmSync(folder, { recursive: true }))
  // A repository in which nothing has been built.
  for (const name of ['CMakeLists.txt', 'web/files-of.mjs']) cpSync(join(root, name), join(folder, name))
  const found = () => {
    const script = "import('./web/files-of.mjs').then(({ distFolder }) => console.log(distFolder()))"
    const { stdout, stderr } = spawnSync(process.execPath, ['--eval', script], { cwd: folder })
    return `${stdout}${stderr}`
  }
  assert.match(
    found(),
    /build.dist or .*dist: expected the built files, .* got none; examples\/serve --build-only makes them/,
  )
  for (const place of ['web/dist', 'build/dist']) {
    mkdirSync(join(folder, place), { recursive: true })
    writeFileSync(join(folder, place, 'smg.js'), '')
    assert.equal(found().trim(), join(realpathSync(folder), place))
  }
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'web/package/pack.mjs'), '--dist', folder])
  assert.equal(status, 2)
  assert.match(String(stderr), /^web\/package\/pack\.mjs: .*: expected the built files, got none; [^\n]*\n$/)
})
