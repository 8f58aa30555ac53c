// pa11y (HTML_CodeSniffer, WCAG 2 AA) in every state, language, theme and width: no error. It sees into no shadow root
// and has a browser of its own: it is given a flat copy of the page, in the tab that we have.

import assert from 'node:assert/strict'
import test from 'node:test'
import pa11y from 'pa11y'
import { everywhere, flatten, looks, openBroken } from '../support/states.mjs'

// What pa11y asks of a page of puppeteer.
const adapt = tab => ({
  evaluate: (what, argument) => tab.evaluate(what, argument),
  on: () => {},
  off: () => {},
  setUserAgent: async () => {},
  setViewport: async () => {},
})

async function errors(tab) {
  const { issues } = await pa11y(tab.url(), {
    browser: {},
    page: adapt(tab),
    ignoreUrl: true,
    standard: 'WCAG2AA',
    timeout: 30000,
  })
  return issues.map(({ code, message, selector }) => `${code}: ${selector}: ${message}`)
}

everywhere(test, async ({ page }, name) => {
  await flatten(page)
  const found = []
  for await (const look of looks(page, name)) found.push(...(await errors(page)).map(line => `${look}: ${line}`))
  assert.deepEqual(found, [])
})

test('control: pa11y finds the faults of a broken banner', async t => {
  const { page } = await openBroken(
    t,
    `<div role="dialog"><img src="/x.png"><p style="color:#aaa;background:#fff">Cookies</p>
    <input type="checkbox"><button type="button"></button></div>`,
  )
  await flatten(page)
  const found = await errors(page)
  for (const rule of ['1_1_1.H37', '1_4_3.G18.Fail', '4_1_2.H91.Button.Name', '1_3_1.F68'])
    assert.ok(
      found.some(line => line.includes(rule)),
      `${rule}: ${found.join('\n')}`,
    )
})
