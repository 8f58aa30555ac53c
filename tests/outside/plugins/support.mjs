// What the tests of the plugins share: a site is built by its own generator, and served on loopback as a host of static
// pages would, with the headers that the plugin has written; or it is run by the generator's own server.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../../browser/support/paths.mjs'
import { accept, isAsking, open, press, settle, storage, until } from '../../browser/support/site.mjs'

export const HOST = 'www.plugin.test'
const projects = fileURLToPath(new URL('.', import.meta.url))
export const project = name => join(projects, name)
/** Where what a test builds lies. */
export const output = name => join(root, 'build/outside/plugins', name)

const bins = {
  eleventy: 'node_modules/@11ty/eleventy/cmd.cjs',
  vite: 'node_modules/vite/bin/vite.js',
  astro: 'node_modules/astro/bin/astro.mjs',
}
const start = (name, args, env) =>
  spawn(process.execPath, [bins[name] ?? name, ...args], {
    cwd: bins[name] ? project(name) : root,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Runs a generator to its end: { code, said }, its exit code and all that it has said. */
export async function runs(name, args, env) {
  const child = start(name, args, env)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk))
  return { code: await new Promise(resolve => child.on('close', resolve)), said }
}
/** The same, which has to go well. */
export async function run(...given) {
  const { code, said } = await runs(...given)
  assert.equal(code, 0, said)
  return said
}

/** Starts a generator's server, or a script, which ends with the test, and waits until it answers to `path`. */
export async function serve(t, name, args, path, { env, port } = {}) {
  const child = start(name, args, env)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk))
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise(resolve => child.on('exit', resolve))
    child.kill()
    await ended
  })
  const address = `http://127.0.0.1:${port}`
  await until(
    `${name} answers`,
    async () => {
      assert.equal(child.exitCode, null, said)
      return (await fetch(address + path).catch(() => undefined))?.ok
    },
    60_000,
  )
  return address
}

// ---- Visits ----------------------------------------------------------------------------------------------------

const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
}
const policyIn = folder => {
  const file = join(folder, '_headers')
  return existsSync(file) && /^ {2}Content-Security-Policy: (.*)$/m.exec(readFileSync(file, 'utf8'))?.[1]
}

function fromFolder(folder, base) {
  const policy = policyIn(folder)
  return ({ path }) => {
    const name = path.startsWith(base) && join(folder, path.slice(base.length))
    const file = name && (name.endsWith('/') || name === folder ? join(name, 'index.html') : name)
    if (!file || !existsSync(file) || !statSync(file).isFile()) return { status: 404, body: 'not found' }
    const type = types[extname(file)]
    const headers = {
      'content-type': type,
      ...(policy && type === types['.html'] && { 'content-security-policy': policy }),
    }
    return { headers, body: readFileSync(file) }
  }
}
const fromServer =
  address =>
  async ({ url, method, headers: { accept } }) => {
    const { pathname, search } = new URL(url)
    const asked = fetch(address + pathname + search, { method, headers: { accept }, redirect: 'manual' })
    const response = await asked.catch(() => undefined)
    // A page of a server that has ended, with the test, may ask it still.
    if (!response) return 'drop'
    const names = ['content-type', 'content-security-policy', 'location']
    const headers = Object.fromEntries(
      names.map(name => [name, response.headers.get(name)]).filter(([, value]) => value),
    )
    return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) }
  }

const violations = () => {
  window.__violations = []
  document.addEventListener('securitypolicyviolation', event =>
    window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
  )
}

/** A fresh visitor on a page of a built site (`folder`, below `base`) or of a server that runs (`address`). */
export function visit(t, { folder, base = '/', address, path = base, answer, ...options }) {
  const serveSite = folder ? fromFolder(folder, base) : fromServer(address)
  return open(t, {
    host: HOST,
    path,
    init: [violations],
    answer: async request => {
      if (request.host !== HOST) return undefined
      return (await answer?.(request)) ?? serveSite(request)
    },
    ...options,
  })
}

export const asks = tab => accept(tab).first().waitFor({ timeout: 15_000 })
export const violationsIn = tab => tab.evaluate(() => window.__violations)
export const words = tab => tab.locator('smg-consent').evaluate(element => element.shadowRoot.textContent)

