// Whatever a site writes into SMG_CONFIG: a wrong entry disables only itself and is reported once, with its path, what
// was expected and what came; and no text of it is ever anything but text.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  acceptAll,
  asked,
  assertLoads,
  assertUndecided,
  emitted,
  forget,
  isAsking,
  loaded,
  open,
  openSettings,
  page,
  press,
  ran,
  refusal,
  settle,
  source,
  splitTag,
  tag,
  until,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const blank = '<!doctype html><title>Nothing</title>'

// Another page of the same site, for a test that goes through many.
async function load(site, html) {
  // By way of an empty page: what the one before says or asks for late is not taken for the next one's.
  await site.go('/second')
  site.pages['/'] = html
  site.console.length = 0
  forget(site)
  await site.go('/')
}

// These lines, and no more: the console is heard a moment after it was written to.
async function saidOnly(site, count, what = '') {
  await until(`${what}: ${count} lines, not ${site.said.length}`, () => site.said.length >= count)
  assert.equal(site.said.length, count, `${what}: ${JSON.stringify(site.said, null, 1)}`)
}

// "kk-lat" is a name that a page may give its own texts, and none that Intl knows; dates are shown after a choice only.
test('a language tag that the browser refuses has its dates in figures', async t => {
  const texts = { 'kk-lat': { title: 'Cookie fayldary' } }
  const site = await open(t, { config: { analytics, consent: { language: 'kk-lat', texts, onWithdraw: 'none' } } })
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'consent')
  await openSettings(site.page)
  assert.match(await site.page.locator('dialog time').first().textContent(), /^\d\d\.\d\d\.\d{4}$/)
  await press(site.page, 'reject')
  await until('it is withdrawn', async () => (await refusal(site.page)) !== null)
})

test('the script tag twice on one page: one banner, one module, each processor once', async t => {
  const site = await open(t, { head: splitTag + splitTag })
  await asked(site)
  await settle(site.page)
  assert.equal(await site.page.locator('smg-consent').count(), 1)
  assert.equal(await site.page.locator('[data-smg=accept]').count(), 1)
  assert.equal(site.requested('/smg/smg.wasm'), 1)
  await acceptAll(site, all)
  await settle(site.page)
  assertLoads(site, all)
})

test('the script tag a second time, added later by a script', async t => {
  const site = await open(t)
  await asked(site)
  await site.page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('script'), { src: '/smg/smg.js?again' }))
  })
  await until('it has come', () => site.requested('/smg/smg.js') === 2)
  await settle(site.page, 600)
  assert.equal(await site.page.locator('smg-consent').count(), 1)
  await acceptAll(site, all)
  await settle(site.page)
  assertLoads(site, all)
})

const places = {
  'in head, config after it': {
    code: null,
    head: `${tag}<script>window.SMG_CONFIG = ${source({ analytics })}</script>`,
  },
  'in head, config at the end of the body': {
    code: null,
    body: `<script>window.SMG_CONFIG = ${source({ analytics })}</script>`,
  },
  'in head and not async': { head: tag.replace('async ', '') },
  deferred: { head: tag.replace('async', 'defer') },
  'as a module': { head: '<script type="module" src="/smg/smg.js"></script>' },
  'at the end of the body': { head: '', body: tag },
  'added by a script after the load': {
    head: '',
    body: `<script>addEventListener('load', () => setTimeout(() => {
      document.head.append(Object.assign(document.createElement('script'), { src: '/smg/smg.js' }))
    }, 50))</script>`,
  },
}

for (const [place, options] of Object.entries(places)) {
  test(`the script tag ${place}`, async t => {
    const site = await open(t, options)
    await asked(site)
    assert.deepEqual(site.said, [])
    await acceptAll(site, all)
    await settle(site.page)
    assertLoads(site, all)
  })
}

