// The banner in the page's own HTML before the module is there: where it is not shown, what becomes of presses that come
// too early, of a script that does not come, and of a page that would have a press that nobody has made.

import assert from 'node:assert/strict'
import test from 'node:test'
import { isWaiting, started, visit } from '../support/brought.mjs'
import {
  asked,
  assertLoads,
  cookie,
  isAsking,
  loaded,
  nothing,
  open,
  parse,
  press,
  refusal,
  scriptWith,
  settle,
  storage,
  until,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const shown = tab => tab.locator('[data-smg=accept]:visible').waitFor()
const count = tab => tab.locator('smg-consent').count()
const gone = (site, where = site.page) => until('it is gone', async () => !(await count(where)))
// The page has been parsed, and the module waits. The guard, an async script, may run a moment later.
const parsed = tab => tab.locator('h1').waitFor()

// ---- Where it is not shown ------------------------------------------------------------------------------------

const unseen = {
  'a grant is stored': {
    init: [() => location.pathname === '/' && (document.cookie = 'smg_consent=x')],
  },
  'a refusal is stored': { init: [() => location.pathname === '/' && localStorage.setItem('smg_consent', 'x')] },
  'a choice is stored under a name of the site’s own': {
    init: [() => location.pathname === '/' && (document.cookie = 'a-b_c=x')],
    consent: { cookie: { name: 'a-b_c' } },
  },
  'the visitor sends Global Privacy Control': {
    init: [() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })],
  },
  'the browser keeps nothing': {
    init: [
      () =>
        Object.defineProperty(window, 'localStorage', {
          get() {
            throw Error('no')
          },
        }),
    ],
  },
}
for (const [name, { init, consent }] of Object.entries(unseen))
  test(`nothing is shown before the module is there where ${name}`, async t => {
    const config = { analytics, consent: { company: 'Example', ...consent } }
    const site = await visit(t, { init, config })
    await parsed(site.page)
    await gone(site)
    await settle(site.page, 200)
    assert.equal(await count(site.page), 0)
    assert.equal(await site.page.evaluate(() => window.__asked), 0)
    assert.deepEqual(site.thirdPartyUrls, [])
    site.release()
    await started(site.page)
  })

test('where the site asks all the same, under Global Privacy Control and in frames, it is shown', async t => {
  const config = { analytics, consent: { company: 'Example', respectGpc: false, inFrames: true } }
  const init = [() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })]
  const site = await visit(t, { init, config })
  await shown(site.page)
  const framed = await visit(t, {
    config,
    change: html => html.replace('<main>', '<iframe src="/inner"></iframe><main>'),
  })
  framed.pages['/inner'] = framed.pages['/']
  await shown(framed.page)
})

// A classic script would wait for the stylesheet, and with it the rest of the page.
test('the guard waits for no stylesheet of the page', async t => {
  let answer
  const late = new Promise(resolve => {
    answer = resolve
  })
  t.after(() => answer({ status: 204 }))
  const site = await visit(t, {
    change: html => html.replace('</head>', '<link rel="stylesheet" href="/late.css"></head>'),
    pages: { '/late.css': () => late },
  })
  await until('the guard has run', () => isWaiting(site.page).catch(() => false))
  assert.ok(await site.page.evaluate(() => document.querySelector('smg-consent').shadowRoot.querySelector('button')))
})

test('where the module has begun before the guard runs, the page has one banner, the module’s', async t => {
  // A script that is not async has begun before the rest of the page is there.
  const site = await visit(t, {
    release: true,
    change: html => html.replace('<script async fetchpriority="high" src', '<script src'),
  })
  await asked(site)
  await settle(site.page, 200)
  assert.equal(await count(site.page), 1)
  assert.equal(await site.page.evaluate(() => 'kept' in document.querySelector('smg-consent')), false)
  assert.deepEqual(site.said, [])
  await press(site.page, 'accept')
  await loaded(site, all)
})

test('nothing is shown within a frame', async t => {
  const site = await visit(t)
  site.pages['/outer'] = '<!doctype html><title>Outer</title><iframe src="/"></iframe>'
  await site.page.goto(`${site.origin}/outer`, { waitUntil: 'commit' })
  const frame = site.page.frameLocator('iframe')
  await frame.locator('h1').waitFor()
  await gone(site, frame)
})

test('nothing is shown without scripts', async t => {
  const site = await visit(t, { context: { javaScriptEnabled: false } })
  await parsed(site.page)
  assert.equal(await site.page.locator('[data-smg]').count(), 0)
  const box = await site.page.locator('smg-consent').boundingBox()
  assert.ok(!(box?.width && box.height))
})

test('before a press nothing is stored or asked of others', async t => {
  const site = await visit(t)
  await shown(site.page)
  await settle(site.page, 600)
  assert.deepEqual(await storage(site), nothing)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.equal(await isWaiting(site.page), true)
})

