// Microsoft Clarity by its own code: the library of the npm package clarity-js (MIT), unchanged. Only the few lines
// that www.clarity.ms serves for a project are played here, in words of our own. So what the module says to the vendor
// is judged by what the vendor's code makes of it: what it stores, and what it sends.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'
import { gunzipSync } from 'node:zlib'
import {
  accept,
  asked,
  emitted,
  forget,
  isAsking,
  NAME,
  open,
  openSettings,
  press,
  refusal,
  settle,
  sorted,
  storage,
  turn,
  until,
} from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const library = readFileSync(createRequire(import.meta.url).resolve('clarity-js/build/clarity.min.js'))

// The kinds of events in what is sent, and the places in a consent event, as the library's types/data.d.ts has them.
const DISCOVER = 5
const CLICK = 9
const CONSENT = 47
const BY_CALL = 5
const SCREEN = /^https:\/\/[a-z]\.clarity\.ms\/collect$/

// Runs in the page as the answer of www.clarity.ms/tag/ID: marks the stub, asks for the library, and has it start
// before whatever was called while it was away.
function bootstrap(config) {
  new Image().src = 'https://c.clarity.ms/c.gif'
  if (window.clarity.v || window.clarity.t) {
    window.clarity('event', 'clarity', 'dup.' + config.projectId)
    return
  }
  window.clarity.t = true
  const script = document.createElement('script')
  script.async = true
  script.src = 'https://scripts.clarity.ms/0.8.70/clarity.js'
  document.head.append(script)
  window.clarity('start', config)
  // Where an earlier library has been stopped, it has just started again by itself, and there is no queue: Microsoft's
  // tag fails here too.
  window.clarity.q.unshift(window.clarity.q.pop())
}

function service({ host, path, headers }) {
  const javascript = body => ({ headers: { 'content-type': 'text/javascript' }, body })
  if (host === 'www.clarity.ms' && path.startsWith('/tag/')) {
    const config = {
      projectId: path.slice('/tag/'.length),
      upload: 'https://j.clarity.ms/collect',
      expire: 365,
      cookies: ['_uetmsclkid', '_uetvid'],
      track: true,
      content: true,
    }
    return javascript(`(${bootstrap})(${JSON.stringify(config)})`)
  }
  if (host === 'scripts.clarity.ms') return javascript(library)
  // An upload that the page may not see answered is sent again, and at last by a beacon.
  if (path === '/collect') {
    const allowed = { 'access-control-allow-origin': headers.origin ?? '*', 'access-control-allow-credentials': 'true' }
    return { status: 204, headers: allowed }
  }
  return undefined
}

const alone = { analytics: { clarity: analytics.clarity } }

const visit = (t, options) =>
  open(t, {
    config: alone,
    answer: service,
    body: '<button id="withdraw" data-smg-action="withdraw">Withdraw</button>',
    ...options,
  })

const uploads = site => site.thirdParty.filter(request => request.method === 'POST' && SCREEN.test(request.url))

// What the uploads so far say: { envelope, events }, the recorded page and what was done in it together.
function recorded(site) {
  // One that has only begun to arrive has no bytes yet.
  const arrived = uploads(site).filter(({ bytes }) => bytes)
  return arrived.map(({ bytes }) => {
    const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
    const { e, a, p = [] } = JSON.parse(text)
    return { envelope: e, events: [...a, ...p] }
  })
}

const eventsOf = (site, kind) => recorded(site).flatMap(upload => upload.events.filter(event => event[1] === kind))

// Its farewell, and what was on its way, has arrived: nothing more has come for `ms`.
async function fallsSilent(site, ms) {
  let count
  let since
  await until('it falls silent', () => {
    if (site.thirdParty.length !== count) {
      count = site.thirdParty.length
      since = Date.now()
    }
    return Date.now() - since > ms && uploads(site).every(({ bytes }) => bytes)
  })
}

// A visitor who reads: enough of each thing that a recorder records.
async function read(tab) {
  await tab.mouse.move(200 + Math.random() * 200, 300)
  await tab.mouse.wheel(0, 60)
  await tab.locator('#field').click()
  await tab.keyboard.type('a')
  await tab.evaluate(() => document.querySelector('main').append('more '))
}

async function readFor(tab, ms, pause = 900) {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    await read(tab)
    await settle(tab, pause)
  }
}

async function started(site) {
  await press(site.page, 'accept')
  await until('Clarity has sent what it recorded', () => eventsOf(site, DISCOVER).length > 0)
}

const clarityCookies = async site =>
  (await site.context.cookies()).map(entry => entry.name).filter(name => /^_cl/.test(name))

async function assertTraces(site) {
  // The second one comes when the first upload was answered.
  await until('it has set its cookies', async () => (await clarityCookies(site)).includes('_clsk'))
  const { cookies, session } = await storage(site)
  assert.deepEqual(sorted(cookies.map(entry => entry.name)), ['_clck', '_clsk', NAME])
  assert.deepEqual(Object.keys(session), ['_cltk'])
}

