// The option receiptUrl: what the site is sent of a decision, when, and what becomes of it where that fails.

import assert from 'node:assert/strict'
import test from 'node:test'
import { faultOfProof } from '../support/contract.mjs'
import {
  acceptAll,
  asked,
  cookie,
  emitted,
  forget,
  loaded,
  noLongTimers,
  now,
  open,
  page,
  press,
  ran,
  refusal,
  settle,
  storage,
  until,
} from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const config = { analytics: { ga4: analytics.ga4 }, consent: { receiptUrl: '/receipts', revision: 3 } }
const isPost = ({ method, path }) => method === 'POST' && path === '/receipts'
const posts = site => site.log.filter(isPost)
const bodies = site => posts(site).map(({ body }) => JSON.parse(body))
const posted = (site, count) => until(`${count} records, not ${posts(site).length}`, () => posts(site).length >= count)
const isSecond = ({ path }) => path.startsWith('/smg/smg.more.')

// A site that takes records, as `statusOf(request)` says; 'drop' is a lost connection.
const openSite = (t, { statusOf = () => 204, answer = () => undefined, ...more } = {}) =>
  open(t, {
    config,
    ...more,
    answer: request => {
      if (!isPost(request)) return answer(request)
      const status = statusOf(request)
      return status === 'drop' ? status : { status }
    },
  })

// An init function: notes the scripts of the page as they come. Of two that are asked for one after the other, of two
// hosts, either may be the first to come there.
const noteScripts = () => {
  window.__scripts = []
  new MutationObserver(changes => {
    for (const { addedNodes } of changes)
      for (const { localName, src } of addedNodes) if (localName === 'script' && src) window.__scripts.push(src)
  }).observe(document, { childList: true, subtree: true })
}

// A page on which "online" and what a second has brought have been waited for.
const long = site => settle(site.page, 1500)

// The page has had its answers to so many records: one that it had none to it would post again as it goes.
const answered = (site, count) =>
  site.page.waitForFunction(
    least => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/receipts')).length >= least,
    count,
    { timeout: 15_000 },
  )

test('nothing is posted before a decision, and a grant once, with what proves it', async t => {
  const site = await openSite(t)
  await asked(site)
  await settle(site.page)
  assert.deepEqual(posts(site), [])
  assert.ok(!site.log.some(isSecond))
  await acceptAll(site, ['ga4'])
  await posted(site, 1)
  await long(site)
  const [request, ...others] = posts(site)
  assert.deepEqual(others, [])

  const proof = JSON.parse(request.body)
  assert.equal(faultOfProof(proof), undefined)
  const { time, key, notice, module, ...facts } = proof
  assert.deepEqual(facts, {
    version: 1,
    choice: 'granted',
    id: /\.([0-9a-f]{32})\./.exec((await cookie(site)).value)[1],
    method: 'b',
    language: 'en',
    revision: 3,
    purposes: { necessary: true, analytics: true },
    processors: { ga4: true },
    host: site.host,
  })
  assert.ok(Math.abs(time / 1000 - now()) < 120)
  const { headers } = request
  assert.equal(headers['content-type'], 'application/json')
  assert.equal(headers.referer, undefined)
  assert.deepEqual(site.said, [])
})

test('the grant is carried out before the second file is asked for, which posts it', async t => {
  let go
  const gate = new Promise(resolve => (go = resolve))
  const site = await openSite(t, {
    answer: request => (isSecond(request) ? gate.then(() => undefined) : undefined),
    init: [noteScripts],
  })
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, ['ga4'])
  await emitted(site.page, 'consent')
  await until('the second file is asked for', () => site.log.some(isSecond))
  const paths = (await site.page.evaluate(() => window.__scripts)).map(src => new URL(src).pathname)
  const [loader, second] = paths.filter(path => path !== '/smg/smg.js')
  assert.deepEqual([loader, isSecond({ path: second })], ['/gtag/js', true])
  // Nothing waits for it: the visitor may take his grant back meanwhile.
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await until('the refusal is stored', () => refusal(site.page))
  assert.deepEqual(posts(site), [])
  go()
  await posted(site, 2)
  await settle(site.page)
  assert.deepEqual(
    bodies(site).map(({ choice }) => choice),
    ['granted', 'withdrawn'],
  )
})