const hollow = {
  missing: null,
  undefined: 'window.SMG_CONFIG = undefined',
  null: 'window.SMG_CONFIG = null',
  'a string': 'window.SMG_CONFIG = "G-ABC1234567"',
  'a number': 'window.SMG_CONFIG = 5',
  'an array': 'window.SMG_CONFIG = [1, { analytics: 2 }]',
  'a function': 'window.SMG_CONFIG = function () {}',
  'an empty object': 'window.SMG_CONFIG = {}',
  'an object without analytics': 'window.SMG_CONFIG = { consent: {} }',
  'an object whose analytics is a string': 'window.SMG_CONFIG = { analytics: "G-ABC1234567" }',
  'an object whose analytics is a list': 'window.SMG_CONFIG = { analytics: ["G-ABC1234567"] }',
  'a loop': 'window.SMG_CONFIG = { analytics: {} }; SMG_CONFIG.consent = SMG_CONFIG',
  'an object that throws when read': 'window.SMG_CONFIG = { get analytics() { throw new Error("no") } }',
  'an object that throws when written out': 'window.SMG_CONFIG = { toJSON() { throw new Error("no") } }',
  'a proxy that throws':
    'window.SMG_CONFIG = new Proxy({}, { ownKeys() { throw new Error("no") }, get() { throw new Error("no") } })',
}

test('SMG_CONFIG is nothing, or of another kind: nothing loads, nothing throws', async t => {
  const site = await open(t, { html: blank })
  const rightful = ['an empty object', 'an object without analytics']
  const absent = ['missing', 'undefined', 'null']
  for (const [what, code] of Object.entries(hollow)) {
    await load(site, page({ code }))
    await until(`${what}: an event`, () => site.page.evaluate(() => window.__events.length > 0))
    await site.page.evaluate(() => void window.SMGConsent.acceptAll())
    await settle(site.page, 150)
    assert.equal(await isAsking(site.page), false, what)
    assert.deepEqual(site.thirdPartyUrls, [], what)
    const isWrong = ![...absent, ...rightful].includes(what)
    if (isWrong) await until(`${what}: a line`, () => site.said.length > 0)
    if (rightful.includes(what)) assert.deepEqual(site.said, [], what)
    assert.deepEqual(site.errors, [], what)
  }
})

