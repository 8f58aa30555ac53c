// The example pages, driven as a person would, from the server that examples/serve starts.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { exampleServer, visitExample } from '../support/example-server.mjs'
import { builtExamples, dist, examples, root } from '../support/paths.mjs'
import {
  asked,
  assertLoads,
  control,
  emitted,
  forget,
  isAsking,
  openSettings,
  press,
  ran,
  refusal,
  sent,
  settle,
  storage,
  turn,
  until,
} from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

// The build's own packages are those of web/.
const { parse } = createRequire(join(root, 'web/package.json'))('parse5')

const port = exampleServer()

const visit = (t, path, options) => visitExample(t, port, path, options)

const language = tag => JSON.parse(readFileSync(join(dist, 'languages', `${tag}.json`), 'utf8'))

const homes = { ru: '/smgcorp/', kk: '/smgcorp/kk/', en: '/smgcorp/en/' }

test('the start page lists the examples', async t => {
  const site = await visit(t, '/')
  const links = await site.page.locator('main a').evaluateAll(found => found.map(link => link.pathname))
  for (const path of ['/plain/', '/smgcorp/']) assert.ok(links.includes(path), String(links))
})

test('plain: the snippet as pasted asks, loads after Accept, and the ledger shows it', async t => {
  const site = await visit(t, '/plain/')
  const { page } = site
  await asked(site)
  await settle(page, 800)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.equal(await page.locator('request-ledger').getAttribute('data-requests'), '0')

  await press(page, 'accept')
  await ran(page, all)
  await settle(page, 700)
  assertLoads(site, all)
  const ledger = () => page.locator('request-ledger').evaluate(element => element.shadowRoot.textContent)
  const hosts = site.thirdParty.filter(request => request.method === 'GET').map(request => request.host)
  for (const entry of [...new Set(hosts), 'smg_consent'])
    await until(`the ledger tells of ${entry}`, async () => (await ledger()).includes(entry))

  await sent(site, all)
  forget(site)
  const reloaded = page.waitForEvent('load')
  await page.locator('[data-smg-action=withdraw]').click()
  await reloaded
  await settle(page, 1000)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.equal(await page.locator('request-ledger').getAttribute('data-requests'), '0')
  assert.deepEqual((await storage(site)).cookies, [])
  assert.equal(await isAsking(page), false)
})

for (const [tag, home] of Object.entries(homes)) {
  const policy = `${home}privacy.html`
  const texts = language(tag)

  test(`smgcorp, ${tag}: home, privacy page, table, change and withdrawal`, async t => {
    const site = await visit(t, home)
    const { page } = site
    await asked(site)
    assert.equal((await (await control(page, 'accept')).textContent()).trim(), texts.accept_all)
    assert.ok((await page.locator('smg-consent').evaluate(element => element.shadowRoot.textContent)).includes('SMG'))

    // Everything of the page works while it asks; the policy is a press away, in its language.
    await page.locator('smg-consent a', { hasText: texts.policy_link }).first().click()
    await page.waitForURL(`**${policy}`)
    await asked(site)
    const section = page.locator('#cookies')
    const rows = section.locator('[data-smg-table] tbody tr')
    await rows.first().waitFor()
    const states = () =>
      rows.evaluateAll(found => Object.fromEntries(found.map(row => [row.dataset.smgRow, row.dataset.smgState])))
    for (const id of all) assert.equal((await states())[id], 'blocked')
    assert.ok((await section.textContent()).includes(texts.accept_all), 'the policy names the button')
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.deepEqual((await storage(site)).cookies, [])

    await section.locator('[data-smg-action=settings]').click()
    await page.locator('dialog[open]').waitFor()
    assert.ok(
      (await page.locator('dialog[open]').textContent()).includes('000000000000'),
      'the operator is named with its number',
    )
    await turn(page, 'analytics')
    await press(page, 'save')
    await ran(page, ['ga4', 'metrica'])
    await emitted(page, 'change')
    assert.deepEqual([(await states()).ga4, (await states()).clarity], ['active', 'blocked'])

    // What each page sends must have left it before the next one is judged.
    await sent(site, ['ga4', 'metrica'])
    forget(site)
    await site.go(home)
    await ran(page, ['ga4', 'metrica'])
    await sent(site, ['ga4', 'metrica'])
    assert.equal(await isAsking(page), false)
    await page.locator('footer [data-smg-action=settings]').click()
    await page.locator('dialog[open]').waitFor()
    await press(page, 'close')

    forget(site)
    await site.go(policy)
    await ran(page, ['ga4', 'metrica'])
    await sent(site, ['ga4', 'metrica'])
    await settle(page)
    forget(site)
    await section.locator('[data-smg-action=withdraw]').click()
    await emitted(page, 'change')
    await settle(page, 700)
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.deepEqual((await storage(site)).cookies, [])
    const stopped = { ga4: 'stopped', metrica: 'stopped' }
    for (const id of all) assert.equal((await states())[id], stopped[id] ?? 'blocked')
    assert.deepEqual(site.said, [])
  })

  test(`smgcorp, ${tag}: the languages lead to one another, and the form works after Reject`, async t => {
    const site = await visit(t, home)
    const { page } = site
    await asked(site)
    for (const [other, path] of Object.entries(homes)) {
      // Not by the address alone: one of them leads to the page that is here.
      const there = page.waitForEvent('load')
      await page.locator(`nav.languages a[hreflang=${other}]`).click()
      await there
      await page.waitForURL(`**${path}`)
      await asked(site)
      assert.equal((await (await control(page, 'reject')).textContent()).trim(), language(other).reject_all)
    }
    await site.go(home)
    await press(page, 'reject')
    await emitted(page, 'change')
    await page.locator('#name').fill('A')
    await page.locator('#email').fill('a@b.kz')
    await page.locator('#message').fill('B')
    await page.locator('form button').click()
    await page.waitForURL('**#sent')
    assert.ok(await page.locator('#sent').isVisible())
    await emitted(page, 'consent')
    assert.equal(await isAsking(page), false)
    assert.ok(await refusal(page))
    assert.deepEqual(site.thirdPartyUrls, [])
  })

  test(`smgcorp, ${tag}: without JavaScript the policy says that nothing is used`, async t => {
    const site = await visit(t, policy, { context: { javaScriptEnabled: false } })
    assert.ok(await site.page.locator('noscript p').isVisible())
    assert.deepEqual(site.thirdPartyUrls, [])
  })
}

