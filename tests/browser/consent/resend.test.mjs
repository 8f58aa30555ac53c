// A withdrawal that loads the page anew asks for it, and sends nothing again: the page may be the answer to an order. In
// the three engines, each by its own driver.

import assert from 'node:assert/strict'
import test from 'node:test'
import { inEach } from '../drivers/three.mjs'
import { source, until } from '../support/site.mjs'

const thanks = (method, config) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Thanks</title><link rel="icon" href="data:,">
<base href="/elsewhere/">
<script>window.SMG_CONFIG = ${source(config)}; window.method = '${method}'</script>
<script async src="/smg/smg.js"></script></head>
<body><main><h1>Thanks</h1>
<script type="text/plain" data-smg-purpose="marketing">window.awake = true</script>
<p style="margin-top: 200em" id="below">Below</p></main></body></html>`

const form =
  '<!doctype html><form method="post" action="/thanks?order=7&empty=#below"><input name="a" value="b"></form>'

const reasons = {
  'a processor that only a reload stops': {
    config: { analytics: { hotjar: 1234567 } },
    ran: () => !!window.__vendors?.hotjar,
  },
  'woken content': {
    config: { consent: { purposes: { marketing: {} } } },
    ran: () => window.awake === true,
  },
}

inEach(visitor => {
  for (const [why, { config, ran }] of Object.entries(reasons))
    test(`an order is not sent again upon a withdrawal, where the reason is ${why}`, async () => {
      const sent = () => visitor.log.filter(({ path }) => path === '/thanks').map(({ method }) => method)
      await visitor.visit({ '/form': form, '/thanks': ({ method }) => thanks(method, config) }, '/form')
      await visitor.evaluate(() => void setTimeout(() => document.forms[0].submit()))
      await visitor.waitFor('the answer has come', () => window.method === 'POST' && !!window.SMGConsent?.ready)
      await visitor.evaluate(() => void window.SMGConsent.acceptAll())
      await visitor.waitFor('what was granted runs', ran)
      assert.deepEqual(sent(), ['POST'])
      await visitor.evaluate(() => void setTimeout(window.SMGConsent.withdraw))
      await until('the page is asked for again', () => sent().length > 1)
      assert.deepEqual(sent(), ['POST', 'GET'])
      await visitor.waitFor('it is there', () => window.method === 'GET')
      assert.deepEqual(await visitor.evaluate(() => [location.href, !!window.awake]), [
        `${visitor.origin}/thanks?order=7&empty=#below`,
        false,
      ])
    })
})
