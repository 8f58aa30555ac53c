// What a script may count on in the page that it was written for, though it is woken long after that page has come: what
// it writes comes to where it stands, and what waits for the page's events is done. In the three engines.

import assert from 'node:assert/strict'
import test from 'node:test'
import { inEach } from '../drivers/three.mjs'
import { source, until } from '../support/site.mjs'

const page = body => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<script>window.SMG_CONFIG = ${source({ consent: { purposes: { marketing: {} } } })}
window.order = []
window.own = []
for (const [target, type] of [[window, 'load'], [document, 'DOMContentLoaded'], [document, 'readystatechange']])
  target.addEventListener(type, () => own.push(type))
</script>
<script async src="/smg/smg.js"></script></head>
<body><main id="main"><h1 id="heading">A page</h1>${body}<p id="end">The end</p></main></body></html>`

const wait = 'type="text/plain" data-smg-purpose="marketing"'
const javascript = body => ({ headers: { 'content-type': 'text/javascript' }, body })

inEach(visitor => {
  // The page has come whole; then all is granted, or was on an earlier page.
  async function wake(body, more = {}) {
    await visitor.visit({ '/': page(body), ...more })
    await visitor.waitFor(
      'the page is there',
      () => document.readyState === 'complete' && !!window.SMGConsent?.getConsent,
    )
    await visitor.evaluate(() => window.SMGConsent.ready.then(api => void api.acceptAll()))
  }
  const order = () => visitor.evaluate(() => window.order)
  const ordered = last => visitor.waitFor(`${last} has run`, what => window.order.includes(what), last)

  test('what a woken script writes stands behind it, and the page stays', async () => {
    await wake(`<script ${wait} id="writer">
      document.write('<p id="first">One ', '<b>bold</b></p>')
      document.write('<p id="second">')
      order.push(document.querySelector('#first') && 'found')
      document.writeln('Two</p>')
      document.open()
      document.write('<p id="third">Three')
      document.close()
      order.push('end')</script>`)
    await ordered('end')
    await visitor.waitFor('all is written', () => !!document.querySelector('#third'))
    assert.deepEqual(await order(), ['found', 'end'])
    assert.deepEqual(await visitor.evaluate(() => [...document.querySelector('#main').children].map(({ id }) => id)), [
      'heading',
      'writer',
      'first',
      'second',
      'third',
      'end',
    ])
    assert.equal(await visitor.evaluate(() => document.querySelector('#second').textContent), 'Two')
    assert.equal(await visitor.evaluate(() => document.querySelector('#first').innerHTML), 'One <b>bold</b>')
  })

  test('on a return visit a woken script writes too, also one with an address', async () => {
    await wake(`<script ${wait} id="writer" src="/writer.js"></script>`, {
      '/writer.js': () => javascript(`document.write('<i id="written">x</i>'); order.push('written')`),
    })
    await ordered('written')
    await visitor.evaluate(() => void (window.first = true))
    await visitor.evaluate(() => void setTimeout(() => location.reload()))
    await visitor.waitFor(
      'it is there anew',
      () => !window.first && document.querySelector('#written')?.previousSibling?.id === 'writer',
    )
    await visitor.waitFor('the page is there', () => document.readyState === 'complete')
    assert.equal(await visitor.evaluate(() => document.querySelectorAll('#heading, #end').length), 2)
  })

  test('scripts that a woken script writes run in their order, before those behind it', async () => {
    await wake(
      `<script ${wait}>document.write('<script>order.push("one")<\\/script><script src="/lib.js"><\\/script>')
        document.write('<script>order.push("two " + typeof lib)<\\/script><script type="application/json" id="data">{}<\\/script>')
        order.push('writer')</script>
      <script ${wait}>order.push('last ' + typeof lib)</script>`,
      { '/lib.js': () => javascript('window.lib = 1; order.push("lib")') },
    )
    await ordered('last number')
    assert.deepEqual(await order(), ['writer', 'one', 'lib', 'two number', 'last number'])
    assert.equal(await visitor.evaluate(() => document.querySelector('#data').type), 'application/json')
  })

  test('a written frame and picture load', async () => {
    await wake(
      `<script ${wait}>document.write('<iframe src="https://frame.example/"></iframe><img src="https://image.example/">')</script>`,
    )
    const asked = host => visitor.log.some(request => request.host === host && request.method === 'GET')
    await visitor.waitFor('they are there', () => !!document.querySelector('iframe[src]'))
    assert.equal(await visitor.evaluate(() => document.querySelectorAll('#heading, #end').length), 2)
    // WebKitGTK's window paints only while somebody asks for something.
    for (const host of ['frame.example', 'image.example'])
      await until(`${host} is asked`, async () => {
        await visitor.evaluate(() => 0)
        return asked(host)
      })
  })

  test('a woken script that waits for the page runs, and the listeners of the page are not called again', async () => {
    await wake(
      `<script ${wait}>
      document.addEventListener('DOMContentLoaded', function (event) {
        order.push(event.type + (this === document) + (event.target === document)) })
      addEventListener('DOMContentLoaded', () => order.push('at window'))
      window.addEventListener('load', { handleEvent: event => order.push('object ' + event.type) })
      document.addEventListener('load', () => order.push('never'))
      document.addEventListener('readystatechange', event => order.push(event.target.readyState))
      window.onload = () => order.push('onload')
      order.push('inline')</script>
      <script ${wait} src="/outside.js"></script>
      <script ${wait}>order.push('third')</script>`,
      {
        '/outside.js': () =>
          javascript(`window.addEventListener('load', () => order.push('outside'))
            document.onreadystatechange = () => order.push('on ' + document.readyState)`),
      },
    )
    await visitor.waitFor('all of it has come', () => window.order.length >= 9)
    await new Promise(resolve => setTimeout(resolve, 300))
    const [first, ...rest] = await order()
    assert.equal(first, 'inline')
    assert.deepEqual(
      rest.sort(),
      [
        'DOMContentLoadedtruetrue',
        'at window',
        'complete',
        'object load',
        'on complete',
        'onload',
        'outside',
        'third',
      ].sort(),
    )
    const own = await visitor.evaluate(() => window.own)
    assert.deepEqual(own, ['readystatechange', 'DOMContentLoaded', 'readystatechange', 'load'])
  })

  test('what a woken script waits for, that is still to come, comes once', async () => {
    await wake('')
    // The picture, and with it the page, comes when the script says that it has what comes before.
    let release
    const gate = new Promise(resolve => (release = resolve))
    visitor.pages = {
      '/': page(`<img src="/slow.png" alt=""><script ${wait}>order.push('woken ' + document.readyState)
        addEventListener('load', () => order.push('load'))
        document.addEventListener('DOMContentLoaded', () => {
          order.push('content')
          fetch('/content')
        })</script>`),
      '/slow.png': () => gate.then(() => ({ status: 204 })),
      '/content': () => {
        release()
        return { status: 204 }
      },
    }
    await visitor.evaluate(() => void setTimeout(() => location.reload()))
    await ordered('load')
    await new Promise(resolve => setTimeout(resolve, 300))
    assert.deepEqual(await order(), ['woken interactive', 'content', 'load'])
  })

  test('a frame and the scripts of a template wake in their order', async () => {
    await wake(
      `<template data-smg-purpose="marketing"><script src="/lib.js"></script><script>order.push('inner ' + typeof lib)</script>
      <iframe src="https://frame.example/inner"></iframe></template><script ${wait}>order.push('outer ' + typeof lib)</script>`,
      { '/lib.js': () => javascript('window.lib = 1; order.push("lib")') },
    )
    await ordered('outer number')
    assert.deepEqual(await order(), ['lib', 'inner number', 'outer number'])
    assert.equal(await visitor.evaluate(() => document.querySelector('iframe').src), 'https://frame.example/inner')
  })
})
