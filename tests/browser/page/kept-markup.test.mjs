// Markup that outlives a decision: what a page, or a library in it, has kept of itself comes back after a withdrawal. The
// module's element is there once, and what had waited for a grant waits again. In the three engines.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'
import { inEach } from '../drivers/three.mjs'
import { source, until } from '../support/site.mjs'

const { resolve } = createRequire(import.meta.url)
const library = name => ({ headers: { 'content-type': 'text/javascript' }, body: readFileSync(resolve(name)) })
const libraries = {
  '/htmx.js': library('htmx.org/dist/htmx.js'),
  '/turbo.js': library('@hotwired/turbo/dist/turbo.es2017-umd.js'),
}

// Without a reload, which would end what a page keeps in its memory.
const config = { consent: { purposes: { marketing: {} }, onWithdraw: 'none' } }
const wait = 'data-smg-purpose="marketing"'
const content = `<iframe id="frame" data-smg-src="https://frame.example/" ${wait} title="Frame"></iframe>
  <iframe hidden data-smg-src="https://hidden.example/" ${wait} title="Hidden"></iframe>
  <script type="text/plain" ${wait}>window.runs = (window.runs || 0) + 1</script>
  <script type="text/plain" ${wait} src="https://script.example/"></script>
  <template ${wait}><p id="inner">Inner</p><iframe src="https://template.example/" title="Inner"></iframe>
    <script>window.ran = (window.ran || 0) + 1</script></template>`
const picture = `<template ${wait}><img id="picture" src="https://picture.example/" alt=""></template>`

