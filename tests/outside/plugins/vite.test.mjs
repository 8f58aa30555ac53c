// The plugin for Vite, in Vite: three pages that are built at the root of a host, below a path, and for any place; and its
// own server.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { freePort } from '../../browser/support/free-port.mjs'
import { asksAndLoads, bringsItsBanner, hasTheTable, output, runs, serve, visit } from './support.mjs'

const ids = ['ga4', 'clarity']
// base → the option that Vite has for it, and where the site then is.
const builds = { '/': ['/', '/'], '/docs/': ['/docs/', '/docs/'], './': ['./', '/any/place/'] }
const places = Object.entries(builds).map(([name, [option, base]]) => ({
  name,
  option,
  base,
  folder: output(`vite${name.replace(/\W+/g, '-')}`),
}))

const build = (option, folder, env) =>
  runs('vite', ['build', '--logLevel=warn', `--base=${option}`, `--outDir=${folder}`, '--emptyOutDir'], env)

before(async () => {
  for (const { option, folder } of places) {
    const { code, said } = await build(option, folder)
    assert.equal(code, 0, said)
  }
})

for (const { name, folder, base } of places) {
  test(`base ${name}: nothing before the yes, each processor once after it, under the policy that is written`, async t => {
    const site = await visit(t, { folder, base })
    await asksAndLoads(site, ids, { base })
    assert.equal(await site.page.locator('#told').textContent(), 'The page’s own script has run.')
    assert.equal(await site.page.locator('footer button').textContent(), 'Cookie settings')
  })

  test(`base ${name}: a page in a folder brings the banner and the table in its language`, async t => {
    await bringsItsBanner(t, { folder, base, path: `${base}ru/` }, 'Принять все')
    await hasTheTable(t, { folder, base, path: `${base}ru/policy.html` })
  })
}

test('what is wrong in an option is told as Vite starts', async () => {
  const { code, said } = await build('/', output('vite-wrong'), { OPTIONS: '{"config":[]}' })
  assert.notEqual(code, 0)
  assert.match(said, /smg-consent\/vite: config: expected the object .*, got \[\]/)
})

test('a policy in the page comes before what it is about, and allows it', async t => {
  const folder = output('vite-meta')
  const { code, said } = await build('/', folder, { OPTIONS: '{"policy":"meta"}' })
  assert.equal(code, 0, said)
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  assert.ok(html.indexOf('http-equiv="Content-Security-Policy"') < html.indexOf('<script'))
  await asksAndLoads(await visit(t, { folder }), ids)
})

test('the server of Vite: the page asks, and brings its banner, below a path too', async t => {
  const port = await freePort()
  const args = ['--port', port, '--strictPort', '--host', '127.0.0.1', '--base', '/docs/']
  const address = await serve(t, 'vite', args, '/docs/smg/smg.js', { port })
  await asksAndLoads(await visit(t, { address, base: '/docs/' }), ids, { base: '/docs/' })
  await bringsItsBanner(t, { address, base: '/docs/', path: '/docs/ru/' }, 'Принять все')
})

test('vite preview serves what was built', async t => {
  const port = await freePort()
  const args = ['preview', '--port', port, '--strictPort', '--host', '127.0.0.1', '--outDir', places[0].folder]
  const address = await serve(t, 'vite', args, '/smg/smg.js', { port })
  await asksAndLoads(await visit(t, { address }), ids)
})