// What the module has asked the page's own host for. Generators' servers have addresses of their own.
function standsBelow(site, base) {
  const asked = site.log.filter(({ host, path }) => host === HOST && path.includes('smg')).map(({ path }) => path)
  assert.ok(asked.includes(`${base}smg/smg.js`), String(asked))
  assert.deepEqual(
    asked.filter(path => !path.startsWith(`${base}smg/`)),
    [],
  )
}

// A generator's own server speaks with its page by the address that it has on this machine.
const foreignTo = site => site.thirdParty.filter(({ url }) => !url.includes('127.0.0.1')).map(({ url }) => url)

/** What holds of a visit to any page of a site with these processors: nothing before the yes, each once after it. */
export async function asksAndLoads(site, ids, { base = '/' } = {}) {
  const { page } = site
  await asks(page)
  await settle(page, 600)
  assert.deepEqual(foreignTo(site), [])
  const { cookies, local } = await storage(site)
  assert.deepEqual([cookies, local], [[], {}])
  standsBelow(site, base)

  await press(page, 'accept')
  await until(`${ids} are loaded, not only ${site.loads}`, () => ids.every(id => site.loads.includes(id)))
  await until('the banner has gone', async () => !(await isAsking(page)))
  await settle(page, 400)
  assert.deepEqual([...site.loads].sort(), [...ids].sort())
  assert.equal(await isAsking(page), false)
  assert.deepEqual(await violationsIn(page), [])
}

// Runs in the page: notes the text of a banner that is seen while there is nothing of the module.
function noteEarly() {
  const look = () => {
    if (window.SMGConsent) return
    const banner = document.querySelector('smg-consent')?.shadowRoot?.querySelector('.banner')
    if (banner?.getClientRects().length) window.__early = banner.textContent
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** The banner of the page's own HTML is seen, with this label, before any of the module has come, which then takes it. */
export async function bringsItsBanner(t, where, label) {
  const { path = where.base ?? '/' } = where
  let release
  const seen = new Promise(resolve => (release = resolve))
  const site = await visit(t, {
    ...where,
    path: '/blank',
    init: [violations, noteEarly],
    answer: request => {
      if (request.path === '/blank') return { headers: { 'content-type': types['.html'] }, body: '<!doctype html>' }
      return /smg\.js$/.test(request.path) ? seen : undefined
    },
  })
  // Nothing of the module comes before the banner is seen, however long that takes here.
  await site.page.goto(site.origin + path, { waitUntil: 'commit' })
  await site.page.waitForFunction(() => window.__early, undefined, { timeout: 15_000 })
  release()
  await asks(site.page)
  const early = await site.page.evaluate(() => window.__early)
  assert.ok(early.includes(label), early)
  await site.page.waitForFunction(() => window.SMGConsent?.ready, undefined, { timeout: 15_000 })
  assert.ok((await words(site.page)).includes(early))
  assert.equal(await site.page.locator('smg-consent').count(), 1)
  assert.deepEqual(await violationsIn(site.page), [])
}

// Its rows and their cells, but for the state, which is that of this browser. In a page the module names the parts of it.
const rowsOf = tab =>
  tab
    .locator('[data-smg-table]')
    .evaluate(place =>
      [...place.querySelectorAll('table')].map(table => [
        table.caption.textContent,
        [...table.rows].map(row => [
          row.dataset.smgRow,
          [...row.cells].slice(0, 7).map(cell => cell.outerHTML.replaceAll(' part="hidden"', '')),
        ]),
      ]),
    )

/** The table that stands in the HTML is what the module shows, which then puts its own in that place. */
export async function hasTheTable(t, where) {
  const still = await visit(t, { ...where, context: { javaScriptEnabled: false } })
  const written = await rowsOf(still.page)
  assert.ok(written.length > 1)
  const live = await visit(t, where)
  await live.page.evaluate(() => window.SMGConsent.ready.then(api => api.whole()))
  await live.page.locator('[data-smg-state]').first().waitFor()
  assert.deepEqual(await rowsOf(live.page), written)
  // It looks so from the start.
  const look = tab =>
    tab
      .locator('[data-smg-row]')
      .first()
      .evaluate(row => getComputedStyle(row).display)
  assert.deepEqual([await look(still.page), await look(live.page)], ['grid', 'grid'])
  assert.deepEqual(await violationsIn(live.page), [])
}
