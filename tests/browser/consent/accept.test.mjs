// After Accept: each processor's true loader once, its calls queued in the right order, and one cookie.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  accept,
  acceptAll,
  asked,
  assertLoads,
  cookie,
  DAY,
  emitted,
  forget,
  isAsking,
  loaded,
  NAME,
  now,
  open,
  parse,
  press,
  ran,
  refusal,
  ripe,
  settle,
  sorted,
  storage,
  vendorsIn,
} from '../support/site.mjs'
import { all, analytics, vendors } from '../support/vendors.mjs'

test('each of the five loaders is requested once, with its counter id', async t => {
  const site = await open(t)
  await asked(site)
  assert.deepEqual(site.thirdPartyUrls, [])
  await acceptAll(site, all)
  await settle(site.page)

  assertLoads(site, all)
  for (const id of ['ga4', 'clarity', 'hotjar']) {
    const { url } = site.thirdParty.find(request => vendors[id].loader.test(request.url))
    assert.equal(vendors[id].loader.exec(url)[1], String(analytics[id]))
  }
  for (const request of site.thirdParty) assert.notEqual(request.headers['sec-fetch-dest'], 'image', request.url)
})

test('the banner has gone and the choice is stored before the first processor runs', async t => {
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  const seen = await vendorsIn(site.page)
  for (const id of all) {
    assert.equal(seen[id].length, 1, `${id} ran once`)
    assert.equal(seen[id][0].asked, false, `${id} found no banner`)
    assert.ok(seen[id][0].cookie.includes(`${NAME}=1.`), `${id} found the choice stored`)
  }
})

test('Google Analytics: consent default, consent update, js, config, as arguments objects', async t => {
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  const [{ queue: layer, probe }] = (await vendorsIn(site.page)).ga4
  assert.equal(probe.gtag, 'function')
  // What tag managers are told of a choice and of its change are objects, and come behind all that is Google's.
  const told = layer.findIndex(({ kind }) => kind === '[object Object]')
  const queue = told < 0 ? layer : layer.slice(0, told)
  for (const entry of told < 0 ? [] : layer.slice(told)) assert.equal(entry.kind, '[object Object]')
  for (const entry of queue) assert.equal(entry.kind, '[object Arguments]')

  const calls = queue.map(entry => entry.values)
  assert.deepEqual(
    calls.filter(([name]) => name !== 'set').map(([name, what]) => (name === 'consent' ? `${name} ${what}` : name)),
    ['consent default', 'consent update', 'js', 'config'],
  )
  const [, , before] = calls.find(([name, what]) => name === 'consent' && what === 'default')
  for (const signal of ['ad_storage', 'ad_user_data', 'ad_personalization', 'analytics_storage'])
    assert.equal(before[signal], 'denied', `default ${signal}`)
  const [, , after] = calls.find(([name, what]) => name === 'consent' && what === 'update')
  for (const signal of ['ad_storage', 'ad_user_data', 'ad_personalization', 'analytics_storage'])
    assert.equal(after[signal], 'granted', `update ${signal}`)
  assert.equal(calls.find(([name]) => name === 'js')[1], 'Date')
  assert.equal(calls.find(([name]) => name === 'config')[1], analytics.ga4)
})

test('Yandex.Metrica: init with a numeric id, and the recorder on only because replay is granted', async t => {
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  const [{ queue, probe }] = (await vendorsIn(site.page)).metrica
  assert.equal(probe.l, 'number')
  assert.equal(queue.length, 1)
  assert.equal(queue[0].kind, '[object Arguments]')
  const [id, call, options] = queue[0].values
  assert.deepEqual([id, call], [analytics.metrica, 'init'])
  assert.equal(options.webvisor, true)
  assert.equal(options.clickmap, true)
})

test('Clarity: consentv2 with a capital S waits for the script', async t => {
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  const [{ queue }] = (await vendorsIn(site.page)).clarity
  assert.deepEqual(queue, [
    { kind: '[object Arguments]', values: ['consentv2', { ad_Storage: 'granted', analytics_Storage: 'granted' }] },
  ])
})

