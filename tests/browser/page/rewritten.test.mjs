// Pages that write themselves anew after they have loaded, by document.open(), or lose their <body> for a while: the
// banner is there, and is alive.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  asked,
  inEachEngine,
  isAsking,
  loaded,
  open,
  page,
  press,
  ran,
  refusal,
  settle,
  tag,
  until,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const anew =
  '<!doctype html><html lang="ru"><head><title>Anew</title></head><body><h1>Anew</h1>' +
  '<button id="change" data-smg-action="settings">Settings</button>' +
  '<script type="text/plain" data-smg-purpose="analytics">document.body.id = "woken"</script></body></html>'

function rewrite(text) {
  document.open()
  document.write(text)
  document.close()
}

inEachEngine((engine, visit) => {
  test(`${engine}: document.open() on a page that asks: it asks on, and Accept loads and wakes`, async t => {
    const site = await visit(t)
    await asked(site)
    await site.page.evaluate(rewrite, anew)
    await asked(site)
    await press(site.page, 'accept')
    await loaded(site, all)
    await site.page.locator('body#woken').waitFor({ timeout: 15_000 })
  })

  test(`${engine}: document.open() twice, and between two presses: the settings open, and Reject is kept`, async t => {
    const site = await visit(t)
    await asked(site)
    for (let times = 0; times < 2; times++) await site.page.evaluate(rewrite, anew)
    await asked(site)
    await site.page.locator('#change').click()
    await site.page.locator('dialog[open]').waitFor()
    await site.page.evaluate(rewrite, anew)
    await asked(site)
    await press(site.page, 'reject')
    await until('the refusal is kept', () => refusal(site.page))
    await settle(site.page)
    assert.equal(await isAsking(site.page), false)
    assert.deepEqual(site.loads, [])
  })

  test(`${engine}: document.open() on a page with shortcuts of its own: the banner is still answered by a key`, async t => {
    const site = await visit(t)
    await asked(site)
    await site.page.evaluate(rewrite, anew)
    await asked(site)
    await site.page.evaluate(() =>
      document.addEventListener('keydown', event => event.target.closest('button') || event.preventDefault()),
    )
    await site.page.locator('.banner [data-smg=reject]').focus()
    await site.page.keyboard.press('Space')
    await until('the refusal is kept', () => refusal(site.page))
  })

  test(`${engine}: <body> is gone while something is shown: nothing stops, and it is shown when there is one`, async t => {
    const site = await visit(t)
    await asked(site)
    await site.page.evaluate(() => {
      window.__body = document.body
      document.body.remove()
      window.SMGConsent.hide()
      window.SMGConsent.show()
    })
    await settle(site.page, 300)
    await site.page.evaluate(() => document.documentElement.append(window.__body))
    await asked(site)
    await site.page.evaluate(() => {
      document.body.remove()
      window.SMGConsent.showPreferences()
    })
    await settle(site.page, 300)
    await site.page.evaluate(() => document.documentElement.append(window.__body))
    await site.page.locator('dialog:modal').waitFor()
    assert.deepEqual(
      site.said.filter(line => /stopped/.test(line)),
      [],
    )
    await press(site.page, 'accept')
    await ran(site.page, all)
  })
})

test('document.open() before the module has come: the page asks all the same', async t => {
  let go
  const waits = new Promise(resolve => (go = resolve))
  const site = await open(t, {
    head: tag.replace('smg.js', 'smg.split.js'),
    answer: async ({ path }) => {
      if (path === '/smg/smg.wasm') await waits
    },
  })
  await until('the module is asked for', () => site.requested('/smg/smg.wasm') > 0)
  await site.page.evaluate(rewrite, anew)
  go()
  await asked(site)
  await press(site.page, 'accept')
  await loaded(site, all)
})

test('document.open() while a grant holds: it can be taken back, and the language is followed', async t => {
  const site = await open(t)
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, all)
  await site.page.evaluate(rewrite, anew)
  await site.page.locator('smg-consent .float').waitFor({ timeout: 15_000 })
  await site.page.locator('smg-consent .float').click()
  await site.page.locator('dialog[open]').waitFor()
  await site.page.evaluate(() => (document.documentElement.lang = 'kk'))
  await site.page.locator('dialog[lang=kk]').waitFor({ timeout: 15_000 })
  await press(site.page, 'reject')
  await until('the refusal is kept', () => refusal(site.page))
})

// Of a page whose own scripts hinder the module from showing anything.
const hinder = () => {
  CSSStyleSheet.prototype.replaceSync = Element.prototype.append = () => {
    throw new Error('hindered')
  }
}

test('something runs, and the module cannot show anything any more: it says what is true, and a withdrawal is kept', async t => {
  const site = await open(t, { html: page({ config: { analytics } }) })
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, all)
  await site.page.evaluate(hinder)
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await until('the refusal is kept', () => refusal(site.page))
  await until('the console says why', () => site.said.some(line => /hindered/.test(line)))
  assert.deepEqual(
    site.said.filter(line => /nothing is loaded/.test(line)),
    [],
  )
  // The page is one that a withdrawal reloads: nothing runs on.
  await until('the page is loaded anew', () => site.requested('/') === 2)
})

test('something runs, and the core is gone: the console says that it runs on', async t => {
  const site = await open(t)
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, all)
  await site.page.evaluate(() => {
    crypto.getRandomValues = () => {
      throw new Error('no number')
    }
    window.SMGConsent.show()
  })
  await until('the console says so', () => site.said.some(line => /stopped; what runs already runs on/.test(line)))
  assert.equal(await site.page.evaluate(() => window.SMGConsent.getConsent()), undefined)
})
