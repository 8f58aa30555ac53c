// A return visit: the first vendor's script is asked for in the very task in which the module's own began, whatever
// tasks the page has waiting; those behind it come in a task each.

import assert from 'node:assert/strict'
import test from 'node:test'
import { accept, asked, grant, inEachEngine, loaded, press, setCookie, settle, tag, until } from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

// Counts tasks: what is posted while one runs comes after it, and before all that is posted later. Notes in which of
// them the module's script began (it sets window.SMGConsent), in which each vendor's was inserted, and whether a frame
// had been painted by then since the last click.
function countTasks() {
  let task = 0
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => task++
  const here = () => {
    port2.postMessage(0)
    return task
  }
  const notes = { begun: null, inserted: [], painted: [] }
  window.__tasks = notes
  let painted = true
  window.addEventListener(
    'click',
    () => {
      painted = false
      const after = new MessageChannel()
      after.port1.onmessage = () => (painted = true)
      requestAnimationFrame(() => after.port2.postMessage(0))
    },
    true,
  )
  let api
  Object.defineProperty(window, 'SMGConsent', {
    configurable: true,
    get: () => api,
    set(value) {
      notes.begun ??= here()
      api = value
    },
  })
  const { append } = Element.prototype
  Element.prototype.append = function (...nodes) {
    if (nodes.some(node => /^https:/.test(node.src) && new URL(node.src).host !== location.host)) {
      notes.inserted.push(here())
      notes.painted.push(painted)
    }
    return append.apply(this, nodes)
  }
}

// In the body, where there is nothing left that the module waits for; and the page has timers of its own.
const options = { head: '', body: `<script>for (let i = 0; i < 50; i++) setTimeout(() => {})</script>${tag}` }
const tasks = site => site.page.evaluate(() => window.__tasks)

inEachEngine((_, visit) => {
  test('the first vendor is asked for in the task in which the script began, each other in one of its own', async t => {
    const site = await visit(t, { ...options, path: '/none', pages: { '/none': 'none' }, init: [countTasks] })
    await setCookie(site, await grant(t))
    await site.go('/')
    await until('all are inserted', async () => (await tasks(site)).inserted.length === all.length)
    const { begun, inserted } = await tasks(site)
    assert.equal(inserted[0], begun)
    assert.equal(new Set(inserted).size, all.length, `in tasks ${inserted}`)
    await loaded(site, all)
  })

  test('after a choice the layer that was pressed goes in a frame of its own before the first vendor', async t => {
    const site = await visit(t, { ...options, init: [countTasks] })
    await asked(site)
    await press(site.page, 'accept')
    await loaded(site, all)
    const { inserted, painted } = await tasks(site)
    assert.deepEqual(
      painted,
      all.map(() => true),
    )
    assert.equal(new Set(inserted).size, all.length, `in tasks ${inserted}`)
  })

  for (const [how, code] of [
    ['a function in the queue', '(window.SMGConsent = []).push(api => api.rejectAll())'],
    ['a listener to "ready"', 'addEventListener("smg:ready", () => SMGConsent.rejectAll())'],
    ['one that waits for `ready`', '(window.SMGConsent = []).push(api => api.ready.then(() => api.rejectAll()))'],
    [
      'a listener that waits for it',
      'addEventListener("smg:ready", () => SMGConsent.ready.then(api => api.rejectAll()))',
    ],
  ])
    test(`on a return visit ${how} comes before the first load, and can take the grant back`, async t => {
      const body = `<script>${code}</script>${tag}`
      const site = await visit(t, { head: '', body, path: '/none', pages: { '/none': 'none' } })
      await setCookie(site, await grant(t))
      await site.go('/')
      await until('the refusal is stored', () => site.page.evaluate(() => localStorage.getItem('smg_consent')))
      await settle(site.page, 800)
      assert.deepEqual(site.loads, [])
      assert.equal(await accept(site.page).count(), 0)
    })
})
