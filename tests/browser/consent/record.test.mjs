// Stored records that do not hold: each must ask again and load nothing. A grant is only ever the cookie as the
// module wrote it, unexpired, of the same revision, for the processors that were named when it was given.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  acceptAll,
  asked,
  assertLoads,
  assertUndecided,
  cookie,
  DAY,
  daysAgo,
  emitted,
  forget,
  isAsking,
  NAME,
  now,
  open,
  page,
  parse,
  press,
  ran,
  refusal,
  sent,
  setCookie,
  settle,
  storage,
  until,
  withField,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

// The visitor comes back with this as the only cookie.
async function meet(site, value) {
  // A module that is still on its way would take the cookie for the page that is about to go.
  await emitted(site.page, 'ready')
  await site.context.clearCookies()
  await setCookie(site, value)
  await again(site)
}

async function again(site) {
  forget(site)
  await site.page.reload()
}

async function assertAsksAgain(site, what) {
  await asked(site)
  await settle(site.page, 250)
  assert.deepEqual(site.thirdPartyUrls, [], what)
}

async function assertHolds(site, ids = all) {
  await ran(site.page, ids)
  // Or it would be taken for a request of the next page.
  await sent(site, ids)
  await settle(site.page)
  assert.equal(await site.page.evaluate(() => window.__asked), 0)
  assertLoads(site, ids)
}

let granted
async function grant(t) {
  if (granted) return granted
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  granted = (await cookie(site)).value
  return granted
}

let refused
async function refuse(t) {
  if (refused) return refused
  const site = await open(t)
  await asked(site)
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  refused = await refusal(site.page)
  return refused
}

test('a record of another visit holds, as long as it is not expired', async t => {
  const text = await grant(t)
  const site = await open(t)
  for (const time of [daysAgo(0), daysAgo(181)]) {
    await meet(site, withField(text, 'time', time))
    await assertHolds(site)
  }
})

test('an expired grant asks again', async t => {
  const text = await grant(t)
  const site = await open(t)
  await meet(site, withField(text, 'time', daysAgo(183)))
  await assertAsksAgain(site)
})

test('a grant from the future asks again, unless clocks may differ by as much', async t => {
  const text = await grant(t)
  const site = await open(t)
  for (const days of [2, 366]) {
    await meet(site, withField(text, 'time', daysAgo(-days)))
    await assertAsksAgain(site, `${days} days ahead`)
  }
  await meet(site, withField(text, 'time', (now() + 600).toString(36)))
  await assertHolds(site)
})

test('a refusal expires, and counts no days ahead, like a grant', async t => {
  const text = await refuse(t)
  const site = await open(t)
  await asked(site)
  const remember = async time => {
    await site.page.evaluate(
      ([name, value]) => localStorage.setItem(name, value),
      [NAME, withField(text, 'time', time)],
    )
    await again(site)
  }
  const day = days => (now() - (now() % DAY) - days * DAY).toString(36)
  await remember(day(180))
  await emitted(site.page, 'consent')
  assert.equal(await isAsking(site.page), false)
  await remember(day(184))
  await assertAsksAgain(site, 'expired')
  await remember(day(-3))
  await assertAsksAgain(site, 'from the future')
})

