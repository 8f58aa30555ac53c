// Each processor of the catalogue, by its own definition: named in SMG_CONFIG it is fetched beside the script, asks, loads
// only upon a grant what its definition says, with what was queued for it, and after a withdrawal nothing of it is left.

import assert from 'node:assert/strict'
import test from 'node:test'
import { catalogue, entryOf, filled, keptBy, queuesOf, scriptOf } from '../support/catalogue.mjs'
import { asked, forget, isAsking, open, press, settle, storage, tag, until } from '../support/site.mjs'

// Played in the place of the vendor's script: notes what waits for it, and keeps what the vendor keeps. What a definition
// calls once the script is there is there then.
function played(queues, called, { cookies, localStorage: local, sessionStorage: session }) {
  const find = path => path.split('.').reduce((object, name) => object?.[name], window)
  const plain = value => {
    const isList = /Arguments|Array/.test({}.toString.call(value))
    return isList
      ? Array.from(value, plain)
      : value instanceof Date
        ? 'Date'
        : typeof value === 'function'
          ? 'f'
          : value
  }
  window.__queues = Object.fromEntries(queues.map(path => [path, JSON.stringify(plain(find(path)))]))
  window.__called = []
  for (const path of called) {
    const parts = path.split('.')
    const name = parts.pop()
    let object = window
    for (const part of parts) object = object[part] ??= {}
    // A stub is there already, and what it is told waits in its queue.
    object[name] ??= function (...args) {
      window.__called.push([path, JSON.stringify(args, (_, value) => (value === window.__queue ? 'queue' : value))])
      if (new.target)
        return Object.assign(this, { push: (...more) => window.__called.push([`${path}.push`, JSON.stringify(more)]) })
    }
  }
  for (const name of cookies)
    document.cookie = `${name}=1; path=/; max-age=3600; domain=${location.hostname.split('.').slice(-2).join('.')}`
  for (const name of local) localStorage.setItem(name, '1')
  for (const name of session) sessionStorage.setItem(name, '1')
}

// Chromium opens the tunnel of a connection first.
const fetched = site => site.thirdPartyUrls.filter(url => !url.startsWith('CONNECT'))

const kinds = ['cookies', 'localStorage', 'sessionStorage']