test('reading SMG_CONFIG throws, while the page is still being parsed', async t => {
  const site = await open(t, {
    code: 'Object.defineProperty(window, "SMG_CONFIG", { get() { throw new Error("no") } })',
    head: '',
    body: tag.replace('async ', ''),
  })
  await emitted(site.page, 'error')
  await until('the console is told', () => site.said.length > 0)
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('an element whose id is SMG_CONFIG is no configuration', async t => {
  for (const body of [
    '<div id="SMG_CONFIG">{"analytics":{"ga4":"G-ABC1234567"}}</div>',
    '<form id="SMG_CONFIG"><input name="analytics"></form>',
    '<a id="SMG_CONFIG"></a><a id="SMG_CONFIG" name="analytics" href="javascript:alert(1)"></a>',
  ]) {
    const site = await open(t, { code: null, body })
    await settle(site.page, 500)
    assert.ok(site.requested('/smg/smg.js') > 0)
    assert.deepEqual(site.thirdPartyUrls, [])
    if (await isAsking(site.page)) await press(site.page, 'accept')
    await settle(site.page, 400)
    assert.deepEqual(site.thirdPartyUrls, [])
  }
})

// Each with the shortest value that is wrong: path below SMG_CONFIG, value, what the message names as come.
const wrongOptions = [
  ['consent.company', 5],
  ['consent.company', { en: 5 }],
  ['consent.email', 'nobody'],
  ['consent.bin', '12'],
  ['consent.policyUrl', 'javascript:alert(1)'],
  ['consent.language', 'not a language'],
  ['consent.texts', 'x'],
  ['consent.texts.en', 'x'],
  ['consent.texts.en.nosuch', 'x'],
  ['consent.texts.en.title', 7],
  ['consent.revision', -1],
  ['consent.revision', '2x'],
  ['consent.revision', 1.5],
  ['consent.cookie', 'x'],
  ['consent.cookie.name', 'a name'],
  ['consent.cookie.name', 'a;b=c'],
  ['consent.cookie.domain', 'x; path=/'],
  ['consent.cookie.path', 'x'],
  ['consent.cookie.path', '/;domain=x'],
  ['consent.cookie.sameSite', 'Loose'],
  ['consent.cookie.secure', 'yes'],
  ['consent.cookie.expiresAfterDays', 'abc'],
  ['consent.cookie.expiresAfterDays', 0],
  ['consent.cookie.expiresAfterDays', 401],
  ['consent.cookie.nosuch', 1],
  ['consent.refusalExpiresAfterDays', -5],
  ['consent.theme', 'pink'],
  ['consent.layout', 'round'],
  ['consent.position', 'above'],
  ['consent.purposes', []],
  ['consent.purposes.necessary', { name: 'x' }],
  ['consent.processors', {}],
  ['consent.nonce', '"><script>'],
  ['consent.debug', 'yes'],
  ['consent.nosuch', true],
]

function nest(path, value) {
  const config = { analytics: { ...analytics } }
  const keys = path.split('.')
  const last = keys.pop()
  keys.reduce((object, key) => (object[key] ??= {}), config)[last] = value
  return config
}

test('a wrong option disables only itself and is reported once', async t => {
  const site = await open(t, { html: blank })
  for (const [path, value] of wrongOptions) {
    await load(site, page({ config: nest(path, value) }))
    await asked(site)
    await saidOnly(site, 1, path)
    const [line] = site.said
    assert.ok(line.includes(`SMG_CONFIG.${path}: expected `), line)
    assert.ok(line.includes(`got ${JSON.stringify(value).slice(0, 50)}`), line)
  }
  await acceptAll(site, all)
  assertLoads(site, all)
})

// Counter ids that would be code, another address, or another argument, if anything were built from them unchecked.
const wrongIds = {
  ga4: [
    'G-"><img src=x onerror=__owned=1>',
    'UA-1234-1',
    'G-ABC1234567&l=x',
    'g-abc1234567',
    'G-ABC1234567\n',
    {},
    [],
    true,
    12,
  ],
  metrica: ['abc', '12345678;alert(1)', '-1', '1e3', 1.5, '1234567890123', '12 34', ['1']],
  clarity: ['../../evil', 'abcdefghij?x=1', 'ABCDEFGHIJ', 'abcde/fghi', '<script>1</script>', "a'+alert(1)+'b", {}],
  hotjar: ['0123', '12', '1234567.js?x', "1;alert('1')", '١٢٣٤٥٦', 1e21],
  metaPixel: ["1234567');alert('1", 'javascript:alert(1)', '12345', '123456789012345678901', { id: 1 }],
}

for (const [id, values] of Object.entries(wrongIds)) {
  test(`a wrong counter id disables only itself: ${id}`, async t => {
    const site = await open(t, { html: blank })
    for (const value of values) {
      await load(site, page({ config: { analytics: { ...analytics, [id]: value } } }))
      await asked(site)
      await saidOnly(site, 1, JSON.stringify(value))
      const what = `${JSON.stringify(value)}: ${JSON.stringify(site.said)}`
      assert.ok(site.said[0].includes(`SMG_CONFIG.analytics.${id}: expected `), what)
      assert.ok(site.said[0].includes('got '), what)
      await site.page.evaluate(() => window.SMGConsent.acceptAll())
      const others = all.filter(other => other !== id)
      await ran(site.page, others)
      await settle(site.page, 100)
      assertLoads(site, others)
      assert.equal(await site.page.evaluate(() => window.__owned), undefined)
      await site.page.goto('about:blank')
      await site.context.clearCookies()
    }
  })
}

test('an unknown processor is named once, and nothing of the prototype is one', async t => {
  const site = await open(t, {
    code: `window.SMG_CONFIG = { analytics: { ga4: 'G-ABC1234567', nosuch: 'x', constructor: '1', ['__proto__']: '2' } }`,
  })
  await asked(site)
  await saidOnly(site, 3)
  for (const name of ['nosuch', 'constructor', '__proto__'])
    assert.equal(site.said.filter(line => line.includes(`SMG_CONFIG.analytics.${name}: expected `)).length, 1, name)
  await acceptAll(site, ['ga4'])
  await settle(site.page)
  assert.deepEqual(site.loads, ['ga4'])
})

test('many wrong entries at once are each reported, and the rest works', async t => {
  const config = { analytics: { ...analytics, ga4: 'x', hotjar: 'y' }, consent: { theme: 1, layout: 2, revision: 3 } }
  const site = await open(t, { config })
  await asked(site)
  await saidOnly(site, 4)
  await acceptAll(site, ['metrica', 'clarity', 'metaPixel'])
})

// What a text could try. None of it may become an element, an attribute or code, wherever the text is shown.
const hostile = [
  '<img src=x onerror="window.__owned=1">',
  '</p><script>window.__owned=1</script>',
  '"><svg onload=window.__owned=1>',
  `'"\`\\\${window.__owned=1}`,
  'line one\nline two\r\n\u2028line three\u2029\u0000\u0007',
  '{company} {n} {partners} %s %',
  '\u202Eright to left',
  'ә ғ қ ң ө ұ ү һ і — «ЯНДЕКС» 😀',
]

test('a text is only ever text', async t => {
  const site = await open(t, { html: blank })
  for (const text of hostile) {
    const own = {
      id: 'own',
      name: text,
      company: text,
      countries: ['KZ'],
      description: text,
      data: [text],
      purpose: 'analytics',
      policy: 'https://p.example/',
    }
    const consent = {
      company: text,
      texts: { en: { title: text, accept_all: text, dialog_title: text, analytics_name: text } },
      processors: [own],
    }
    await load(site, page({ config: { analytics, consent }, body: '<div data-smg-table></div>' }))
    await asked(site)
    await openSettings(site.page)
    await site.page.locator('[data-smg-row=own]').waitFor()
    await settle(site.page, 100)
    const found = await site.page.evaluate(() => {
      const root = document.querySelector('smg-consent').shadowRoot
      const elements = [...root.querySelectorAll('*'), ...document.querySelectorAll('[data-smg-table] *')]
      return {
        owned: window.__owned,
        foreign: elements.filter(element => /^(img|script|svg|iframe|object|embed|style|link)$/i.test(element.tagName))
          .length,
        inline: elements
          .flatMap(element => [...element.attributes].map(({ name }) => name))
          .filter(name => /^(on|style$|src)/.test(name)),
        shown: root.querySelector('section [data-smg=accept]').textContent,
        row: document.querySelector('[data-smg-row=own] th').textContent,
      }
    })
    assert.equal(found.owned, undefined, text)
    assert.equal(found.foreign, 0, text)
    assert.deepEqual(found.inline, [], text)
    // What is shown is what was given. C ends a text at NUL; a text in braces is a hole of ours.
    if (!/[\0{]/.test(text)) assert.equal(found.shown, text)
    if (!/\0/.test(text)) assert.ok(found.row.startsWith(text), found.row)
    assert.deepEqual(site.thirdPartyUrls, [])
  }
})

const addresses = {
  'javascript:alert(1)': false,
  'JaVaScRiPt:alert(1)': false,
  ' javascript:alert(1)': false,
  'java\nscript:alert(1)': false,
  'java\tscript:alert(1)': false,
  '\u0001javascript:alert(1)': false,
  'data:text/html,<script>alert(1)</script>': false,
  'vbscript:x': false,
  'blob:https://a.test/1': false,
  '"onclick=alert(1) x="': false,
  '': false,
  '/privacy': true,
  'privacy.html#cookies': true,
  'https://policy.example/?a=1&b=2': true,
}

test('a policy link leads to a web address or is refused', async t => {
  const site = await open(t, { html: blank })
  for (const [url, good] of Object.entries(addresses)) {
    await load(site, page({ config: { analytics, consent: { policyUrl: url } } }))
    await asked(site)
    const links = await site.page
      .locator('smg-consent a[href]')
      .evaluateAll(found => found.map(link => link.getAttribute('href')))
    assert.equal(links.includes(url), good, `${JSON.stringify(url)}: ${JSON.stringify(links)}`)
    await saidOnly(site, good ? 0 : 1, JSON.stringify(url))
    for (const link of links) assert.match(link, /^(https:|[/#]|privacy)/)
  }
})

test('a definition of the site that brings code is refused, and only that', async t => {
  const own = (id, more) => ({
    id,
    name: id,
    company: 'C',
    description: 'T',
    data: ['D'],
    countries: ['KZ'],
    purpose: 'marketing',
    policy: 'https://p.example/',
    start: [],
    stop: [],
    ...more,
  })
  const processors = [
    own('inline', { start: [['script', 'javascript:window.__owned=1']] }),
    own('data', { start: [['script', 'data:text/javascript,window.__owned=1']] }),
    own('plain', { start: [['script', 'http://insecure.example/x.js']] }),
    own('verb', { start: [['eval', 'window.__owned=1']] }),
    own('1bad'),
    own('nameless', { name: 5 }),
    own('lost', { purpose: 'nosuch' }),
    own('good', {
      start: [
        ['set', 'ownQueue', []],
        ['script', 'https://good.example/x.js'],
      ],
    }),
    'nothing',
    null,
  ]
  const site = await open(t, { config: { analytics: {}, consent: { processors } } })
  await asked(site)
  await saidOnly(site, processors.length - 1)
  await press(site.page, 'accept')
  await site.page.waitForFunction(() => Array.isArray(window.ownQueue))
  await until('it is asked for', () => site.thirdPartyUrls.includes('GET https://good.example/x.js'))
  await settle(site.page)
  assert.deepEqual(
    site.thirdPartyUrls.filter(line => line.startsWith('GET')),
    ['GET https://good.example/x.js'],
  )
  assert.equal(await site.page.evaluate(() => window.__owned), undefined)
})

test('a definition of the site works like a built-in one', async t => {
  const config = {
    analytics: { own: 'K-77' },
    consent: {
      purposes: { chat: { name: { en: 'Chat', ru: 'Чат' }, description: 'Talk to us.' } },
      processors: [
        {
          id: 'own',
          name: 'Own chat',
          company: 'Chat Ltd',
          countries: ['KZ'],
          purpose: 'chat',
          description: 'Opens a chat.',
          data: ['What you type.'],
          policy: 'https://chat.example/policy',
          idPattern: 'K-[0-9]{2}',
          cookies: { chat_id: '1y' },
          start: [
            ['stub', 'chat', 'chat.q'],
            ['call', 'chat', 'open', '{id}'],
            ['script', 'https://chat.example/{id}.js'],
          ],
          stop: [['call', 'chat', 'close']],
        },
      ],
    },
  }
  const site = await open(t, { config })
  await asked(site)
  assert.deepEqual(site.said, [])
  await openSettings(site.page)
  assert.ok((await site.page.locator('dialog[open]').textContent()).includes('Own chat'))
  await press(site.page, 'accept')
  await site.page.waitForFunction(() => window.chat?.q?.length)
  assert.deepEqual(await site.page.evaluate(() => Array.from(window.chat.q[0])), ['open', 'K-77'])
  await until('it is asked for', () => site.thirdPartyUrls.includes('GET https://chat.example/K-77.js'))
  await settle(site.page)
  assert.deepEqual(
    site.thirdPartyUrls.filter(line => line.startsWith('GET')),
    ['GET https://chat.example/K-77.js'],
  )
})

test('an element named currentScript does not lead to another module', async t => {
  const site = await open(t, {
    head: '',
    body: `<img name="currentScript" src="/elsewhere/picture.js" alt="">${splitTag.replace('async ', '')}`,
  })
  await asked(site)
  assert.equal(site.requested('/elsewhere/smg.wasm'), 0)
})

test('elements named like what the script uses: it may give up, but nothing loads and nothing throws', async t => {
  for (const body of [
    '<form id="SMGConsent"><input name="ready"></form>',
    '<form name="cookie"></form>',
    '<form name="body"></form><form name="head"></form>',
    '<a id="dataLayer"></a><a id="gtag"></a><a id="ym"></a><a id="fbq"></a>',
    '<form id="smg-consent"><input name="remove"></form>',
  ]) {
    const site = await open(t, { body })
    await settle(site.page, 600)
    assert.ok(site.requested('/smg/smg.js') > 0, body)
    assert.deepEqual(site.thirdPartyUrls, [], body)
  }
})

test('no processor configured: nobody is asked', async t => {
  const site = await open(t, { config: { analytics: {} } })
  await site.page.waitForFunction(() => window.__events.some(event => event.type === 'ready'))
  await settle(site.page)
  assert.ok(site.requested('/smg/smg.js') > 0)
  assert.equal(await isAsking(site.page), false)
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('a page that changes SMG_CONFIG after the start changes nothing', async t => {
  const { metaPixel, ...four } = analytics
  const site = await open(t, { html: page({ config: { analytics: four } }) })
  await assertUndecided(site)
  await site.page.evaluate(id => (window.SMG_CONFIG.analytics.metaPixel = id), metaPixel)
  await press(site.page, 'accept')
  await ran(site.page, Object.keys(four))
  await loaded(site, Object.keys(four))
  await settle(site.page)
  assert.ok(!site.loads.includes('metaPixel'))
})

test('a counter id may be a big integer, and a call may hand over anything', async t => {
  const site = await open(t, { code: 'window.SMG_CONFIG = { analytics: { hotjar: 1234567n } }' })
  await asked(site)
  const loop = () => {
    const one = {}
    one.one = one
    window.SMGConsent.showPreferences(one, 5n, Symbol('x'), () => 0)
    return window.SMGConsent.acceptPurpose(one)
  }
  await site.page.evaluate(loop)
  await press(site.page, 'accept')
  await ran(site.page, ['hotjar'])
  assert.deepEqual(site.loads, ['hotjar'])
})