// ---- A script that does not come ------------------------------------------------------------------------------

// Not because ten seconds are over: in these pages they never are.
test('it goes where the script fails', async t => {
  const site = await visit(t)
  await shown(site.page)
  site.release({ status: 404, headers: {}, body: '' })
  await gone(site)
})

test('it goes where the script comes and cannot begin', async t => {
  const site = await visit(t, { init: [() => delete window.ResizeObserver] })
  await shown(site.page)
  site.release()
  await gone(site)
  await until('the console says why', () => site.said.length > 0)
  assert.equal(site.said.length, 1)
})

test('it goes where the module cannot start', async t => {
  const site = await visit(t)
  await shown(site.page)
  site.release(scriptWith(Buffer.from('\0asm and then no module')))
  await gone(site)
  await until('the console says why', () => site.said.length > 0)
  assert.match(site.said.join(), /stopped/)
})

test('it goes where the script does not come in ten seconds; a script that comes later asks all the same', async t => {
  // These ten seconds are a tenth of one.
  const fast = () => {
    const { setTimeout } = window
    window.setTimeout = (f, ms, ...more) => setTimeout(f, ms === 1e4 ? 100 : ms, ...more)
  }
  const site = await visit(t, { init: [fast] })
  await parsed(site.page)
  await gone(site)
  site.release()
  await asked(site)
})

test('where the core asks for nothing, what the page has brought goes', async t => {
  const site = await visit(t, { change: html => html.replace(/"analytics":\{.*?\}/, '"analytics":{}') })
  await shown(site.page)
  site.release()
  await started(site.page)
  await until('it is gone', async () => !(await isAsking(site.page)))
})

// ---- Presses that come early ----------------------------------------------------------------------------------

const seen = tab =>
  tab.waitForFunction(
    () => performance.now() - performance.getEntriesByName('first-contentful-paint')[0]?.startTime > 600,
  )

test('"Accept" that was pressed before the module was there is carried out once, upon the text that was read', async t => {
  const site = await visit(t)
  const tab = site.page
  await shown(tab)
  await seen(tab)
  await tab.locator('[data-smg=accept]').click()
  assert.equal(await tab.locator('smg-consent').getAttribute('aria-busy'), 'true')
  await until('it shows', () =>
    tab.evaluate(
      () => getComputedStyle(document.querySelector('smg-consent').shadowRoot.querySelector('.actions')).opacity < 1,
    ),
  )
  await settle(tab)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual(await storage(site), nothing)
  site.release()
  await loaded(site, all)
  await settle(tab)
  assertLoads(site, all)
  const { method, notice } = parse((await cookie(site)).value)
  assert.equal(method, 'b')
  assert.match(notice, /^[\w-]{43}$/)
  assert.equal(await isAsking(tab), false)
  assert.equal(await tab.evaluate(() => window.__events.filter(({ type }) => type === 'change').length), 1)

  // The same as a visitor's upon the module's own banner.
  const other = await open(t, { config: { analytics, consent: { company: 'Example', policyUrl: '/privacy' } } })
  await asked(other)
  await press(other.page, 'accept')
  await loaded(other, all)
  assert.equal(parse((await cookie(other)).value).notice, notice)
})

test('"Reject" is kept and carried out, and only the first of several choices counts', async t => {
  const site = await visit(t)
  const tab = site.page
  await shown(tab)
  await seen(tab)
  await tab.locator('[data-smg=reject]').click()
  await tab.locator('[data-smg=accept]').click()
  site.release()
  await until('it is stored', () => refusal(tab))
  await settle(tab)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.equal(await cookie(site), undefined)
})

