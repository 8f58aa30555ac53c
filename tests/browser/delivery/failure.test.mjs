// Fail closed: whatever of the module is missing or broken, nobody is asked for data, the page works, and the console
// says why.

import assert from 'node:assert/strict'
import test from 'node:test'
import { dist } from '../support/paths.mjs'
import {
  asked,
  cookie,
  emitted,
  file,
  forget,
  isAsking,
  loaded,
  nothing,
  open,
  press,
  ran,
  refusal,
  scriptWith,
  setCookie,
  settle,
  splitScriptFor,
  splitTag,
  storage,
  tag,
  until,
} from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

// A module of three exports and no imports, by hand: `dispatch` is the body of smg_dispatch, `text` lies at 1024.
function fakeModule(dispatch, text = '') {
  const string = name => [name.length, ...Buffer.from(name)]
  const section = (id, bytes) => [id, ...leb(bytes.length), ...bytes]
  const leb = number => (number < 128 ? [number] : [(number & 127) | 128, ...leb(number >> 7)])
  const body = code => {
    const bytes = [0, ...code, 0x0b]
    return [...leb(bytes.length), ...bytes]
  }
  return Buffer.from([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7f]),
    ...section(3, [2, 0, 0]),
    ...section(5, [1, 0, 4]),
    ...section(7, [3, ...string('memory'), 2, 0, ...string('smg_buffer'), 0, 0, ...string('smg_dispatch'), 0, 1]),
    // smg_buffer answers 65536, far from the text.
    ...section(10, [2, ...body([0x41, 0x80, 0x80, 0x04]), ...body(dispatch)]),
    ...section(11, [1, 0, 0x41, 0x80, 0x08, 0x0b, ...leb(text.length + 1), ...Buffer.from(text), 0]),
  ])
}

const answers = [0x41, 0x80, 0x08]
const wasm = body => ({ headers: { 'content-type': 'application/wasm' }, body })
const trap = [0x00]

const own = {
  body: '<button id="own">Own</button><output id="out"></output>',
  init: [
    () =>
      addEventListener('click', event => event.target.id === 'own' && (document.querySelector('#out').value = 'works')),
  ],
}

// The page does what it did without the module, and knows nothing of it.
async function assertClosed(site, reason) {
  const { page } = site
  if (reason) await until('the console says why', () => site.said.some(line => reason.test(line)))
  await settle(page, 700)
  assert.ok(site.requested('/') > 0)
  assert.equal(await isAsking(page), false)
  assert.deepEqual(site.loads, [])
  await page.locator('#own').click()
  assert.equal(await page.locator('#out').textContent(), 'works')
  if (reason)
    assert.ok(
      site.said.some(line => reason.test(line)),
      `the console says why: ${JSON.stringify(site.console)}`,
    )
  await page.locator('#second').click()
  await page.waitForURL('**/second')
  await settle(page)
  assert.deepEqual(site.loads, [])
}

