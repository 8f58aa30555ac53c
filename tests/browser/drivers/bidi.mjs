// Firefox ESR by plain WebDriver BiDi, under the names that Playwright has for Chromium: contexts, pages, locators, as far
// as site.mjs and the tests that run in both engines use them. So one set of test bodies serves both.
//
// Tried in its place: puppeteer-core 25.16 with Firefox 153 over the same protocol. Contexts with a proxy each, scripts
// before a page's own, exposed functions, cookies, trusted input, errors, and pages that never answer work. goBack() to a
// page that was kept never ends (the page is there, and can be asked), and emulateMediaFeatures() wants Chromium's own
// protocol: kept pages and dark colours would still be by hand, beside some hundred lines that give its pages
// Playwright's names.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ended, limit } from './engine.mjs'
import { preferences } from './firefox.mjs'

const WAIT = { commit: 'interactive', domcontentloaded: 'interactive', load: 'complete' }
const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

// One connection: commands and what they answer, and events.
function connect(address) {
  const socket = new WebSocket(address)
  const waiting = new Map()
  const listeners = new Set()
  let count = 0
  socket.addEventListener('message', ({ data }) => {
    const { id, type, method, params, result, error, message } = JSON.parse(data)
    if (type === 'event') for (const listener of listeners) listener(method, params)
    const command = waiting.get(id)
    waiting.delete(id)
    if (type === 'success') command?.resolve(result)
    if (type === 'error') command?.reject(new Error(`${command.method}: ${error}: ${message}`))
  })
  socket.addEventListener('close', () => {
    for (const { reject, method } of waiting.values()) reject(new Error(`${method}: the browser is gone`))
  })
  return {
    opened: new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', () => reject(new Error(`no WebDriver BiDi at ${address}`)))
    }),
    listeners,
    send: (method, params = {}) =>
      limit(
        method,
        new Promise((resolve, reject) => {
          if (socket.readyState !== WebSocket.OPEN) throw new Error(`${method}: the browser is gone`)
          waiting.set(++count, { resolve, reject, method })
          socket.send(JSON.stringify({ id: count, method, params }))
        }),
        30000,
      ),
    close: () => socket.close(),
  }
}

