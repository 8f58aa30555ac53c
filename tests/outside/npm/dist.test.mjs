// web/dist holds a build of the commit that it names, byte for byte, and the README leads to just that.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import test from 'node:test'
import {
  BUILT,
  filesIn,
  RECORD,
  RELEASED,
  readJson,
  root,
  SOURCES,
  sha256,
  toolsOf,
  versionOf,
  withAddress,
} from '../../../web/release/files.mjs'
import { pack, zipOf } from '../../../web/release/release.mjs'

const { unzipSync } = createRequire(join(root, 'web/release/'))('fflate')
const unpacked = join(root, 'build/outside/dist')
const file = join(RELEASED, RECORD)
const record = existsSync(file) ? readJson(file) : undefined
const skip = record ? false : 'no release has been made yet: web/release/README.md'

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const holds = (...args) => {
  try {
    git(...args)
    return true
  } catch {
    return false
  }
}

test('web/dist names its commit and tools, and has the files that its integrity.json says', { skip }, () => {
  assert.match(record.commit, /^[0-9a-f]{40}$/)
  assert.deepEqual(Object.keys(record.tools), ['emcc', 'clang', 'cJSON', 'node', 'lock'])
  const integrity = readJson(join(RELEASED, 'integrity.json'))
  assert.deepEqual(filesIn(RELEASED), [...Object.keys(integrity), 'integrity.json', RECORD].sort())
  for (const [name, hash] of Object.entries(integrity)) {
    const content = readFileSync(join(RELEASED, name))
    assert.equal(`sha384-${createHash('sha384').update(content).digest('base64')}`, hash, name)
  }
})

test("the README's address on a CDN, and its hash, are those of web/dist", { skip }, () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const { 'smg.js': hash } = readJson(join(RELEASED, 'integrity.json'))
  assert.equal(withAddress(readme, record.version, hash), readme)
})

// A build of the recorded commit in a clone of its own: the folder of its files.
function built(commit) {
  const clone = join(unpacked, 'clone')
  rmSync(clone, { recursive: true, force: true })
  git('clone', '--quiet', '--shared', '--no-checkout', root, clone)
  git('-C', clone, 'checkout', '--quiet', '--detach', commit)
  execFileSync('cp', ['-al', join(root, 'web/node_modules'), join(clone, 'web/node_modules')])
  // As npm leaves it: newer than the lock file, so that nothing is installed.
  utimesSync(join(clone, 'web/node_modules/.package-lock.json'), new Date(), new Date())
  const cache = readFileSync(join(root, 'build/wasm/CMakeCache.txt'), 'utf8')
  const [, cjson] = cache.match(/^FETCHCONTENT_SOURCE_DIR_CJSON:\w+=(.+)$/m) ?? []
  const run = args => execFileSync('cmake', args, { cwd: clone, stdio: ['ignore', 'ignore', 'inherit'] })
  run(['--preset', 'wasm', ...(cjson ? [`-DFETCHCONTENT_SOURCE_DIR_CJSON=${cjson}`] : [])])
  run(['--build', '--preset', 'wasm'])
  return join(clone, 'build/dist')
}

test('web/dist is a build of that commit, byte for byte', { skip }, t => {
  if (!holds('cat-file', '-e', `${record.commit}^{commit}`)) return t.skip(`this clone has no commit ${record.commit}`)
  const tools = toolsOf()
  const lock = sha256(git('show', `${record.commit}:web/package-lock.json`))
  assert.equal(lock, record.tools.lock, 'the recorded lock file is that of the commit')
  // The same JavaScript is made by any version of Node.
  const others = Object.keys(tools).filter(name => name !== 'node' && tools[name] !== record.tools[name])
  if (others.length)
    return t.skip(`made with ${others.map(name => `${name} ${record.tools[name]}, here is ${tools[name]}`).join('; ')}`)
  const isSame = holds('diff', '--quiet', record.commit, '--', ...SOURCES)
  const folder = isSame ? BUILT : built(record.commit)
  assert.deepEqual(
    filesIn(RELEASED).filter(name => name !== RECORD),
    filesIn(folder),
  )
  const different = filesIn(folder).filter(
    name => !readFileSync(join(RELEASED, name)).equals(readFileSync(join(folder, name))),
  )
  assert.deepEqual(different, [])
})

test('the archives are the same whenever they are made, and hold the files', async () => {
  const once = async () => {
    const output = join(unpacked, 'release')
    const names = await pack({ dist: BUILT, output, scratch: join(unpacked, 'npm') })
    return Object.fromEntries(names.map(name => [name, sha256(readFileSync(join(output, name)))]))
  }
  const first = await once()
  const name = `smg-consent-${versionOf()}`
  assert.deepEqual(Object.keys(first), ['integrity.json', `${name}.tgz`, `${name}.zip`])
  assert.deepEqual(await once(), first)

  const zip = join(unpacked, 'release', `${name}.zip`)
  const files = unzipSync(readFileSync(zip))
  assert.deepEqual(Object.keys(files).sort(), [...filesIn(BUILT), 'LICENSE'].map(each => `${name}/${each}`).sort())
  for (const each of filesIn(BUILT))
    assert.equal(sha256(files[`${name}/${each}`]), sha256(readFileSync(join(BUILT, each))), each)
})

test('a zip does not depend on the zone of the machine', () => {
  const made = () => sha256(zipOf([['a.txt', Buffer.from('text')]]))
  const { TZ } = process.env
  const all = ['UTC', 'Asia/Almaty', 'America/New_York'].map(zone => {
    process.env.TZ = zone
    return made()
  })
  if (TZ === undefined) delete process.env.TZ
  else process.env.TZ = TZ
  assert.equal(new Set(all).size, 1)
})

test('the address in the README is exchanged between its two comments alone', () => {
  const text = 'Before\n<!-- cdn -->\nold\n<!-- /cdn -->\nAfter\n'
  const made = withAddress(text, '1.2.3', 'sha384-$&abc')
  assert.match(
    made,
    /^Before\n<!-- cdn -->\n```html\n<script .*@1\.2\.3\/dist\/smg\.js" integrity="sha384-\$&abc" .*\n```\n<!-- \/cdn -->\nAfter\n$/,
  )
  assert.equal(withAddress(made, '1.2.3', 'sha384-$&abc'), made)
  assert.throws(() => withAddress('none', '1.2.3', ''), /expected <!-- cdn -->/)
})
