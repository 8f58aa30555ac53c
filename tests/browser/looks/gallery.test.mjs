// The gallery of examples/gallery shows what it says, each picture for itself, and can be photographed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleServer, visitExample } from '../support/example-server.mjs'
import { languages } from '../support/paths.mjs'
import { asked, nothing, press, settle, storage, until } from '../support/site.mjs'

const port = exampleServer()

const visit = (t, path, options) => visitExample(t, port, path, options)

// What is to be seen in a frame of each state.
const shows = {
  banner: { accept: 1, dialog: 0 },
  again: { accept: 1, dialog: 0 },
  settings: { accept: 1, dialog: 1, on: 0 },
  partial: { accept: 1, dialog: 1, on: 1 },
  saved: { accept: 0, dialog: 0, status: false },
  error: { dialog: 0, status: true },
  button: { accept: 0, dialog: 0 },
  waits: { accept: 0, dialog: 0, faces: 1 },
}
const themes = ['light', 'dark']
const layouts = ['box', 'bar', 'dialog']

test('the start page leads to it', async t => {
  const site = await visit(t, '/')
  assert.equal(await site.page.locator('main a[href="/gallery/"]').count(), 1)
})

for (const [state, expected] of Object.entries(shows))
  test(`every picture of "${state}" shows it`, async t => {
    const site = await visit(t, `/gallery/?state=${state}`)
    const { page } = site
    const frames = page.locator('iframe')
    // It asks first which languages there are.
    await frames.first().waitFor({ state: 'attached' })
    const several = ['banner', 'again'].includes(state)
    assert.equal(await frames.count(), languages.length * themes.length * (several ? layouts.length : 1))
    const seen = new Set()
    for (const frame of await frames.all()) {
      await frame.scrollIntoViewIfNeeded()
      const { language, theme, layout } = Object.fromEntries(
        new URL(await frame.getAttribute('src'), page.url()).searchParams,
      )
      seen.add([language, theme, layout].join())
      const inner = frame.contentFrame()
      await inner.locator(`html[data-state=${state}]`).waitFor()
      // That a choice could not be stored is seen and said after the next frame.
      if (expected.status) await inner.locator('.status').waitFor()
      if (expected.faces) await inner.locator('.face').waitFor()
      const what = `${state} ${language} ${theme} ${layout}`
      const got = await inner.locator('html').evaluate(() => {
        const root = document.querySelector('smg-consent')?.shadowRoot
        const layer = root?.querySelector('dialog') ?? root?.querySelector('[data-layout]')
        const text = root?.querySelector('[role=status]')
        return {
          accept: (root?.querySelector('dialog') ?? root)?.querySelectorAll('[data-smg=accept]').length ?? 0,
          dialog: root?.querySelectorAll('dialog[open]').length ?? 0,
          on: root?.querySelectorAll('input:checked[name=analytics]').length ?? 0,
          status: !!text?.textContent && text.firstElementChild.getBoundingClientRect().bottom > 0,
          texts: text?.textContent,
          faces: document.querySelectorAll('iframe + smg-face').length,
          layer: layer && [layer.lang, layer.dataset.theme, layer.dataset.layout].join(),
        }
      })
      const wanted = { ...expected, ...(layout === 'dialog' && { dialog: 1 }) }
      for (const [name, value] of Object.entries(wanted)) assert.equal(got[name], value, `${what}: ${name}`)
      if (expected.accept) assert.equal(got.layer, [language, theme, layout].join(), what)
      if ('status' in expected) assert.ok(got.texts, `${what}: something is said`)
    }
    assert.equal(seen.size, await frames.count(), 'each picture is another one')

    // A picture is more than an empty page.
    const picture = page.locator('figure').first()
    assert.ok((await picture.screenshot()).length > 5000)
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.deepEqual(await storage(site), nothing)
  })

test('the pictures of brands wear their colours', async t => {
  const { page } = await visit(t, '/gallery/?state=brand&language=en')
  const frames = page.locator('iframe')
  await frames.first().waitFor({ state: 'attached' })
  const seen = new Set()
  for (const frame of await frames.all()) {
    await frame.scrollIntoViewIfNeeded()
    const inner = frame.contentFrame()
    await inner.locator('html[data-state=brand]').waitFor()
    const colours = await inner.locator('smg-consent').evaluate(({ shadowRoot }) => {
      const { backgroundColor } = getComputedStyle(shadowRoot.querySelector('.banner'))
      return [backgroundColor, getComputedStyle(shadowRoot.querySelector('.banner a')).color].join()
    })
    seen.add(colours)
  }
  // Three brands in light and dark, of which one has a background of its own for both.
  assert.equal(await frames.count(), 3 * themes.length)
  assert.equal(seen.size, 5, [...seen].join('; '))
  assert.ok([...seen].includes('rgb(255, 255, 255),rgb(11, 95, 91)'), [...seen].join('; '))
})

test('the form chooses what is shown', async t => {
  const site = await visit(t, '/gallery/')
  const { page } = site
  await page.selectOption('select[name=language]', 'kk')
  await page.waitForURL('**language=kk**')
  await page.selectOption('select[name=position]', 'all')
  await page.waitForURL('**position=all**')
  await page.selectOption('select[name=state]', 'banner')
  await page.waitForURL('**state=banner**')
  await page.selectOption('select[name=screen]', '320x568')
  await page.waitForURL('**screen=320x568**')
  await page.locator('iframe').first().waitFor({ state: 'attached' })
  assert.equal(await page.locator('iframe').count(), 6 * themes.length * layouts.length)
  assert.deepEqual(
    await page
      .locator('iframe')
      .first()
      .boundingBox()
      .then(({ width, height }) => [width, height]),
    [320, 568],
  )
})

test('a picture alone can be pressed, keeps that to itself and loads nothing', async t => {
  const site = await visit(t, '/gallery/')
  const { page } = site
  await page.locator('figcaption a').first().click()
  await page.waitForURL('**/frame.html?state=banner**')
  await asked(site)
  const other = await site.tab('/gallery/frame.html?state=banner&language=en')
  await asked(site, other)
  await press(page, 'accept')
  await until('the choice is made', () => page.evaluate(() => SMGConsent.acceptedPurpose('analytics')))
  await settle(page, 1200)
  assert.equal(await other.locator('[data-smg=accept]:visible').count(), 1, 'another page still asks')
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.deepEqual(await storage(site, await site.tab('/gallery/?state=saved')), nothing)
})

test('the gallery keeps the policy that it is sent with', async t => {
  const site = await visit(t, '/gallery/?state=settings')
  await site.page.locator('iframe').first().contentFrame().locator('html[data-state]').waitFor()
  assert.deepEqual(
    site.console.filter(line => line.type === 'error'),
    [],
  )
})
