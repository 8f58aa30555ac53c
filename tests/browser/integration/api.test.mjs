// SMGConsent and the events on window: every function, the queue before the load, who is told what, and when.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  accept,
  asked,
  assertLoads,
  assertUndecided,
  cookie,
  emitted,
  events,
  eventTypes,
  forget,
  isAsking,
  loaded,
  open,
  parse,
  press,
  ran,
  refusal,
  settle,
  splitTag,
  until,
} from '../support/site.mjs'
import { all, analytics, purposes } from '../support/vendors.mjs'

const call = (site, name, ...args) =>
  site.page.evaluate(([what, list]) => window.SMGConsent[what](...list), [name, args])

const undecided = {
  choice: 'undecided',
  purposes: { necessary: true, analytics: false, replay: false, marketing: false },
}

test('SMGConsent has the documented functions and nothing else', async t => {
  const site = await open(t)
  await asked(site)
  const names = await site.page.evaluate(() => Object.keys(window.SMGConsent).sort())
  assert.deepEqual(names, [
    'acceptAll',
    'acceptProcessor',
    'acceptPurpose',
    'acceptedProcessor',
    'acceptedPurpose',
    'getConsent',
    'getReceipt',
    'hide',
    'off',
    'on',
    'push',
    'ready',
    'rejectAll',
    'reset',
    'setLanguage',
    'show',
    'showPreferences',
    'whole',
    'withdraw',
  ])
  assert.equal(await site.page.evaluate(() => window.SMGConsent.ready.then(api => api === window.SMGConsent)), true)
})

test('the module adds no name to window but its own and stand-ins for the vendors of the site', async t => {
  const site = await open(t, { init: [() => (window.__before = new Set(Object.getOwnPropertyNames(window)))] })
  await asked(site)
  const added = await site.page.evaluate(() =>
    Object.getOwnPropertyNames(window).filter(name => !window.__before.has(name)),
  )
  const expected = ['SMGConsent', 'SMG_CONFIG', 'clarity', 'fbq', 'gtag', 'hj', 'ym']
  assert.deepEqual(added.filter(name => !name.startsWith('__')).sort(), expected)
})

test('acceptAll, getConsent, getReceipt, accepted*', async t => {
  const site = await open(t)
  await asked(site)
  const before = await call(site, 'getConsent')
  assert.deepEqual({ choice: before.choice, purposes: before.purposes }, undecided)
  assert.ok(Object.values(before.processors).every(granted => granted === false))
  assert.deepEqual(Object.keys(before).sort(), ['choice', 'processors', 'purposes'])
  assert.equal(await call(site, 'getReceipt'), undefined)
  assert.equal(await call(site, 'acceptedPurpose', 'necessary'), true)
  assert.equal(await call(site, 'acceptedPurpose', 'analytics'), false)
  assert.equal(await call(site, 'acceptedProcessor', 'ga4'), false)

  await call(site, 'acceptAll')
  await ran(site.page, all)
  await emitted(site.page, 'change')
  const record = parse((await cookie(site)).value)
  assert.equal(record.method, 'a')
  const after = await call(site, 'getConsent')
  assert.equal(after.choice, 'granted')
  assert.deepEqual(after.purposes, { necessary: true, analytics: true, replay: true, marketing: true })
  for (const id of all) assert.equal(after.processors[id], true, id)
  assert.equal(after.id, record.id)
  assert.equal(after.time, record.time * 1000)
  assert.equal(after.revision, 0)
  assert.equal(after.method, 'a')
  assert.equal(after.language, 'en')
  await call(site, 'whole')
  const receipt = await call(site, 'getReceipt')
  assert.equal(receipt.record_id.replaceAll('-', ''), record.id)
  assert.equal(receipt.event.event_time, after.time)
  assert.equal(await call(site, 'acceptedPurpose', 'analytics'), true)
  assert.equal(await call(site, 'acceptedProcessor', 'ga4'), true)
  for (const id of ['nosuch', '', '__proto__', 'constructor', null, 5, {}]) {
    assert.equal(await call(site, 'acceptedPurpose', id), false)
    assert.equal(await call(site, 'acceptedProcessor', id), false)
  }
})