const visit = (t, definition, more = {}) => {
  const { id, loaded = [], stop } = definition
  const entry = entryOf(definition)
  const script = scriptOf(definition, entry)
  // What is called once the script is there, or to stop it, is the vendor's own.
  const called = [...loaded, ...stop].flatMap(([verb, path, made]) =>
    verb === 'new'
      ? [made]
      : verb === 'call' && !queuesOf(definition).includes(path.replace('.push', ''))
        ? [path]
        : [],
  )
  const keeps = Object.fromEntries(kinds.map(kind => [kind, keptBy(definition, kind)]))
  const body = `(${played})(${JSON.stringify(queuesOf(definition))}, ${JSON.stringify(called)}, ${JSON.stringify(keeps)})`
  return open(t, {
    config: { analytics: { [id]: entry } },
    answer: ({ url }) =>
      script && url === script.url
        ? { headers: { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' }, body }
        : undefined,
    ...more,
  })
}

for (const definition of catalogue.filter(({ embed }) => !embed)) {
  const { id, loaded, stop, start, reload } = definition
  test(`${id}: nothing before a grant, its own script upon one, nothing left after a withdrawal`, async t => {
    const entry = entryOf(definition)
    const script = scriptOf(definition, entry)
    const site = await visit(t, definition)
    await asked(site)
    assert.equal(site.requested(`/smg/processors/${id}.json`), 1, 'its definition came from beside the script')
    await settle(site.page)
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.deepEqual(site.said, [])

    await press(site.page, 'accept')
    await site.page.waitForFunction(() => window.__queues, null, { timeout: 15_000 })
    assert.deepEqual(fetched(site), [`GET ${script.url}`])
    const queues = await site.page.evaluate(() => window.__queues)
    // What was called before the script came waits for it.
    for (const [verb, path, ...args] of start)
      if (verb === 'call') {
        const told = args
          .filter(arg => typeof arg === 'string' && !arg.startsWith('{'))
          .map(text => filled(text, entry))
        assert.ok(
          Object.values(queues).some(queue => told.every(text => queue?.includes(JSON.stringify(text)))),
          `${path} ${JSON.stringify(args)} is in ${JSON.stringify(queues)}`,
        )
      }
    for (const name of Object.keys(script.attributes))
      assert.equal(
        await site.page.evaluate(
          ([url, attribute]) => [...document.scripts].find(({ src }) => src === url).getAttribute(attribute),
          [script.url, name],
        ),
        filled(script.attributes[name], entry),
      )
    if (loaded) {
      await site.page.waitForFunction(() => window.__called.length, null, { timeout: 15_000 })
      const called = await site.page.evaluate(() => window.__called)
      for (const [verb, path, made] of loaded)
        if (verb !== 'set') {
          const name = verb === 'new' ? made : path
          assert.ok(
            called.some(([each]) => each === name || name.endsWith('.push')),
            `${name} of ${called}`,
          )
        }
    }

    const page = await site.page.evaluate(() => (window.__here = performance.timeOrigin))
    await site.page.evaluate(() => window.SMGConsent.withdraw())
    if (reload)
      await until('the page is loaded again', () =>
        site.page
          .evaluate(() => performance.timeOrigin)
          .then(
            now => now !== page,
            () => false,
          ),
      )
    else assert.ok(stop.length, 'it is told to stop')
    await site.page.waitForFunction(() => window.SMGConsent?.ready)
    const left = async () => {
      const { cookies, local, session } = await storage(site)
      const names = [cookies.map(({ name }) => name), Object.keys(local), Object.keys(session)].flat()
      return names.filter(name => name !== 'smg_consent')
    }
    await until('all is erased', async () => !(await left()).length)
    await settle(site.page, 700)
    assert.deepEqual(await left(), [])
    forget(site)
    await settle(site.page)
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.equal(await isAsking(site.page), false)
    assert.deepEqual(site.said, [])
  })
}

test('a definition that does not come: that processor alone is not there, and one line says so', async t => {
  const tiktok = catalogue.find(({ id }) => id === 'tiktok')
  for (const [why, answer] of [
    ['missing', { status: 404 }],
    ['another build', { headers: { 'content-type': 'application/json' }, body: '{"id":"tiktok"}' }],
  ])
    await t.test(why, async t => {
      const site = await visit(t, tiktok, {
        config: { analytics: { tiktok: entryOf(tiktok), ga4: 'G-ABC1234567' } },
        answer: ({ path }) => (path === '/smg/processors/tiktok.json' ? answer : undefined),
      })
      await asked(site)
      assert.equal(site.said.length, 1, site.said.join('\n'))
      assert.match(site.said[0], /processors\/tiktok\.json is missing, or of another build/)
      await press(site.page, 'accept')
      await until('ga4 is loaded', () => site.loads.includes('ga4'))
      assert.deepEqual(await site.page.evaluate(() => Object.keys(window.SMGConsent.getConsent().processors)), ['ga4'])
      assert.deepEqual(
        site.thirdPartyUrls.filter(url => url.includes('tiktok')),
        [],
      )
    })
})

test('all of the catalogue at once, in one file and in two: one banner, no message', async t => {
  for (const file of ['smg.js', 'smg.all.js'])
    await t.test(file, async t => {
      const analytics = Object.fromEntries(catalogue.map(definition => [definition.id, entryOf(definition)]))
      const site = await open(t, { config: { analytics }, head: tag.replace('smg.js', file) })
      await site.page.locator('[data-smg=accept]:visible').waitFor({ timeout: 15_000 })
      assert.deepEqual(site.said, [])
      assert.deepEqual(site.thirdPartyUrls, [])
      assert.equal(
        await site.page.evaluate(() => Object.keys(window.SMGConsent.getConsent().processors).length),
        catalogue.length,
      )
    })
})

test('an id that there is not is told with the nearest', async t => {
  const site = await open(t, { config: { analytics: { tikto: 'ABCDEFGHIJKLMNOPQRST', ga4: 'G-ABC1234567' } } })
  await asked(site)
  await until('it is said', () => site.said.length)
  assert.match(site.said.join(), /SMG_CONFIG\.analytics\.tikto: expected a known processor \(nearest: tiktok\)/)
})
