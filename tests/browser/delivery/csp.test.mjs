// A strict content security policy with 'wasm-unsafe-eval' is enough: no eval, no inline style or handler, no HTML
// from strings.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../support/paths.mjs'
import {
  acceptAll,
  asked,
  assertLoads,
  open,
  openSettings,
  page,
  press,
  settle,
  source,
  until,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const violations = () => {
  window.__violations = []
  document.addEventListener('securitypolicyviolation', event =>
    window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
  )
}

// Settings and all processors, and nothing that the policy has refused.
async function allWorks(site) {
  await openSettings(site.page)
  await acceptAll(site, all)
  await settle(site.page)
  assertLoads(site, all)
  assert.deepEqual(await site.page.evaluate(() => window.__violations), [])
}

const vendorHosts =
  'https://www.googletagmanager.com https://mc.yandex.ru https://www.clarity.ms https://static.hotjar.com https://connect.facebook.net'

const policies = {
  'nonce and strict-dynamic':
    "script-src 'nonce-n0' 'strict-dynamic' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'",
  'own host and the vendors, no inline style': `default-src 'self'; script-src 'self' 'nonce-n0' 'wasm-unsafe-eval' ${vendorHosts}; style-src 'self'; connect-src *; img-src 'self'`,
  'no style at all': `script-src 'self' 'nonce-n0' 'wasm-unsafe-eval' ${vendorHosts}; style-src 'none'`,
}

for (const [what, policy] of Object.entries(policies)) {
  test(`works under: ${what}`, async t => {
    const site = await open(t, {
      nonce: 'n0',
      head: '<script nonce="n0" async src="/smg/smg.js"></script>',
      headers: { 'content-security-policy': policy },
      body: '<div data-smg-table></div><button id="change" data-smg-action="settings">Settings</button>',
      init: [violations],
    })
    await asked(site)

    // Styles arrive although none may be written into the page: the banner is laid out as a fixed layer.
    const position = await site.page.locator('smg-consent').evaluate(element => {
      const layer = element.shadowRoot.querySelector('[data-layout]')
      return [getComputedStyle(element).position, getComputedStyle(layer).position]
    })
    assert.ok(position.includes('fixed'), String(position))

    await allWorks(site)
  })
}

test('works where Trusted Types are required', async t => {
  const site = await open(t, {
    nonce: 'n0',
    head: '<script nonce="n0" async src="/smg/smg.js"></script>',
    headers: {
      'content-security-policy': `${policies['nonce and strict-dynamic']}; require-trusted-types-for 'script'`,
    },
    init: [violations],
  })
  await asked(site)
  await allWorks(site)
})

test('where only other Trusted Types policies are allowed, nothing loads and the page works', async t => {
  const site = await open(t, {
    nonce: 'n0',
    head: '<script nonce="n0" async src="/smg/smg.js"></script>',
    headers: {
      'content-security-policy': `${policies['nonce and strict-dynamic']}; require-trusted-types-for 'script'; trusted-types other`,
    },
  })
  await asked(site)
  await press(site.page, 'accept')
  await until('the console says why', () => site.console.length > 0)
  await settle(site.page, 700)
  assert.deepEqual(site.loads, [])
})

// What the page has set aside must wake under the same policies as what it has not.
const asleep = nonce => `
<script type="text/plain" data-smg-purpose="analytics" src="https://extra.example/a.js"></script>
<script type="text/plain" data-smg-purpose="analytics" nonce="${nonce}">window.woken = true</script>`

for (const [what, policy] of [
  ['nonce and strict-dynamic', policies['nonce and strict-dynamic']],
  ['nonce and hosts', `script-src 'nonce-n0' 'wasm-unsafe-eval' https://extra.example ${vendorHosts}`],
  ['Trusted Types', `${policies['nonce and strict-dynamic']}; require-trusted-types-for 'script'`],
])
  test(`scripts that were set aside wake under: ${what}`, async t => {
    const site = await open(t, {
      nonce: 'n0',
      head: '<script nonce="n0" async src="/smg/smg.js"></script>',
      headers: { 'content-security-policy': policy },
      body: asleep('n0'),
    })
    await asked(site)
    await acceptAll(site, all)
    await until('the script with an address', () => site.thirdPartyUrls.includes('GET https://extra.example/a.js'))
    await until('the script with a text and a nonce', () => site.page.evaluate(() => window.woken === true))
  })

// The README's snippet under the README's policy: what an owner pastes must fit together.
const [, given] = /^Content-Security-Policy: (.+)$/m.exec(readFileSync(join(root, 'README.md'), 'utf8'))
const inline = `window.SMG_CONFIG = ${source({ analytics })}`
const hash = createHash('sha256').update(inline).digest('base64')
const adding = source => given.replace('script-src ', `script-src '${source}' `)
for (const [what, policy, html] of [
  ['a nonce', adding('nonce-n0'), page({ nonce: 'n0', head: '<script nonce="n0" async src="/smg/smg.js"></script>' })],
  ['the hash of the configuration', adding(`sha256-${hash}`), page()],
  [
    'the configuration in a file',
    given,
    page({ code: null, head: '<script src="/smg-config.js"></script><script async src="/smg/smg.js"></script>' }),
  ],
])
  test(`the README's policy fits its snippet, with ${what}`, async t => {
    const file = { headers: { 'content-type': 'text/javascript' }, body: inline }
    const site = await open(t, {
      html,
      headers: { 'content-security-policy': policy },
      pages: { '/smg-config.js': file },
      init: [violations],
    })
    await asked(site)
    await allWorks(site)
  })

test('the snippet does nothing under a policy that does not allow its configuration', async t => {
  const site = await open(t, { headers: { 'content-security-policy': given } })
  await until('the browser says so', () => site.console.some(({ text }) => text.includes('Content Security Policy')))
  await settle(site.page, 700)
  assert.deepEqual(site.thirdPartyUrls, [])
})