test('Hotjar: its settings and an empty queue', async t => {
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  const [{ queue, probe }] = (await vendorsIn(site.page)).hotjar
  assert.deepEqual(probe, { settings: { hjid: analytics.hotjar, hjsv: 6 }, hj: 'function' })
  assert.deepEqual(queue, [])
})

test('Meta Pixel: its stub, automatic set-up off, init, one PageView', async t => {
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  const [{ queue, probe }] = (await vendorsIn(site.page)).metaPixel
  assert.deepEqual(probe, { loaded: true, version: '2.0', push: true, alias: true })
  const calls = queue.map(entry => entry.values)
  const names = calls.map(([name, what]) => `${name} ${what}`)
  const auto = names.indexOf('set autoConfig')
  const init = names.findIndex(name => name.startsWith('init '))
  assert.ok(auto >= 0 && auto < init, String(names))
  assert.deepEqual(calls[auto].slice(0, 3), ['set', 'autoConfig', false])
  assert.deepEqual(calls[init].map(String), ['init', analytics.metaPixel])
  assert.deepEqual(calls.at(-1), ['track', 'PageView'])
  assert.equal(names.filter(name => name.startsWith('init ')).length, 1)
  assert.equal(names.filter(name => name === 'track PageView').length, 1)
})

test('one cookie of the documented form, and nothing of ours anywhere else', async t => {
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  const kept = await cookie(site)
  assert.equal(kept.sameSite, 'Lax')
  assert.equal(kept.secure, true)
  assert.equal(kept.path, '/')
  assert.equal(kept.httpOnly, false)
  assert.equal(kept.domain, site.host)
  assert.ok(Math.abs(kept.expires - now() - 182 * DAY) < 120, `expires in ${(kept.expires - now()) / DAY} days`)
  assert.ok(kept.name.length + kept.value.length < 200)
  assert.match(kept.value, /^[!#-+\--:<-[\]-~]+$/)
  assert.equal(await refusal(site.page), null)

  const record = parse(kept.value)
  assert.equal(record.version, '1')
  assert.match(record.id, /^[0-9a-f]{32}$/)
  assert.ok(Math.abs(record.time - now()) < 60)
  assert.equal(record.method, 'b')
  assert.equal(record.language, 'en')
  assert.deepEqual(record.purposes, { analytics: true, replay: true, marketing: true })
  const marks = Object.values(record.processors)
  assert.ok(marks.length >= all.length && marks.every(Boolean), kept.value)

  // All else that is stored now is what the five vendors store.
  const { cookies, local, session } = await storage(site)
  const of = kind => new Set(all.flatMap(id => Object.keys(vendors[id][kind])))
  for (const { name } of cookies) assert.ok(name === NAME || of('cookies').has(name), name)
  for (const name of Object.keys(local)) assert.ok(of('local').has(name), name)
  for (const name of Object.keys(session)) assert.ok(of('session').has(name), name)
})

test('two visitors get different consent ids', async t => {
  const ids = []
  for (let visitor = 0; visitor < 2; visitor++) {
    const site = await open(t)
    await asked(site)
    await acceptAll(site, all)
    ids.push(parse((await cookie(site)).value).id)
  }
  assert.notEqual(ids[0], ids[1])
})

test('processors are added one per task', async t => {
  const site = await open(t, {
    init: [
      () => {
        window.__batches = []
        new MutationObserver(changes => {
          const scripts = changes.flatMap(change => [...change.addedNodes]).filter(node => /^https:/.test(node.src))
          const foreign = scripts.filter(node => new URL(node.src).host !== location.host)
          if (foreign.length) window.__batches.push(foreign.length)
        }).observe(document, { childList: true, subtree: true })
      },
    ],
  })
  await asked(site)
  await acceptAll(site, all)
  assert.deepEqual(
    await site.page.evaluate(() => window.__batches),
    all.map(() => 1),
  )
})

test('a double click on Accept, and an impatient one, load each processor once', async t => {
  const site = await open(t)
  await asked(site)
  await ripe(site.page)
  await accept(site.page).dblclick()
  await ran(site.page, all)
  await settle(site.page)
  assertLoads(site, all)

  const other = await open(t)
  await asked(other)
  await accept(other.page).evaluate(button => {
    for (let press = 0; press < 5; press++) button.click()
  })
  await ran(other.page, all)
  await settle(other.page)
  assertLoads(other, all)
})

test('Accept works from the keyboard', async t => {
  const site = await open(t)
  await asked(site)
  await accept(site.page).focus()
  await site.page.keyboard.press('Enter')
  await ran(site.page, all)
  assert.equal(await isAsking(site.page), false)
})

test('a press by a script counts, and the record says so', async t => {
  const site = await open(t)
  await asked(site)
  await accept(site.page).evaluate(button => button.click())
  await ran(site.page, all)
  assert.equal(parse((await cookie(site)).value).method, 'bu')
})

test('a press followed by leaving the page at once is kept', async t => {
  const site = await open(t)
  await asked(site)
  await accept(site.page).evaluate(button => {
    button.click()
    location.href = '/second'
  })
  await site.page.waitForURL('**/second')
  await ran(site.page, all)
  assert.equal(await isAsking(site.page), false)
})

test('reload after Accept: the processors run and no banner ever enters the document', async t => {
  const site = await open(t)
  await asked(site)
  assert.ok((await site.page.evaluate(() => window.__asked)) > 0, 'the watch sees a banner where there is one')
  await acceptAll(site, all)
  const before = await cookie(site)

  forget(site)
  await site.page.reload()
  await ran(site.page, all)
  await settle(site.page)
  assertLoads(site, all)
  assert.equal(await site.page.evaluate(() => window.__asked), 0)
  assert.equal((await cookie(site)).value, before.value)
})

test('only configured processors exist', async t => {
  const site = await open(t, { config: { analytics: { ga4: analytics.ga4, metrica: '', clarity: null } } })
  await asked(site)
  await acceptAll(site, ['ga4'])
  await settle(site.page)
  assert.deepEqual(site.loads, ['ga4'])
  assert.deepEqual(site.said, [])
})

test('counter ids may be strings or numbers', async t => {
  const config = { analytics: { ...analytics, metrica: String(analytics.metrica), hotjar: String(analytics.hotjar) } }
  const site = await open(t, { config })
  await asked(site)
  await acceptAll(site, all)
  const seen = await vendorsIn(site.page)
  assert.deepEqual(seen.metrica[0].queue[0].values[0], analytics.metrica)
  assert.deepEqual(seen.hotjar[0].probe.settings.hjid, analytics.hotjar)
})

test('over plain http the choice is kept too, without Secure', async t => {
  const site = await open(t, { scheme: 'http' })
  await asked(site)
  await press(site.page, 'accept')
  await loaded(site, all)
  assert.equal((await cookie(site)).secure, false)
  forget(site)
  await site.page.reload()
  await ran(site.page, all)
  assert.equal(await isAsking(site.page), false)
})

test('a processor that cannot be loaded leaves the choice and the others alone', async t => {
  const dead = request => (request.host === 'www.clarity.ms' ? 'drop' : undefined)
  const site = await open(t, { answer: dead })
  await asked(site)
  const others = all.filter(id => id !== 'clarity')
  await acceptAll(site, others)
  await emitted(site.page, 'consent')
  await settle(site.page, 800)
  // Chromium itself repeats a request whose kept connection broke; the module does not ask again.
  assert.equal((await site.page.locator('script[src*="clarity.ms"]').count()) <= 1, true)
  assert.deepEqual(sorted(site.loads.filter(id => id !== 'clarity')), sorted(others))
  assert.equal(parse((await cookie(site)).value).purposes.replay, true)
})
