// The documentation, as a site: its facts are those of the sources, its links lead somewhere, from a disk too, its pages ask
// nobody for anything before a yes, and judges that are not ours find no fault with them.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import test from 'node:test'
import { HtmlValidate } from 'html-validate'
import { section } from '../../../examples/docs/lib/readme.mjs'
import figures from '../../../examples/docs/src/_data/figures.mjs'
import { exampleServer, visitExample } from '../../browser/support/example-server.mjs'
import { root } from '../../browser/support/paths.mjs'
import { chosen, nothing, open, press, settle, still, storage, until } from '../../browser/support/site.mjs'
import { address, folder, pages, read } from './built.mjs'

const require = createRequire(import.meta.url)
const { parse } = createRequire(join(root, 'web/package.json'))('parse5')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const port = exampleServer()
const json = path => JSON.parse(readFileSync(join(root, path), 'utf8'))

const within = node => [node, ...(node.childNodes ?? []).flatMap(within), ...(node.content ? within(node.content) : [])]
const attributes = html =>
  within(parse(html)).flatMap(node => (node.attrs ?? []).map(({ name, value }) => ({ tag: node.tagName, name, value })))
const idsOf = html => new Set(attributes(html).flatMap(({ name, value }) => (name === 'id' ? [value] : [])))
const linksOf = html => attributes(html).filter(({ name }) => ['href', 'src'].includes(name))

test('there are the pages that the list of pages names, and each is in it', async () => {
  const { default: site } = await import('../../../examples/docs/src/_data/site.mjs')
  const listed = site.groups.flatMap(({ pages }) => pages.map(([path]) => `${path.slice(1)}index.html`))
  for (const path of listed) assert.ok(pages.includes(path), path)
  // What is not in it is below one that is.
  for (const path of pages)
    assert.ok(listed.includes(path) || listed.includes(join(dirname(dirname(path)), 'index.html')), path)
  assert.ok(pages.length > 25, String(pages.length))
})

for (const name of [...pages, 'playground/frame/index.html'])
  test(`${name}: each link leads somewhere, and so from a disk`, () => {
    const html = read(name)
    const wrong = linksOf(html).filter(({ tag, value }) => {
      if (/^https:\/\//.test(value)) return tag !== 'a'
      const [path, anchor] = value.replace(/\?[^#]*/, '').split('#')
      if (path.startsWith('/')) return true
      const target = path ? normalize(join(dirname(name), path)) : name
      if (!existsSync(join(folder, target)) || !statSync(join(folder, target)).isFile()) return true
      return anchor !== undefined && !idsOf(read(target)).has(decodeURIComponent(anchor))
    })
    assert.deepEqual(wrong, [])
    assert.ok(linksOf(html).length > 3)
  })

test('llms.txt names each page of the list, each option and each processor, and its links lead somewhere', () => {
  const text = read('llms.txt')
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link)
  assert.ok(links.length > 15)
  for (const link of links) assert.ok(existsSync(join(folder, link)), link)
  for (const name of Object.keys(json('src/config.schema.json').properties.consent.properties))
    assert.ok(text.includes(name), name)
  for (const id of ['ga4', 'youtube', 'vkAds']) assert.ok(text.includes(id), id)
})

test('options and processors are those of the sources', async () => {
  const options = idsOf(read('options/index.html'))
  for (const name of Object.keys(json('src/config.schema.json').properties.consent.properties))
    assert.ok(options.has(name), name)
  const { catalogue } = await import('../../browser/support/catalogue.mjs')
  const processors = idsOf(read('processors/index.html'))
  for (const { id } of catalogue) assert.ok(processors.has(`p-${id}`), id)
})

test('figures are those that were measured, and one that was not ends the build', () => {
  const { files } = json('tests/size.json')
  assert.ok(read('index.html').includes(`>${files['smg.js'].brotli.toLocaleString('en')}<`))
  const results = readFileSync(join(root, 'tests/bench/RESULTS.md'), 'utf8')
  const rows = results.match(/^\| (SMG Consent|orejime [\d.]+) \| .*$/gm)
  assert.ok(rows.length > 10)
  const {
    head,
    rows: [first],
  } = figures.table('Size of a first visit')
  assert.equal(head.length, first.length)
  const missed = results.match(/\| \*\*missed\*\* by/g).length
  assert.equal(read('comparison/index.html').match(/class="missed"/g).length, missed)
  assert.throws(
    () => figures.weight('smg.gone.js'),
    /tests\/size\.json: expected brotli of the file smg\.gone\.js, got none/,
  )
  assert.throws(() => figures.table('Memory', 'of an elephant'), /expected the heading "### of an elephant", got none/)
  assert.throws(() => figures.fact('weather'), /expected the fact "weather", got none/)
  assert.throws(() => section('A heading that there is not'), /README\.md: expected a heading/)
})

const judge = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
  rules: {
    // A site's own host needs no such proof.
    'require-sri': 'off',
    // How a generator writes an attribute that has no value, and where it leaves blanks, no reader sees.
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    // Titles say which page of which site it is.
    'long-title': 'off',
    'text-content': 'error',
  },
})
// The banner in the page is judged by the tests of looks.
const withoutBanner = html => html.replace(/<smg-consent[\s\S]*?<\/smg-consent>/, '')

