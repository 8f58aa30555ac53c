// The page's own controls, data-smg-action: whatever has the attribute, and wherever it stands.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../support/paths.mjs'
import { acceptAll, asked, assertUndecided, chosen, isAsking, open, refusal, settle, until } from '../support/site.mjs'

const body = `
<shadow-button data-smg-action="settings">Settings</shadow-button>
<a id="link" href="/second" data-smg-action="settings">Settings <b>of cookies</b></a>
<form action="/second"><button id="within" data-smg-action="settings">Settings</button></form>`

// A button as component libraries make it: what is pressed stands in a shadow root of its own.
function define() {
  customElements.define(
    'shadow-button',
    class extends HTMLElement {
      connectedCallback() {
        const button = document.createElement('button')
        button.append(document.createElement('slot'))
        this.attachShadow({ mode: 'open' }).append(button)
      }
    },
  )
}

for (const [what, selector] of Object.entries({
  'an element whose button is in its shadow root': 'shadow-button button',
  'a link, which leads nowhere else': '#link b',
  'a button in a form, which is not sent': '#within',
}))
  test(`data-smg-action on ${what}`, async t => {
    const site = await open(t, { body, init: [define] })
    await asked(site)
    await site.page.locator(selector).click()
    await site.page.locator('dialog[open]').waitFor()
    await settle(site.page)
    assert.equal(site.requested('/second'), 0)
    await assertUndecided(site)
  })

test('where the module has given up, a link is what it was', async t => {
  const answer = ({ path }) => (path === '/smg/smg.nowasm.js' ? { status: 404, body: '' } : undefined)
  const site = await open(t, { body, answer, init: [() => delete window.WebAssembly] })
  await until('it says so', () => site.said.length > 0)
  await site.page.locator('#link').click()
  await site.page.waitForURL('**/second')
})

// Each value that the README lists, by what it says of it.
const does = {
  settings: async site => site.page.locator('dialog[open]').waitFor(),
  partners: async site => site.page.locator('dialog[open] h3[autofocus]').waitFor(),
  show: async site => until('the banner', () => isAsking(site.page)),
  close: async site => until('the settings have gone', async () => !(await site.page.locator('dialog[open]').count())),
  hide: async site => until('both have gone', async () => !(await isAsking(site.page))),
  reject: async site => until('a refusal', () => refusal(site.page)),
  withdraw: async site => until('a refusal', () => refusal(site.page)),
  receipt: async site => (await site.download).suggestedFilename(),
  reset: async site => chosen(site.page, 'undecided'),
  accept: async site => chosen(site.page, 'granted'),
}
const line = readFileSync(join(root, 'README.md'), 'utf8')
  .split('\n')
  .find(text => text.startsWith('`data-smg-action` is '))
const values = [...line.matchAll(/`(\w+)`/g)].map(([, name]) => name).filter(name => name !== 'pageAccept')

test('the README lists the values of data-smg-action', () =>
  assert.deepEqual([...values].sort(), Object.keys(does).sort()))

for (const value of Object.keys(does))
  test(`data-smg-action="${value}" does what the README says`, async t => {
    const body = `<button id="one" data-smg-action="${value}">One</button><button id="open" data-smg-action="settings">Open</button>`
    const site = await open(t, { body, config: { analytics: { ga4: 'G-ABC1234567' }, consent: { pageAccept: true } } })
    const click = id => site.page.evaluate(name => document.getElementById(name).click(), id)
    await asked(site)
    if (['show', 'receipt', 'reset', 'withdraw'].includes(value)) await acceptAll(site, ['ga4'])
    if (value === 'close') {
      await click('open')
      await site.page.locator('dialog[open]').waitFor()
    }
    if (value === 'receipt') site.download = site.page.waitForEvent('download')
    await click('one')
    await does[value](site)
  })

test('the text of the layers is kept out of what search engines show of the page', async t => {
  const site = await open(t, { body })
  await asked(site)
  await site.page.locator('#link').click()
  await site.page.locator('dialog[open]').waitFor()
  const seen = await site.page.evaluate(() => {
    const { shadowRoot } = document.querySelector('smg-consent')
    const kept = [...shadowRoot.querySelectorAll('section[data-nosnippet]')]
    const walker = document.createTreeWalker(shadowRoot, NodeFilter.SHOW_TEXT)
    const texts = []
    while (walker.nextNode()) texts.push(walker.currentNode)
    return { texts: texts.length, outside: texts.filter(text => !kept.some(element => element.contains(text))).length }
  })
  assert.ok(seen.texts > 20, String(seen.texts))
  assert.equal(seen.outside, 0)
})