test('a refusal is posted without anything that says whose it is', async t => {
  const site = await openSite(t)
  await asked(site)
  await press(site.page, 'reject')
  await posted(site, 1)
  await long(site)
  const [proof, ...others] = bodies(site)
  assert.deepEqual(others, [])
  assert.equal(faultOfProof(proof), undefined)
  assert.equal(proof.choice, 'refused')
  assert.equal(proof.id, undefined)
  assert.equal(proof.time % 86_400_000, 0)
  assert.equal(proof.language, 'en')
  assert.deepEqual(proof.processors, { ga4: false })
  // Nothing more is stored than without the option, and nothing of what was sent.
  const { cookies, local, session } = await storage(site)
  assert.deepEqual([cookies, Object.keys(local), session], [[], ['smg_consent'], {}])
  assert.ok(!JSON.stringify(local).includes(proof.key))
})

test('a return visit posts nothing, and asks for no second file', async t => {
  const site = await openSite(t)
  await asked(site)
  await acceptAll(site, ['ga4'])
  await posted(site, 1)
  await answered(site, 1)
  forget(site)
  await site.page.reload()
  await loaded(site, ['ga4'])
  await long(site)
  assert.deepEqual(posts(site), [])
  assert.ok(!site.log.some(isSecond))
})

test('of two tabs the one that was answered in posts', async t => {
  const site = await openSite(t)
  await asked(site)
  const other = await site.tab('/second')
  await asked(site, other)
  await press(other, 'accept')
  await ran(other, ['ga4'])
  await ran(site.page, ['ga4'])
  await posted(site, 1)
  await long(site)
  assert.equal(posts(site).length, 1)
})

test('a withdrawal that a reload carries out is posted by the page after it', async t => {
  const consent = { ...config.consent, onWithdraw: 'reload' }
  const site = await openSite(t, { config: { ...config, consent } })
  await asked(site)
  await acceptAll(site, ['ga4'])
  await posted(site, 1)
  await answered(site, 1)
  forget(site)
  await Promise.all([site.page.waitForEvent('load'), site.page.evaluate(() => void window.SMGConsent.withdraw())])
  await posted(site, 1)
  await long(site)
  const [proof, ...others] = bodies(site)
  assert.deepEqual(others, [])
  assert.equal(faultOfProof(proof), undefined)
  assert.equal(proof.choice, 'withdrawn')
  assert.equal(proof.id, undefined)
})

for (const [what, status] of [
  ['a server that has no time', 503],
  ['a lost connection', 'drop'],
])
  test(`the same record is posted again after ${what}, and told of once`, async t => {
    let count = 0
    const site = await openSite(t, { statusOf: () => (++count < 3 ? status : 204) })
    await asked(site)
    await acceptAll(site, ['ga4'])
    await posted(site, 3)
    await long(site)
    const sent = bodies(site)
    assert.equal(sent.length, 3)
    assert.equal(new Set(sent.map(({ key }) => key)).size, 1)
    assert.equal(site.said.length, 1, String(site.said))
    assert.match(site.said[0], /receiptUrl: expected an answer of 2xx, got /)
  })

test('what the server refuses for good is dropped, and told of', async t => {
  const site = await openSite(t, { statusOf: () => 400 })
  await asked(site)
  await acceptAll(site, ['ga4'])
  await posted(site, 1)
  await long(site)
  assert.equal(posts(site).length, 1)
  assert.deepEqual(site.said, ['SMG Consent: SMG_CONFIG.consent.receiptUrl: expected an answer of 2xx, got 400'])
})

test('a network that comes back is not waited for', async t => {
  let isThere = false
  const site = await openSite(t, { statusOf: () => (isThere ? 204 : 503), init: [noLongTimers] })
  await asked(site)
  await acceptAll(site, ['ga4'])
  await posted(site, 1)
  await answered(site, 1)
  isThere = true
  await settle(site.page)
  assert.equal(posts(site).length, 1)
  await site.page.evaluate(() => window.dispatchEvent(new Event('online')))
  await posted(site, 2)
})

