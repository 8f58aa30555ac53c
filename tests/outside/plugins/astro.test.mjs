// The integration for Astro, in Astro: pages as files, at the root of a host and below a path, pages from a server, and
// Astro's own server; in all of them <ClientRouter /> changes the route.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { freePort } from '../../browser/support/free-port.mjs'
import { isAsking, press, settle, until } from '../../browser/support/site.mjs'
import {
  asks,
  asksAndLoads,
  bringsItsBanner,
  hasTheTable,
  output,
  project,
  runs,
  serve,
  violationsIn,
  visit,
  words,
} from './support.mjs'

const ids = ['ga4', 'clarity']
const places = { '/': output('astro'), '/docs/': output('astro-docs') }
// Where it finds the packages that it needs.
const server = join(project('astro'), 'node_modules/.server')
const build = (folder, base, env) => runs('astro', ['build', '--outDir', folder, '--base', base], env)

before(async () => {
  for (const [base, folder] of Object.entries(places)) {
    const { code, said } = await build(folder, base)
    assert.equal(code, 0, said)
  }
})

// By the link, as a visitor goes; the page's own window stays.
async function go(page, name, title) {
  await page.evaluate(() => (window.__stays = true))
  await page.locator('nav a', { hasText: name }).click()
  await page.waitForFunction(text => document.querySelector('h1')?.textContent === text, title)
  await settle(page, 300)
  assert.equal(await page.evaluate(() => window.__stays), true, 'the route has changed without a new page')
}
// While the route changes the browser shows pictures of it: until the banner can be pressed again it has not been seen,
// and half a second later "Accept" counts. The module notes that within two frames.
async function ripens(page) {
  await page.waitForFunction(() => {
    const { shadowRoot } = document.querySelector('smg-consent')
    const isMoving = document.documentElement.matches(':active-view-transition')
    return !isMoving && shadowRoot.querySelector('.banner').matches(':popover-open')
  })
  await page.evaluate(async () => {
    for (let i = 0; i < 3; i++) await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
    await new Promise(resolve => setTimeout(resolve, 520))
  })
}
const oneElement = async page => assert.equal(await page.locator('smg-consent').count(), 1)

async function survivesRoutes(t, where) {
  const site = await visit(t, where)
  const { page } = site
  await asks(page)
  await go(page, 'Русский', 'Сайт')
  await asks(page)
  await oneElement(page)
  await until('it speaks the language of the page', async () => (await words(page)).includes('Принять все'))
  await go(page, 'Политика', 'Политика cookie')
  await page.locator('[data-smg-state=blocked]').first().waitFor()
  await asks(page)
  assert.deepEqual(site.loads, [])

  await ripens(page)
  await press(page, 'accept')
  await until('all are loaded', () => ids.every(id => site.loads.includes(id)))
  await page.locator('[data-smg-state=active]').first().waitFor()
  await go(page, 'English', 'A site')
  await go(page, 'Русский', 'Сайт')
  await go(page, 'Политика', 'Политика cookie')
  await page.locator('[data-smg-state=active]').first().waitFor()
  assert.equal(await isAsking(page), false)
  assert.deepEqual([...site.loads].sort(), [...ids].sort(), 'each once, whatever the routes')
  await oneElement(page)
  assert.deepEqual(await violationsIn(page), [])
}

for (const [base, folder] of Object.entries(places)) {
  test(`below ${base}: nothing before the yes, each processor once after it, under the policy that is written`, async t => {
    await asksAndLoads(await visit(t, { folder, base }), ids, { base })
  })

  test(`below ${base}: a page brings the banner and the table in its language`, async t => {
    await bringsItsBanner(t, { folder, base, path: `${base}ru/` }, 'Принять все')
    await hasTheTable(t, { folder, base, path: `${base}ru/policy/` })
  })

  test(`below ${base}: banner, table and grant survive every change of route`, t => survivesRoutes(t, { folder, base }))
}

test('a page that is a file has the tag of the module before its stylesheets', () => {
  const html = readFileSync(join(places['/'], 'index.html'), 'utf8')
  assert.ok(html.indexOf('src="/smg/smg.js') < html.search(/<(link|style)/))
  assert.equal(html.split('window.SMG_CONFIG').length, 2)
})

test('pages from a server ask too, and survive every change of route', async t => {
  const { code, said } = await build(server, '/', { SERVER: 'yes' })
  assert.equal(code, 0, said)
  const port = await freePort()
  const env = { HOST: '127.0.0.1', PORT: port }
  const address = await serve(t, join(server, 'server/entry.mjs'), [], '/smg/smg.js', { port, env })
  await asksAndLoads(await visit(t, { address }), ids)
  await survivesRoutes(t, { address })
})

test('under the policy of Astro itself, which csp() tells of the processors', async t => {
  const folder = output('astro-csp')
  const { code, said } = await build(folder, '/', { CSP: 'yes' })
  assert.equal(code, 0, said)
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  assert.match(html, /<meta http-equiv="content-security-policy"/i)
  await asksAndLoads(await visit(t, { folder }), ids)
  await bringsItsBanner(t, { folder, path: '/ru/' }, 'Принять все')
  await survivesRoutes(t, { folder })
})

test('the server of Astro: the page asks, below a path too', async t => {
  const port = await freePort()
  const args = ['dev', '--port', port, '--host', '127.0.0.1', '--base', '/docs/']
  const address = await serve(t, 'astro', args, '/docs/smg/smg.js', { port })
  await asksAndLoads(await visit(t, { address, base: '/docs/' }), ids, { base: '/docs/' })
})