test('whatever is not exactly a record is no grant', async t => {
  const text = await grant(t)
  const site = await open(t)
  await meet(site, text)
  await assertHolds(site)
  // What still runs in that page must not be taken for a load of the next one.
  await site.page.goto('about:blank')
  await settle(site.page)
  forget(site)

  const fields = text.split('.')
  const id = fields[3]
  const odd = {
    empty: '',
    'one character': 'x',
    yes: 'yes',
    true: 'true',
    number: '1',
    dots: '........',
    JSON: '{"analytics":true}',
    'JSON, escaped': encodeURIComponent('{"analytics":true,"version":1}'),
    'escaped record': encodeURIComponent(text),
    quoted: `"${text}"`,
    'version 0': withField(text, 'version', '0'),
    'version 2': withField(text, 'version', '2'),
    'version 11': withField(text, 'version', '11'),
    'no version': fields.slice(1).join('.'),
    'negative revision': withField(text, 'revision', '-1'),
    'no revision': withField(text, 'revision', ''),
    'revision in letters': withField(text, 'revision', 'a'),
    'no time': withField(text, 'time', ''),
    'negative time': withField(text, 'time', '-1'),
    'time with a sign': withField(text, 'time', `+${fields[2]}`),
    'time too long': withField(text, 'time', 'z'.repeat(14)),
    'time in capitals': withField(text, 'time', 'ZZZZZZ'),
    'time zero': withField(text, 'time', '0'),
    'no id': withField(text, 'id', ''),
    'short id': withField(text, 'id', id.slice(1)),
    'long id': withField(text, 'id', `${id}0`),
    'id in other letters': withField(text, 'id', 'z'.repeat(32)),
    'id with markup': withField(text, 'id', '<img/src=x>'.padEnd(32, '0')),
    'no purposes': withField(text, 'purposes', ''),
    'purposes unmarked': withField(text, 'purposes', 'analytics'),
    'only unknown purposes': withField(text, 'purposes', '+weather-news'),
    'purpose names empty': withField(text, 'purposes', '+++'),
    'no processors': withField(text, 'processors', ''),
    'only unknown processors': withField(text, 'processors', '+zzzzz'),
    'an extra field': `${text}.+x`,
    'a dot behind': `${text}.`,
    'a space before': ` ${text}`.replace(' ', '%20'),
    'letters from elsewhere': withField(text, 'purposes', '+%D0%B0nalytics'),
    'a very long one': withField(text, 'purposes', '+a'.repeat(1500)),
  }
  for (let cut = 7; cut < text.length; cut += 23) odd[`the first ${cut} characters`] = text.slice(0, cut)
  for (let cut = 1; cut < fields.length; cut++) odd[`the first ${cut} fields`] = fields.slice(0, cut).join('.')

  for (const [what, value] of Object.entries(odd)) {
    await site.context.clearCookies()
    await setCookie(site, value)
    await site.go('/')
    await asked(site)
    assert.deepEqual(site.loads, [], `${what}, or the one before: ${value}`)
  }
  await settle(site.page)
  assert.deepEqual(site.loads, [])
})

test('a record with one byte changed grants nothing that it did not say', async t => {
  const text = await grant(t)
  const site = await open(t)
  const refused = text.replace(/\+([a-z0-9]+)$/, '-$1')
  assert.notEqual(refused, text)
  for (const [what, value, count] of [
    ['an unknown purpose', text.replace('+marketing', '+markexing'), 0],
    ['one purpose fewer', text.replace('+marketing', ''), 0],
    ['an unknown processor', text.replace(/[a-z0-9]{5}$/, 'zzzzz'), 0],
    ['one processor fewer', text.replace(/\+[a-z0-9]+$/, ''), 0],
    ['the last processor refused', refused, all.length - 1],
  ]) {
    await meet(site, value)
    await site.page.waitForFunction(() => window.__events.some(event => event.type === 'ready'))
    await until(`${what}: ${count} loads`, () => site.loads.length >= count)
    await settle(site.page, 600)
    assert.equal(site.loads.length, count, `${what}: ${site.loads}`)
  }
})

test('a grant in localStorage is none, and a refusal there is not overruled by it', async t => {
  const text = await grant(t)
  const site = await open(t)
  await asked(site)
  await site.page.evaluate(([name, value]) => localStorage.setItem(name, value), [NAME, text])
  await again(site)
  await assertAsksAgain(site)
})

test('odd refusals ask again and throw nothing', async t => {
  const text = await refuse(t)
  const site = await open(t)
  await asked(site)
  for (const value of [
    '',
    '1',
    'no',
    '1.0',
    `${text}.`,
    text.slice(0, 12),
    withField(text, 'version', '2'),
    '\u0000',
    'ә'.repeat(3000),
    '{}'.repeat(3000),
  ]) {
    await site.page.evaluate(([name, kept]) => localStorage.setItem(name, kept), [NAME, value])
    await again(site)
    await assertAsksAgain(site, value.slice(0, 40))
  }
})

test('several cookies of the name, and cookies around it, confuse nothing', async t => {
  const text = await grant(t)
  const site = await open(t)
  await asked(site)
  await site.context.addCookies([
    { name: `x${NAME}`, value: text, url: `${site.origin}/` },
    { name: `${NAME}x`, value: text, url: `${site.origin}/` },
    { name: 'a', value: `b=${NAME}=${text}`, url: `${site.origin}/` },
  ])
  await again(site)
  await assertAsksAgain(site)
})

