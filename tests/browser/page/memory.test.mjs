// What a page does a hundred thousand times leaves memory and listeners where they were. Chromium counts both.

import assert from 'node:assert/strict'
import test from 'node:test'
import { asked, chosen, open, settle, splitTag, until } from '../support/site.mjs'

const MANY = 100_000
const config = { analytics: {}, consent: { purposes: { marketing: {} } } }

async function counter(site) {
  const session = await site.context.newCDPSession(site.page)
  await session.send('Performance.enable')
  return async () => {
    // What a first collection has let go of, a second one may free.
    for (let times = 0; times < 3; times++) await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    const { JSEventListeners: listeners, JSHeapUsedSize: heap } = Object.fromEntries(
      metrics.map(({ name, value }) => [name, value]),
    )
    return { listeners, heap }
  }
}

// Far below one object for each of so many: 64 bytes of each would be six megabytes. Waited for: what is on its way,
// and what the browser keeps for a while, goes; what leaks stays.
async function assertSame(count, was) {
  let last
  const isSame = async () => {
    last = await count()
    return last.listeners <= was.listeners + 5 && last.heap < was.heap + 1_500_000
  }
  await until('listeners and memory are where they were', isSame).catch(error => {
    throw new Error(`${error.message}: ${JSON.stringify(last)}, before ${JSON.stringify(was)}`)
  })
}

test('on() and off(): types and functions, each another one', async t => {
  const site = await open(t, { config })
  await asked(site)
  const count = await counter(site)
  // The browser's own caches are full by then.
  const work = many => {
    for (let i = 0; i < many; i++) {
      const f = () => i
      SMGConsent.on(`type${i}`, f)
      SMGConsent.off(`type${i}`, f)
      SMGConsent.on('change', f)
      SMGConsent.on('change', f)
      SMGConsent.off('change', f)
    }
  }
  await site.page.evaluate(work, 1000)
  const before = await count()
  await site.page.evaluate(work, MANY)
  await assertSame(count, before)
})

test('many functions at the same time', async t => {
  const site = await open(t, { config })
  await asked(site)
  const count = await counter(site)
  const before = await count()
  // A browser looks for each one among all of them.
  await site.page.evaluate(many => {
    const all = Array.from({ length: many }, (_, i) => () => i)
    for (const f of all) SMGConsent.on('change', f)
    for (const f of all) SMGConsent.off('change', f)
  }, MANY / 10)
  await assertSame(count, before)
})

test('choices, one after the other and within one frame', async t => {
  const site = await open(t, { config })
  await asked(site)
  const count = await counter(site)
  const work = async many => {
    for (let i = 0; i < many; i++) {
      SMGConsent.acceptPurpose('marketing', i % 2 === 0)
      if (i % 100 === 0) await new Promise(requestAnimationFrame)
    }
    // The last one is carried out.
    for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame)
  }
  await site.page.evaluate(work, 300)
  await settle(site.page, 6000)
  const before = await count()
  await site.page.evaluate(work, 3000)
  // The module looks again for what processors have left, up to 5 s later.
  await assertSame(count, before)
})

test('calls before the module is there: the last ones are kept, and the console says so once', async t => {
  let go
  const waits = new Promise(resolve => (go = resolve))
  const site = await open(t, {
    config,
    head: splitTag,
    answer: async ({ path }) => {
      if (path === '/smg/smg.wasm') await waits
    },
  })
  await until('the module is asked for', () => site.requested('/smg/smg.wasm') > 0)
  const count = await counter(site)
  const before = await count()
  await site.page.evaluate(many => {
    SMGConsent.showPreferences()
    for (let i = 0; i < many; i++) SMGConsent.acceptedPurpose(`marketing${i}`)
    SMGConsent.rejectAll()
  }, MANY)
  await assertSame(count, before)
  await until('the console says so', () => site.said.length > 0)
  assert.equal(site.said.filter(line => /calls before the start/.test(line)).length, 1)
  go()
  await chosen(site.page, 'refused')
  assert.equal(await site.page.locator('smg-consent dialog').count(), 0)
  assert.equal(site.said.length, 1)
})

test('calls after the module has failed are kept nowhere', async t => {
  const site = await open(t, {
    config,
    head: splitTag,
    answer: ({ path }) => (path === '/smg/smg.wasm' ? { status: 404 } : undefined),
  })
  await until('it has failed', () => site.said.length > 0)
  const count = await counter(site)
  const before = await count()
  await site.page.evaluate(many => {
    for (let i = 0; i < many; i++) SMGConsent.acceptedPurpose(`marketing${i}`)
  }, MANY)
  await assertSame(count, before)
})
