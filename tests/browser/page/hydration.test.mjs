// Pages that a framework takes over in the browser: the module's element comes before, in the same task as, or after
// that, and the framework keeps the page that came from the server, without a word.

import assert from 'node:assert/strict'
import test from 'node:test'
import { prerenderPage } from '../../../web/prerender.mjs'
import { frameworks } from '../support/frameworks.mjs'
import { acceptAll, asked, assertLoads, open, settle, source, until } from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const head = [
  ['script', { dangerouslySetInnerHTML: { __html: `window.SMG_CONFIG = ${source({ analytics })}` } }],
  ['script', { src: '/smg/smg.js', async: true }],
  ['script', { src: '/app.js', defer: true }],
]

function watch() {
  // What React takes over by itself, and later than the rest.
  window.__later = new Promise(resolve => {
    window.__go = resolve
  })
  window.__removed = 0
  const notice = changes => {
    for (const { removedNodes } of changes)
      for (const node of removedNodes)
        if (node.nodeName === 'SMG-CONSENT' || node.nodeName === 'HTML') window.__removed++
  }
  new MutationObserver(notice).observe(document, { childList: true, subtree: true })
}

const hold = () =>
  new Promise(resolve => {
    window.__held = [document.documentElement, document.body, document.querySelector('h1')]
    resolve()
  })

// `hydrate` at the three moments, on a page whose script has run.
const moments = {
  async 'before it is taken over'(site, release) {
    release()
    await asked(site)
    const waiting = await site.page.locator('iframe').count()
    await until('all that waits has a face', async () => (await site.page.locator('smg-face').count()) === waiting)
    await site.page.evaluate(hold)
    await site.page.evaluate(() => window.hydrate())
  },
  // React does its work in a task of its own. Here the page calls it as the element is made, before it has a place.
  async 'in the same task'(site, release) {
    await site.page.evaluate(hold)
    await site.page.evaluate(() => {
      const { attachShadow } = Element.prototype
      Element.prototype.attachShadow = function (options) {
        // Once: faces have a shadow root too.
        Element.prototype.attachShadow = attachShadow
        window.__early = !document.querySelector('smg-consent')
        window.hydrate()
        return attachShadow.call(this, options)
      }
    })
    release()
    await asked(site)
    assert.equal(await site.page.evaluate(() => window.__early), true)
  },
  async 'after it was taken over'(site, release) {
    await site.page.evaluate(hold)
    await site.page.evaluate(() => window.hydrate())
    await alive(site)
    release()
    await asked(site)
  },
}

// The page answers: a press is counted.
const alive = site =>
  until('a press is counted', () =>
    site.page.evaluate(() => {
      const button = document.querySelector('#count')
      button?.click()
      return /[1-9]/.test(button?.textContent)
    }),
  )

// `isBrought`: the page that comes from the server has the banner in it.
async function visit(t, framework, moment, isBrought) {
  const { html: plain, script } = await frameworks[framework](head)
  const host = 'www.taken-over.test'
  const { html } = isBrought ? await prerenderPage(plain, { host }) : { html: plain }
  let release
  const gate = new Promise(resolve => {
    release = resolve
  })
  const site = await open(t, {
    host,
    html,
    init: [watch],
    async answer({ path }) {
      if (path === '/app.js') return { headers: { 'content-type': 'text/javascript' }, body: script }
      if (path === '/smg/smg.js') await gate
      return undefined
    },
    // The page's own load would wait for the module's script.
    path: '/blank',
    pages: { '/blank': '<!doctype html><title>Nothing yet</title>' },
  })
  await site.page.goto(`${site.origin}/`, { waitUntil: 'commit' })
  await site.page.waitForFunction(() => window.hydrate)
  await (isBrought ? brought : moments)[moment](site, release)
  await alive(site)
  await site.page.evaluate(() => window.__go())
  if (framework.startsWith('React')) await site.page.locator('#late').waitFor()
  await settle(site.page)
  await alive(site)
  return site
}

// React pages have two frames that wait, one of them in what it takes over later: each has its face, and is React's own
// element still. The grant comes from the banner; so the faces go.
async function assertFaces(site) {
  const faces = () =>
    site.page.locator('smg-face').evaluateAll(list => list.map(host => host.previousElementSibling.id))
  await until('both have a face', async () => (await faces()).join() === 'film,map')
  assert.deepEqual(await site.page.locator('smg-face').evaluateAll(list => list.map(host => host.nodeType)), [1, 1])
}

// First in <body>, so that it is read and reached first; one; and it works.
async function assertBanner(site) {
  assert.equal(await site.page.evaluate(() => document.body.firstElementChild.localName), 'smg-consent')
  assert.equal(await site.page.locator('smg-consent').count(), 1)
  assert.equal(await site.page.evaluate(() => document.querySelector('smg-consent').nodeType), 1)
  await acceptAll(site, all)
  await settle(site.page)
  assertLoads(site, all)
  assert.deepEqual(site.said, [])
}

for (const framework of Object.keys(frameworks))
  for (const moment of Object.keys(moments)) {
    // Vue takes what stands first there for its own, and has no mark of what it is about to do: README, "What it does not do".
    if (framework === 'Vue 3, <body>' && moment.startsWith('before')) continue
    test(`${framework}, ${moment}: the page stays, and so does the banner`, async t => {
      const site = await visit(t, framework, moment)
      assert.deepEqual(await site.page.evaluate(() => window.__faults), [])
      assert.ok(await site.page.evaluate(() => window.__held.every(node => node.isConnected)))
      assert.equal(await site.page.locator('h1').count(), 1)
      assert.equal(await site.page.evaluate(() => window.__removed), 0)
      if (framework.startsWith('React')) await assertFaces(site)
      await assertBanner(site)
    })
  }

// The page has the banner in it, by web/prerender.mjs; the module comes after or before the page is taken over.
const brought = {
  async 'before the module is there'(site, release) {
    await site.page.locator('[data-smg=accept]:visible').waitFor()
    await site.page.evaluate(hold)
    await site.page.evaluate(() => window.hydrate())
    await alive(site)
    assert.equal(await site.page.locator('[data-smg=accept]:visible').count(), 1)
    release()
    await site.page.waitForFunction(() => window.__events.some(({ type }) => type === 'ready'))
  },
  'after the module has taken the banner': moments['before it is taken over'],
}
for (const framework of Object.keys(frameworks))
  for (const moment of Object.keys(brought)) {
    if (framework === 'Vue 3, <body>') continue
    test(`${framework}, with the banner in the page, ${moment}: the page stays, and so does the banner`, async t => {
      const site = await visit(t, framework, moment, true)
      assert.deepEqual(await site.page.evaluate(() => window.__faults), [])
      assert.ok(await site.page.evaluate(() => window.__held.every(node => node.isConnected)))
      assert.equal(await site.page.evaluate(() => window.__removed), 0)
      await assertBanner(site)
    })
  }