test('a changed revision asks again, and the new choice is kept', async t => {
  const revised = revision => page({ config: { analytics, consent: { revision } } })
  const site = await open(t, { html: revised(1) })
  await asked(site)
  await acceptAll(site, all)
  await sent(site, all)
  assert.equal(parse((await cookie(site)).value).revision, 1)
  await again(site)
  await assertHolds(site)

  site.pages['/'] = revised(2)
  await again(site)
  await assertAsksAgain(site)
  await acceptAll(site, all)
  assert.equal(parse((await cookie(site)).value).revision, 2)
  await again(site)
  await assertHolds(site)
})

test('a new processor asks again, and does not start before the answer', async t => {
  const { metaPixel, ...four } = analytics
  const site = await open(t, { html: page({ config: { analytics: four } }) })
  await asked(site)
  await acceptAll(
    site,
    all.filter(id => id !== 'metaPixel'),
  )

  site.pages['/'] = page({ config: { analytics } })
  await again(site)
  await asked(site)
  await settle(site.page, 800)
  assert.ok(!site.loads.includes('metaPixel'), String(site.loads))
  await acceptAll(site, all)
  await again(site)
  await assertHolds(site)
})

test('a new processor asks those again who have refused', async t => {
  const { metaPixel, ...four } = analytics
  const site = await open(t, { html: page({ config: { analytics: four } }) })
  await asked(site)
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  site.pages['/'] = page({ config: { analytics } })
  await again(site)
  await assertAsksAgain(site)
})

test('another text, another counter id or one processor fewer does not ask again', async t => {
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)

  site.pages['/'] = page({ config: { analytics, consent: { company: 'Another name' } }, lang: 'kk' })
  await again(site)
  await assertHolds(site)

  const { metaPixel, ...four } = analytics
  site.pages['/'] = page({ config: { analytics: four } })
  await again(site)
  await assertHolds(
    site,
    all.filter(id => id !== 'metaPixel'),
  )
})

test('clearing the cookies of the site withdraws consent', async t => {
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  // With the page left, since nobody could keep its processors from writing their cookies anew.
  await site.page.goto('about:blank')
  await site.context.clearCookies()
  forget(site)
  await site.go('/')
  await asked(site)
  await settle(site.page, 800)
  assert.deepEqual(site.loads, [])
  assert.deepEqual((await storage(site)).cookies, [])
})

test('the cookie follows its options', async t => {
  const options = { name: 'choice', domain: 'shop.test', path: '/', sameSite: 'Strict', expiresAfterDays: 30 }
  const config = { analytics, consent: { cookie: options } }
  const site = await open(t, { config, host: 'www.shop.test' })
  await asked(site)
  await acceptAll(site, all)
  await sent(site, all)
  const kept = await cookie(site, 'choice')
  assert.equal(kept.domain, '.shop.test')
  assert.equal(kept.sameSite, 'Strict')
  assert.ok(Math.abs(kept.expires - now() - 30 * DAY) < 120)
  assert.equal(await cookie(site), undefined)
  await again(site)
  await assertHolds(site)

  // The record's own time counts too: a cookie that was kept alive longer does not prolong consent.
  await site.context.addCookies([
    { ...kept, value: withField(kept.value, 'time', daysAgo(31)), expires: now() + 100 * DAY },
  ])
  await again(site)
  await assertAsksAgain(site)
})

test('refusalExpiresAfterDays shortens the memory of a refusal', async t => {
  const site = await open(t, { config: { analytics, consent: { refusalExpiresAfterDays: 7 } } })
  await asked(site)
  const text = await refuse(t)
  const remember = days =>
    site.page.evaluate(
      ([name, value]) => localStorage.setItem(name, value),
      [NAME, withField(text, 'time', daysAgo(days))],
    )
  await remember(5)
  await again(site)
  await emitted(site.page, 'consent')
  assert.equal(await isAsking(site.page), false)
  await remember(9)
  await again(site)
  await assertAsksAgain(site)
})

test('the banner of a visitor who returns undecided is as on the first day', async t => {
  const site = await open(t)
  await assertUndecided(site)
  await again(site)
  await assertUndecided(site)
})
