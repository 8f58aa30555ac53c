// What the browser tests share: one browser and one lab per test file, a fresh visitor on a fresh site per test, and
// the words in which tests speak: press, turn, storage, loads. A test that leaves an uncaught error in a page fails.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'
import { after, before, describe } from 'node:test'
import { chromium } from 'playwright-core'
import { literal, textOf } from '../../../web/build/module-text.mjs'
import { launchFirefox } from '../drivers/bidi.mjs'
import { chromiumArgs } from '../drivers/chromium.mjs'
import { isFirstParty, startLab } from './lab.mjs'
import { dist, moduleText } from './paths.mjs'
import { all, analytics, processorOf, vendors } from './vendors.mjs'

const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
}

let browser
let started
let lab // of what belongs to no visitor: no site is in it
const reached = new Set() // the hosts that visitors have sent requests to
const began = new Set() // "origin processor" of each load that a test has seen
let count = 0

export const executablePath = process.env.CHROMIUM || '/usr/bin/chromium'
// The same engine without a window, which takes half the time of a processor. It keeps no pages for a way back, and lacks
// window.chrome: tests that need either launch `executablePath`.
const windowless = process.env.CHROMIUM_SHELL || executablePath

// `more`: options of Playwright's launch.
export const launch = (more = {}) =>
  chromium.launch({ executablePath: windowless, args: chromiumArgs(lab.port), timeout: 60_000, ...more })

// The engines in which a test may open its sites, by `browser`; their pages have the same calls.
export const engines = {
  Chromium: () => launch(),
  Firefox: () => launchFirefox(lab.port),
}

async function start() {
  if (!existsSync(join(dist, 'smg.js')))
    throw new Error('build/dist/smg.js is missing: run cmake --preset wasm && cmake --build --preset wasm')
  lab = await startLab()
  browser = await launch()
}
before(() => (started = start()))

after(async () => {
  // Where no test of a file was chosen by its name, node waits for the one hook no more than the other.
  await started?.catch(() => {})
  await browser?.close()
  await lab?.close()
  // Firefox 153 may open a tunnel once more to where a visitor has been when his context is gone, and with it his own
  // proxy: empty, since the page that it is for is no more; and on a busy machine the beacon of a processor that was
  // loaded there may come only then. Other requests, and tunnels to anybody else, are faults.
  const isKnown = ({ method, host, headers, body }) =>
    method === 'CONNECT' ? reached.has(host) : method === 'POST' && began.has(`${headers.origin} ${senderOf(body)}`)
  const unseen = lab?.log.filter(request => !isKnown(request)) ?? []
  assert.deepEqual(unseen, [], 'requests that no test has seen')
})

// The processor that has sent a beacon, as support/vendors.mjs writes it.
function senderOf(body) {
  try {
    return JSON.parse(body).id
  } catch {
    return undefined
  }
}

export function file(folder, path) {
  const name = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path))
  if (!name.startsWith(folder) || !existsSync(name)) return undefined
  return { headers: { 'content-type': types[extname(name)] ?? 'application/octet-stream' }, body: readFileSync(name) }
}

