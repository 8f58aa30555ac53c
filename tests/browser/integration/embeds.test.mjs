// data-smg-embed: an element stands for a vendor's frame. A face stands there until the visitor has it shown, nothing of
// the vendor's is fetched before, not even a picture. And what stands in for refused content.

import assert from 'node:assert/strict'
import test from 'node:test'
import { catalogue, example } from '../support/catalogue.mjs'
import { asked, chosen, forget, open, press, ripeFace, settle, until, whole } from '../support/site.mjs'

const embeds = catalogue.filter(({ embed }) => embed)
const faceIn = tab => tab.locator('smg-face [data-smg]')

for (const { id, embed, name } of embeds)
  test(`${id}: a face with a title, and its own frame upon a grant`, async t => {
    const what = example(embed.pattern)
    const address = embed.frame.replace('{embed}', what)
    const site = await open(t, {
      config: { analytics: { [id]: true } },
      body: `<div data-smg-embed="${id}:${what}" title="A title of ours"></div><div data-smg-embed="${id}:${what}"></div>`,
    })
    await asked(site)
    await faceIn(site.page).first().waitFor()
    assert.deepEqual(
      await site.page.locator('iframe').evaluateAll(all => all.map(frame => [frame.title, frame.getAttribute('src')])),
      [
        ['A title of ours', null],
        [typeof name === 'string' ? name : name.en, null],
      ],
    )
    await settle(site.page)
    assert.deepEqual(site.thirdPartyUrls, [])
    await press(site.page, 'accept')
    await until('both frames', () => site.thirdPartyUrls.filter(url => url === `GET ${address}`).length === 2)
    assert.deepEqual(site.said, [])
    await site.page.evaluate(() => window.SMGConsent.withdraw())
    await chosen(site.page, 'refused')
    await settle(site.page, 700)
    forget(site)
    await until('no frame has an address', async () => !(await site.page.locator('iframe[src]').count()))
    await settle(site.page)
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.equal(await site.page.locator('iframe[src]').count(), 0)
  })

const youtube = { config: { analytics: { youtube: true } } }

test('shown once: this frame alone, and nothing is stored', async t => {
  const site = await open(t, {
    ...youtube,
    body: '<div data-smg-embed="youtube:aaaaaaaaaaa"></div><div data-smg-embed="youtube:bbbbbbbbbbb"></div>',
  })
  await asked(site)
  const once = site.page.locator('smg-face [data-smg=once]').first()
  await ripeFace(once)
  await once.click()
  // The way to a host is asked for first, by a CONNECT.
  const requested = () => site.thirdPartyUrls.filter(url => !url.startsWith('CONNECT'))
  await until('the frame', () => requested().length)
  await settle(site.page)
  assert.deepEqual(requested(), ['GET https://www.youtube-nocookie.com/embed/aaaaaaaaaaa'])
  assert.deepEqual(await site.context.cookies(), [])
})

test('one that comes later, and one that changes, are served too', async t => {
  const site = await open(t, { ...youtube, body: '<p id="place"></p>' })
  await asked(site)
  await whole(site.page)
  await site.page.evaluate(
    () => (document.getElementById('place').innerHTML = '<div data-smg-embed="youtube:ccccccccccc"></div>'),
  )
  await faceIn(site.page).first().waitFor()
  await press(site.page, 'accept')
  await until('the frame', () => site.thirdPartyUrls.includes('GET https://www.youtube-nocookie.com/embed/ccccccccccc'))
})

test('what cannot be embedded is told, with what was expected', async t => {
  const site = await open(t, {
    ...youtube,
    body: '<div data-smg-embed="youtube:short"></div><div data-smg-embed="yotube:aaaaaaaaaaa"></div><div data-smg-embed="youtube:aaaa/aaaaaa"></div>',
  })
  await asked(site)
  await until('all are said', () => site.said.length >= 3)
  await site.page.evaluate(() => document.body.append(document.createElement('template')))
  await settle(site.page)
  assert.equal(site.said.length, 3, 'once each')
  assert.match(site.said[0], /data-smg-embed: expected youtube:\[A-Za-z0-9_-\]\{11\}, got "youtube:short"/)
  assert.match(
    site.said[1],
    /expected a processor of this site that can be embedded \(nearest: youtube\), got "yotube:aaaaaaaaaaa"/,
  )
  assert.equal(await site.page.locator('iframe').count(), 0)
})

test('what stands in for refused content is there until it is granted, and again after a withdrawal', async t => {
  const site = await open(t, {
    config: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } },
    body: '<p id="no" data-smg-purpose="!marketing" hidden>Without advertising.</p><p id="other" data-smg-purpose="!analytics">x</p>',
  })
  await asked(site)
  await whole(site.page)
  await site.page.locator('#no').waitFor({ state: 'visible' })
  await site.page.evaluate(() => window.SMGConsent.acceptPurpose('marketing'))
  await site.page.locator('#no').waitFor({ state: 'hidden' })
  assert.equal(await site.page.locator('#other').isVisible(), true)
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await site.page.locator('#no').waitFor({ state: 'visible' })
  assert.deepEqual(site.said, [])
})

// 2GIS, the constructor of Yandex Maps and Bitrix24's forms write where their script stands: the page keeps it in a
// <template>, which is the place too.
test('a widget that writes where its script stands does so upon a grant', async t => {
  const site = await open(t, {
    config: { analytics: { twoGis: true } },
    body: `<div id="map"><template data-smg-processor="twoGis"><script src="https://widgets.2gis.com/js/DGWidgetLoader.js"></script>
      <script>new DGWidgetLoader({ width: 640 })</script></template></div>`,
    answer: ({ url }) =>
      url === 'https://widgets.2gis.com/js/DGWidgetLoader.js'
        ? {
            headers: { 'content-type': 'text/javascript' },
            body: `window.DGWidgetLoader = function ({ width }) { document.write('<p id="written">' + width + '</p>') }`,
          }
        : undefined,
  })
  await asked(site)
  await settle(site.page)
  assert.deepEqual(site.thirdPartyUrls, [])
  await press(site.page, 'accept')
  await site.page.locator('#map #written').waitFor()
  assert.equal(await site.page.locator('#written').textContent(), '640')
})
