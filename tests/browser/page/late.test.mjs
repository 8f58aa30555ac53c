// What comes into the page after the module has started is treated like what was there: the rest of a page that arrives
// slowly, and what a page adds by itself.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  asked,
  chosen,
  emitted,
  loaded,
  open,
  openSettings,
  page,
  press,
  settle,
  state,
  turn,
  until,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const sleeping = `
<script type="text/plain" data-smg-purpose="analytics">(window.order ||= []).push('analytics')</script>
<script type="text/plain" data-smg-processor="metaPixel">(window.order ||= []).push('metaPixel')</script>
<template data-smg-purpose="replay"><p id="woken">Woken</p></template>`
const table = '<div data-smg-table>The processors are listed where scripts run.</div>'

const order = tab => tab.evaluate(() => window.order ?? [])
const inScript = "push('analytics"
const inTable = 'The processors'

// The template has woken, which has its turn after the scripts.
const woken = tab => tab.locator('#woken').waitFor({ timeout: 15_000 })

const rows = tab => tab.locator('[data-smg-table] tbody tr').count()

// The HTML comes up to and with `border`, the rest when release() is called.
async function slowly(t, border) {
  let release
  const gate = new Promise(resolve => {
    release = resolve
  })
  const html = page({ body: sleeping + table })
  const half = html.indexOf(border) + border.length
  async function* body() {
    yield html.slice(0, half)
    await gate
    yield html.slice(half)
  }
  const site = await open(t, {
    path: '/blank',
    pages: {
      '/blank': '<!doctype html><title>Nothing yet</title>',
      '/quick': page(),
      '/': () => ({ headers: { 'content-type': 'text/html; charset=utf-8' }, body: body() }),
    },
  })
  return { site, release }
}

test('the end of a slow page wakes upon a grant given before it came, no script by half', async t => {
  const { site, release } = await slowly(t, inScript)
  await site.page.goto(`${site.origin}/`, { waitUntil: 'commit' })
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'change')
  await until('half of it is there', async () => (await site.page.locator('script[data-smg-purpose]').count()) === 1)
  release()
  await until('all is awake', async () => (await order(site.page)).length === 2)
  await woken(site.page)
  await settle(site.page)
  assert.deepEqual(await order(site.page), ['analytics', 'metaPixel'])
  assert.equal(await site.page.locator('#woken').count(), 1)
})

test('the table takes the place of all that stood in it, however late that came', async t => {
  const { site, release } = await slowly(t, inTable)
  await site.page.goto(`${site.origin}/`, { waitUntil: 'commit' })
  await asked(site)
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  await until('it has begun', async () => (await site.page.getByText(inTable).count()) === 1)
  release()
  await site.page.waitForFunction(() => document.readyState === 'complete', undefined, { timeout: 15_000 })
  await until('the table is there', async () => (await rows(site.page)) > 0)
  assert.equal(await site.page.getByText(inTable).count(), 0)
})

test('the end of a slow page wakes on a return visit, and only what is granted', async t => {
  const { site, release } = await slowly(t, inScript)
  await site.go('/quick')
  await openSettings(site.page)
  await turn(site.page, 'analytics')
  await press(site.page, 'save')
  await emitted(site.page, 'change')
  await site.page.goto(`${site.origin}/`, { waitUntil: 'commit' })
  await emitted(site.page, 'consent')
  release()
  await until('the table is there', async () => (await rows(site.page)) > 0)
  await until('it is awake', async () => (await order(site.page)).length)
  await settle(site.page)
  assert.deepEqual(await order(site.page), ['analytics'])
})

const add = (tab, markup) =>
  tab.evaluate(html => {
    const holder = document.createElement('div')
    holder.append(document.createRange().createContextualFragment(html))
    document.querySelector('main').append(holder)
  }, markup)

test('what a page adds sleeps before a choice, and after Reject', async t => {
  const site = await open(t)
  await asked(site)
  await add(site.page, sleeping + table)
  await until('the table is there', async () => (await rows(site.page)) > 0)
  await settle(site.page)
  assert.deepEqual(await order(site.page), [])
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  await add(site.page, sleeping)
  await settle(site.page)
  assert.deepEqual(await order(site.page), [])
  assert.equal(await site.page.locator('#woken').count(), 0)
})

test('what a page adds after a grant wakes at once, each once', async t => {
  const site = await open(t)
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'change')
  await add(site.page, sleeping + table)
  await until('all is awake', async () => (await order(site.page)).length === 2)
  await until('the table is there', async () => (await rows(site.page)) > 0)
  await loaded(site, all)
  await woken(site.page)
  await settle(site.page)
  assert.deepEqual(await order(site.page), ['analytics', 'metaPixel'])
  assert.equal(await site.page.locator('#woken').count(), 1)
  assert.deepEqual(site.loads.toSorted(), all.toSorted(), 'no processor is loaded again')
})

test('a table that is added when the module says it is ready is filled', async t => {
  const site = await open(t, {
    init: [
      () =>
        window.addEventListener('smg:ready', () => {
          const element = document.createElement('div')
          element.setAttribute('data-smg-table', '')
          document.querySelector('main').append(element)
        }),
    ],
  })
  await asked(site)
  await until('the table is there', async () => (await rows(site.page)) > 0)
})