export async function launchFirefox(port) {
  const folder = mkdtempSync(join(tmpdir(), 'smg-firefox-'))
  const lines = Object.entries(preferences(port)).map(
    ([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`,
  )
  writeFileSync(join(folder, 'user.js'), lines.join('\n'))
  const firefox = spawn(
    process.env.FIREFOX || '/usr/bin/firefox-esr',
    ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', folder, 'about:blank'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      // The leader of a group, so that what it starts ends with it.
      detached: true,
      env: { ...process.env, HOME: folder, MOZ_CRASHREPORTER_DISABLE: '1' },
    },
  )
  let connection
  const close = async () => {
    connection?.close()
    await ended(firefox.pid)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const address = await limit(
      'start of Firefox',
      new Promise((resolve, reject) => {
        let said = ''
        firefox.on('error', reject)
        firefox.on('exit', code => reject(new Error(`Firefox ended with ${code}: ${said}`)))
        firefox.stderr.on('data', chunk => {
          said += chunk
          const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)
          if (found) resolve(found[1])
        })
      }),
      60000,
    )
    connection = connect(`${address}/session`)
    await limit('connection', connection.opened)
    await connection.send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } })
    await connection.send('session.subscribe', {
      events: ['log.entryAdded', 'script.message', 'browsingContext.domContentLoaded'],
    })
  } catch (error) {
    await close()
    throw error
  }
  return {
    close,
    // `windows`: each page has a window of its own, where all are seen at once, as Chromium without a screen shows tabs.
    async newContext({ locale, windows, proxy } = {}) {
      const via = proxy && new URL(proxy.server).host
      const { userContext } = await connection.send('browser.createUserContext', {
        ...(via && { proxy: { proxyType: 'manual', httpProxy: via, sslProxy: via, noProxy: [] } }),
      })
      if (locale) await connection.send('emulation.setLocaleOverride', { locale, userContexts: [userContext] })
      return new Context(connection, userContext, windows ? 'window' : 'tab')
    },
  }
}

// A function, or the text of an expression, with one argument, as the text of a function without any.
const call = (code, argument) =>
  typeof code === 'string'
    ? `() => (${code})`
    : `() => (${code})(${argument === undefined ? '' : JSON.stringify(argument)})`

class Context {
  #tabs = []
  #listeners = { page: [], close: [] }
  #bindings = new Map()

  constructor(connection, id, type) {
    Object.assign(this, { connection, id, type, partition: { type: 'storageKey', userContext: id } })
    this.listen = (method, params) => this.#hear(method, params)
    connection.listeners.add(this.listen)
  }

  #hear(method, { source, channel, data, ...entry }) {
    const tab = this.#tabs.find(one => one.id === (source ?? entry).context)
    if (!tab) return
    if (method === 'browsingContext.domContentLoaded') tab.renewed()
    else if (method === 'script.message') this.#bindings.get(channel)?.({}, ...JSON.parse(data.value))
    // A cookie that may not be set is an error to Firefox, though to nobody else.
    else if (entry.type === 'javascript' && entry.level === 'error' && !/^Cookie “/.test(entry.text))
      tab.tell('pageerror', { stack: entry.text })
    else if (entry.type === 'console')
      tab.tell('console', { type: () => (entry.level === 'warn' ? 'warning' : entry.level), text: () => entry.text })
  }

  on(type, listener) {
    this.#listeners[type].push(listener)
  }

  async newPage() {
    const { type, id: userContext } = this
    // Now and then Firefox opens one and never says so.
    const create = ms => limit('a new page', this.connection.send('browsingContext.create', { type, userContext }), ms)
    const { context } = await create(10_000).catch(() => create(30_000))
    const tab = new Tab(this, context)
    this.#tabs.push(tab)
    for (const listener of this.#listeners.page) listener(tab)
    return tab
  }

  pages() {
    return this.#tabs.filter(tab => !tab.closed)
  }

  async exposeBinding(name, f) {
    this.#bindings.set(name, f)
    await this.connection.send('script.addPreloadScript', {
      functionDeclaration: `send => { window.${name} = (...given) => send(JSON.stringify(given)) }`,
      arguments: [{ type: 'channel', value: { channel: name } }],
      userContexts: [this.id],
    })
  }

  async addInitScript(f, argument) {
    await this.connection.send('script.addPreloadScript', {
      functionDeclaration: call(f, argument),
      userContexts: [this.id],
    })
  }

  async cookies() {
    const { cookies } = await this.connection.send('storage.getCookies', { partition: this.partition })
    return cookies.map(({ value, expiry, ...more }) => ({ ...more, value: value.value, expires: expiry ?? -1 }))
  }

  async addCookies(cookies) {
    for (const { name, value, url, domain = new URL(url).hostname, path = '/', secure = true, expires } of cookies) {
      const lasts = expires > 0 && { expiry: Math.floor(expires) }
      const cookie = { name, value: { type: 'string', value }, domain, path, secure, sameSite: 'lax', ...lasts }
      await this.connection.send('storage.setCookie', { cookie, partition: this.partition })
    }
  }

  async clearCookies() {
    await this.connection.send('storage.deleteCookies', { partition: this.partition })
  }

  async close() {
    await this.connection.send('browser.removeUserContext', { userContext: this.id })
    this.connection.listeners.delete(this.listen)
  }
}

class Tab {
  #listeners = { pageerror: [], console: [] }
  #asked = new Set()
  closed = false

  constructor(context, id) {
    Object.assign(this, { context: () => context, connection: context.connection, id })
  }

  on(type, listener) {
    this.#listeners[type]?.push(listener)
  }

  tell(type, what) {
    for (const listener of this.#listeners[type]) listener(what)
  }

  #send(method, params) {
    return this.connection.send(method, { context: this.id, ...params })
  }

  async goto(url, { waitUntil = 'load' } = {}) {
    await this.#send('browsingContext.navigate', { url, wait: WAIT[waitUntil] })
  }

  async reload({ waitUntil = 'load' } = {}) {
    await this.#send('browsingContext.reload', { wait: WAIT[waitUntil] })
  }

  // Until another document is there. No event tells of one that was kept.
  async goBack({ timeout = 10_000 } = {}) {
    const document = () => this.evaluate(() => performance.timeOrigin).catch(() => undefined)
    const before = await document()
    await this.#send('browsingContext.traverseHistory', { delta: -1 })
    for (const end = Date.now() + timeout; ; await pause(5)) {
      const now = await document()
      if (now && now !== before) return
      if (Date.now() > end) throw new Error('the tab did not go back')
    }
  }

  // A page that goes away does not always answer what it was asked before.
  renewed() {
    const before = [...this.#asked]
    setTimeout(() => before.forEach(asked => asked.lose()), 2000)
  }

  async evaluate(f, argument) {
    const asked = {}
    const lost = new Promise((_, reject) => {
      asked.lose = () => reject(new Error('the page has gone'))
    })
    this.#asked.add(asked)
    const answer = this.connection.send('script.callFunction', {
      functionDeclaration: `async () => JSON.stringify(await (${call(f, argument)})())`,
      awaitPromise: true,
      target: { context: this.id },
    })
    const { type, result, exceptionDetails } = await Promise.race([answer, lost]).finally(() =>
      this.#asked.delete(asked),
    )
    if (type === 'exception') throw new Error(exceptionDetails.text)
    return result.type === 'string' ? JSON.parse(result.value) : undefined
  }

  async waitForFunction(f, argument, { timeout = 15_000 } = {}) {
    for (const end = Date.now() + timeout; ; await pause(20)) {
      // A page on its way to another one cannot say.
      const value = await this.evaluate(f, argument).catch(() => undefined)
      if (value) return
      if (Date.now() > end) throw new Error(`waited in vain: ${f} ${JSON.stringify(argument)}`)
    }
  }

  waitForTimeout = pause

  locator(selector) {
    return new Locator(this, selector)
  }

  keyboard = {
    press: key => {
      const value = { Space: ' ', Enter: '\uE007' }[key] ?? key
      const actions = ['keyDown', 'keyUp'].map(type => ({ type, value }))
      return this.#send('input.performActions', { actions: [{ type: 'key', id: 'keyboard', actions }] })
    },
  }

  click(x, y) {
    const actions = [
      { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ]
    return this.#send('input.performActions', { actions: [{ type: 'pointer', id: 'mouse', actions }] })
  }

  async close() {
    this.closed = true
    await this.#send('browsingContext.close')
  }
}

// What a selector finds in the page and in the module's shadow root; ":visible" at its end means what is seen.
class Locator {
  constructor(tab, selector, at) {
    Object.assign(this, { tab, at, css: selector.replace(/:visible$/, ''), seen: selector.endsWith(':visible') })
  }

  #ask(f, argument) {
    const code = `(${(css, seen, at, then, given) => {
      const trees = [document, document.querySelector('#smg-consent')?.shadowRoot].filter(Boolean)
      const found = trees
        .flatMap(tree => [...tree.querySelectorAll(css)])
        .filter(element => !seen || element.getClientRects().length > 0)
      return then(at === undefined ? found : found.slice(at).slice(0, 1), given)
    }})(${JSON.stringify(this.css)}, ${this.seen}, ${this.at}, ${f}, ${JSON.stringify(argument)})`
    return this.tab.evaluate(code)
  }

  first = () => this.#at(0)
  last = () => this.#at(-1)
  count = () => this.#ask(found => found.length)
  // One that is not there yet is waited for.
  isChecked = () => this.evaluate(element => element.checked)
  focus = () => this.evaluate(element => element.focus())
  evaluate = f => this.waitFor().then(() => this.evaluateAll(`([element]) => (${f})(element)`))
  evaluateAll = f => this.#ask(f)

  #at(at) {
    const { tab, css, seen } = this
    return new Locator(tab, css + (seen ? ':visible' : ''), at)
  }

  async waitFor({ timeout = 15_000 } = {}) {
    for (const end = Date.now() + timeout; ; await pause(20)) {
      if (await this.count().catch(() => 0)) return
      if (Date.now() > end) throw new Error(`waited in vain for ${this.css}`)
    }
  }

  // Where it stands still: what is under way to another place would be missed.
  async click({ timeout = 15_000 } = {}) {
    await this.waitFor()
    const middle = () =>
      this.#ask(([element]) => {
        element?.scrollIntoView({ block: 'nearest' })
        const box = element?.getBoundingClientRect()
        return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 }
      })
    let before
    for (const end = Date.now() + timeout; ; await pause(20)) {
      const now = await middle()
      if (now && now.x === before?.x && now.y === before?.y) return this.tab.click(now.x, now.y)
      if (Date.now() > end) throw new Error(`${this.css} does not stand still`)
      before = now
    }
  }
}