test('rejectAll', async t => {
  const site = await open(t)
  await asked(site)
  await call(site, 'rejectAll')
  await emitted(site.page, 'change')
  await settle(site.page)
  assert.ok(await refusal(site.page))
  const state = await call(site, 'getConsent')
  assert.equal(state.choice, 'refused')
  assert.equal(state.time % 86400000, 0)
  assert.ok(!('id' in state) && !('method' in state) && !('language' in state))
  assert.equal(await call(site, 'getReceipt'), undefined)
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('show, showPreferences, hide decide nothing', async t => {
  const site = await open(t)
  const { page } = site
  await asked(site)
  await call(site, 'hide')
  assert.equal(await isAsking(page), false)
  await call(site, 'show')
  await accept(page).first().waitFor()
  await call(site, 'showPreferences')
  await page.locator('dialog[open]').waitFor()
  await call(site, 'hide')
  assert.equal(await page.locator('dialog').count(), 0)
  assert.equal(await isAsking(page), false)
  await settle(page)
  assert.equal(await refusal(page), null)
  assert.deepEqual(site.thirdPartyUrls, [])
  const shown = (await events(page)).filter(event => event.type === 'show' || event.type === 'hide')
  assert.deepEqual(shown.map(event => [event.type, event.detail]).slice(0, 4), [
    ['show', 'banner'],
    ['hide', 'banner'],
    ['show', 'banner'],
    ['show', 'settings'],
  ])
})

test('acceptPurpose and acceptProcessor, on and off', async t => {
  const site = await open(t)
  await asked(site)
  await call(site, 'acceptPurpose', 'analytics')
  await ran(site.page, purposes.analytics)
  await emitted(site.page, 'change')
  await call(site, 'acceptProcessor', 'clarity', true)
  await loaded(site, ['clarity'])
  await emitted(site.page, 'change', 2)
  await settle(site.page)
  assertLoads(site, ['ga4', 'metrica', 'clarity'])

  forget(site)
  await call(site, 'acceptPurpose', 'analytics', false)
  await emitted(site.page, 'change', 3)
  await settle(site.page)
  assertLoads(site, [])
  await site.page.reload()
  await ran(site.page, ['clarity'])
  await settle(site.page)
  assertLoads(site, ['clarity'])
})

test('refusing what was never granted makes no refusal of everything', async t => {
  const site = await open(t)
  await asked(site)
  await call(site, 'acceptPurpose', 'marketing', false)
  await call(site, 'acceptProcessor', 'ga4', false)
  await settle(site.page)
  assert.equal(await refusal(site.page), null)
  assert.ok(await isAsking(site.page))
})

test('an id that is not there is named in the console and grants nothing', async t => {
  const site = await open(t)
  await asked(site)
  for (const id of ['nosuch', '', null, 5]) {
    await call(site, 'acceptPurpose', id, true)
    await call(site, 'acceptProcessor', id, true)
  }
  await until('all are said', () => site.said.length >= 8)
  await settle(site.page)
  assert.equal(site.said.length, 8, JSON.stringify(site.said))
  assert.match(site.said[0], /SMGConsent\.acceptPurpose: expected .+, got "nosuch"/)
  assert.match(site.said[7], /SMGConsent\.acceptProcessor: expected .+, got 5/)
  assert.equal(await cookie(site), undefined)
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('reset forgets the choice and asks anew', async t => {
  for (const first of ['accept', 'reject']) {
    const site = await open(t)
    await asked(site)
    await press(site.page, first)
    await emitted(site.page, 'change')
    if (first === 'accept') await ran(site.page, all)
    const again = first === 'accept' ? site.page.waitForEvent('load') : undefined
    forget(site)
    await call(site, 'reset')
    await again
    await accept(site.page).first().waitFor()
    await settle(site.page, 800)
    assert.equal(await cookie(site), undefined)
    assert.equal(await refusal(site.page), null)
    assert.deepEqual(site.loads, [])
    assert.equal((await call(site, 'getConsent')).choice, 'undecided')
  }
})

test('the queue before the load: each function is called once, with the API, in order', async t => {
  const site = await open(t, {
    head: `<script>
      window.told = [];
      (window.SMGConsent = window.SMGConsent || []).push(api => { told.push('one'); told.push(typeof api.acceptAll) });
      (window.SMGConsent = window.SMGConsent || []).push(() => told.push(window.SMGConsent.getConsent().choice));
      (window.SMGConsent = window.SMGConsent || []).push(api => api.showPreferences())
    </script><script async src="/smg/smg.js"></script>`,
  })
  await site.page.locator('dialog[open]').waitFor()
  assert.deepEqual(await site.page.evaluate(() => window.told), ['one', 'function', 'undecided'])
  await site.page.evaluate(() => {
    ;(window.SMGConsent = window.SMGConsent || []).push(() => window.told.push('late'))
  })
  assert.equal((await site.page.evaluate(() => window.told)).at(-1), 'late')
})

test('what is called while the module is on its way is not lost', async t => {
  const slow = async request => {
    if (request.path === '/smg/smg.wasm') await new Promise(resolve => setTimeout(resolve, 700))
    return undefined
  }
  const site = await open(t, {
    head: splitTag,
    answer: slow,
    init: [
      () =>
        addEventListener('DOMContentLoaded', () => {
          const timer = setInterval(() => {
            if (!window.SMGConsent) return
            clearInterval(timer)
            window.SMGConsent.push(api => api.showPreferences())
          }, 5)
        }),
    ],
  })
  await site.page.locator('dialog[open]').waitFor()
})

test('a queued function that throws keeps no other from being called', async t => {
  const site = await open(t, {
    head: `<script>
      window.told = [];
      window.SMGConsent = [() => { throw new Error('of the page') }, () => told.push('second')]
    </script><script async src="/smg/smg.js"></script>`,
  })
  await asked(site)
  await until('the second is called', () => site.page.evaluate(() => window.told.length === 1))
  // The page's own error may be reported as such; nothing else may.
  site.errors = site.errors.filter(error => !error.includes('of the page'))
})

test('events: their order and what they carry', async t => {
  const site = await open(t)
  await asked(site)
  for (const type of ['ready', 'show']) await emitted(site.page, type)
  assert.deepEqual((await eventTypes(site.page)).sort(), ['ready', 'show'])
  const [ready] = await events(site.page, 'ready')
  assert.equal(ready.detail.choice, 'undecided')

  await press(site.page, 'accept')
  await ran(site.page, all)
  await emitted(site.page, 'change')
  const types = (await eventTypes(site.page)).slice(2)
  assert.deepEqual(types, ['hide', 'consent', 'change'])
  const [change] = await events(site.page, 'change')
  assert.deepEqual(change.detail.old.purposes, undecided.purposes)
  assert.equal(change.detail.old.choice, 'undecided')
  assert.equal(change.detail.new.choice, 'granted')
  assert.equal(change.detail.new.purposes.marketing, true)
  const [consent] = await events(site.page, 'consent')
  assert.deepEqual(consent.detail, change.detail.new)

  await site.page.reload()
  await emitted(site.page, 'consent')
  await settle(site.page)
  assert.deepEqual(await eventTypes(site.page), ['ready', 'consent'])
  assert.deepEqual((await events(site.page, 'consent'))[0].detail, consent.detail)
})

test('after Reject: hide, consent, change; on the next load ready, consent', async t => {
  const site = await open(t)
  await asked(site)
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  assert.deepEqual((await eventTypes(site.page)).slice(2), ['hide', 'consent', 'change'])
  assert.equal((await events(site.page, 'change'))[0].detail.new.choice, 'refused')
  await site.page.reload()
  await emitted(site.page, 'consent')
  await settle(site.page)
  assert.deepEqual(await eventTypes(site.page), ['ready', 'consent'])
})

test('consent is told after the processors were added', async t => {
  const site = await open(t, {
    init: [
      () =>
        addEventListener('smg:consent', () => {
          window.__scripts = [...document.scripts].filter(
            script => script.src && new URL(script.src).host !== location.host,
          ).length
        }),
    ],
  })
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'consent')
  assert.equal(await site.page.evaluate(() => window.__scripts), all.length)
})

test('on() hears events, tells a late listener at once, and off() ends it', async t => {
  const site = await open(t)
  await asked(site)
  await site.page.evaluate(() => {
    window.heard = []
    window.listener = detail => window.heard.push(['consent', detail.choice])
    window.SMGConsent.on('ready', detail => window.heard.push(['ready', detail.choice]))
    window.SMGConsent.on('consent', window.listener)
    window.SMGConsent.on('change', detail => window.heard.push(['change', detail.old.choice, detail.new.choice]))
  })
  assert.deepEqual(await site.page.evaluate(() => window.heard), [['ready', 'undecided']])
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  assert.deepEqual(await site.page.evaluate(() => window.heard.slice(1)), [
    ['consent', 'refused'],
    ['change', 'undecided', 'refused'],
  ])

  await site.page.evaluate(() => window.SMGConsent.on('consent', detail => window.heard.push(['late', detail.choice])))
  assert.deepEqual(await site.page.evaluate(() => window.heard.at(-1)), ['late', 'refused'])

  await site.page.evaluate(() => {
    window.heard = []
    window.SMGConsent.off('consent', window.listener)
    window.SMGConsent.acceptAll()
  })
  await emitted(site.page, 'change', 2)
  assert.deepEqual(await site.page.evaluate(() => window.heard.map(entry => entry[0])), ['late', 'change'])
})

test('a listener that comes after a withdrawal is not told what was granted', async t => {
  const site = await open(t, { config: { analytics, consent: { onWithdraw: 'none' } } })
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'consent')
  await call(site, 'reset')
  const heard = await site.page.evaluate(() => {
    const told = []
    for (const type of ['ready', 'consent']) window.SMGConsent.on(type, detail => told.push([type, detail.choice]))
    return told
  })
  assert.deepEqual(heard, [['ready', 'undecided']])
  await emitted(site.page, 'change', 2)
  await call(site, 'rejectAll')
  await emitted(site.page, 'consent', 2)
  const late = await site.page.evaluate(() => {
    let told
    window.SMGConsent.on('consent', detail => {
      told = detail
    })
    return told
  })
  assert.equal(late.choice, 'refused')
  assert.deepEqual(late.processors.ga4, false)
})

test('a listener that is added while the page is being told is told once', async t => {
  const script = '<script>SMGConsent.on("consent", () => heard.push("consent")); woken++</script>'
  const site = await open(t, {
    init: [
      () => {
        window.heard = []
        window.woken = 0
        addEventListener('smg:show', () => window.SMGConsent.on('ready', () => window.heard.push('ready')))
        addEventListener('smg:consent', () => window.heard.push(`of ${window.woken}`))
      },
    ],
    body: `<template data-smg-purpose="analytics">${script}</template>`.repeat(3),
  })
  await asked(site)
  await emitted(site.page, 'ready')
  assert.deepEqual(await site.page.evaluate(() => window.heard.splice(0)), ['ready'])
  await press(site.page, 'accept')
  await emitted(site.page, 'change')
  assert.deepEqual(await site.page.evaluate(() => window.heard), ['of 3', 'consent', 'consent', 'consent'])
})

test('what a call answers is its own, whatever a listener asks meanwhile', async t => {
  const site = await open(t)
  await asked(site)
  const [answer, heard] = await site.page.evaluate(() => {
    let choice
    window.SMGConsent.on('hide', () => {
      choice = window.SMGConsent.getConsent().choice
    })
    return [typeof window.SMGConsent.acceptAll(), choice]
  })
  assert.deepEqual([answer, heard], ['undefined', 'granted'])
})

test('what is left out is yes, and what is neither yes nor no is nothing', async t => {
  const site = await open(t)
  await asked(site)
  for (const on of [null, 0, '', 'false', {}]) await call(site, 'acceptPurpose', 'marketing', on)
  await until('all are said', () => site.said.length >= 5)
  await settle(site.page)
  assert.equal(site.said.length, 5)
  assert.match(site.said[0], /SMGConsent\.acceptPurpose: expected true or false, got null/)
  await assertUndecided(site)
  await site.page.evaluate(() => window.SMGConsent.acceptPurpose('marketing', undefined))
  await emitted(site.page, 'consent')
  await loaded(site, ['metaPixel'])
  assertLoads(site, ['metaPixel'])
})

test('the array that a page has kept is called to its end', async t => {
  const site = await open(t, {
    code: null,
    head: '<script>var list = (window.SMGConsent = [])</script><script src="/smg/smg.js"></script>',
    body: `<script>list.push(api => (window.heard = api.getConsent().choice))</script>
      <script>window.SMG_CONFIG = ${JSON.stringify({ analytics })}</script>`,
  })
  await asked(site)
  await site.page.waitForFunction(() => window.heard === 'undecided')
})

// The script may have come from the cache and run before the rest of the page, which must make no difference.
test('what a page hands over before the module has started waits for it', async t => {
  const site = await open(t, {
    code: null,
    body: `<script>
      window.early = typeof window.SMGConsent.push
      ;(window.SMGConsent = window.SMGConsent || []).push(
        api => (window.heard = [api.getConsent().choice, api.acceptedPurpose('necessary')]),
      )
      window.before = window.heard
    </script><script>window.SMG_CONFIG = ${JSON.stringify({ analytics })}</script>`,
    head: '<script src="/smg/smg.js"></script>',
  })
  await asked(site)
  await site.page.waitForFunction(() => window.heard)
  const { early, before, heard } = await site.page.evaluate(() => ({ ...window }))
  assert.deepEqual([early, before, heard], ['function', undefined, ['undecided', true]])
  // From then on at once.
  const at = await site.page.evaluate(() => {
    let choice
    window.SMGConsent.push(api => {
      choice = api.getConsent().choice
    })
    return choice
  })
  assert.equal(at, 'undecided')
})

test('off() ends one of several listenings of one function', async t => {
  const site = await open(t)
  await asked(site)
  await site.page.evaluate(() => {
    window.heard = []
    const listener = detail => window.heard.push(detail)
    window.SMGConsent.on('hide', listener)
    window.SMGConsent.on('show', listener)
    window.SMGConsent.off('hide', listener)
    window.SMGConsent.off('nosuch', listener)
    window.SMGConsent.off('show', () => {})
    window.SMGConsent.hide()
    window.SMGConsent.show()
  })
  assert.deepEqual(await site.page.evaluate(() => window.heard), ['banner'])
})

test('a listener that throws keeps no processor and no other listener from its turn', async t => {
  const site = await open(t, {
    init: [
      () => {
        for (const type of ['ready', 'show', 'hide', 'consent', 'change'])
          addEventListener(`smg:${type}`, () => {
            throw new Error('of the page')
          })
      },
    ],
  })
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, all)
  await emitted(site.page, 'change')
  assertLoads(site, all)
  site.errors = site.errors.filter(error => !error.includes('of the page'))
})

test('buttons of the page: settings, accept, reject, also when they are added later', async t => {
  const site = await open(t, {
    config: { analytics, consent: { pageAccept: true } },
    body: '<p data-smg-action="settings"><span id="inner">Cookie settings</span></p>',
  })
  await asked(site)
  await site.page.locator('#inner').click()
  await site.page.locator('dialog[open]').waitFor()
  await press(site.page, 'close')
  await site.page.evaluate(() => {
    const button = document.createElement('button')
    button.dataset.smgAction = 'accept'
    button.id = 'later'
    document.querySelector('main').prepend(button)
  })
  await site.page.locator('#later').click()
  await ran(site.page, all)
  assert.equal(parse((await cookie(site)).value).method, 'p')
})

test('buttons of the page with a name that is no action do nothing', async t => {
  const site = await open(t, {
    body: '<button id="odd" data-smg-action="__proto__">Odd</button><button id="none" data-smg-action>None</button>',
  })
  await asked(site)
  await site.page.locator('#odd').click()
  await site.page.locator('#none').click()
  await settle(site.page)
  assert.ok(await isAsking(site.page))
  assert.deepEqual(site.thirdPartyUrls, [])
})
