// What a page sets aside wakes with the grant it names, once, and not before.

import assert from 'node:assert/strict'
import test from 'node:test'
import { asked, emitted, forget, open, openSettings, press, settle, sorted, turn, until } from '../support/site.mjs'

const body = `
<script>window.order = []</script>
<script type="text/plain" data-smg-purpose="analytics">window.order.push('inline analytics')</script>
<script type="text/plain" data-smg-purpose="marketing">window.order.push('inline marketing')</script>
<script type="text/plain" data-smg-processor="clarity">window.order.push('inline clarity')</script>
<script type="text/plain" data-smg-purpose="analytics" src="https://extra.example/analytics.js" data-keep="yes"></script>
<script type="text/plain" data-smg-purpose="nosuch">window.order.push('never')</script>
<script type="text/plain">window.order.push('not ours')</script>
<iframe id="video" data-smg-src="https://video.example/embed/1" data-smg-purpose="marketing" title="Video"></iframe>
<iframe id="map" data-smg-src="https://map.example/2" data-smg-processor="hotjar" title="Map"></iframe>
<template data-smg-purpose="replay"><p id="woken">Woken <img src="https://image.example/3.png" alt=""></p></template>`

const seen = site =>
  sorted(
    site.thirdParty
      .filter(request => /\.example$/.test(request.host) && request.method === 'GET')
      .map(request => request.url),
  )

const extra = request =>
  request.host === 'extra.example'
    ? { headers: { 'content-type': 'text/javascript' }, body: "window.order.push('external')" }
    : undefined

test('nothing wakes before a choice, nor after Reject', async t => {
  const site = await open(t, { body, answer: extra })
  await asked(site)
  await settle(site.page)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual(await site.page.evaluate(() => window.order), [])
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  await settle(site.page)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual(await site.page.evaluate(() => window.order), [])
  assert.equal(await site.page.locator('#woken').count(), 0)
})

test('what names a granted purpose or processor wakes, in order, and nothing else', async t => {
  const site = await open(t, { body, answer: extra })
  await asked(site)
  await openSettings(site.page)
  await turn(site.page, 'analytics')
  await press(site.page, 'save')
  await site.page.waitForFunction(() => window.order.includes('external'))
  await settle(site.page)
  assert.deepEqual(await site.page.evaluate(() => window.order), ['inline analytics', 'external'])
  assert.deepEqual(seen(site), ['https://extra.example/analytics.js'])
  assert.equal(await site.page.locator('script[src*="extra.example"]').getAttribute('data-keep'), 'yes')
})

test('everything wakes after Accept, once, and again after a reload', async t => {
  const site = await open(t, { body, answer: extra })
  await asked(site)
  await press(site.page, 'accept')
  for (let load = 0; load < 2; load++) {
    await site.page.waitForFunction(() => window.order.includes('external'))
    await emitted(site.page, 'consent')
    await until('all is asked for', () => new Set(seen(site)).size === 4)
    await site.page.locator('#woken').waitFor({ state: 'attached' })
    await settle(site.page)
    assert.deepEqual(sorted(await site.page.evaluate(() => window.order)), [
      'external',
      'inline analytics',
      'inline clarity',
      'inline marketing',
    ])
    assert.equal(await site.page.locator('#woken').count(), 1)
    assert.deepEqual(
      [...new Set(seen(site))],
      [
        'https://extra.example/analytics.js',
        'https://image.example/3.png',
        'https://map.example/2',
        'https://video.example/embed/1',
      ],
    )
    if (load) break
    forget(site)
    await site.page.reload()
  }
})

// As a page writes it: a library, and what uses it.
test('an inline script waits for the scripts with an address before it, and for no others', async t => {
  const wait = 'type="text/plain" data-smg-purpose="marketing"'
  let arrive
  const held = new Promise(resolve => {
    arrive = resolve
  })
  const site = await open(t, {
    body: `<script>window.order = []; addEventListener('error', event => order.push(event.message))</script>
<script ${wait}>order.push('first')</script>
<script ${wait} src="https://lib.example/never.js" async></script>
<script ${wait} src="https://lib.example/nomodule.js" nomodule></script>
<script ${wait} src="https://lib.example/missing.js"></script>
<script ${wait} src="https://lib.example/lib.js"></script>
<script ${wait} data-smg-src="https://lib.example/more.js"></script>
<script ${wait}>lib('inline')</script>
<script ${wait} src="https://lib.example/last.js"></script>
<iframe id="frame" data-smg-src="https://frame.example/" data-smg-purpose="marketing" title="Frame"></iframe>
<template data-smg-purpose="marketing"><script>lib('template')</script></template>
<script ${wait}>lib('end')</script>`,
    answer: async ({ host, path }) => {
      if (host !== 'lib.example') return undefined
      if (path === '/never.js') await held
      if (path === '/lib.js') await new Promise(resolve => setTimeout(resolve, 300))
      if (path === '/missing.js') return { status: 404 }
      const body = path === '/lib.js' ? "lib = what => order.push(what + ' ' + typeof lib)" : `order.push('${path}')`
      return { headers: { 'content-type': 'text/javascript' }, body }
    },
  })
  t.after(() => arrive())
  await asked(site)
  await press(site.page, 'accept')
  await site.page.waitForFunction(() => window.order.at(-1) === 'end function', undefined, { timeout: 15_000 })
  assert.deepEqual(await site.page.evaluate(() => window.order), [
    'first',
    '/more.js',
    'inline function',
    '/last.js',
    'template function',
    'end function',
  ])
  assert.equal(await site.page.locator('#frame').getAttribute('src'), 'https://frame.example/')
})

test('a second grant wakes only what is new', async t => {
  const site = await open(t, {
    body: `${body}<button id="change" data-smg-action="settings">Change</button>`,
    answer: extra,
  })
  await asked(site)
  await openSettings(site.page)
  await turn(site.page, 'analytics')
  await press(site.page, 'save')
  await site.page.waitForFunction(() => window.order.includes('external'))
  await site.page.locator('#change').click()
  await site.page.locator('dialog[open]').waitFor()
  await turn(site.page, 'marketing')
  await press(site.page, 'save')
  await site.page.waitForFunction(() => window.order.includes('inline marketing'))
  await until('all is asked for', () => seen(site).length === 2)
  await settle(site.page)
  assert.deepEqual(await site.page.evaluate(() => window.order), ['inline analytics', 'external', 'inline marketing'])
  assert.deepEqual(seen(site), ['https://extra.example/analytics.js', 'https://video.example/embed/1'])
})

test('an address that is code does not run', async t => {
  const site = await open(t, {
    body: `<iframe data-smg-src="javascript:parent.__owned=1" data-smg-purpose="marketing" title="x"></iframe>
      <iframe data-smg-src=" java&#10;script:parent.__owned=1" data-smg-purpose="marketing" title="y"></iframe>`,
  })
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'change')
  await settle(site.page, 800)
  assert.equal(await site.page.evaluate(() => window.__owned), undefined)
})