const missing = {
  'is cut off': 'drop',
  'is not there': { status: 404, body: 'not found' },
  'is refused': { status: 403, headers: { 'content-type': 'text/html' }, body: '<h1>Forbidden</h1>' },
  'is a page of HTML': { headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' },
}
const broken = {
  'is empty': Buffer.alloc(0),
  'is cut short': fakeModule(answers, '[]').subarray(0, 40),
  traps: fakeModule(trap),
  'answers nonsense': fakeModule(answers, 'nonsense'),
  'answers what is no list': fakeModule(answers, '{"load":1}'),
}
const files = { ...missing, ...Object.fromEntries(Object.entries(broken).map(([what, bytes]) => [what, wasm(bytes)])) }

const instead = (path, answer) => request => (request.path === path ? answer : undefined)
// The module by itself, to a script that takes it for its own, and within the script.
const apart = answer => ({
  head: splitTag,
  answer: request =>
    instead('/smg/smg.split.js', splitScriptFor(answer.body))(request) ?? instead('/smg/smg.wasm', answer)(request),
})
const within = module => ({ answer: instead('/smg/smg.js', scriptWith(module)) })

for (const [what, answer] of Object.entries(files))
  test(`the module, a file of its own, ${what}`, async t => {
    const site = await open(t, { ...own, ...apart(answer) })
    await until('the module is asked for', () => site.requested('/smg/smg.wasm') > 0)
    await assertClosed(site, /./)
  })

for (const [what, module] of Object.entries(broken))
  test(`the module within the script ${what}`, async t => {
    const site = await open(t, { ...own, ...within(module) })
    assert.ok(site.requested('/smg/smg.js') > 0)
    await assertClosed(site, /./)
  })

// Chromium before 73, Firefox before 101, Safari before 16.4.
test('the browser knows no stylesheets made by script', async t => {
  const site = await open(t, {
    ...own,
    init: [
      ...own.init,
      () => {
        window.CSSStyleSheet = function CSSStyleSheet() {
          throw new TypeError('Illegal constructor')
        }
        window.SMGConsent = [api => (window.__called = typeof api.getConsent)]
      },
    ],
  })
  await site.page.waitForFunction(() => window.__called)
  await emitted(site.page, 'error')
  await assertClosed(site, /stopped, and nothing is loaded/)
  assert.equal(await site.page.evaluate(() => window.__called), 'function')
})

test('the script is cut short', async t => {
  const { headers, body } = file(dist, 'smg.js')
  const site = await open(t, { ...own, answer: instead('/smg/smg.js', { headers, body: body.subarray(0, 40000) }) })
  assert.ok(site.requested('/smg/smg.js') > 0)
  await assertClosed(site)
  assert.ok(site.errors.splice(0).length)
})

test('the module traps although a grant is stored', async t => {
  let broken = false
  const trapping = scriptWith(fakeModule(trap))
  const answer = request => (broken && request.path === '/smg/smg.js' ? trapping : undefined)
  const site = await open(t, { ...own, answer })
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, all)
  broken = true
  await site.page.goto('about:blank')
  await settle(site.page)
  forget(site)
  await site.go('/')
  await assertClosed(site, /./)
})

test('a stand-in module works, or the tests above would prove nothing', async t => {
  const text = JSON.stringify([['render', 'banner', ['section', {}, ['button', { 'data-smg': 'accept' }, 'stand-in']]]])
  const module = fakeModule(answers, text)
  for (const way of [apart(wasm(module)), within(module)]) {
    const site = await open(t, way)
    await asked(site)
    assert.equal(await site.page.locator('[data-smg=accept]').textContent(), 'stand-in')
  }
})

// Where WebAssembly is refused, smg.nowasm.js takes its place (nowasm.test.mjs): here that is missing too.
const gone = instead('/smg/smg.nowasm.js', 'drop')
for (const [name, head] of Object.entries({ 'smg.js': tag, 'smg.split.js': splitTag })) {
  test(`${name}: the browser has no WebAssembly, and what stands in for it does not come`, async t => {
    const init = [...own.init, () => delete window.WebAssembly]
    const site = await open(t, { ...own, head, init, answer: gone })
    assert.ok(site.requested(`/smg/${name}`) > 0)
    await assertClosed(site, /smg\.nowasm\.js/)
  })

  test(`${name}: so under a content security policy without wasm-unsafe-eval`, async t => {
    const headers = {
      'content-security-policy': "script-src 'nonce-n0' 'strict-dynamic'; object-src 'none'; base-uri 'none'",
    }
    const nonce = 'n0'
    const options = { nonce, head: head.replace('async', `nonce="${nonce}" async`), headers, answer: gone }
    const site = await open(t, { ...own, ...options })
    assert.ok(site.requested(`/smg/${name}`) > 0)
    await assertClosed(site, /smg\.nowasm\.js/)
  })
}

test('the script itself is blocked', async t => {
  const site = await open(t, { ...own, answer: request => (request.path === '/smg/smg.js' ? 'drop' : undefined) })
  assert.ok(site.requested('/smg/smg.js') > 0)
  await site.page.evaluate(() => (window.SMGConsent = window.SMGConsent || []).push(() => {}))
  await assertClosed(site)
})

test('JavaScript is off', async t => {
  const site = await open(t, { context: { javaScriptEnabled: false } })
  assert.ok(await site.page.locator('h1').isVisible())
  await site.page.waitForTimeout(500)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual(await site.context.cookies(), [])
  await site.page.locator('#second').click()
  await site.page.waitForURL('**/second')
  assert.deepEqual(site.thirdPartyUrls, [])
})

const dismissed = site => until('the banner is gone', async () => !(await isAsking(site.page)))

