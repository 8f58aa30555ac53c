// How the module comes to the page: within smg.js, in one request; as a file of its own, with smg.split.js; and in
// that way too where the encoding in which smg.js was read has spoilt its text.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { dist } from '../support/paths.mjs'
import {
  accept,
  acceptAll,
  asked,
  assertLoads,
  emitted,
  file,
  forget,
  isAsking,
  loaded,
  open,
  page,
  settle,
  splitTag,
  tag,
  until,
} from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

// Notes what is made of bytes, and by which way; not the empty module that tells whether any can be made.
function watchModules() {
  window.__modules = []
  const note = (name, bytes) =>
    bytes?.byteLength !== 8 &&
    window.__modules.push([
      name,
      bytes && Array.from(new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset, bytes.byteLength)),
    ])
  const { Module, instantiate } = WebAssembly
  WebAssembly.Module = class extends Module {
    constructor(bytes) {
      super(bytes)
      note('Module', bytes)
    }
  }
  WebAssembly.instantiate = bytes => {
    note('instantiate', bytes)
    return instantiate(bytes)
  }
}

// By their hashes: two lists of so many bytes that differ cannot be shown side by side.
const hashOf = bytes => createHash('sha256').update(Buffer.from(bytes)).digest('hex')
const modules = async site =>
  (await site.page.evaluate(() => window.__modules)).map(([name, bytes]) => [name, hashOf(bytes)])
const shipped = (name = 'smg.first.wasm') => hashOf(readFileSync(join(dist, name)))
const asks = site => site.log.filter(request => request.path.startsWith('/smg/')).map(request => request.path)

test('smg.js: one request brings all, and within it is smg.first.wasm, byte for byte', async t => {
  const site = await open(t, { init: [watchModules] })
  await asked(site)
  assert.deepEqual(await modules(site), [['Module', shipped()]])
  await acceptAll(site, all)
  await settle(site.page)
  assertLoads(site, all)
  assert.deepEqual(asks(site), ['/smg/smg.js'])

  forget(site)
  await site.page.reload()
  await emitted(site.page, 'consent')
  await loaded(site, all)
  await settle(site.page, 800)
  assertLoads(site, all)
  assert.deepEqual(asks(site), ['/smg/smg.js'])
  assert.deepEqual(site.said, [])
})

test('smg.js, where a module may not be compiled at once: it is compiled in the background', async t => {
  const refuse = () => {
    const { Module } = WebAssembly
    WebAssembly.Module = class extends Module {
      constructor(bytes) {
        if (bytes.byteLength > 4096) throw new RangeError('WebAssembly.Compile is disallowed on the main thread')
        super(bytes)
      }
    }
  }
  const site = await open(t, { init: [refuse, watchModules] })
  await asked(site)
  assert.deepEqual(await modules(site), [['instantiate', shipped()]])
  assert.deepEqual(asks(site), ['/smg/smg.js'])
  assert.deepEqual(site.said, [])
})

test('smg.js, where the browser does not read base64, or a page reads it in its own way', async t => {
  for (const fromBase64 of ['undefined', '() => { throw 1 }']) {
    const site = await open(t, { init: [`Uint8Array.fromBase64 = ${fromBase64}`, watchModules] })
    await asked(site)
    assert.deepEqual(await modules(site), [['Module', shipped()]])
    assert.deepEqual(site.said, [])
  }
})

// The server names no encoding of the script, and the page's is another one.
const inEncoding = (encoding, more) => ({
  html: page({ ...more, lang: 'ru' }).replace('charset="utf-8"', `charset="${encoding}"`),
  headers: { 'content-type': `text/html; charset=${encoding}` },
})

for (const encoding of ['windows-1251', 'koi8-r', 'iso-8859-1'])
  test(`smg.js read as ${encoding}: the module is fetched`, async t => {
    const site = await open(t, { ...inEncoding(encoding), init: [watchModules] })
    await accept(site.page).first().waitFor()
    assert.notEqual(await site.page.evaluate(() => document.characterSet), 'UTF-8')
    assert.deepEqual(asks(site), ['/smg/smg.js', '/smg/smg.first.wasm'])
    assert.deepEqual(await modules(site), [['Module', shipped()]])
    const own = JSON.parse(readFileSync(join(dist, 'languages/ru.json'), 'utf8'))
    assert.equal(await accept(site.page).last().textContent(), own.accept_all)
    await acceptAll(site, all)
    await settle(site.page)
    assertLoads(site, all)
    assert.deepEqual(site.said, [])
  })

