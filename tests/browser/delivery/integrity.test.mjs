// A tag with the hash of integrity.json answers for all that it brings: the script, and the module that the script
// fetches from beside it. What was changed on its way does not run, and then nothing loads and the page works.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { after, before, describe } from 'node:test'
import { startWebKit } from '../drivers/webkit.mjs'
import { startLab } from '../support/lab.mjs'
import { dist } from '../support/paths.mjs'
import {
  accept,
  acceptAll,
  assertLoads,
  emitted,
  events,
  file,
  inEachEngine,
  isAsking,
  nothing,
  page,
  settle,
  splitScriptFor,
  storage,
  until,
} from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

const integrity = JSON.parse(readFileSync(join(dist, 'integrity.json'), 'utf8'))
const shipped = name => readFileSync(join(dist, name))

// The tag of the README.
const tagOf = (name, from = '') =>
  `<script async src="${from}/smg/${name}" integrity="${integrity[name]}" crossorigin="anonymous"></script>`

// One letter of one text: what is left is a module, or a script, that works.
function changed(name) {
  const bytes = Buffer.from(shipped(name))
  const at = bytes.indexOf('Accept all')
  assert.ok(at > 0, `the words are in ${name}`)
  bytes.write('Accept alL', at)
  return bytes
}

const served = (name, body, more) => ({ headers: { ...file(dist, name).headers, ...more }, body })
const instead = answers => request => answers[request.path.replace('/smg/', '')]

const button = '<button id="own" onclick="this.textContent = \'works\'">Own</button>'
// A server that names no encoding of the script, and a page in another one than UTF-8: smg.js is spoilt on its way.
const inWindows1251 = options => ({
  html: page(options).replace('charset="utf-8"', 'charset="windows-1251"'),
  headers: { 'content-type': 'text/html; charset=windows-1251' },
})
const ways = {
  'smg.split.js': { head: tagOf('smg.split.js'), body: button },
  'smg.js read as windows-1251': inWindows1251({ head: tagOf('smg.js'), body: button }),
}
const asks = site => site.log.filter(({ path }) => path.startsWith('/smg/')).map(({ path }) => path)
const asked = site => accept(site.page).first().waitFor()
const stopped = async site => (await events(site.page, 'error')).map(({ detail }) => detail.error)

// Firefox tells of what it has refused as of an error of the page.
function forgive(site) {
  site.errors = site.errors.filter(text => !/hashes in the integrity attribute/.test(text))
}

// The page does what it did without the module, and nothing has come of it.
async function assertClosed(site) {
  forgive(site)
  await settle(site.page, 700)
  assert.equal(await isAsking(site.page), false)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual(await storage(site), nothing)
  await site.page.locator('#own').click()
  assert.equal(await site.page.locator('#own').evaluate(element => element.textContent), 'works')
}