// Storage that takes nothing and says so in the ways that browsers do.
const blocked = {
  'is silently ignored': () => {
    Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => {} })
    Storage.prototype.setItem = () => {}
  },
  'throws on every touch': () => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => {} })
    Object.defineProperty(window, 'localStorage', { get: refuse })
    Object.defineProperty(window, 'sessionStorage', { get: refuse })
  },
  'is full': () => {
    Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => {} })
    Storage.prototype.setItem = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
    }
  },
  'is missing': () => {
    Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => {} })
    Object.defineProperty(window, 'localStorage', { value: null })
    Object.defineProperty(window, 'sessionStorage', { value: null })
  },
  'throws for cookies too': () => {
    const refuse = () => {
      throw new DOMException('Access is denied for this document.', 'SecurityError')
    }
    Object.defineProperty(Document.prototype, 'cookie', { get: refuse, set: refuse })
    Object.defineProperty(window, 'localStorage', { get: refuse })
  },
}

for (const [how, script] of Object.entries(blocked)) {
  test(`storage ${how}: Accept loads nothing and says so, the banner goes for this page view`, async t => {
    const site = await open(t, { ...own, init: [...own.init, script] })
    await asked(site)
    await press(site.page, 'accept')
    const visible = site.page.getByText('We could not save your choice', { exact: false })
    await until('the visitor or the console is told', async () => site.said.length > 0 || (await visible.count()) > 0)
    await dismissed(site)
    await settle(site.page, 1000)
    assert.deepEqual(site.loads, [])
    await assertClosed(site)
  })

  test(`storage ${how}: Reject dismisses the banner for this page view`, async t => {
    const site = await open(t, { ...own, init: [...own.init, script] })
    await asked(site)
    await press(site.page, 'reject')
    await dismissed(site)
    await settle(site.page, 1000)
    await assertClosed(site)
  })
}

test('that the choice was not kept can be read and closed', async t => {
  const site = await open(t, { init: [blocked['throws on every touch']] })
  await asked(site)
  await site.page.locator('#field').focus()
  await press(site.page, 'accept')
  const said = site.page.locator('smg-consent .status')
  await said.waitFor()
  assert.match(await said.textContent(), /We could not save your choice/)
  await said.locator('button').click()
  await said.waitFor({ state: 'detached' })
  await site.page.waitForFunction(() => document.activeElement.id === 'field')
  assert.deepEqual(site.loads, [])
})

test('cookies are blocked and localStorage is not: a grant is not kept there', async t => {
  const init = [() => Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => {} })]
  const site = await open(t, { init })
  await asked(site)
  await press(site.page, 'accept')
  await settle(site.page, 800)
  assert.deepEqual(site.loads, [])
  assert.deepEqual((await storage(site)).local, {})
})

test('a sandboxed page without an origin: no request, no error', async t => {
  const headers = { 'content-security-policy': 'sandbox allow-scripts' }
  const site = await open(t, { ...own, headers })
  await asked(site)
  await press(site.page, 'accept')
  await settle(site.page, 700)
  assert.deepEqual(site.thirdPartyUrls, [])
  await site.page.locator('#own').click()
  assert.equal(await site.page.locator('#out').textContent(), 'works')
})

test('a stored grant does not bring the processors of a page whose module is missing', async t => {
  const site = await open(t, own)
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, all)
  const kept = await cookie(site)
  const other = await open(t, { ...own, ...apart('drop') })
  await setCookie(other, kept.value)
  forget(other)
  await other.page.reload()
  await assertClosed(other, /./)
})

test('the hosts of processors do not answer: the page and the choice stay', async t => {
  const hosts = new Set([
    'www.googletagmanager.com',
    'mc.yandex.ru',
    'www.clarity.ms',
    'static.hotjar.com',
    'connect.facebook.net',
  ])
  const site = await open(t, { ...own, answer: request => (hosts.has(request.host) ? { status: 500 } : undefined) })
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'consent')
  await loaded(site, all)
  await settle(site.page, 800)
  for (const id of all) assert.equal(site.loads.filter(load => load === id).length, 1, `${id} is asked for once`)
  assert.ok(await cookie(site))
  const kept = await storage(site)
  assert.deepEqual({ ...kept, cookies: [] }, nothing)
  assert.equal(await refusal(site.page), null)
})
