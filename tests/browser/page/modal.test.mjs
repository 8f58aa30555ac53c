// Dialogs of the page's own: while one is open the banner lies beneath it, and when it has gone the banner is at its
// place above the page and can be pressed, whichever came first and wherever the dialog stands.

import assert from 'node:assert/strict'
import test from 'node:test'
import { control, cookie, emitted, isAsking, loaded, open, press, refusal, settle, until } from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

// `where`: 'page', or the mode of a shadow root that the dialog stands in.
function addDialog(where) {
  const place = document.createElement('site-cart')
  document.body.append(place)
  const tree = where === 'page' ? place : place.attachShadow({ mode: where })
  const dialog = document.createElement('dialog')
  dialog.style.cssText = 'width:100vw;height:100vh;max-width:none;max-height:none;margin:0;padding:0;border:0'
  const button = document.createElement('button')
  button.style.cssText = 'width:100%;height:100%'
  button.onclick = () => (window.__pressed = (window.__pressed ?? 0) + 1)
  dialog.append(button)
  tree.append(dialog)
  window.__dialog = dialog
  dialog.showModal()
}
const add = where => `<script>(${addDialog})(${JSON.stringify(where)})</script>`
const close = tab => tab.evaluate(() => window.__dialog.close())

const layer = tab =>
  tab.evaluate(() => {
    const found = document.querySelector('smg-consent')?.shadowRoot.querySelector('.banner,.float')
    if (!found) return null
    const { x, y, width, height } = found.getBoundingClientRect()
    const at = [x + width / 2, y + height / 2]
    const hit = document.elementFromPoint(...at)
    return { lifted: found.matches(':popover-open'), hit: hit?.localName, at }
  })
const alive = tab =>
  until('the layer is above the page, and alive', async () => {
    const found = await layer(tab)
    return found?.lifted && found.hit === 'smg-consent'
  })
const beneath = tab =>
  until('the layer is beneath the dialog', async () => {
    const found = await layer(tab)
    return found && !found.lifted
  })

// Where an element is not in the top layer it is out of view.
const moved = '<style>body { transform: translate(0, 3000px) }</style>'

const places = { page: 'a dialog of the page', open: 'one in an open shadow root', closed: 'one in a closed one' }
for (const [where, what] of Object.entries(places))
  for (const transformed of [false, true])
    test(`open before the banner comes, closed later: ${what}${transformed ? ', on a page that is moved' : ''}`, async t => {
      const site = await open(t, { body: add(where) + (transformed ? moved : '') })
      await emitted(site.page, 'show')
      await beneath(site.page)
      // What can be pressed now is the dialog.
      await settle(site.page, 1000)
      await site.page.mouse.click(100, 600)
      assert.equal(await site.page.evaluate(() => window.__pressed), 1)
      assert.ok(await isAsking(site.page))
      await close(site.page)
      await alive(site.page)
      await press(site.page, 'reject')
      await emitted(site.page, 'change')
      assert.ok(await refusal(site.page))
    })

test('opened after the banner has come, and removed without being closed', async t => {
  const site = await open(t, { body: moved })
  await emitted(site.page, 'show')
  await alive(site.page)
  await site.page.evaluate(addDialog, 'open')
  await site.page.mouse.click(100, 600)
  assert.equal(await site.page.evaluate(() => window.__pressed), 1)
  await site.page.evaluate(() => document.querySelector('site-cart').remove())
  await alive(site.page)
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
})

test('a banner that changes its language under a dialog comes back too', async t => {
  const site = await open(t, { body: add('open') })
  await emitted(site.page, 'show')
  await beneath(site.page)
  await site.page.evaluate(() => window.SMGConsent.setLanguage('ru'))
  await beneath(site.page)
  await close(site.page)
  await alive(site.page)
})

test('the small button comes back after a dialog as well', async t => {
  const site = await open(t, { body: moved })
  await emitted(site.page, 'show')
  await site.page.evaluate(() => window.SMGConsent.rejectAll())
  await site.page.locator('.float').waitFor()
  await site.page.reload()
  await site.page.locator('.float').waitFor()
  await site.page.evaluate(addDialog, 'closed')
  await site.page.evaluate(() => {
    window.SMGConsent.show()
    window.SMGConsent.hide()
  })
  await beneath(site.page)
  await close(site.page)
  await alive(site.page)
  await site.page.locator('.float').click()
  await site.page.locator('dialog[open] [data-smg=save]').waitFor()
})