async function assertNoTraces(site) {
  assert.deepEqual(await clarityCookies(site), [])
  const { session, local } = await storage(site)
  assert.deepEqual(Object.keys(session), [])
  assert.deepEqual(Object.keys(local), [NAME])
}

test('before Accept nothing; after it the library records, keeps its ids and sends', async t => {
  const site = await visit(t)
  await asked(site)
  await read(site.page)
  await settle(site.page)
  assert.deepEqual(site.thirdPartyUrls, [])

  await started(site)
  const fetched = () => site.thirdParty.filter(request => request.method === 'GET').map(request => request.url)
  await until('all has been asked for', () => fetched().length > 2)
  assert.deepEqual(sorted(fetched()), [
    'https://c.clarity.ms/c.gif',
    'https://scripts.clarity.ms/0.8.70/clarity.js',
    `https://www.clarity.ms/tag/${analytics.clarity}`,
  ])
  await assertTraces(site)
  assert.equal(recorded(site)[0].envelope[4], analytics.clarity)

  await read(site.page)
  await until('the click was sent', () => eventsOf(site, CLICK).length > 0)
})

// The consent that it goes by is what it sent last: [time, kind, source, ad_Storage, analytics_Storage]. That it is not
// the library's own default, the source says.
async function assertConsent(site, advertising) {
  const told = () => String(eventsOf(site, CONSENT).at(-1)?.slice(2))
  const wanted = `${BY_CALL},${advertising},1`
  await until(`its consent is ${wanted}`, () => told() === wanted).catch(error => {
    throw new Error(`${error.message}, but ${told()}`)
  })
}

// Its identifier for this visitor. It writes the parts with a sign that must be escaped.
const userOf = async site => {
  const entry = (await site.context.cookies()).find(({ name }) => name === '_clck')
  return entry && decodeURIComponent(entry.value).split('^')[0]
}

test('consentv2 reaches it: advertising is denied where the site has none', async t => {
  const site = await visit(t)
  await asked(site)
  await started(site)
  await assertConsent(site, 0)
})

test('consentv2 reaches it: advertising is denied where the visitor refused it, and stays so', async t => {
  const site = await visit(t, { config: { analytics } })
  await asked(site)
  await openSettings(site.page)
  await turn(site.page, 'clarity')
  await press(site.page, 'save')
  await until('Clarity has sent what it recorded', () => eventsOf(site, DISCOVER).length > 0)
  await assertConsent(site, 0)

  forget(site)
  await site.page.reload()
  await until('it records again', () => eventsOf(site, DISCOVER).length > 0)
  await assertConsent(site, 0)
})

test('consentv2 reaches it: advertising is granted with everything else', async t => {
  const site = await visit(t, { config: { analytics } })
  await asked(site)
  await started(site)
  await assertConsent(site, 1)
})

test('after a withdrawal it is silent for 30 seconds, and nothing of it is kept', async t => {
  const site = await visit(t)
  await asked(site)
  await started(site)
  await assertTraces(site)

  // The control: what is done below, done now, is sent.
  await settle(site.page, 1500)
  forget(site)
  await readFor(site.page, 4000, 500)
  await until('it sends while it may', () => uploads(site).length > 0)

  await site.page.locator('#withdraw').click()
  await until('the refusal is stored', () => refusal(site.page))
  await until('its cookies have gone', async () => !(await clarityCookies(site)).length)
  await fallsSilent(site, 2000)
  const farewell = uploads(site).filter(({ body }) => body.startsWith('{"e"')).length
  assert.ok(farewell <= 1, `${farewell} final uploads`)

  forget(site)
  await readFor(site.page, 30_000)
  assert.deepEqual(site.thirdPartyUrls, [])
  await assertNoTraces(site)
  assert.equal(await isAsking(site.page), false)

  await site.go('/second')
  await emitted(site.page, 'consent')
  await read(site.page)
  await settle(site.page, 1500)
  assert.deepEqual(site.thirdPartyUrls, [])
  await assertNoTraces(site)
})

// What gtag.js does with consent: it keeps it where others look, and tells them before push() returns. Clarity listens.
function consentMode() {
  const listeners = []
  const entries = {}
  window.google_tag_data = {
    ics: {
      usedUpdate: false,
      entries,
      addListener: (_types, listener) => listeners.push(listener),
      getConsentState: name => {
        const { update, default: first } = entries[name] ?? {}
        return (update ?? first) ? 1 : 2
      },
    },
  }
  const take = message => {
    // A command is the arguments of a call; what is pushed for tag managers is a plain object.
    const [verb, kind, values] = message.length ? message : []
    if (verb !== 'consent') return
    for (const name in values) {
      entries[name] ??= {}
      entries[name][kind] = values[name] === 'granted'
    }
    if (kind !== 'update') return
    window.google_tag_data.ics.usedUpdate = true
    for (const listener of listeners) listener()
  }
  window.dataLayer.forEach(take)
  const { push } = window.dataLayer
  window.dataLayer.push = function (...list) {
    push.apply(this, list)
    list.forEach(take)
  }
}

