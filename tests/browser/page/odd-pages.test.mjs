// Pages that are not as most are: their scripts have changed the language's own functions, their texts are cut, their
// parts come and go. The visitor can choose all the same, and what he chooses is kept.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  asked,
  assertLoads,
  cookie,
  emitted,
  isAsking,
  loaded,
  open,
  openSettings,
  page,
  parse,
  press,
  settle,
  state,
  turn,
  until,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const opened = tab => tab.locator('dialog[open]').waitFor()
const settings = '<button id="change" type="button" data-smg-action="settings">Settings</button>'

// As MooTools 1.5 has it.
function ownFrom() {
  const { slice } = Array.prototype
  Array.from = item => (item == null ? [] : typeof item.length === 'number' ? slice.call(item) : [item])
}

test('Array.from of the page’s own maps nothing: a grant has its number all the same', async t => {
  const site = await open(t, { init: [ownFrom] })
  await asked(site)
  await press(site.page, 'accept')
  await loaded(site, all)
  assert.match(parse((await cookie(site)).value).id, /^[0-9a-f]{32}$/)
})

// As Prototype.js 1.6 has it.
function ownJson() {
  const { stringify } = JSON
  Array.prototype.toJSON = function () {
    return `[${this.map(item => stringify(item)).join(', ')}]`
  }
  String.prototype.toJSON = function () {
    return `"${this}"`
  }
  Number.prototype.toJSON = function () {
    return `${this}`
  }
}

for (const [what, own] of [
  ['Array.from of the page’s own maps nothing', ownFrom],
  ['toJSON of the page’s own writes lists as texts', ownJson],
])
  test(`${what}: what is saved is what was switched on`, async t => {
    const site = await open(t, { init: [own] })
    await asked(site)
    await openSettings(site.page)
    await turn(site.page, 'analytics')
    await press(site.page, 'save')
    await loaded(site, ['ga4', 'metrica'])
    assertLoads(site, ['ga4', 'metrica'])
  })

test('an address may be given as a URL', async t => {
  const site = await open(t, {
    body: '<script>SMG_CONFIG.consent = { policyUrl: new URL("/policy?a", location) }</script>',
  })
  await asked(site)
  const link = site.page.locator('#smg-consent .banner a')
  assert.equal(new URL(await link.getAttribute('href')).pathname, '/policy')
})

test('a button works within an element that keeps its clicks to itself', async t => {
  const site = await open(t, { body: `<div id="menu">${settings}</div>` })
  await asked(site)
  await site.page.evaluate(() =>
    document.querySelector('#menu').addEventListener('click', event => event.stopPropagation()),
  )
  await site.page.locator('#change').click()
  await opened(site.page)
})

test('a text that was cut within an emoji is shown as far as it goes', async t => {
  const site = await open(t, { config: { analytics, consent: { company: 'Shop \ud83d' } } })
  await asked(site)
  assert.match(await site.page.locator('#smg-consent .banner').textContent(), /Shop \ufffd/)
})

test('half a character in the place of the refusal is no record', async t => {
  const site = await open(t, {
    init: [() => location.protocol === 'https:' && localStorage.setItem('smg_consent', '\ud800')],
  })
  await asked(site)
})

for (const how of ['Escape', 'close', 'save'])
  test(`the settings were opened from a menu that has closed: after ${how} the focus is in the content`, async t => {
    const body = `<button id="menu" type="button">Menu</button><div id="items" hidden>${settings}</div>`
    const site = await open(t, { body })
    const tab = site.page
    await asked(site)
    await tab.evaluate(() => {
      const items = document.querySelector('#items')
      document.querySelector('#menu').addEventListener('click', () => (items.hidden = false))
      items.addEventListener('click', () => (items.hidden = true))
    })
    await press(tab, 'reject')
    await emitted(tab, 'change')
    await tab.locator('#menu').click()
    await tab.locator('#change').click()
    await opened(tab)
    if (how === 'Escape') await tab.keyboard.press(how)
    else await press(tab, how)
    await until('the focus is somewhere', () =>
      tab.evaluate(() => !document.querySelector('#smg-consent dialog') && document.activeElement !== document.body),
    )
    assert.equal(await tab.evaluate(() => document.activeElement.localName), 'main')
  })

test('a page without a head loads what is granted', async t => {
  const site = await open(t)
  await asked(site)
  await site.page.evaluate(() => document.head.remove())
  await press(site.page, 'accept')
  await loaded(site, all)
})

test('a page whose root element is replaced has the banner still', async t => {
  const site = await open(t)
  await asked(site)
  for (let times = 0; times < 2; times++) {
    await site.page.evaluate(() => {
      const root = document.documentElement.cloneNode(true)
      root.querySelector('smg-consent')?.remove()
      document.replaceChild(root, document.documentElement)
    })
    await asked(site)
  }
  await press(site.page, 'accept')
  await loaded(site, all)
})

test('a button within an element of the page’s own opens the settings', async t => {
  const site = await open(t, { html: page({ body: '<site-footer></site-footer>' }) })
  await asked(site)
  await site.page.evaluate(markup => {
    document.querySelector('site-footer').attachShadow({ mode: 'open' }).innerHTML = markup
  }, settings)
  await site.page.locator('#change').click()
  await opened(site.page)
})

test('a function given to on() twice is called once, and no more after off()', async t => {
  const site = await open(t)
  await asked(site)
  const heard = await site.page.evaluate(() => {
    let times = 0
    const f = () => times++
    const { SMGConsent: api } = window
    api.on('hide', f)
    api.on('hide', f)
    api.hide()
    const first = times
    api.off('hide', f)
    api.show()
    api.hide()
    api.on('constructor', f)
    api.off('constructor', f)
    return [first, times]
  })
  assert.deepEqual(heard, [1, 1])
  await settle(site.page)
  assert.equal(await isAsking(site.page), false)
  assert.equal((await state(site.page)).choice, 'undecided')
})
