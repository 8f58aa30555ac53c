// A withdrawal that loads the page anew asks for it, and sends nothing again: the page may be the answer to an order. In
// the three engines, each by its own driver.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startChromium } from './chromium.mjs'
import { startFirefox } from './firefox.mjs'
import { isFirstParty, startLab } from './lab.mjs'
import { dist } from './paths.mjs'
import { file, source, until } from './site.mjs'
import { startWebKit } from './webkit.mjs'

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

for (const [name, start] of Object.entries({
  Chromium: startChromium,
  Firefox: startFirefox,
  WebKitGTK: startWebKit,
})) {
  describe(name, () => {
    let lab
    let engine
    let config
    let count = 0

    before(async () => {
      lab = await startLab()
      lab.answer = ({ host, path, method }) => {
        if (!isFirstParty(host)) return undefined
        if (path.startsWith('/smg/')) return file(dist, path.slice(4))
        const body = { '/form': form, '/thanks': thanks(method, config) }[path]
        return body && { headers: { 'content-type': 'text/html; charset=utf-8' }, body }
      }
      engine = await start(lab.port)
    })
    after(async () => {
      await engine?.close()
      await lab?.close()
    })

    // A page that is just being left answers with an error.
    const waitFor = (what, f) => until(what, () => engine.evaluate(f).catch(() => false))

    for (const [why, reason] of Object.entries(reasons))
      test(`an order is not sent again upon a withdrawal, where the reason is ${why}`, async () => {
        config = reason.config
        const origin = `https://www.${name.toLowerCase()}${++count}.test`
        const sent = () =>
          lab.log.filter(({ path, url }) => path === '/thanks' && url.startsWith(origin)).map(({ method }) => method)
        await engine.goto(`${origin}/form`)
        await engine.evaluate(() => void setTimeout(() => document.forms[0].submit()))
        await waitFor('the answer has come', () => window.method === 'POST' && !!window.SMGConsent?.ready)
        await engine.evaluate(() => void window.SMGConsent.acceptAll())
        await waitFor('what was granted runs', reason.ran)
        assert.deepEqual(sent(), ['POST'])
        await engine.evaluate(() => void setTimeout(window.SMGConsent.withdraw))
        await until('the page is asked for again', () => sent().length > 1)
        assert.deepEqual(sent(), ['POST', 'GET'])
        await waitFor('it is there', () => window.method === 'GET')
        assert.deepEqual(await engine.evaluate(() => [location.href, !!window.awake]), [
          `${origin}/thanks?order=7&empty=#below`,
          false,
        ])
      })
  })
}