test('the newest eight wait, and none of them is lost', async t => {
  let isThere = false
  const taken = []
  const site = await openSite(t, {
    statusOf: ({ body }) => {
      if (isThere) taken.push(JSON.parse(body).id)
      return isThere ? 204 : 503
    },
    init: [noLongTimers],
  })
  await asked(site)
  await site.page.evaluate(() => window.SMGConsent.whole())
  const ids = []
  for (let i = 0; i < 10; i++) {
    await site.page.evaluate(() => window.SMGConsent.acceptAll())
    // Each has the oldest one tried anew.
    await posted(site, i + 1)
    await answered(site, i + 1)
    ids.push(/\.([0-9a-f]{32})\./.exec((await cookie(site)).value)[1])
  }
  isThere = true
  await site.page.evaluate(() => window.dispatchEvent(new Event('online')))
  await until('they are posted', () => taken.length >= 8)
  await long(site)
  assert.deepEqual(taken, ids.slice(2))
})

test('what waits when the page is left is sent as it goes', async t => {
  let isThere = false
  const site = await openSite(t, { statusOf: () => (isThere ? 204 : 503), init: [noLongTimers] })
  await asked(site)
  await acceptAll(site, ['ga4'])
  await posted(site, 1)
  await answered(site, 1)
  isThere = true
  forget(site)
  await site.go('/second')
  await posted(site, 1)
})

const violations = () => {
  window.__violations = []
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    window.__violations.push(`${violatedDirective} ${blockedURI}`),
  )
}
const policy = hosts =>
  "default-src 'none'; script-src 'self' 'nonce-n0' 'wasm-unsafe-eval' https://www.googletagmanager.com; " +
  `connect-src ${hosts} https://*.google-analytics.com; base-uri 'none'; require-trusted-types-for 'script'`
const strict = { nonce: 'n0', head: '<script nonce="n0" async src="/smg/smg.js"></script>', init: [violations] }

test('it works under a strict policy, on this site and on another that the policy names', async t => {
  for (const [receiptUrl, hosts] of [
    ['/receipts', "'self'"],
    ['https://proof.test/receipts', 'https://proof.test'],
  ]) {
    const site = await open(t, {
      ...strict,
      config: { ...config, consent: { receiptUrl } },
      headers: { 'content-security-policy': policy(hosts) },
      answer: ({ method, path, headers }) => {
        if (path !== '/receipts') return
        const names = { 'access-control-allow-origin': headers.origin, 'access-control-allow-headers': 'content-type' }
        return { status: 204, headers: method === 'OPTIONS' || headers.origin ? names : {} }
      },
    })
    await asked(site)
    await press(site.page, 'reject')
    await posted(site, 1)
    await settle(site.page)
    const [{ headers, host }] = posts(site)
    assert.equal(host, receiptUrl.startsWith('/') ? site.host : 'proof.test')
    assert.equal(headers.referer, undefined)
    assert.deepEqual(await site.page.evaluate(() => window.__violations), [])
    assert.deepEqual(site.said, [])
  }
})

test('where the second file does not come the choice stands, and only the record is lost', async t => {
  const site = await openSite(t, { answer: request => (isSecond(request) ? { status: 404 } : undefined) })
  await asked(site)
  await acceptAll(site, ['ga4'])
  await emitted(site.page, 'consent')
  await until('the console is told', () => site.said.length)
  assert.match(site.said[0], /smg\.more\..* is missing/)
  assert.equal(posts(site).length, 0)
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await until('the refusal is stored', () => refusal(site.page))
  assert.equal(await cookie(site), undefined)
})

test('the file that has all posts too', async t => {
  const site = await openSite(t, { html: page({ config, head: '<script async src="/smg/smg.all.js"></script>' }) })
  await site.page.locator('[data-smg=reject]').waitFor()
  await press(site.page, 'reject')
  await posted(site, 1)
  await long(site)
  assert.deepEqual(
    bodies(site).map(({ choice }) => choice),
    ['refused'],
  )
})
