// The main paths in the three engines: Chromium, Firefox ESR and WebKitGTK, each by its own driver, all against the
// lab. A driver has goto, reload, evaluate, click, press, close; what is asked of the page is asked by its own code.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { drivers } from '../drivers/three.mjs'
import { isFirstParty, startLab } from '../support/lab.mjs'
import { dist } from '../support/paths.mjs'
import { file, NAME, source, until } from '../support/site.mjs'
import { all, analytics, processorOf, purposes, vendors } from '../support/vendors.mjs'

// Noted by the page itself, since not every driver tells.
function watch() {
  window.__errors = []
  addEventListener('error', event => event.error && window.__errors.push(String(event.error.stack ?? event.error)))
  addEventListener('unhandledrejection', event => window.__errors.push(String(event.reason)))
  window.__events = []
  for (const type of ['ready', 'consent', 'change', 'error'])
    addEventListener(`smg:${type}`, () => window.__events.push(type))
}

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<script>(${watch})()
window.SMG_CONFIG = ${source({ analytics })}</script>
<script async src="/smg/smg.js"></script></head>
<body><main><h1>A page</h1>
<p><button id="change" type="button" data-smg-action="settings">Cookie settings</button>
<button id="withdraw" type="button" data-smg-action="withdraw">Withdraw</button></p></main></body>
</html>`

// The control that a visitor can press now: that of the open dialog, else the banner's or the page's. Its middle, if
// nothing lies over it.
function middle(selector) {
  const root = document.querySelector('#smg-consent')?.shadowRoot
  const dialog = root?.querySelector('dialog[open]')
  const shown = element => element.getClientRects().length > 0
  const find = tree => [...(tree?.querySelectorAll(selector) ?? [])].filter(shown).at(-1)
  const element = dialog ? find(dialog) : (find(root) ?? find(document))
  if (!element) return null
  element.scrollIntoView({ block: 'nearest' })
  const box = element.getBoundingClientRect()
  const x = box.x + box.width / 2
  const y = box.y + box.height / 2
  const hit = element.getRootNode().elementFromPoint(x, y)
  return element === hit || element.contains(hit) ? { x, y } : null
}

function seen() {
  const root = document.querySelector('#smg-consent')?.shadowRoot
  const shown = selector => [...(root?.querySelectorAll(selector) ?? [])].some(e => e.getClientRects().length > 0)
  let active = document.activeElement
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
  return {
    banner: shown('[data-smg=accept]') && !shown('dialog[open]'),
    settings: shown('dialog[open] [data-smg=save]'),
    focus: active?.dataset.smg ?? active?.name ?? active?.id ?? '',
    on: [...(root?.querySelectorAll('dialog[open] input:checked') ?? [])].map(input => input.name).sort(),
  }
}

const ran = () => Object.fromEntries(Object.entries(window.__vendors ?? {}).map(([id, runs]) => [id, runs.length]))
const events = () => window.__events ?? []
const errors = () => window.__errors

const kept = async () => ({
  cookies: document.cookie
    .split('; ')
    .filter(Boolean)
    .map(pair => pair.split('=')[0])
    .sort(),
  local: Object.keys(localStorage).sort(),
  session: Object.keys(sessionStorage).sort(),
  databases: (await indexedDB.databases()).length,
})

const nothing = { cookies: [], local: [], session: [], databases: 0 }
const refused = { ...nothing, local: [NAME] }
const sorted = list => [...list].sort()

for (const [name, start] of Object.entries(drivers)) {
  describe(name, () => {
    let lab
    let engine
    let first = 0
    let count = 0

    before(async () => {
      lab = await startLab()
      lab.answer = ({ host, path }) => {
        if (!isFirstParty(host)) return undefined
        if (path.startsWith('/smg/')) return file(dist, path.slice(4))
        if (!path.endsWith('/')) return undefined
        const charset = path === '/windows-1251/' ? 'windows-1251' : 'utf-8'
        const body = path === '/split/' ? html.replace('/smg/smg.js', '/smg/smg.split.js') : html
        return { headers: { 'content-type': `text/html; charset=${charset}` }, body }
      }
      engine = await start(lab.port)
    })

    // A process that stays makes close() fail.
    after(async () => {
      await engine?.close()
      await lab?.close()
    })

    const thirdParty = () => lab.log.slice(first).filter(request => !isFirstParty(request.host))
    const loads = () =>
      sorted(
        thirdParty()
          .map(request => request.method === 'GET' && processorOf(request.url))
          .filter(Boolean),
      )
    const requested = path => lab.log.slice(first).filter(request => request.path === path).length
    const forget = () => {
      first = lab.log.length
    }
    const look = () => engine.evaluate(seen)
    const settle = () => new Promise(resolve => setTimeout(resolve, 700))
    // A page that is just being left answers with an error.
    const waitFor = (what, test) => until(what, () => test().catch(() => false), 15000)
    const left = () => engine.evaluate(() => !window.__left)
    const told = type => waitFor(`smg:${type}`, async () => (await engine.evaluate(events)).includes(type))
    const allRan = () =>
      waitFor('every processor ran', async () => Object.keys(await engine.evaluate(ran)).length === all.length)

    // What is erased goes some time after the refusal is stored.
    const onlyRefused = () =>
      waitFor('the refusal is kept, and nothing else', async () =>
        isDeepStrictEqual(await engine.evaluate(kept), refused),
      )

    const allOf = async ids => {
      const done = await engine.evaluate(ran)
      return ids.every(id => done[id])
    }

    async function visit(path = '/', files = ['/smg/smg.js']) {
      forget()
      await engine.goto(`https://www.${name.toLowerCase()}${++count}.test${path}`)
      await waitFor('the banner', async () => (await look()).banner)
      const asked = lab.log.slice(first).map(request => request.path)
      assert.deepEqual(
        asked.filter(path => path.startsWith('/smg/')),
        files,
      )
    }

    async function click(selector) {
      let place
      await waitFor(`${selector} can be pressed`, async () => (place = await engine.evaluate(middle, selector)))
      await engine.click(place.x, place.y)
    }

    // A pointer on "Accept" grants once that has been seen for half a second. A frame that is asked for now is not before
    // the one that first shows it.
    async function accept() {
      await engine.evaluate(() => new Promise(resolve => requestAnimationFrame(() => setTimeout(() => resolve(0)))))
      await settle()
      await click('[data-smg=accept]')
    }

    // Tab, until the control has the focus.
    async function tabTo(control) {
      const way = []
      for (let i = 0; i < 40; i++) {
        await engine.press('Tab')
        const { focus } = await look()
        if (focus === control) return
        way.push(focus)
      }
      assert.fail(`Tab never came to ${control}, only to ${way}`)
    }

    async function assertClean() {
      assert.deepEqual(await engine.evaluate(errors), [], 'uncaught errors in the page')
    }

    test('before a choice the banner is there, nothing leaves, nothing is kept', async () => {
      await visit()
      await settle()
      assert.deepEqual(
        thirdParty().map(request => `${request.method} ${request.url}`),
        [],
      )
      assert.deepEqual(await engine.evaluate(kept), nothing)
      await assertClean()
    })

    test('Accept loads each script once, and a reload keeps the choice', async () => {
      await visit()
      await accept()
      await allRan()
      await settle()
      assert.deepEqual(loads(), sorted(all))
      assert.equal((await look()).banner, false)
      const { cookies } = await engine.evaluate(kept)
      assert.ok(cookies.includes(NAME), String(cookies))

      forget()
      await engine.reload()
      await allRan()
      await settle()
      assert.deepEqual(loads(), sorted(all))
      assert.equal((await look()).banner, false)
      await assertClean()
    })

    for (const [what, path, script, module] of [
      ['smg.split.js, whose module is a file of its own', '/split/', '/smg/smg.split.js', '/smg/smg.wasm'],
      ['smg.js read as windows-1251', '/windows-1251/', '/smg/smg.js', '/smg/smg.first.wasm'],
    ])
      test(`${what}: the module is fetched, and Accept loads each script once`, async () => {
        await visit(path, [script, module])
        await accept()
        await allRan()
        await settle()
        assert.deepEqual(loads(), sorted(all))
        await assertClean()
      })

    test('Reject loads nothing, and a reload keeps the choice', async () => {
      await visit()
      await click('[data-smg=reject]')
      await told('change')
      await settle()
      assert.equal((await look()).banner, false)
      assert.deepEqual(await engine.evaluate(kept), refused)

      await engine.reload()
      await told('ready')
      await settle()
      assert.equal(requested('/'), 2)
      assert.equal((await look()).banner, false)
      assert.deepEqual(await engine.evaluate(kept), refused)
      assert.deepEqual(
        thirdParty().map(request => request.url),
        [],
      )
      await assertClean()
    })

    test('withdrawal erases what each processor stored', async () => {
      await visit()
      await accept()
      await allRan()
      await settle()
      const before = await engine.evaluate(kept)
      for (const id of all) {
        for (const cookie of Object.keys(vendors[id].cookies)) assert.ok(before.cookies.includes(cookie), cookie)
        for (const key of Object.keys(vendors[id].local)) assert.ok(before.local.includes(key), key)
      }

      forget()
      await engine.evaluate(() => void (window.__left = true))
      await click('#withdraw')
      await waitFor('the page reloads itself', left)
      assert.equal(requested('/'), 1)
      await told('ready')
      await onlyRefused()
      await settle()
      assert.deepEqual(await engine.evaluate(kept), refused)
      assert.deepEqual(loads(), [])
      assert.equal((await look()).banner, false)
      await assertClean()
    })

    // Through the API, as a page does it; what stands in the records decides all the same.
    const grant = ids => engine.evaluate(names => names.forEach(id => window.SMGConsent.acceptProcessor(id)), ids)
    const active = () => engine.evaluate(() => window.SMGConsent.getConsent().processors)

    for (let bits = 1; bits < 1 << Object.keys(purposes).length; bits++) {
      const subset = Object.keys(purposes).filter((_, i) => bits & (1 << i))
      const ids = subset.flatMap(purpose => purposes[purpose])
      test(`granted, withdrawn and granted again: ${subset.join(', ')}`, async () => {
        await visit()
        await grant(ids)
        const ranAll = () => waitFor(`${ids} ran`, () => allOf(ids))
        await ranAll()
        await settle()
        assert.deepEqual(loads(), sorted(ids))

        forget()
        // Hotjar ends only with its page.
        const reloads = ids.includes('hotjar')
        await engine.evaluate(() => void (window.__left = true))
        await engine.evaluate(() => void window.SMGConsent.withdraw())
        if (reloads) await waitFor('the page reloads itself', left)
        await told('ready')
        await onlyRefused()
        await settle()
        assert.deepEqual(loads(), [])
        assert.deepEqual(await engine.evaluate(kept), refused)

        await grant(ids)
        await waitFor('it is granted', async () => {
          const granted = await active()
          return ids.every(id => granted[id])
        })
        if (reloads) await ranAll()
        await settle()
        assert.deepEqual(loads(), reloads ? sorted(ids) : [])
        for (const [id, times] of Object.entries(await engine.evaluate(ran))) assert.equal(times, 1, id)
        await assertClean()
      })
    }

    test('cookies of a parent domain and of every path go too', async () => {
      await visit('/shop/shoes/')
      await grant(['ga4'])
      await waitFor('it ran', () => allOf(['ga4']))
      await engine.evaluate(() => {
        const parent = location.hostname.split('.').slice(1).join('.')
        for (const domain of ['', `; Domain=${parent}`, `; Domain=${location.hostname}`])
          for (const path of ['/', '/shop', '/shop/', '/shop/shoes', '/shop/shoes/'])
            document.cookie = `_ga=1; Path=${path}${domain}`
        document.cookie = '_ga=2; Path=/; Secure; SameSite=None; Partitioned'
      })
      await engine.evaluate(() => void window.SMGConsent.withdraw())
      await waitFor('none is left', async () => !(await engine.evaluate(kept)).cookies.length)
      await assertClean()
    })

    // Chromium has this in stop.test.mjs.
    if (name === 'Firefox')
      test('nothing is sent for 30 s after a withdrawal without a reload', async () => {
        const ids = all.filter(id => id !== 'hotjar')
        await visit()
        await grant(ids)
        await waitFor('all ran', () => allOf(ids))
        const posted = () => thirdParty().map(request => request.method === 'POST' && request.url)
        await until('all have sent', () => ids.every(id => posted().includes(vendors[id].beacon)))
        await settle()
        await engine.evaluate(() => void (window.__left = true))
        await engine.evaluate(() => void window.SMGConsent.withdraw())
        await settle()
        forget()
        await new Promise(resolve => setTimeout(resolve, 30000))
        assert.deepEqual(
          thirdParty().map(request => request.url),
          [],
        )
        assert.equal(await left(), false, 'the page did not reload')
        assert.deepEqual(await engine.evaluate(kept), refused)
      })

    test('with the keyboard alone: settings, Esc, one switch, save', async () => {
      await visit()
      await tabTo('settings')
      await engine.press('Enter')
      await waitFor('the settings', async () => (await look()).settings)
      await engine.press('Escape')
      await waitFor('the settings close', async () => !(await look()).settings)
      assert.deepEqual(await engine.evaluate(kept), nothing)

      // The focus is where it was. Not by Tab around the page: after that Firefox 153, driven so, presses no button by Space,
      // on a page of nothing but buttons either.
      await waitFor('the focus is back', async () => (await look()).focus === 'settings')
      await engine.press('Space')
      await waitFor('the settings', async () => (await look()).settings)
      await tabTo('analytics')
      await engine.press('Space')
      await waitFor('its processors are on', async () =>
        isDeepStrictEqual((await look()).on, ['analytics', 'ga4', 'metrica']),
      )
      await engine.press('Tab', true)
      await waitFor('the focus goes back', async () => (await look()).focus !== 'analytics')
      await tabTo('save')
      await engine.press('Enter')
      await waitFor('two processors ran', async () => Object.keys(await engine.evaluate(ran)).length === 2)
      await settle()
      assert.deepEqual(loads(), ['ga4', 'metrica'])
      await assertClean()
    })
  })
}
