// What is shipped: the files, their weight, and that none of them can do what the module promises not to do.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { dist, languages, moduleText } from '../support/paths.mjs'
import { command, measured, readme, readmeWith, recorded, withoutHash } from '../support/size.mjs'
import { all } from '../support/vendors.mjs'

const read = name => readFileSync(join(dist, name))
const files = existsSync(dist)
  ? readdirSync(dist, { recursive: true })
      .map(String)
      .filter(name => statSync(join(dist, name)).isFile())
      .sort()
  : []

test('every documented file is there, three languages and five processors among them', () => {
  const scripts = ['smg.js', 'smg.all.js', 'smg.split.js', 'smg.nowasm.js']
  for (const name of [...scripts, 'smg.wasm', 'smg.first.wasm', 'smg.css', 'smg.d.ts', 'integrity.json'])
    assert.ok(files.includes(name), name)
  for (const name of ['more', 'debug'])
    assert.equal(files.filter(file => RegExp(`^smg\\.${name}\\.[0-9a-f]{8}\\.js$`).test(file)).length, 1, name)
  for (const tag of languages) assert.ok(files.includes(`languages/${tag}.json`), tag)
  for (const id of all) assert.ok(files.includes(`processors/${id}.json`), id)
})

test('no file has a name that block lists match', () => {
  assert.ok(files.length > 0)
  for (const name of files) assert.doesNotMatch(name, /cookie|consent|banner|gdpr/i)
})

test('integrity.json names the hash of each file', () => {
  const integrity = JSON.parse(read('integrity.json'))
  const others = files.filter(name => name !== 'integrity.json')
  assert.deepEqual(Object.keys(integrity).sort(), others)
  for (const name of others)
    assert.equal(integrity[name], `sha384-${createHash('sha384').update(read(name)).digest('base64')}`, name)
})

// A gain or a loss that nobody meant shows here. Another compiler makes another module and another library compresses
// otherwise, so that only what the recorded tools have made is compared.
test('each file weighs what tests/size.json says, and the module has its imports and exports', async t => {
  const was = recorded()
  const is = await measured()
  const again = `If this is meant: ${command}, and commit what it changes`
  assert.deepEqual(is.imports, was.imports, again)
  assert.deepEqual(is.exports, was.exports, again)
  assert.deepEqual(Object.keys(is.files), Object.keys(was.files), again)

  const others = names =>
    names
      .filter(name => is.tools[name] !== was.tools[name])
      .map(name => `${name} ${is.tools[name]}, sizes are recorded for ${was.tools[name]}`)
  const compiled = others(['emcc', 'clang', 'cJSON'])
  if (compiled.length) return t.skip(`no sizes compared: built with ${compiled.join('; ')}`)
  const kinds = { raw: [], gzip: others(['zlib']), brotli: others(['brotli']) }
  for (const [kind, other] of Object.entries(kinds))
    if (other.length) t.diagnostic(`${kind} not compared: compressed with ${other}`)
  const compared = Object.keys(kinds).filter(kind => !kinds[kind].length)
  const different = Object.keys(is.files).flatMap(name =>
    compared
      .filter(kind => is.files[name][kind] !== was.files[name][kind])
      .map(kind => {
        const change = is.files[name][kind] - was.files[name][kind]
        return `${name}: ${is.files[name][kind]} bytes ${kind}, ${change > 0 ? '+' : ''}${change}`
      }),
  )
  assert.ok(!different.length, `${different.join('\n')}\n${again}`)
})

test('the README tells the sizes that tests/size.json does', () => {
  assert.equal(readme(), readmeWith(readme(), recorded()), `The README has other sizes: ${command}`)
})

for (const name of ['smg.js', 'smg.all.js', 'smg.split.js', ...files.filter(name => /^smg\.(more|debug)\./.test(name))])
  test(`${withoutHash(name)} makes no code and no HTML from strings, and names no other host`, () => {
    const code = read(name).toString().replace(moduleText, '')
    // The shell, and not the module's text, which is twice as long.
    assert.ok(code.length > 1000 && code.length < 50000, String(code.length))
    // It may be read in any encoding.
    assert.doesNotMatch(code, /[^\n -~]/)
    assert.doesNotMatch(code, /\beval\b|\bFunction\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\bimport\(/)
    assert.doesNotMatch(code, /https?:\/\//)
  })

for (const tag of languages)
  test(`each text in ${tag} is one of the English ones, with the same holes`, () => {
    const texts = JSON.parse(read(`languages/${tag}.json`))
    const english = JSON.parse(read('languages/en.json'))
    const holes = text => text.match(/\{\w+\}/g)?.sort() ?? []
    for (const [key, text] of Object.entries(texts)) {
      assert.ok(key in english && text.trim(), key)
      assert.deepEqual(holes(text), holes(english[key]), key)
    }
  })

test('each definition says who, where, what for, what is stored and how it starts', () => {
  for (const id of all) {
    const definition = JSON.parse(read(`processors/${id}.json`))
    assert.equal(definition.id, id)
    assert.notEqual(definition.purpose, 'necessary')
    for (const part of ['name', 'company', 'description'])
      for (const tag of languages) {
        const value = definition[part]
        assert.ok(typeof value === 'string' ? value : (value[tag] ?? value.en), `${id}.${part}.${tag}`)
      }
    assert.ok(definition.countries.length > 0)
    assert.ok(definition.data.length > 0)
    assert.match(definition.policy.en ?? definition.policy, /^https:\/\//)
    assert.ok(Object.keys(definition.cookies).length > 0)
    const [verb, address] = definition.start.at(-1)
    assert.equal(verb, 'script')
    assert.ok(definition.hosts.script.includes(new URL(address).host), `${id} names its own host`)
    assert.doesNotMatch(JSON.stringify(definition), /noscript/)
  }
})