for (const name of pages)
  test(`${name}: html-validate finds no fault`, async () => {
    const { results } = await judge.validateString(withoutBanner(read(name)))
    const told = results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
    )
    assert.deepEqual(told, [])
  })

const violations = tab =>
  tab.evaluate(async () => {
    // What happens in the playground's frame is judged there.
    const { violations, passes } = await window.axe.run({ exclude: ['[data-frames] iframe'] })
    const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.flat().join(' ')}`))
    return { found, passed: passes.length }
  })

for (const colorScheme of ['light', 'dark'])
  test(`in ${colorScheme}, no page asks anybody, stores or complains before a yes, and axe finds no fault`, async t => {
    const site = await visitExample(t, port, address(pages[0]), { context: { colorScheme } })
    for (const name of pages) {
      await site.go(address(name))
      await until(`${name} has the module`, () => site.page.evaluate(() => !!window.SMGConsent?.getConsent))
      await site.page.evaluate(axe)
      for (const width of [1280, 360]) {
        await site.page.setViewportSize({ width, height: 800 })
        // What scrolls by now is to be reached by the keyboard from the next frame on, and the banner fades in.
        await still(site.page)
        const { found, passed } = await violations(site.page)
        assert.deepEqual(found, [], `${name}, ${width}`)
        assert.ok(passed > 10)
        const { scrollWidth, clientWidth } = await site.page.evaluate(() => document.documentElement)
        assert.ok(!(scrollWidth > clientWidth), `${name} is wider than ${width}`)
      }
      assert.deepEqual(await storage(site), nothing, name)
    }
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.deepEqual(
      site.console
        .filter(({ type }) => type === 'error' || type === 'warning')
        // Where the module begins before the stylesheet has the dark scheme's colour, it moves the light one's, and says so.
        .filter(({ text }) => !(colorScheme === 'dark' && text.includes('theme.accent: expected a contrast'))),
      [],
    )
  })

test('a yes starts the example counter, a return goes on with it, a withdrawal deletes what it kept', async t => {
  const site = await visitExample(t, port, '/docs/')
  const { page } = site
  const counter = page.locator('[data-example-counter]')
  await page.locator('smg-consent .banner').waitFor()
  assert.match(await counter.textContent(), /off/)
  await press(page, 'accept')
  await until('it counts', async () => /1 page since/.test(await counter.textContent()))
  await site.go('/docs/privacy/')
  await until('it goes on', async () => /2 pages since/.test(await counter.textContent()))
  assert.deepEqual(Object.keys((await storage(site)).local), ['example_counter'])
  // What has woken cannot be put to sleep: the page loads anew.
  const reloaded = page.waitForEvent('load')
  await page.locator('main [data-smg-action=withdraw]').click()
  await reloaded
  await chosen(page, 'refused')
  assert.match(await counter.textContent(), /off/)
  const { local, cookies } = await storage(site)
  assert.deepEqual([Object.keys(local), cookies], [['smg_consent'], []])
  assert.deepEqual(site.thirdPartyUrls, [])
})

test('without scripts each page can be read, and the playground says what it lacks', async t => {
  const site = await visitExample(t, port, '/docs/playground/', { context: { javaScriptEnabled: false } })
  assert.ok(await site.page.locator('noscript p').isVisible())
  await site.go('/docs/options/')
  assert.ok(await site.page.locator('#theme').isVisible())
})

test('from a disk the banner is there, and links lead on', async t => {
  const { context } = await open(t)
  const tab = await context.newPage()
  const said = []
  tab.on('console', message => said.push(message.text()))
  await tab.goto(`file://${join(folder, 'index.html')}`)
  await tab.locator('smg-consent .banner').waitFor()
  await tab.locator('main a', { hasText: 'Getting started' }).click()
  await tab.locator('h1', { hasText: 'Getting started' }).waitFor()
  await settle(tab)
  assert.deepEqual(said, [])
})