test('the settings, opened above a dialog of the page, are alive, and leave it so', async t => {
  const site = await open(t, { body: add('open') })
  await emitted(site.page, 'show')
  await beneath(site.page)
  await site.page.evaluate(() => window.SMGConsent.showPreferences())
  await site.page.locator('dialog[open] [data-smg=save]').waitFor()
  await settle(site.page, 1000)
  await press(site.page, 'close')
  await beneath(site.page)
  await settle(site.page, 1000)
  assert.equal((await layer(site.page)).lifted, false)
  await site.page.mouse.click(100, 600)
  assert.equal(await site.page.evaluate(() => window.__pressed), 1)
  await close(site.page)
  await alive(site.page)
})

test('what comes up when a dialog closes is new to a pointer on Accept', async t => {
  const site = await open(t, { body: add('closed') + moved })
  await emitted(site.page, 'show')
  await beneath(site.page)
  await settle(site.page, 1000)
  // Its second press falls on what the first has uncovered.
  await site.page.evaluate(() => {
    window.__ages = []
    const { encode } = TextEncoder.prototype
    TextEncoder.prototype.encode = function (text) {
      if (text.startsWith('{"type":"action"')) window.__ages.push([JSON.parse(text).age, performance.now() - since])
      return encode.call(this, text)
    }
    const since = performance.now()
    window.__dialog.close()
  })
  const lifted = () => document.querySelector('smg-consent').shadowRoot.querySelector(':popover-open')
  await site.page.waitForFunction(lifted, undefined, { polling: 10 })
  await (await control(site.page, 'accept')).click()
  await site.page.waitForFunction(() => window.__ages.length, undefined, { timeout: 15_000 })
  const [[age, passed]] = await site.page.evaluate(() => window.__ages)
  assert.ok(age <= passed, `${age} ms, ${passed} ms after the dialog has closed`)
  // That press may have counted, where it came late enough; else one does that comes half a second after the paint.
  if (!(await cookie(site))) {
    await site.page.evaluate(() => {
      window.__seen = Number.POSITIVE_INFINITY
      requestAnimationFrame(() => setTimeout(() => (window.__seen = performance.now())))
    })
    await press(site.page, 'accept')
  }
  await loaded(site, all)
})

// As headless libraries do it: their dialog is an element like others, and all that stands beside it is made inert, and
// hidden from screen readers.
function others() {
  for (const element of document.body.children) {
    element.inert = true
    element.setAttribute('aria-hidden', 'true')
  }
}

test('a page that makes all inert while the banner is shown: the banner can be pressed', async t => {
  const site = await open(t)
  await emitted(site.page, 'show')
  await alive(site.page)
  await site.page.evaluate(others)
  await alive(site.page)
  const hidden = () => document.querySelector('smg-consent').getAttribute('aria-hidden')
  await until('it is hidden from nobody', async () => (await site.page.evaluate(hidden)) === null)
  assert.ok(await site.page.evaluate(() => document.querySelector('main').inert))
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
})

test('one that makes what is added inert: the banner can be pressed, and nothing hangs', async t => {
  const site = await open(t, {
    body: `<script>new MutationObserver(() => {
      const host = document.querySelector('smg-consent')
      if (host && !host.inert) {
        host.inert = true
        window.__since ??= performance.now()
        window.__times = (window.__times ?? 0) + 1
      }
    }).observe(document, { childList: true, subtree: true, attributes: true })</script>`,
  })
  await emitted(site.page, 'show')
  await settle(site.page, 1000)
  // It insists; but the page lives, and nothing is answered at once: forty times in a second would be too often.
  const [times, passed] = await site.page.evaluate(() => [window.__times, performance.now() - window.__since])
  assert.ok(times < passed / 25, `${times} times in ${passed} ms`)
  await site.page.evaluate(() => window.SMGConsent.rejectAll())
  await emitted(site.page, 'change')
})
