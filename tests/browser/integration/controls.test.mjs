// The page's own controls, data-smg-action: whatever has the attribute, and wherever it stands.

import assert from 'node:assert/strict'
import test from 'node:test'
import { asked, assertUndecided, open, settle, until } from '../support/site.mjs'

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
  const site = await open(t, { body, init: [() => delete window.WebAssembly] })
  await until('it says so', () => site.said.length > 0)
  await site.page.locator('#link').click()
  await site.page.waitForURL('**/second')
})