// Here a byte may take the next one with it, a quotation mark for one, and leave no script at all.
test('smg.js read in an encoding of several bytes to a character: the module is fetched, or nothing loads', async t => {
  for (const encoding of ['gb18030', 'big5', 'shift_jis', 'euc-kr', 'iso-2022-jp', 'utf-16le']) {
    const options = inEncoding(encoding)
    const html = encoding === 'utf-16le' ? Buffer.from(options.html, 'utf16le') : options.html
    const answer = ({ path }) => (path === '/' ? { headers: options.headers, body: html } : undefined)
    const site = await open(t, { ...options, answer, init: [watchModules] })
    await until(`${encoding}: it asks, or is no script`, async () => site.errors.length || isAsking(site.page))
    await settle(site.page, 700)
    assert.equal((await site.page.evaluate(() => document.characterSet)).toLowerCase(), encoding)
    assert.equal(site.requested('/smg/smg.js'), 1)
    for (const [, bytes] of await modules(site)) assert.deepEqual(bytes, shipped(), encoding)
    assert.equal(await isAsking(site.page), site.requested('/smg/smg.first.wasm') > 0, encoding)
    assert.ok(site.requested('/smg/smg.first.wasm') || site.errors.splice(0).length, encoding)
    assert.deepEqual(site.thirdPartyUrls, [])
  }
})

test('smg.js read as windows-1251, and no smg.first.wasm: nothing loads, the page works, the console says why', async t => {
  const site = await open(t, {
    ...inEncoding('windows-1251', { body: '<button onclick="this.textContent = 1">Own</button>' }),
    answer: request => (request.path === '/smg/smg.first.wasm' ? { status: 404, body: 'not found' } : undefined),
    init: [watchModules],
  })
  await until('the module is asked for', () => site.requested('/smg/smg.first.wasm') > 0)
  await until('the console says why', () => site.said.length > 0)
  await settle(site.page, 700)
  assert.deepEqual(await modules(site), [])
  assert.equal(await isAsking(site.page), false)
  assert.deepEqual(site.thirdPartyUrls, [])
  await site.page.locator('button').click()
  assert.equal(await site.page.locator('button').textContent(), '1')
  assert.match(String(site.said), /stopped.*smg\.first\.wasm is missing/)
})

test('smg.js read as windows-1251 by a server that names UTF-8: one request', async t => {
  const { body } = file(dist, 'smg.js')
  const named = { headers: { 'content-type': 'text/javascript; charset=utf-8' }, body }
  const answer = request => (request.path === '/smg/smg.js' ? named : undefined)
  const site = await open(t, { ...inEncoding('windows-1251'), answer })
  await asked(site)
  assert.deepEqual(asks(site), ['/smg/smg.js'])
})

for (const type of ['application/wasm', 'application/octet-stream', ''])
  test(`smg.split.js: a module served as "${type}" works`, async t => {
    const headers = type ? { 'content-type': type } : {}
    const answer = ({ path }) => (path === '/smg/smg.wasm' ? { ...file(dist, 'smg.wasm'), headers } : undefined)
    const site = await open(t, { head: splitTag, answer, init: [watchModules] })
    await asked(site)
    assert.deepEqual(await modules(site), [['instantiate', shipped('smg.wasm')]])
    await acceptAll(site, all)
    await settle(site.page)
    assertLoads(site, all)
    assert.deepEqual(asks(site), ['/smg/smg.split.js', '/smg/smg.wasm'])
    assert.deepEqual(site.said, [])
  })

test('smg.split.js in windows-1251', async t => {
  const site = await open(t, inEncoding('windows-1251', { head: splitTag }))
  await asked(site)
  assert.deepEqual(site.said, [])
})

test('smg.split.js: a module that is preloaded is asked for once', async t => {
  const preload = '<link rel="preload" href="/smg/smg.wasm" as="fetch" crossorigin>'
  const site = await open(t, { head: preload + splitTag })
  await asked(site)
  await settle(site.page)
  assert.deepEqual(asks(site).sort(), ['/smg/smg.split.js', '/smg/smg.wasm'])
})

// A module script has no currentScript, and is UTF-8 whatever its page is.
for (const [name, head] of Object.entries({ 'smg.js': tag, 'smg.split.js': splitTag }))
  test(`${name} as a module script, in another folder than the page`, async t => {
    const options = inEncoding('windows-1251', { head: head.replace('async', 'type="module"') })
    const site = await open(t, { ...options, path: '/deep/er', pages: { '/deep/er': options.html } })
    await asked(site)
    assert.equal(site.requested('/deep/er'), 1)
  })
