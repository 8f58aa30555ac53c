// Elements that answer for the browser's own members: <img name="body"> is document.body, a form's field named "matches"
// is that form's matches, and an element with an id is a member of window. The visitor is asked and answered all the same.

import assert from 'node:assert/strict'
import test from 'node:test'
import { loaded, open, page, settle, tag, until } from '../support/site.mjs'
import { onlyOurErrors } from '../support/theirs.mjs'
import { all, analytics } from '../support/vendors.mjs'

// What the shell reads of the document, and of window.
const names = (
  'currentScript cookie body head hidden readyState activeElement documentElement querySelector querySelectorAll ' +
  'createElement createEvent addEventListener adoptedStyleSheets baseURI prerendering visibilityState getElementById ' +
  'nodeType ownerDocument parentNode firstChild append prepend SMGConsent SMG_CONFIG trustedTypes'
).split(' ')

// Playwright finds its elements by those very members, so that the page itself is asked, past its names.
const inPage = (site, f, argument) => site.page.evaluate(`(${f})(Document.prototype, ${JSON.stringify(argument)})`)
const shown = document => {
  const { querySelector } = document
  const host = querySelector.call(window.document, 'smg-consent')
  const button = host?.shadowRoot.querySelector('[data-smg=accept]')
  return !!button && button.getBoundingClientRect().height > 0
}
const pressAccept = document => {
  document.querySelector.call(window.document, 'smg-consent').shadowRoot.querySelector('[data-smg=accept]').click()
}
const woken = document => !!document.querySelector.call(window.document, '[data-woken]')

const waiting = `<p id="here"></p><script type="text/plain" data-smg-purpose="analytics">
Document.prototype.querySelector.call(document, '#here').setAttribute('data-woken', '')</script>`

async function assertWorks(t, markup) {
  // Behind the tag, and in front of it.
  for (const [head, body] of [
    [tag, markup + waiting],
    ['', markup + tag + waiting],
  ]) {
    const site = await open(t, { html: page({ config: { analytics }, head, body }) })
    // The stand-ins for vendors ask the document too.
    onlyOurErrors(site)
    await until('the visitor is asked', () => inPage(site, shown))
    await settle(site.page, 100)
    assert.deepEqual(site.thirdPartyUrls, [])
    await inPage(site, pressAccept)
    await loaded(site, all)
    await until('what waits is woken', () => inPage(site, woken))
    assert.deepEqual(
      site.said.filter(line => /stopped/.test(line)),
      [],
    )
  }
}

const image = name => `<img name="${name}" alt="">`
const form = name => `<form name="${name}"></form>`

for (const [what, markup] of Object.entries({
  'an image named prerendering': image('prerendering'),
  'a form with the id SMGConsent': '<form id="SMGConsent"><input name="ready"></form>',
  'two elements with the id SMGConsent': '<a id="SMGConsent"></a><a id="SMGConsent" name="ready"></a>',
  'a frame named SMGConsent': '<iframe name="SMGConsent" title="A frame"></iframe>',
  'an image named body': image('body'),
  'an image named cookie': image('cookie'),
  'a form named documentElement': form('documentElement'),
  'a form named createElement': form('createElement'),
  'a form whose fields have the names of its members':
    '<form>' +
    'matches querySelector querySelectorAll getAttribute hasAttribute closest dataset content text nodeType localName'
      .split(' ')
      .map(name => `<input name="${name}">`)
      .join('') +
    '</form>',
  'images with all names': names.map(image).join(''),
  'forms with all names': names.map(form).join(''),
  'frames with all names': names.map(name => `<iframe name="${name}" title="${name}"></iframe>`).join(''),
  'elements with all names as ids': names.map(name => `<div id="${name}"></div>`).join(''),
}))
  test(`${what}: the visitor is asked, and what he accepts is loaded and woken`, t => assertWorks(t, markup))

test('what is added within a form that has such fields is found, and marked for recorders', async t => {
  const site = await open(t, {
    html: page({
      config: { analytics },
      body: '<form id="form"><input name="matches"><input name="querySelectorAll"><input name="querySelector"></form>',
    }),
  })
  onlyOurErrors(site)
  await until('the visitor is asked', () => inPage(site, shown))
  await inPage(site, pressAccept)
  await loaded(site, all)
  await site.page.evaluate(() => {
    const form = document.querySelector('#form')
    const copy = form.cloneNode(true)
    const script = document.createElement('script')
    script.type = 'text/plain'
    script.setAttribute('data-smg-purpose', 'analytics')
    script.append('document.documentElement.setAttribute("data-late", "")')
    copy.append(script)
    const field = document.createElement('input')
    field.id = 'late'
    copy.append(field)
    form.after(copy)
  })
  await site.page.locator('html[data-late]').waitFor({ timeout: 15_000 })
  await site.page.locator('#late.ym-disable-keys').waitFor({ timeout: 15_000 })
})

// A press by a button in a form that has such a field.
test('a button in a form that has such fields opens the settings', async t => {
  const body =
    '<form><input name="getAttribute"><input name="dataset"><button data-smg-action="settings" id="open">A</button></form>'
  const site = await open(t, { html: page({ config: { analytics }, body }) })
  await until('the visitor is asked', () => inPage(site, shown))
  await site.page.evaluate(() => document.querySelector('#open').click())
  await site.page.locator('smg-consent dialog[open]').waitFor()
})