inEachEngine((_name, visit) => {
  for (const script of ['smg.js', 'smg.split.js']) {
    test(`the tag of integrity.json brings ${script}, and Accept loads each script once`, async t => {
      const site = await visit(t, { head: tagOf(script) })
      await asked(site)
      await acceptAll(site, all)
      await settle(site.page)
      assertLoads(site, all)
      assert.deepEqual(site.said, [])
    })

    test(`a changed ${script} does not run`, async t => {
      const code = shipped(script).toString()
      const body = code.replace('SMG Consent', 'SMG consent')
      assert.notEqual(body, code)
      const answer = instead({ [script]: served(script, body) })
      const head = tagOf(script).replace('async ', 'onerror="window.refused = true" async ')
      const site = await visit(t, { head, body: button, answer })
      await until('it is refused', () => site.page.evaluate(() => window.refused))
      await assertClosed(site)
      assert.equal(await site.page.evaluate(() => typeof window.SMGConsent), 'undefined')
      assert.deepEqual(asks(site), [`/smg/${script}`])
    })
  }

  for (const [what, options] of Object.entries(ways)) {
    const name = options.head ? 'smg.wasm' : 'smg.first.wasm'
    test(`${what}: the module that belongs to it runs`, async t => {
      const site = await visit(t, options)
      await asked(site)
      assert.equal(asks(site).length, 2)
      await acceptAll(site, all)
      await settle(site.page)
      assertLoads(site, all)
      assert.deepEqual(site.said, [])
    })

    test(`${what}: after an update, the module of before is still kept by the browser: it is asked for anew`, async t => {
      let module = changed(name)
      const kept = { 'cache-control': 'max-age=3600' }
      const site = await visit(t, {
        ...options,
        pages: { '/before': '<!doctype html><title>Before</title>' },
        path: '/before',
        answer: request => instead({ [name]: served(name, module, kept) })(request),
      })
      await site.page.evaluate(
        url =>
          fetch(url)
            .then(response => response.arrayBuffer())
            .then(() => 0),
        `/smg/${name}`,
      )
      module = shipped(name)
      await site.go('/')
      await asked(site)
      assert.equal(site.requested(`/smg/${name}`), 2)
      assert.deepEqual(site.said, [])
      forgive(site)
    })

    test(`${what}: a changed module does not run`, async t => {
      const answer = instead({ [name]: served(name, changed(name)) })
      const site = await visit(t, { ...options, answer })
      await until('the module is asked for', () => site.requested(`/smg/${name}`) > 0)
      await emitted(site.page, 'error')
      assert.deepEqual(await stopped(site), ['stopped'])
      await until('the console says why', () => site.said.length > 0)
      await assertClosed(site)
      assert.equal(site.said.length, 1)
      assert.match(
        site.said[0],
        /stopped, and nothing is loaded.*\/smg\/smg\.(first\.)?wasm is missing, or of another build/s,
      )
    })
  }

  test('the changed module works where the script names its hash, or the tests above would prove nothing', async t => {
    const body = changed('smg.wasm')
    const answer = instead({ 'smg.wasm': served('smg.wasm', body), 'smg.split.js': splitScriptFor(body) })
    const site = await visit(t, { head: tagOf('smg.split.js').replace(/integrity="\S+"/, ''), answer })
    await asked(site)
  })

  // Firefox has no hash of what was preloaded, and takes it from its cache, where it may be kept there.
  test('a module that is preloaded by the tag of the README is asked for once', async t => {
    const preload = '<link rel="preload" href="/smg/smg.wasm" as="fetch" crossorigin>'
    const kept = { 'cache-control': 'max-age=60' }
    const answer = instead({ 'smg.wasm': served('smg.wasm', shipped('smg.wasm'), kept) })
    const site = await visit(t, { head: preload + tagOf('smg.split.js'), answer })
    await asked(site)
    await settle(site.page)
    assert.deepEqual(asks(site).sort(), ['/smg/smg.split.js', '/smg/smg.wasm'])
    // Chromium warns of a preload that serves nothing.
    assert.deepEqual(
      site.console.map(({ text }) => text).filter(text => /preload/.test(text)),
      [],
    )
  })

  // The module is fetched from beside the script, from there too: both need the other host's leave.
  test('from another host that gives its leave: it runs, changed it does not', async t => {
    const leave = { 'access-control-allow-origin': '*' }
    const files = module => ({
      'smg.split.js': served('smg.split.js', shipped('smg.split.js'), leave),
      'smg.wasm': served('smg.wasm', module, leave),
    })
    const head = tagOf('smg.split.js', 'https://files.test')
    const site = await visit(t, { head, answer: instead(files(shipped('smg.wasm'))) })
    await asked(site)
    assert.equal(asks(site).length, 2)

    const other = await visit(t, { head, body: button, answer: instead(files(changed('smg.wasm'))) })
    await emitted(other.page, 'error')
    assert.deepEqual(await stopped(other), ['stopped'])
    await assertClosed(other)
  })
})

describe('WebKitGTK', () => {
  let lab
  let engine
  let module
  before(async () => {
    lab = await startLab()
    const html = page({ head: `<script>addEventListener('smg:error', () => (window.stopped = true))</script>HEAD` })
    lab.answer = ({ host, path }) => {
      if (!host.endsWith('.test')) return undefined
      if (path.endsWith('.wasm')) return served('smg.wasm', module)
      if (path.startsWith('/smg/')) return file(dist, path.slice(4))
      const [, script, charset] = path.split('/')
      const body = html.replace('HEAD', tagOf(script)).replace('utf-8', charset)
      return charset && { headers: { 'content-type': `text/html; charset=${charset}` }, body }
    }
    engine = await startWebKit(lab.port)
  })
  after(async () => {
    await engine?.close()
    await lab?.close()
  })
  const asks = () =>
    engine.evaluate(() => !!document.querySelector('#smg-consent')?.shadowRoot.querySelector('[data-smg=accept]'))

  for (const [script, charset, name] of [
    ['smg.split.js', 'utf-8', 'smg.wasm'],
    ['smg.js', 'windows-1251', 'smg.first.wasm'],
  ])
    test(`${script} in ${charset}: the module that belongs to it runs, a changed one does not`, async () => {
      module = shipped(name)
      await engine.goto(`https://www.right.test/${script}/${charset}/`)
      await until('it asks', asks)
      module = changed(name)
      await engine.goto(`https://www.wrong.test/${script}/${charset}/`)
      await until('it has stopped', () => engine.evaluate(() => window.stopped))
      assert.equal(await asks(), false)
      assert.deepEqual(
        lab.log.filter(({ host }) => !host.endsWith('.test')),
        [],
      )
    })
})