// A value as JavaScript source that may stand in a script element.
export function source(value) {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

export const tag = '<script async fetchpriority="high" src="/smg/smg.js"></script>'
// The shell whose module is a file of its own.
export const splitTag = tag.replace('smg.js', 'smg.split.js')

// smg.js with other bytes where it has the module.
export function scriptWith(module) {
  const { headers, body } = file(dist, 'smg.js')
  assert.match(body.toString(), moduleText)
  return { headers, body: body.toString().replace(moduleText, () => literal(textOf(module))) }
}

// smg.split.js that names the hash of other bytes than those of smg.wasm, and so takes them for its module.
export function splitScriptFor(module = '') {
  const { headers, body } = file(dist, 'smg.split.js')
  const hashOf = bytes => `sha384-${createHash('sha384').update(bytes).digest('base64')}`
  const own = hashOf(readFileSync(join(dist, 'smg.wasm')))
  return { headers, body: body.toString().replace(own, () => hashOf(module)) }
}

/**
 * A page as a site would write it. `config` becomes window.SMG_CONFIG; `code` replaces that whole script's text, and
 * null leaves it out. Long enough to scroll, with a link to a second page and a field to type in.
 */
export function page({ config = { analytics }, code, lang = 'en', head = tag, body = '', nonce = '' } = {}) {
  const text = code === undefined ? `window.SMG_CONFIG = ${source(config)}` : code
  const attribute = nonce && ` nonce="${nonce}"`
  return `<!doctype html>
<html lang="${lang}">
<head><meta charset="utf-8"><title>A page</title>
${text === null ? '' : `<script${attribute}>${text}</script>`}
${head}
</head>
<body>
<main><h1>A page</h1><a href="/second" id="second">The second page</a> <input id="field">
${body}
${'<p>Text that makes the page long enough to be scrolled.</p>\n'.repeat(60)}</main>
</body>
</html>`
}

// Runs in every page before its own scripts: notes the module's events, whether a banner was ever in the document, and
// since when its "Accept", or that of the settings, has been seen. A page that is not opened here gets it by
// addInitScript(): press() then waits there too.
export function watch() {
  window.__events = []
  for (const type of ['ready', 'consent', 'change', 'show', 'hide', 'error'])
    window.addEventListener(`smg:${type}`, event => window.__events.push({ type, detail: event.detail }))

  window.__asked = 0
  const seen = nodes => {
    for (const node of nodes)
      if (node.matches?.('[data-smg=accept]') || node.querySelector?.('[data-smg=accept]')) {
        window.__asked++
        window.__seen = Number.POSITIVE_INFINITY
        requestAnimationFrame(() => setTimeout(() => (window.__seen = performance.now())))
      }
  }
  const observer = new MutationObserver(changes => changes.forEach(change => seen(change.addedNodes)))
  const { attachShadow } = Element.prototype
  Element.prototype.attachShadow = function (options) {
    const shadow = attachShadow.call(this, options)
    observer.observe(shadow, { __proto__: null, childList: true, subtree: true })
    return shadow
  }
  observer.observe(document, { childList: true, subtree: true })
}

/**
 * Opens a fresh visitor's first page on a site of its own and returns the site. Options: those of page(); `html`
 * replaces the page; `pages` { path: html or request => answer } has others; `headers` of every page;
 * `answer(request)` comes before all else, see startLab(); `context` options of Playwright; `init` functions to run
 * in every page before its scripts; `host`, `path`, `scheme`; `browser`, one of launch()'s own.
 */
export async function open(t, options = {}) {
  const { host = `www.site${++count}.test`, path = '/', scheme = 'https', init = [], headers = {} } = options
  const html = options.html ?? page(options)
  const pages = { '/': html, '/second': html, ...options.pages }

  async function serve(request) {
    const answer = await options.answer?.(request)
    if (answer !== undefined || !isFirstParty(request.host)) return answer
    if (request.path.startsWith('/smg/')) return file(dist, request.path.slice(4))
    const found = pages[request.path]
    if (typeof found === 'function') return found(request)
    return typeof found === 'string' ? { headers: { 'content-type': types['.html'], ...headers }, body: found } : found
  }
  // Each visitor has a lab of his own: what one sends as he goes is not taken for the next one's.
  const lab = await startLab()
  lab.answer = entry => {
    reached.add(entry.host)
    return serve(entry)
  }
  let context
  t.after(async () => {
    for (const { method, url } of lab.log) if (method === 'GET') began.add(`${scheme}://${host} ${processorOf(url)}`)
    await context?.close()
    await lab.close()
  })
  context = await (options.browser ?? browser).newContext({
    ignoreHTTPSErrors: true,
    locale: 'en-GB',
    proxy: { server: `http://127.0.0.1:${lab.port}` },
    ...options.context,
  })
  const site = new Site(context, { host, origin: `${scheme}://${host}`, lab, first: 0, pages, calls: [] })
  t.after(() => assert.deepEqual(site.errors, [], 'uncaught errors in the page'))
  await context.exposeBinding('labNote', (_, id, call) => void site.calls.push([id, ...JSON.parse(call)]))
  for (const script of [watch, ...init]) await context.addInitScript(script)
  site.page = await site.tab(path)
  return site
}

class Site {
  errors = []
  console = []

  constructor(context, facts) {
    Object.assign(this, facts, { context })
    context.on('page', tab => {
      tab.on('pageerror', error => this.errors.push(String(error.stack ?? error)))
      tab.on('console', message => this.console.push({ type: message.type(), text: message.text() }))
    })
  }

  async tab(path = '/') {
    const tab = await this.context.newPage()
    await tab.goto(this.origin + path)
    return tab
  }

  go(path, tab = this.page) {
    return tab.goto(this.origin + path)
  }

  get log() {
    return this.lab.log.slice(this.first)
  }

  // Requests and preconnects to other people's hosts.
  get thirdParty() {
    return this.log.filter(request => !isFirstParty(request.host))
  }

  get thirdPartyUrls() {
    return this.thirdParty.map(request => `${request.method} ${request.url}`)
  }

  // The processors whose loader was requested, in order; one entry per request.
  get loads() {
    return this.thirdParty.map(request => request.method === 'GET' && processorOf(request.url)).filter(Boolean)
  }

  requested(path) {
    return this.log.filter(request => request.host === this.host && request.path === path).length
  }

  // Lines that the module wrote to the console.
  get said() {
    return this.console.filter(line => /^smg\b/i.test(line.text)).map(line => line.text)
  }
}

// Forgets requests made so far: `site.loads` and its like begin anew.
export function forget(site) {
  site.first = site.lab.log.length
}

// The control that a visitor can press now: that of the open dialog, which is modal, else that of the banner.
export async function control(tab, name) {
  const inDialog = tab.locator(`dialog[open] [data-smg="${name}"]`)
  // The banner also leads to the settings by a link in its text; the button is the later one.
  return (await inDialog.count()) ? inDialog : tab.locator(`[data-smg="${name}"]:visible`).last()
}

// A pointer on "Accept" grants once that has been seen for half a second. Where a page has replaced what the driver
// needs to ask it, twice that time is waited.
export const ripe = tab =>
  until('Accept has been seen', () =>
    tab
      .evaluate(() => !(performance.now() - window.__seen < 520))
      .catch(() => new Promise(resolve => setTimeout(resolve, 1000, true))),
  )

export async function press(tab, name) {
  const found = await control(tab, name)
  if (name === 'accept') await ripe(tab)
  await found.click()
}

/**
 * Resolves when a pointer counts on the button that this finds, one on the face of content that waits: when it has been
 * in view for long enough.
 */
export const ripeFace = async button => {
  await button.scrollIntoViewIfNeeded()
  await button.evaluate(
    element =>
      new Promise(resolve =>
        new IntersectionObserver(
          entries => entries.some(({ isIntersecting }) => isIntersecting) && setTimeout(resolve, 600),
        ).observe(element),
      ),
  )
}

export const accept = tab => tab.locator('[data-smg=accept]:visible')

export async function asked(site, tab = site.page) {
  await accept(tab).first().waitFor({ timeout: 15_000 })
  const split = site.requested('/smg/smg.split.js') > 0
  assert.ok(split || site.requested('/smg/smg.js') > 0, 'the script was loaded')
  assert.equal(site.requested('/smg/smg.wasm') > 0, split, 'the module came with it, or by itself')
}

// The second file has come: with it the table, and the faces of what waits.
export const whole = tab => tab.evaluate(() => window.SMGConsent.ready.then(api => api.whole()))

export async function isAsking(tab) {
  return (await accept(tab).count()) > 0
}

export async function openSettings(tab) {
  await press(tab, 'settings')
  await tab.locator('dialog[open]').waitFor()
}

// Turns a switch as a keyboard user does, wherever it is folded away.
export async function turn(tab, name, on = true) {
  const input = tab.locator(`dialog[open] input[name="${name}"]`)
  await input.evaluate(element => {
    for (let folded = element.closest('details'); folded; folded = folded.parentElement.closest('details'))
      folded.open = true
  })
  if ((await input.isChecked()) === on) return
  await input.focus()
  await tab.keyboard.press('Space')
  await until(`switch ${name} is ${on}`, async () => (await input.isChecked()) === on)
}

export async function switches(tab) {
  return tab
    .locator('dialog[open] input[name]')
    .evaluateAll(inputs => Object.fromEntries(inputs.map(input => [input.name, input.checked])))
}

// Time for anything that should not happen to happen: longer than every delay that the module uses on its way to a load.
export const settle = (tab, ms = 400) => tab.waitForTimeout(ms)

// Until what is shown moves and fades no more, the layers that fade in included: a colour half way between two is judged
// as neither.
export const still = tab =>
  tab.evaluate(async () => {
    for (let i = 0; i < 2; i++) await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
    const roots = [document, document.querySelector('#smg-consent')?.shadowRoot].filter(Boolean)
    // One that is ended by a change is over, too.
    await Promise.allSettled(roots.flatMap(tree => tree.getAnimations().map(({ finished }) => finished)))
  })

// What the drivers say of a page or frame that loads anew, or goes, while it is asked something.
const loadsAnew = /context was destroyed|cannot find context|frame was detached|the page has gone/i

// The limit is for what never comes: a slow machine may take its time. A page that loads anew meanwhile, as after a
// withdrawal, is asked again.
export async function until(what, test, ms = 15_000) {
  for (const end = Date.now() + ms; ; ) {
    try {
      if (await test()) return
    } catch (error) {
      if (!loadsAnew.test(error.message)) throw error
    }
    if (Date.now() > end) assert.fail(`waited in vain: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

export const loaded = (site, ids) =>
  until(`${ids} loaded, not only ${site.loads}`, () => ids.every(id => site.loads.includes(id)))

// The stub of each of `ids` has run in the page, and has stored what it stores.
export const ran = (tab, ids) =>
  tab.waitForFunction(names => names.every(name => window.__vendors?.[name]), [...ids], { timeout: 15_000 })

// Each of `ids` has sent what its stub sends, which comes to the lab a moment after it has run.
export const sent = (site, ids) =>
  until(`${ids} have sent`, () => ids.every(id => site.thirdPartyUrls.includes(`POST ${vendors[id].beacon}`)))

/** Forgets what the vendors' functions were told so far: `site.calls` begins anew. Of a call the test hears a moment later. */
export async function forgetCalls(site, tab = site.page) {
  const last = `last ${++count}`
  await tab.evaluate(id => void window.labNote(id, '[]'), last)
  await until('the last call is heard', () => site.calls.some(([id]) => id === last))
  site.calls.length = 0
}

export const vendorsIn = tab => tab.evaluate(() => window.__vendors ?? {})

export const events = (tab, type) =>
  tab.evaluate(only => window.__events.filter(event => !only || event.type === only), type)

export const eventTypes = async tab => (await events(tab)).map(event => event.type)

export const emitted = (tab, type, times = 1) =>
  tab.waitForFunction(
    ([name, least]) => window.__events.filter(event => event.type === name).length >= least,
    [type, times],
    { timeout: 15_000 },
  )

/**
 * An init function: what a page, or the module, is to do after a second or more it never does. On a busy machine it would be
 * done before a test has released what it holds back.
 */
export function noLongTimers() {
  const { setTimeout } = window
  window.setTimeout = (f, ms, ...given) => (ms >= 1000 ? 0 : setTimeout(f, ms, ...given))
}

// An init function: the page's clock is wrong by as much as setClock() says.
export function clock() {
  const real = Date
  window.Date = class extends real {
    constructor(...given) {
      super(...(given.length ? given : [real.now() + (window.__shift ?? 0)]))
    }
    static now() {
      return real.now() + (window.__shift ?? 0)
    }
  }
}

// Sets the clock of all pages of a site that was opened with `init: [clock]`, `days` ahead of the true one.
export async function setClock(site, days) {
  const set = shift => void (window.__shift = shift)
  await site.context.addInitScript(set, days * DAY * 1000)
  for (const tab of site.context.pages()) await tab.evaluate(set, days * DAY * 1000)
}

// All that the page's origin, and every domain above it, keeps in the browser.
export async function storage(site, tab = site.page) {
  const kept = await tab.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: window.caches ? await caches.keys() : [],
    workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
  }))
  return { cookies: await site.context.cookies(), ...kept }
}

export const nothing = { cookies: [], local: {}, session: {}, databases: [], caches: [], workers: 0 }

export const NAME = 'smg_consent'

export async function cookie(site, name = NAME) {
  return (await site.context.cookies()).find(entry => entry.name === name)
}

export const refusal = tab => tab.evaluate(name => localStorage.getItem(name), NAME)

// A record's fields; include/smg.h and src/record.h say what they are.
export function parse(text) {
  const [version, revision, time, id, method, language, notice, purposes, processors] = text.split('.')
  const marks = list =>
    Object.fromEntries([...list.matchAll(/([+*-])([^+*-]+)/g)].map(([, sign, name]) => [name, sign !== '-']))
  return {
    version,
    revision: Number(revision),
    time: parseInt(time, 36),
    id,
    method,
    language,
    notice,
    purposes: marks(purposes),
    processors: marks(processors),
  }
}

// The record with one field replaced.
export function withField(text, name, value) {
  const fields = text.split('.')
  fields[
    ['version', 'revision', 'time', 'id', 'method', 'language', 'notice', 'purposes', 'processors'].indexOf(name)
  ] = value
  return fields.join('.')
}

export const now = () => Math.floor(Date.now() / 1000)
export const DAY = 86400
export const daysAgo = days => (now() - days * DAY).toString(36)

export async function setCookie(site, value, more = {}) {
  await site.context.addCookies([{ name: NAME, value, url: `${site.origin}/`, ...more }])
}

// Nobody has chosen: the module runs and asks, and nothing else has happened.
export async function assertUndecided(site, tab = site.page) {
  await asked(site, tab)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual(await storage(site, tab), nothing)
}

export const sorted = list => [...list].sort()

// The loaders that were requested: each of these once, and no other.
export function assertLoads(site, ids) {
  assert.deepEqual(sorted(site.loads), sorted(ids))
}

/** The decision, as the page is told it. */
export const state = tab => tab.evaluate(() => window.SMGConsent.getConsent())

/** Resolves when the page is told this choice. The page may load anew meanwhile, and knows nothing before its module. */
export const chosen = (tab, choice) =>
  tab.waitForFunction(wanted => window.SMGConsent?.getConsent?.()?.choice === wanted, choice, { timeout: 15_000 })

// A visitor who has granted everything, and whose processors all run.
export async function acceptAll(site, ids, tab = site.page) {
  await press(tab, 'accept')
  await ran(tab, ids)
}

let granted
/** The record of a grant of everything, to be put where a test needs one. */
export async function grant(t) {
  if (granted) return granted
  const site = await open(t)
  await asked(site)
  await press(site.page, 'accept')
  await loaded(site, all)
  granted = (await cookie(site)).value
  await site.context.close()
  return granted
}

/** Calls `tests(name, visit)` for each engine; visit() is open() in it. The engine is started when its tests begin. */
export function inEachEngine(tests) {
  for (const [name, start] of Object.entries(engines))
    describe(name, () => {
      let own
      before(async () => {
        own = await start()
      })
      after(() => own?.close())
      tests(name, (t, options) => open(t, { browser: own, ...options }))
    })
}
