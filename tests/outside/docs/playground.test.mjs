// The playground: what the form says is what the real module shows and what there is to copy, served and from a disk; and
// nothing that happens in it reaches a vendor, or this site's storage.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { policyOf } from '../../../web/build/policy.mjs'
import { exampleServer, visitExample } from '../../browser/support/example-server.mjs'
import { dist, root } from '../../browser/support/paths.mjs'
import { nothing, open, ripe, settle, storage, until } from '../../browser/support/site.mjs'
import { scratch } from '../cli/support.mjs'
import { folder } from './built.mjs'

const port = exampleServer()
const language = tag => JSON.parse(readFileSync(join(dist, 'languages', `${tag}.json`), 'utf8'))
const definition = path => JSON.parse(readFileSync(join(root, 'src', path), 'utf8'))

async function fromServer(t, hash = '') {
  const site = await visitExample(t, port, `/docs/playground/${hash}`)
  return { site, page: site.page, home: `${site.origin}/docs/playground/` }
}
async function fromDisk(t, hash = '') {
  const site = await open(t)
  const page = await site.context.newPage()
  const home = `file://${join(folder, 'playground/index.html')}`
  await page.goto(home + hash)
  return { site, page, home }
}

// The frame that is shown, once the module runs in it.
async function frameOf(page) {
  const shown = page.locator('[data-frames] iframe:not(.coming)')
  await shown.waitFor()
  return shown.contentFrame()
}
const inBanner = async (page, look) => (await frameOf(page)).locator('smg-consent').evaluate(look)
const shows = (what, page, test) => until(what, async () => test(await frameOf(page)).catch(() => false))
const output = (page, name) => page.locator(`[data-output=${name}] code`).textContent()

for (const [place, visit] of [
  ['served', fromServer],
  ['from a disk', fromDisk],
]) {
  test(`${place}: what is typed and chosen changes the banner, the snippet and the address`, async t => {
    const { site, page, home } = await visit(t)
    await page.fill('[name=ga4]', 'G-ABC1234567')
    await shows('statistics are asked for', page, async frame =>
      (await frame.locator('smg-consent .banner').textContent()).includes('count visits'),
    )
    await page.selectOption('[name=layout]', 'bar')
    await page.selectOption('[name=position]', 'top-center')
    await page.fill('[name=company]', 'ACME')
    await page.fill('[name=accent]', '#8a1c4a')
    await page.selectOption('[name=language]', 'de')
    await page.selectOption('#add', 'tiktok')
    await page.fill('[name=tiktok]', 'C4A1B2C3D4E5F6G7H8I9')
    const { accept_all: words } = language('de')
    await shows('it speaks German, by a file of its own', page, async frame =>
      (await frame.locator('smg-consent .banner').textContent()).includes(words),
    )
    await shows('TikTok is asked for, by a definition of its own', page, async frame =>
      (await frame.locator('smg-consent .banner').textContent()).includes('2 '),
    )
    const seen = await inBanner(page, ({ shadowRoot }) => {
      const banner = shadowRoot.querySelector('.banner')
      const { layout, position } = banner.dataset
      return [
        layout,
        position,
        getComputedStyle(banner.querySelector('.button')).color,
        banner.textContent.includes('ACME'),
      ]
    })
    assert.deepEqual(seen, ['bar', 'top-center', 'rgb(138, 28, 74)', true])

    const [, config] = /window\.SMG_CONFIG = (\{[\s\S]*?\})\n<\/script>/.exec(await output(page, 'snippet'))
    assert.deepEqual(JSON.parse(config), {
      analytics: { ga4: 'G-ABC1234567', tiktok: 'C4A1B2C3D4E5F6G7H8I9' },
      consent: { company: 'ACME', language: 'de', layout: 'bar', position: 'top-center', theme: { accent: '#8a1c4a' } },
    })
    assert.equal(
      await output(page, 'policy'),
      `Content-Security-Policy: ${policyOf([definition('processors/ga4.json'), definition('catalogue/tiktok.json')])}`,
    )

    // Whoever gets the address sees the same.
    const address = new URL(page.url())
    assert.equal(address.href.startsWith(home), true)
    const other = await site.context.newPage()
    await other.goto(address.href)
    await shows('the other one has it too', other, async frame =>
      (await frame.locator('smg-consent .banner').textContent()).includes(words),
    )
    assert.equal(await output(other, 'snippet'), await output(page, 'snippet'))
    assert.equal(await other.inputValue('[name=tiktok]'), 'C4A1B2C3D4E5F6G7H8I9')
    assert.deepEqual(site.thirdPartyUrls, [])
  })

  test(`${place}: a yes in it reaches no vendor and is not kept`, async t => {
    const { site, page } = await visit(t, '#ga4=G-ABC1234567&metaPixel=123456789012345&use=youtube')
    const frame = await frameOf(page)
    const accept = frame.locator('smg-consent .banner [data-smg=accept]')
    await accept.waitFor()
    await page.locator('[data-frames]').evaluate(element => element.scrollIntoView())
    // It is seen in its frame.
    await ripe(frame.locator(':root'))
    await accept.click()
    await until('it is granted', async () => /You said yes/.test(await page.locator('[data-choice]').textContent()))
    await settle(page, 1200)
    assert.deepEqual(site.thirdPartyUrls, [])
    if (place === 'served') assert.deepEqual(await storage(site), nothing)
    else assert.deepEqual(await page.evaluate(() => [document.cookie, localStorage.length]), ['', 0])
    // Nor is it known to the next frame.
    await page.selectOption('[name=layout]', 'bar')
    await shows('it asks anew', page, async next => (await next.locator('smg-consent [data-layout=bar]').count()) === 1)
  })
}