const page = (body, head = '') => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<script>window.SMG_CONFIG = ${source(config)}</script>
<script async src="/smg/smg.js"></script>${head}</head>
<body><main id="main"><h1>A page</h1>${body}</main></body></html>`

inEach(visitor => {
  visitor.answer = ({ host }) =>
    host.endsWith('.example') && host !== 'picture.example' && host !== 'script.example'
      ? { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Frame</title>' }
      : undefined
  const asked = () => {
    const requests = visitor.log.filter(({ host, method }) => host.endsWith('.example') && method === 'GET')
    return [...new Set(requests.map(({ host }) => host.split('.')[0]))].sort()
  }
  // WebKitGTK's window paints only while somebody asks for something.
  // And it does not load every frame that came out of a template: 3 of 24 were missing before there were faces, and more
  // where the machine is busy. So there a page on which all have come is the one that is asked, if need be the fifth, and
  // of what wakes again such a frame may come or not.
  const sure = hosts => (visitor.name === 'WebKitGTK' ? hosts.filter(host => host !== 'template') : hosts)
  const come = (hosts, those = sure, ms = 15_000) =>
    until(
      `${hosts} have been asked for`,
      async () => {
        await visitor.evaluate(() => 0).catch(() => {})
        return those(hosts).every(host => asked().includes(host))
      },
      ms,
    )
  const all = ['frame', 'hidden', 'script', 'template']
  const wholeKind = [...all, 'picture'].sort()

  async function granted(pages, expected = all) {
    const isPatient = visitor.name !== 'WebKitGTK'
    for (let tries = isPatient ? 1 : 5; tries; tries--) {
      await visitor.visit(pages)
      await visitor.waitFor('the module is there', () => !!window.SMGConsent?.getConsent)
      await visitor.evaluate(() => window.SMGConsent.ready.then(api => void api.acceptAll()))
      await come(expected)
      try {
        await come(expected, hosts => hosts, isPatient ? 15_000 : 4000)
        break
      } catch (error) {
        if (tries === 1) throw error
      }
    }
    await visitor.waitFor('the scripts ran', () => window.runs === 1 && window.ran === 1)
    assert.deepEqual(asked(), expected)
  }

  // Not before all that the grant has brought has been asked for: a browser may ask for a frame a second time (WebKitGTK
  // does so for one that came out of a template), and on a busy machine that comes late.
  async function withdraw() {
    let length
    do {
      length = visitor.log.length
      await new Promise(done => setTimeout(done, 700))
    } while (visitor.log.length > length)
    visitor.first += visitor.log.length
    await visitor.evaluate(() => void window.SMGConsent.withdraw())
    await visitor.waitFor('it is withdrawn', () => window.SMGConsent?.getConsent?.()?.choice === 'refused')
  }

  // What must not come has had its time.
  async function asleep(runs = [1, 1]) {
    await new Promise(done => setTimeout(done, 1000))
    assert.deepEqual(asked(), [])
    assert.deepEqual(await visitor.evaluate(() => [window.runs, window.ran]), runs)
    assert.equal(await visitor.evaluate(() => document.querySelectorAll('smg-consent').length), 1)
    assert.equal(await visitor.evaluate(() => !!document.querySelector('smg-consent').shadowRoot), true)
  }

  test('what a page has kept as text sleeps when it comes back after a withdrawal, and wakes with a grant', async () => {
    await granted({ '/': page(content) })
    await visitor.evaluate(() => void (window.kept = document.body.innerHTML))
    await withdraw()
    // A page with much to do then leaves the browser time to ask.
    await visitor.evaluate(ms => {
      document.body.innerHTML = window.kept
      for (const end = performance.now() + ms; performance.now() < end; );
    }, 100)
    await asleep()
    await visitor.evaluate(() => void window.SMGConsent.acceptAll())
    await come(all)
    await visitor.waitFor('the scripts ran', () => window.runs === 2 && window.ran === 2)
    assert.equal(await visitor.evaluate(() => document.querySelector('#frame').src), 'https://frame.example/')
  })

  test('what a page has kept as nodes sleeps when it comes back after a withdrawal', async () => {
    await granted({ '/': page(content) })
    await visitor.evaluate(() => {
      window.kept = document.body.cloneNode(true)
      window.main = document.querySelector('#main')
    })
    await withdraw()
    await visitor.evaluate(ms => {
      document.body.replaceWith(window.kept)
      for (const end = performance.now() + ms; performance.now() < end; );
    }, 100)
    await asleep()
    // The very nodes, too; those that were lazy Firefox takes for what they are no more.
    if (visitor.name === 'Firefox') return
    await visitor.evaluate(() => {
      window.main.remove()
      document.querySelector('#main').replaceWith(window.main)
    })
    await asleep()
  })

  test('where the grant holds, what comes back wakes', async () => {
    await granted({ '/': page(content) })
    visitor.first += visitor.log.length
    await visitor.evaluate(() => void (document.querySelector('#main').innerHTML += '<i>more</i>'))
    await come(all)
    assert.deepEqual(sure(asked()), sure(all))
    await visitor.waitFor('it is', () => document.querySelector('#frame').src === 'https://frame.example/')
  })

  test('the module has one element, the living one, however often a copy comes, and how deep', async () => {
    await visitor.visit({ '/': page('<div id="deep"></div>') })
    await visitor.waitFor('the banner is there', () => !!document.querySelector('smg-consent')?.shadowRoot)
    for (let i = 0; i < 3; i++) {
      await visitor.evaluate(() => void (document.body.innerHTML = `${document.body.innerHTML}`))
      await visitor.evaluate(() => {
        document.querySelector('#deep').innerHTML = '<p><smg-consent id="smg-consent"></smg-consent></p>'
      })
      await visitor.waitFor('there is one', () => document.querySelectorAll('smg-consent').length === 1)
    }
    await visitor.waitFor(
      'it is the living one',
      () => !!document.querySelector('smg-consent')?.shadowRoot?.querySelector('[data-smg=accept]'),
    )
    assert.equal(await visitor.evaluate(() => document.querySelectorAll('smg-consent').length), 1)
  })

  // WebKitGTK may skip a page in its history that was entered without a press.
  if (visitor.name === 'WebKitGTK') return

  // Away and back again by the library's own links.
  for (const [name, links, path] of [
    ['htmx', '<p hx-boost="true"><a id="away" href="/away">Away</a></p>', '/htmx.js'],
    ['Turbo', '<p><a id="away" href="/away">Away</a></p>', '/turbo.js'],
  ]) {
    const head = `<script defer src="${path}"></script>${name === 'Turbo' ? '' : '<meta name="turbo" content="no">'}`
    const pages = {
      ...libraries,
      '/': page(content + picture + links, head),
      '/away': page('<h2 id="there">Away</h2>', head),
    }
    const away = async () => {
      await visitor.evaluate(() => void setTimeout(() => document.querySelector('#away').click()))
      await visitor.waitFor('away', () => !!document.querySelector('#there'))
    }
    const back = async () => {
      await visitor.evaluate(() => void setTimeout(() => history.back()))
      await visitor.waitFor('back', () => !!document.querySelector('#away') && !document.querySelector('#there'))
    }

    test(`what ${name} keeps sleeps when it comes back after a withdrawal`, async () => {
      await granted(pages, wholeKind)
      await visitor.evaluate(() => void (window.same = true))
      await away()
      await withdraw()
      await back()
      assert.equal(await visitor.evaluate(() => window.same), true)
      await asleep()
      assert.equal(await visitor.evaluate(() => document.querySelectorAll('#inner, #picture').length), 0)
    })

    test(`what ${name} keeps wakes when it comes back with the grant`, async () => {
      await granted(pages, wholeKind)
      await away()
      visitor.first += visitor.log.length
      await back()
      await visitor.waitFor('the scripts ran', () => window.runs === 2 && window.ran === 2)
      await come(['frame', 'hidden', 'template'])
      await visitor.waitFor('the picture is there', () => !!document.querySelector('#picture'))
      assert.equal(await visitor.evaluate(() => document.querySelectorAll('#inner').length), 1)
      assert.equal(await visitor.evaluate(() => document.querySelectorAll('#picture').length), 1)
    })
  }

  test('what htmx does not replace runs on, while it keeps the page', async () => {
    const head = '<script defer src="/htmx.js"></script>'
    await granted(
      {
        ...libraries,
        '/': page(
          `${content}${picture}<p id="target"></p>
          <button id="away" hx-get="/part" hx-target="#target" hx-push-url="/other">More</button>`,
          head,
        ),
        '/part': '<b id="there">Part</b>',
      },
      wholeKind,
    )
    visitor.first += visitor.log.length
    await visitor.evaluate(() => {
      document.querySelector('#inner').held = true
      setTimeout(() => document.querySelector('#away').click())
    })
    await visitor.waitFor('the part is there', () => !!document.querySelector('#there'))
    await new Promise(done => setTimeout(done, 700))
    assert.deepEqual(
      asked().filter(host => host !== 'template'),
      [],
    )
    assert.deepEqual(await visitor.evaluate(() => [window.runs, window.ran, document.querySelector('#inner').held]), [
      1,
      1,
      true,
    ])
  })
})