test('no page of the examples breaks its own content security policy or complains', async t => {
  for (const path of ['/plain/', ...Object.values(homes), '/smgcorp/privacy.html']) {
    const site = await visit(t, path)
    await asked(site)
    await openSettings(site.page)
    await press(site.page, 'accept')
    await ran(site.page, all)
    await settle(site.page, 300)
    const complaints = site.console.filter(line => line.type === 'error' || line.type === 'warning')
    assert.deepEqual(complaints, [], path)
  }
})

// All of a page that a browser acts on by itself: attributes, but for where a link leads, and scripts.
const acting = node => {
  const own = (node.attrs ?? []).flatMap(({ name, value }) => (node.tagName === 'a' && name === 'href' ? [] : [value]))
  const text = node.tagName === 'script' ? node.childNodes.map(({ value }) => value) : []
  const nodes = [...(node.childNodes ?? []), ...(node.content ? [node.content] : [])]
  return [...own, ...text, ...nodes.flatMap(acting)]
}

// What is served must not name a processor's host in a place that a browser acts on by itself.
test('no page of the examples has a pixel, a loader or a hint of its own', () => {
  const hosts = new Set(
    readdirSync(join(dist, 'processors'))
      .map(name => JSON.parse(readFileSync(join(dist, 'processors', name), 'utf8')))
      .flatMap(({ hosts = {} }) => Object.values(hosts).flat())
      .map(host => host.replace(/^wss:\/\/|^\*\./, '')),
  )
  assert.ok(hosts.size > 10)
  const pages = [examples, builtExamples].flatMap(folder =>
    readdirSync(folder, { recursive: true })
      .filter(name => name.endsWith('.html') && !name.includes('node_modules'))
      .map(name => join(folder, name)),
  )
  assert.ok(pages.length >= 7)
  for (const name of pages) {
    const html = readFileSync(name, 'utf8')
    // A page may tell of a host, and link to one: neither asks for anything.
    const names = new Set(acting(parse(html)).flatMap(text => text.match(/[\w.{}-]+\.\w+/g) ?? []))
    for (const host of hosts)
      assert.ok(![...names].some(each => each === host || each.endsWith(`.${host}`)), `${name} names ${host}`)
    assert.doesNotMatch(html, /rel="?(preconnect|dns-prefetch|preload|modulepreload|prefetch)/, name)
    assert.doesNotMatch(html, /<noscript>\s*<(img|iframe)/, name)
    assert.doesNotMatch(html, /\son\w+=/, name)
  }
})

test('smgcorp: every page has the configuration that src/_data/site.js tells, with its ids', async () => {
  const { default: site } = await import(join(examples, 'smgcorp/src/_data/site.js'))
  const pages = readdirSync(join(builtExamples, 'smgcorp'), { recursive: true }).filter(name => name.endsWith('.html'))
  assert.equal(pages.length, 2 * site.languages.length)
  for (const name of pages) {
    const html = readFileSync(join(builtExamples, 'smgcorp', name), 'utf8')
    const [, text] = /window\.SMG_CONFIG = (\{.*?)<\/script>/s.exec(html)
    const { analytics, consent } = JSON.parse(text)
    assert.deepEqual(analytics, site.analytics, name)
    assert.equal(consent.bin, site.bin, name)
    for (const { tag } of site.languages) assert.ok(pages.includes(consent.policyUrl[tag].replace('/smgcorp/', '')))
  }
})