test('what is wrong with a value the module says, beside its field', async t => {
  const { page } = await fromServer(t)
  const fault = name => page.locator(`[id="${name}-fault"]`).textContent()
  await page.fill('[name=ga4]', 'UA-1')
  await until('it is told', async () => (await fault('ga4')) !== '')
  assert.equal(await fault('ga4'), 'Expected G-[A-Z0-9]{6,12}, got "UA-1"')
  assert.equal(await page.getAttribute('[name=ga4]', 'aria-invalid'), 'true')
  await page.fill('[name=ga4]', 'G-ABC1234567')
  await page.fill('[name=accent]', 'no colour')
  await until('it is told of the colour', async () => /no colour/.test(await fault('accent')))
  await until('no more of the id', async () => (await fault('ga4')) === '')
  await page.selectOption('#add', 'matomo')
  await page.fill('[name="matomo.site"]', 'x')
  await until(
    'it is told of one of several values',
    async () =>
      (await page.locator('[data-service=matomo] .fault').allTextContents()).join('') !== '' ||
      (await page.locator('[data-said] li').count()) > 0,
  )
})

test('the settings, the small button and the policy table can be shown, on a phone and a large screen', async t => {
  const { page } = await fromServer(t, '#ga4=G-ABC1234567')
  await page.locator('[name=show][value=settings]').check()
  await shows('the settings', page, async frame => (await frame.locator('dialog[open]').count()) === 1)
  await page.locator('[name=show][value=button]').check()
  await shows('the button', page, async frame => (await frame.locator('smg-consent .float').count()) === 1)
  await page.locator('[name=show][value=table]').check()
  await shows('the table', page, async frame => frame.locator('[data-smg-row=ga4]').isVisible())
  assert.match(await output(page, 'table'), /<tr[^>]* data-smg-row="ga4"/)
  for (const [screen, width] of [
    ['phone', 360],
    ['screen', 1280],
  ]) {
    await page.locator(`[name=screen][value=${screen}]`).check()
    await until(
      `it is ${width} wide`,
      async () => (await (await frameOf(page)).locator('html').evaluate(() => innerWidth)) === width,
    )
  }
})

test('what is copied is sound: the command checks the snippet, and makes the folder of it', async t => {
  const { page } = await fromServer(
    t,
    '#ga4=G-ABC1234567&use=youtube&use=matomo&matomo.host=stats.example&matomo.site=3&company=%3C%2Fscript%3E&policyUrl=%2Fprivacy&email=a%40b.example&country=KZ&language=kk&layout=dialog&modal=true&floatingButton=false&mode=dark&accent=%230b5f5b',
  )
  await frameOf(page)
  const made = scratch(t, { 'snippet.html': await output(page, 'snippet') })
  const checked = made.smg('check', 'snippet.html')
  assert.equal(checked.status, 0, checked.out + checked.err)
  const command = await output(page, 'command')
  const { status, err } = made.smg(...command.split(' ').slice(2))
  assert.equal(status, 0, err)
  const files = made.list('smg')
  for (const name of ['smg.js', 'processors/youtube.json', 'processors/matomo.json'])
    assert.ok(files.includes(name), `${name}: ${files}`)
  assert.ok(!files.includes('processors/tiktok.json'), String(files))
  const csp = made.smg('csp', 'snippet.html')
  const [sources] = /img-src [^;]*/.exec(await output(page, 'policy'))
  for (const source of sources.split(' ')) assert.ok(csp.out.includes(source), `${source}: ${csp.out}`)
})