const besideGoogle = t =>
  visit(t, {
    config: { analytics: { ga4: analytics.ga4, clarity: analytics.clarity } },
    answer: request =>
      request.host === 'www.googletagmanager.com'
        ? { headers: { 'content-type': 'text/javascript' }, body: `(${consentMode})()` }
        : service(request),
  })

test('beside Google Analytics, whose consent mode it hears, it is silent after a withdrawal too', async t => {
  const site = await besideGoogle(t)
  await asked(site)
  await started(site)
  await read(site.page)
  await settle(site.page, 1500)
  await site.page.locator('#withdraw').click()
  await until('the refusal is stored', () => refusal(site.page))
  await fallsSilent(site, 3000)
  forget(site)
  // Told that consent was denied it would have started again by now, without cookies.
  await readFor(site.page, 10_000)
  assert.deepEqual(site.thirdPartyUrls, [])
  await assertNoTraces(site)
})

// Google's signal wakes it 250 ms later, unless it has ended by then: its stop comes first.
test('beside Google Analytics no new recording begins within the first seconds after a withdrawal', async t => {
  const site = await besideGoogle(t)
  await asked(site)
  await started(site)
  await readFor(site.page, 6000)
  const sessions = () => [...new Set(recorded(site).map(({ envelope }) => `${envelope[5]} ${envelope[6]}`))]
  const before = sessions()
  assert.equal(before.length, 1, 'one visitor and session')
  await site.page.locator('#withdraw').click()
  await until('the refusal is stored', () => refusal(site.page))
  await fallsSilent(site, 3000)
  assert.deepEqual(sessions(), before)
  const firsts = recorded(site).filter(({ envelope }) => envelope[1] === 1)
  assert.equal(firsts.length, 1, 'the first upload of a recording comes once')
})

// Told by Google's signal that analytics is denied it has begun anew, but not without cookies.
test('beside Google Analytics, when only that is taken back, it records on as it was granted', async t => {
  const site = await besideGoogle(t)
  await asked(site)
  await started(site)
  await until('it has a visitor', async () => (await clarityCookies(site)).includes('_clck'))
  await site.page.evaluate(() => window.SMGConsent.acceptPurpose('analytics', false))
  await emitted(site.page, 'change', 2)
  await settle(site.page, 1500)
  forget(site)
  await read(site.page)
  await until('it records on', () => uploads(site).some(({ bytes }) => bytes))
  await until('it has its cookies', async () => (await clarityCookies(site)).length > 1)
  assert.deepEqual(sorted(await clarityCookies(site)), ['_clck', '_clsk'])
})

test('a withdrawal while its library is still on its way: it never starts', async t => {
  let arrive
  const held = new Promise(resolve => {
    arrive = resolve
  })
  const site = await visit(t, {
    answer: async request => {
      if (request.host === 'scripts.clarity.ms') await held
      return service(request)
    },
  })
  await asked(site)
  await press(site.page, 'accept')
  await until('the library is asked for', () => site.thirdParty.some(request => request.host === 'scripts.clarity.ms'))
  await site.page.locator('#withdraw').click()
  await until('the refusal is stored', () => refusal(site.page))
  forget(site)
  arrive()
  for (let i = 0; i < 5; i++) {
    await read(site.page)
    await settle(site.page, 500)
  }
  assert.deepEqual(uploads(site), [])
  await assertNoTraces(site)
})

test('a grant after a withdrawal records again, as somebody new', async t => {
  const site = await visit(t)
  await asked(site)
  await started(site)
  await until('it has a visitor', () => userOf(site))
  const first = await userOf(site)
  await site.page.locator('#withdraw').click()
  await until('its cookies have gone', async () => !(await clarityCookies(site)).length)
  await fallsSilent(site, 2000)
  await emitted(site.page, 'consent')
  forget(site)

  await site.page.evaluate(() => void window.SMGConsent.acceptAll())
  // Its tag alone knows how to start it: the table says that it waits for the next page view.
  await settle(site.page)
  await site.page.reload()
  await until('it records again', () => eventsOf(site, DISCOVER).length > 0)
  await assertConsent(site, 0)
  await until('it has a visitor', () => userOf(site))
  assert.notEqual(await userOf(site), first)
  assert.equal(await accept(site.page).count(), 0)
  // See bootstrap().
  site.errors = site.errors.filter(error => !error.includes('www.clarity.ms/tag/'))
})