test('the scripts of a template run, whether it was parsed or made by a script', async t => {
  const template = id => `<template data-smg-purpose="analytics"><p id="${id}">Text</p>
    <script>(window.order ||= []).push('${id}')</script>
    <script type="application/json">(window.order ||= []).push('data')</script>
    <script type="text/plain" data-smg-purpose="marketing">(window.order ||= []).push('${id} marketing')</script></template>`
  const site = await open(t, { body: template('parsed') })
  await asked(site)
  await site.page.evaluate(html => {
    const holder = document.createElement('div')
    document.querySelector('main').append(holder)
    holder.innerHTML = html
  }, template('made'))
  await openSettings(site.page)
  await turn(site.page, 'analytics')
  await press(site.page, 'save')
  await emitted(site.page, 'change')
  await until('both are awake', async () => (await order(site.page)).length >= 2)
  await settle(site.page)
  assert.deepEqual(await order(site.page), ['parsed', 'made'])
  await site.page.evaluate(() => window.SMGConsent.acceptPurpose('marketing'))
  await until('the scripts within wake', async () => (await order(site.page)).length === 4)
  assert.deepEqual((await order(site.page)).slice(2), ['parsed marketing', 'made marketing'])
})

test('what wakes and refuses is the last to wake', async t => {
  const site = await open(t, {
    config: { analytics, consent: { onWithdraw: 'none' } },
    body: `<script type="text/plain" data-smg-purpose="analytics">window.order = ['one']; SMGConsent.rejectAll()</script>
      <script type="text/plain" data-smg-purpose="marketing">window.order.push('two')</script>`,
  })
  await asked(site)
  await press(site.page, 'accept')
  await until('one is awake', async () => (await order(site.page)).length > 0)
  await chosen(site.page, 'refused')
  await settle(site.page, 800)
  assert.deepEqual(await order(site.page), ['one'])
  assert.equal((await state(site.page)).choice, 'refused')
})

test('what wakes and only asks does not keep the rest asleep', async t => {
  const site = await open(t, {
    body: `<script type="text/plain" data-smg-purpose="analytics">window.order = [SMGConsent.getConsent().choice]</script>
      <script type="text/plain" data-smg-purpose="marketing">window.order.push('two')</script>`,
  })
  await asked(site)
  await press(site.page, 'accept')
  await until('both are awake', async () => (await order(site.page)).length === 2)
  assert.deepEqual(await order(site.page), ['granted', 'two'])
})

test('a frame wakes in its place, so that a page may hold on to it', async t => {
  const site = await open(t, {
    body: '<iframe id="video" data-smg-src="https://video.example/1" data-smg-purpose="marketing" title="Video"></iframe>',
  })
  await asked(site)
  await site.page.evaluate(() => {
    window.held = document.querySelector('#video')
  })
  await press(site.page, 'accept')
  await until('it has loaded', () => site.thirdPartyUrls.includes('GET https://video.example/1'))
  assert.equal(await site.page.evaluate(() => window.held.isConnected && !('smgPurpose' in window.held.dataset)), true)
})

test('a table with nothing new in it is left alone', async t => {
  const site = await open(t, { body: table })
  await asked(site)
  await until('the table is there', async () => (await rows(site.page)) > 0)
  await site.page.evaluate(() => getSelection().selectAllChildren(document.querySelector('[data-smg-table] td')))
  const selected = await site.page.evaluate(() => String(getSelection()))
  assert.ok(selected)
  await add(site.page, sleeping + table)
  await until('the new one is filled', async () => (await site.page.locator('.smg-table').count()) === 2)
  assert.equal(await site.page.evaluate(() => String(getSelection())), selected)
  await site.page.evaluate(() => document.querySelector('[data-smg-table]').replaceChildren('Gone'))
  await add(site.page, sleeping)
  await until('and one that was emptied', async () => (await site.page.locator('.smg-table').count()) === 2)
})

test('a page that answers each change with the same content again is not hung', async t => {
  const site = await open(t)
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'change')
  await site.page.evaluate(html => {
    const holder = document.createElement('div')
    document.querySelector('main').append(holder)
    window.times = 0
    const again = () => {
      if (window.times++ < 10_000) holder.replaceChildren(document.createRange().createContextualFragment(html))
      observer.takeRecords()
    }
    const observer = new MutationObserver(again)
    observer.observe(holder, { childList: true, subtree: true })
    again()
  }, table)
  await settle(site.page)
  assert.equal(await site.page.evaluate(() => 1 + 1), 2)
  assert.ok((await site.page.evaluate(() => window.times)) < 10_000, 'it went on in one task')
  await site.page.evaluate(() => {
    window.times = Infinity
  })
})

test('what a page adds after the cookie was cleared sleeps', async t => {
  const site = await open(t)
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'change')
  await site.context.clearCookies()
  // The page loads anew, since Hotjar ends only with it: it is asked when it answers.
  await until('it is added', () => add(site.page, sleeping).then(() => true))
  await settle(site.page, 800)
  await until('the page answers', async () => {
    assert.deepEqual(await order(site.page), [])
    return true
  })
})