test('so is "Settings", and by a key', async t => {
  const site = await visit(t)
  const tab = site.page
  await shown(tab)
  await tab.locator('[data-smg=settings]').last().press('Enter')
  site.release()
  await tab.locator('dialog[open]').waitFor()
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('"Accept" under a pointer that was on its way elsewhere grants nothing', async t => {
  // All events of the page's first half second.
  const site = await visit(t)
  const tab = site.page
  await shown(tab)
  await tab.evaluate(() => {
    // What the browser says of the first paint; a test is too slow to press within half a second of it.
    const { getEntriesByName } = Performance.prototype
    Performance.prototype.getEntriesByName = function (...given) {
      const list = getEntriesByName.apply(this, given)
      return given[0] === 'first-contentful-paint' ? [{ startTime: window.__pressed - 300 }] : list
    }
    addEventListener('click', event => (window.__pressed = event.timeStamp), true)
  })
  await tab.locator('[data-smg=accept]').click()
  site.release()
  await started(tab)
  await settle(tab)
  assert.equal(await isAsking(tab), true)
  assert.deepEqual(site.thirdPartyUrls, [])
  await press(tab, 'accept')
  await loaded(site, all)
})

test('"Accept" upon another text than the core’s grants nothing, "Reject" refuses', async t => {
  const change = html => html.replace('We use no', 'We use some')
  for (const name of ['accept', 'reject']) {
    const site = await visit(t, { change })
    const tab = site.page
    await shown(tab)
    await seen(tab)
    await tab.locator(`[data-smg=${name}]`).click()
    site.release()
    await started(tab)
    if (name === 'reject') await until('it is refused', async () => (await refusal(tab)) && !(await isAsking(tab)))
    await settle(tab)
    assert.equal(await isAsking(tab), name === 'accept')
    assert.equal(Boolean(await refusal(tab)), name === 'reject')
    assert.deepEqual(site.thirdPartyUrls, [])
  }
})

// ---- Forged presses -------------------------------------------------------------------------------------------

// What a page may put into the queue. Each runs in the page: `press` has all that a press on "Accept" would say of itself,
// `real` is a press of the visitor's elsewhere.
const forgeries = {
  'an object that says so': (kept, accept, press) => kept.push([press, accept]),
  'an object that inherits from an event': (kept, accept, press, real) => {
    const members = Object.entries(press).map(([name, value]) => [name, { value }])
    kept.push([Object.create(real, Object.fromEntries(members)), accept])
  },
  'a proxy of a press': (kept, accept, press, real) =>
    kept.push([new Proxy({}, { get: (_, name) => press[name] ?? real[name] }), accept]),
  'an event of a script': (_, accept) => accept.click(),
  'an event of a script with more to it': (kept, accept, { isTrusted, ...press }) => {
    const event = new MouseEvent('click')
    for (const [name, value] of Object.entries(press)) Object.defineProperty(event, name, { value })
    Object.setPrototypeOf(event, Object.create(MouseEvent.prototype, { isTrusted: { value: isTrusted } }))
    for (const prototype of [MouseEvent.prototype, Event.prototype])
      Object.defineProperty(prototype, 'isTrusted', { get: () => true, configurable: true })
    kept.push([event, accept])
  },
}
// The visitor's own presses, given another meaning.
const turned = {
  'a press elsewhere in the page': (kept, accept, _, real) => kept.push([real, accept]),
  'a press elsewhere that says it was here': (kept, accept, { isTrusted, ...press }, real) => {
    for (const [name, value] of Object.entries(press)) Object.defineProperty(real, name, { value })
    kept.push([real, accept])
  },
}
const forge = async (t, code) => {
  const site = await visit(t, {
    init: [() => addEventListener('click', event => (window.__real ??= event), true)],
  })
  const tab = site.page
  await shown(tab)
  await seen(tab)
  await tab.locator('h1').click()
  await tab.evaluate(`{
    const host = document.querySelector('smg-consent')
    const accept = host.shadowRoot.querySelector('[data-smg=accept]')
    const { x, y, width, height } = accept.getBoundingClientRect()
    const press = {
      isTrusted: true, target: host, detail: 1, timeStamp: performance.now(),
      clientX: x + width / 2, clientY: y + height / 2,
    }
    ;(${code})(host.kept, accept, press, window.__real)
  }`)
  site.release()
  await started(tab)
  await settle(tab, 600)
  return site
}
for (const [name, f] of Object.entries(forgeries))
  test(`a page gains no press of the visitor’s by ${name}`, async t => {
    const site = await forge(t, f)
    // It is what a press by a script is: the record says so.
    const record = await cookie(site)
    if (record) assert.equal(parse(record.value).method, 'bu')
  })
for (const [name, f] of Object.entries(turned))
  test(`a page gains no press at all by ${name}`, async t => {
    const site = await forge(t, f)
    assert.equal(await cookie(site), undefined)
    assert.equal(await isAsking(site.page), true)
    assert.deepEqual(site.thirdPartyUrls, [])
  })

test('a press on "Reject" does not become one on "Accept"', async t => {
  const site = await visit(t)
  const tab = site.page
  await shown(tab)
  await seen(tab)
  await tab.locator('[data-smg=reject]').click()
  await tab.evaluate(() => {
    const host = document.querySelector('smg-consent')
    host.kept[0][1] = host.shadowRoot.querySelector('[data-smg=accept]')
  })
  site.release()
  await started(tab)
  await settle(tab)
  assert.equal(await cookie(site), undefined)
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('whatever a page puts in the place of the queue, the module starts and asks', async t => {
  for (const kept of [
    '1',
    '"text"',
    '[1, null, [], [null, null], [{}, {}]]',
    '{ get [Symbol.iterator]() { throw 1 } }',
  ]) {
    const site = await visit(t)
    await shown(site.page)
    await site.page.evaluate(`document.querySelector('smg-consent').kept = ${kept}`)
    site.release()
    await started(site.page)
    await settle(site.page, 200)
    await asked(site)
    assert.deepEqual(site.thirdPartyUrls, [], kept)
    assert.deepEqual(site.said, [])
  }
})
