// The overlay of ?smg-debug, or of the option `debug`: it comes only there, shows each event and why a thing was or was
// not loaded, changes nothing and stores nothing; what it saves is a run that the native core answers byte for byte alike.

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import test from 'node:test'
import { fileOf } from '../../../web/debug/file.js'
import { reasons } from '../../../web/debug/reasons.js'
import { faultOfEffect, faultOfEvent, judge, schema } from '../support/contract.mjs'
import { dist, root } from '../support/paths.mjs'
import { built, folder, replay } from '../support/replay.mjs'
import {
  accept,
  acceptAll,
  asked,
  assertLoads,
  assertUndecided,
  cookie,
  daysAgo,
  grant,
  isAsking,
  loaded,
  open,
  openSettings,
  page,
  press,
  ran,
  refusal,
  setCookie,
  settle,
  sorted,
  splitTag,
  storage,
  tag,
  turn,
  until,
  withField,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const native = join(root, 'build/native/smg-replay')
const third = readdirSync(dist).find(name => /^smg\.debug\.[0-9a-f]{8}\.js$/.test(name))
const isThird = ({ path }) => path.startsWith('/smg/smg.debug.')
const overlay = site => site.page.locator('smg-debug')
const opened = site => overlay(site).locator('header').waitFor()

// A visitor whose page is looked into.
async function watched(t, options = {}) {
  const site = await open(t, {
    path: '/?smg-debug',
    ...options,
    pages: { '/?smg-debug': options.html ?? page(options), ...options.pages },
  })
  await opened(site)
  return site
}

// The reason that the overlay shows for the banner, a purpose, or a processor.
const reasonOf = (site, id) => overlay(site).locator(`.why [data-id="${id}"]`).getAttribute('data-reason')
async function isBecause(site, wanted) {
  for (const [id, reason] of Object.entries(wanted))
    await until(
      `${id} is ${reason}, not ${await reasonOf(site, id)}`,
      async () => (await reasonOf(site, id)) === reason,
    )
}
const events = site => site.page.locator('smg-debug .events > li')
const showEvents = site => overlay(site).getByRole('tab', { name: 'Events' }).click()

// The file as a browser saves it.
async function saved(site) {
  await overlay(site).getByRole('button', { name: 'Save as a file' }).click()
  const download = site.page.waitForEvent('download')
  await overlay(site).getByRole('button', { name: 'Save the file' }).click()
  const file = await download
  assert.equal(file.suggestedFilename(), 'smg-debug.events')
  return readFileSync(await file.path(), 'utf8')
}

const linesOf = text => text.trimEnd().split('\n')
const eventsIn = text => linesOf(text).filter(line => line.startsWith('{'))
const answersIn = text =>
  linesOf(text)
    .filter(line => line.startsWith('= '))
    .map(line => line.slice(2))

// Puts a saved file to the native core and to the module, which both answer what it has.
function assertReplays(text) {
  built(native, 'native')
  const run = `${eventsIn(text).join('\n')}\n`
  const expected = `${answersIn(text).join('\n')}\n`
  assert.ok(eventsIn(text).length > 1 && eventsIn(text).length === answersIn(text).length)
  for (const line of eventsIn(text)) assert.equal(faultOfEvent(JSON.parse(line)), undefined, line.slice(0, 200))
  for (const line of answersIn(text))
    for (const effect of JSON.parse(line)) assert.equal(faultOfEffect(effect), undefined, JSON.stringify(effect))
  assert.ok(replay(join(dist, 'smg.wasm'), run) === expected, 'the module answers otherwise')
  const { status, stdout, stderr } = spawnSync(native, { input: text, encoding: 'utf8', maxBuffer: 1 << 26 })
  assert.equal(status, 0, stderr)
  assert.ok(stdout === expected, 'the native core answers otherwise')
  assert.match(stderr, /^\d+ answers, each as in the file$/m)
}

test('there are words for each reason that the core has, and for no other', () => {
  const [, list] = readFileSync(join(root, 'src/explain.h'), 'utf8').split('#define EXPLAIN_REASONS(X)')
  const keys = [...list.split('clang-format on')[0].matchAll(/X\((\w+)\)/g)].map(([, key]) => key)
  assert.ok(keys.length > 30)
  assert.deepEqual(sorted(Object.keys(reasons)), sorted(keys))
  assert.deepEqual(schema.$defs.reason.enum, keys)
})

test('each explanation of the recorded run has the form of the schema', () => {
  const faultOf = judge('explanation')
  const run = readFileSync(join(folder, 'explain.jsonl'), 'utf8')
  const answers = linesOf(replay(join(dist, 'smg.wasm'), run))
  const explained = linesOf(run).flatMap((line, i) =>
    JSON.parse(line).type === 'explain' ? [JSON.parse(answers[i])] : [],
  )
  assert.ok(explained.length > 10)
  for (const [[kind, value], ...more] of explained) {
    assert.equal(kind, 'return')
    assert.equal(faultOf(value), undefined)
    assert.deepEqual(more, [])
  }
})

test('nothing of it is fetched without the parameter, nor where the owner says no', async t => {
  for (const options of [
    {},
    { path: '/?smg-debugger=1' },
    { path: '/?smg-debug', config: { analytics, consent: { debug: false } } },
  ]) {
    const { path = '/' } = options
    const site = await open(t, { ...options, pages: { [path]: page(options) } })
    await asked(site)
    await openSettings(site.page)
    await acceptAll(site, all)
    await settle(site.page)
    assert.deepEqual(site.log.filter(isThird), [])
    assert.equal(await overlay(site).count(), 0)
    assert.deepEqual(
      site.console.filter(({ type }) => type === 'debug'),
      [],
    )
  }
})

const ways = {
  'the parameter': { path: '/?a=b&smg-debug=1#x', pages: { '/?a=b&smg-debug=1': page() } },
  'the option': { path: '/', config: { analytics, consent: { debug: true } }, html: undefined },
  'one file that has all': { html: page({ head: tag.replace('smg.js', 'smg.all.js') }), isOther: true },
  'a module of its own': { html: page({ head: splitTag }), isOther: true },
}
for (const [what, { isOther, ...options }] of Object.entries(ways))
  test(`with ${what} it is there, by its hash, from the first event on, and all goes as it does without`, async t => {
    const site = await watched(t, options)
    await accept(site.page).first().waitFor()
    if (!isOther) await asked(site)
    assert.deepEqual(
      site.log.filter(isThird).map(({ path }) => path),
      [`/smg/${third}`],
    )
    await showEvents(site)
    // The newest first: the start is the last, but for what is fetched before it where the whole begins.
    await events(site).first().waitFor()
    assert.match(
      (await events(site).allTextContents()).slice(-2).join('\n'),
      isOther ? /\+0\.000 s start/ : /\+0\.000 s start.*\n.* wants/,
    )
    assert.equal(await site.page.evaluate(() => window['smg:debug']), undefined)
    await acceptAll(site, all)
    assertLoads(site, all)
    await isBecause(site, { ga4: 'active', banner: 'answered' })
    assert.equal(await site.page.locator('smg-debug').count(), 1)
    const said = site.console.filter(({ type }) => type === 'debug')
    assert.equal(said.length > 5, what === 'the option')
  })

test('it says why at each step: before a choice, of a grant, a withdrawal, and what the page does not use', async t => {
  const body =
    '<iframe data-smg-purpose="marketing" data-smg-src="https://maps.example/x"></iframe><script type="text/plain" data-smg-purpose="anaiytics"></script>'
  const config = {
    analytics: { ...analytics, hotjar: false, clarity: undefined, metaPixel: undefined },
    consent: { purposes: { marketing: {} } },
  }
  const site = await watched(t, { body, config })
  await isBecause(site, {
    banner: 'first',
    ga4: 'first',
    analytics: 'first',
    hotjar: 'disabled',
    clarity: 'unconfigured',
  })
  const content = overlay(site).locator('.why li', { hasText: 'Marked' })
  await until('it tells of what waits', async () =>
    /<iframe>.*maps\.example.*It waits for marketing\.\n<script>.*nothing can wake it/s.test(
      (await content.allTextContents()).join('\n'),
    ),
  )
  await openSettings(site.page)
  await turn(site.page, 'ga4')
  await press(site.page, 'save')
  await isBecause(site, { ga4: 'active', metrica: 'off', analytics: 'some', banner: 'answered' })
  await until('it tells when', async () =>
    /Loaded at \+\d+\.\d{3} s/.test(await overlay(site).locator('[data-id=ga4]').textContent()),
  )
  assert.match(await overlay(site).locator('dl').textContent(), /A grant of .*holds until/)
  await site.page.evaluate(() => window.SMGConsent.withdraw())
  await isBecause(site, { ga4: 'stopped', metrica: 'refused', analytics: 'refused' })
})

test('it says why where the visitor refuses, under Global Privacy Control, in a quiet country and where a script fails', async t => {
  const site = await watched(t)
  await press(site.page, 'reject')
  await isBecause(site, { banner: 'answered', ga4: 'refused', metaPixel: 'refused' })
  assert.equal(await overlay(site).count(), 1)

  const gpc = () => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true })
  const withheld = await watched(t, { init: [gpc] })
  await isBecause(withheld, { metaPixel: 'gpc', ga4: 'first' })

  const quiet = await watched(t, { config: { analytics, consent: { quietIn: ['US'], region: 'US' } } })
  await isBecause(quiet, { banner: 'region', ga4: 'region' })

  const blocked = await watched(t, { answer: ({ host }) => (host.endsWith('.hotjar.com') ? 'drop' : undefined) })
  await press(blocked.page, 'accept')
  await ran(
    blocked.page,
    all.filter(id => id !== 'hotjar'),
  )
  await isBecause(blocked, { hotjar: 'script', ga4: 'active' })
  await until('it tells of the script', async () =>
    /Told at .*its script did not load/.test(await overlay(blocked).locator('[data-id=hotjar]').textContent()),
  )
})

test('it says why of a record that is over, of one that holds, and of another revision', async t => {
  const record = await grant(t)
  for (const [value, consent, wanted] of [
    [withField(record, 'time', daysAgo(400)), {}, { banner: 'ended', ga4: 'ended' }],
    [record, { revision: 2 }, { banner: 'revision', ga4: 'revision' }],
    [record, {}, { banner: 'answered', ga4: 'active' }],
  ]) {
    const html = page({ config: { analytics, consent } })
    const site = await open(t, {
      html,
      pages: { '/?smg-debug': html, '/empty': '<!doctype html><title>x</title>' },
      path: '/empty',
    })
    await setCookie(site, value)
    await site.go('/?smg-debug')
    await opened(site)
    await isBecause(site, wanted)
  }
})

test('what it saves replays natively, byte for byte, and in the module', async t => {
  const site = await watched(t, {
    body: '<div data-smg-table></div><script type="text/plain" data-smg-purpose="analytics">window.woken = 1</script>',
  })
  await openSettings(site.page)
  await turn(site.page, 'marketing')
  await press(site.page, 'save')
  await loaded(site, ['metaPixel'])
  await site.page.evaluate(() => window.SMGConsent.acceptAll())
  await ran(site.page, all)
  await site.page.evaluate(() => {
    window.SMGConsent.acceptPurpose('marketing', false)
    return window.SMGConsent.getReceipt()
  })
  const due = {
    event: ['wants', 'action', 'added', 'call', 'next', 'requests'],
    effect: ['render', 'store', 'load', 'stop', 'unlock', 'emit'],
  }
  const shown = () =>
    overlay(site)
      .locator('select option')
      .evaluateAll(options => options.map(({ value }) => value))
  const names = Object.entries(due).flatMap(([what, list]) => list.map(name => `${what}:${name}`))
  await until(`${names} have come`, async () => {
    const here = await shown()
    return names.every(name => here.includes(name))
  })
  await settle(site.page)
  const text = await saved(site)
  assertReplays(text)
  const types = eventsIn(text).map(line => JSON.parse(line).type)
  assert.equal(types.filter(type => type === 'start').length, 1)
  for (const type of due.event) assert.ok(types.includes(type), `${type} among ${types}`)
  const kinds = new Set(answersIn(text).flatMap(line => JSON.parse(line).map(([kind]) => kind)))
  for (const kind of due.effect) assert.ok(kinds.has(kind), kind)
  // The module of this build is named in it.
  const { 'smg.wasm': hash } = JSON.parse(readFileSync(join(dist, 'integrity.json'), 'utf8'))
  assert.ok(text.includes(`\n# smg.wasm ${hash}\n`))
})

test('tests/replay says that a saved file is answered alike, and names the first answer that is not', async t => {
  const site = await watched(t)
  await press(site.page, 'reject')
  await until('the refusal is stored', () => refusal(site.page))
  const text = await saved(site)
  const path = join(root, 'build/replayed.events')
  const run = content => {
    writeFileSync(path, content)
    return spawnSync(join(root, 'tests/replay'), [path], { encoding: 'utf8' })
  }
  const good = run(text)
  assert.equal(good.status, 0, good.stderr)
  assert.match(good.stderr, /\d+ answers, each as in the file/)
  const at = linesOf(text).findIndex(line => line.includes('"store"'))
  const bad = run(text.replace('["store","smg_consent=; Path=/', '["store","smg_consent=; Path=/x'))
  assert.equal(bad.status, 1)
  assert.match(bad.stderr, new RegExp(`^line ${at}: another answer than the file has`, 'm'))
  assert.match(bad.stderr, /expected .*Path=\/x/)
  assert.equal(run('nothing\n').status, 2)
  writeFileSync(path, text)
  const only = execFileSync(join(root, 'tests/replay'), ['--events', path], { encoding: 'utf8' })
  assert.deepEqual(linesOf(only), eventsIn(text))
})

test('values of cookies and the ends of addresses are masked in the file, and it is answered alike', async t => {
  const site = await open(t, {
    path: '/empty',
    pages: {
      '/empty': '<!doctype html><title>x</title>',
      '/?smg-debug': page({ body: '<div data-smg-table="all"></div>' }),
    },
  })
  for (const [name, value] of [
    ['session', 'secret-of-the-session'],
    ['_ga', 'GA1.1.secret-client'],
    ['_ym_uid', 'secret-visitor'],
  ])
    await site.context.addCookies([{ name, value, url: `${site.origin}/` }])
  await site.go('/?smg-debug')
  await opened(site)
  // A leak, which is told with its address.
  await site.page.evaluate(
    () => (new Image().src = 'https://www.google-analytics.com/g/collect?cid=secret-client&dl=x#secret'),
  )
  await until('the leak is told', () => site.said.some(line => /ga4 is contacted without a grant/.test(line)))
  await acceptAll(site, all)
  await settle(site.page, 800)
  const text = await saved(site)
  assertReplays(text)
  assert.doesNotMatch(text, /secret/)
  assert.match(text, /session=masked/)
  assert.match(text, /"leak",\{"processor":"ga4","url":"https:\/\/www\.google-analytics\.com\/g\/collect\?masked"/)
  const { value } = await cookie(site)
  assert.ok(text.includes(`smg_consent=${value}`), 'the record is there as it is')
})

test('a value without a name is masked too, and a cookie whose name only begins as the record’s', () => {
  const event = { type: 'sync', cookies: 'alone; smg_consent2=x; smg_consent=1.0.x=y; a=b=c' }
  const text = fileOf([{ text: JSON.stringify(event), answer: '[]' }], 'smg_consent', 'sha384-x', JSON.stringify)
  assert.equal(JSON.parse(eventsIn(text)[0]).cookies, 'masked; smg_consent2=masked; smg_consent=1.0.x=y; a=masked')
})

test('it stores nothing, and grants nothing', async t => {
  const site = await watched(t)
  await showEvents(site)
  for (const name of ['Move', 'Move', 'Move', 'Newest first', 'Fold', 'Unfold'])
    await overlay(site).getByRole('button', { name }).click()
  await overlay(site).getByRole('searchbox').fill('start')
  await overlay(site).getByRole('combobox').selectOption('event:start')
  await until('one event is left', async () => (await overlay(site).locator('.events > li:visible').count()) === 1)
  await saved(site)
  await assertUndecided(site)
  assert.equal(await isAsking(site.page), true)
  await overlay(site).getByRole('button', { name: 'Close' }).click()
  assert.equal(await overlay(site).count(), 0)
  await assertUndecided(site)
  await site.page.reload()
  await opened(site)
  await acceptAll(site, all)
  const { cookies, local, session } = await storage(site)
  const other = await open(t)
  await asked(other)
  await acceptAll(other, all)
  const without = await storage(other)
  const names = kept => sorted(Object.keys(kept))
  assert.deepEqual(sorted(cookies.map(({ name }) => name)), sorted(without.cookies.map(({ name }) => name)))
  assert.deepEqual([names(local), names(session)], [names(without.local), names(without.session)])
})

test('under a strict policy with Trusted Types it comes, and nothing is refused', async t => {
  const head = '<script nonce="n0" async src="/smg/smg.js"></script>'
  const site = await watched(t, {
    nonce: 'n0',
    head,
    headers: {
      'content-security-policy':
        "default-src 'none'; script-src 'nonce-n0' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src *; img-src *; base-uri 'none'; require-trusted-types-for 'script'; trusted-types smg goog#html",
    },
    init: [
      () => {
        window.__violations = []
        document.addEventListener('securitypolicyviolation', event => window.__violations.push(event.violatedDirective))
      },
    ],
  })
  assert.equal(
    await overlay(site)
      .locator('.frame')
      .evaluate(element => getComputedStyle(element).position),
    'fixed',
  )
  await showEvents(site)
  await events(site).first().locator('summary').first().click()
  await saved(site)
  await acceptAll(site, all)
  await isBecause(site, { ga4: 'active' })
  assert.deepEqual(await site.page.evaluate(() => window.__violations), [])
})

test('what the page’s policy has refused is told', async t => {
  const policy = "script-src 'self' 'nonce-n0' 'wasm-unsafe-eval' https://www.googletagmanager.com"
  const site = await watched(t, {
    nonce: 'n0',
    config: { analytics: { ga4: analytics.ga4, hotjar: analytics.hotjar } },
    headers: { 'content-security-policy': policy },
  })
  await press(site.page, 'accept')
  await isBecause(site, { ga4: 'active', hotjar: 'script' })
  await until('the address is told', async () =>
    /script-src-elem: https:\/\/static\.hotjar\.com/.test(await overlay(site).locator('.frame').textContent()),
  )
})

test('where its file is missing or of another build all goes on without it', async t => {
  for (const reply of [
    { status: 404, body: '' },
    { headers: { 'content-type': 'text/javascript' }, body: 'window.bad = 1' },
  ]) {
    const site = await open(t, {
      path: '/?smg-debug',
      pages: { '/?smg-debug': page() },
      answer: request => (isThird(request) ? reply : undefined),
    })
    await asked(site)
    await until('the console says so', () =>
      /smg\.debug\.\w+\.js is missing, or of another build/.test(site.said.join()),
    )
    assert.equal(await site.page.evaluate(() => window.bad), undefined)
    await acceptAll(site, all)
    assertLoads(site, all)
  }
})

const hostile = `<style>
* { display: none !important; color: red !important; font-size: 50px !important; transform: scale(3) !important }
html, head, body { display: block !important; transform: none !important }
smg-debug { display: none !important; visibility: hidden !important; opacity: 0 !important; position: static !important }
</style>`
test('the page’s rules do not reach it, and its keys do not reach the page', async t => {
  const site = await watched(t, {
    head: hostile + tag,
    init: [() => addEventListener('keydown', event => event.preventDefault())],
  })
  const box = await overlay(site).locator('.frame').boundingBox()
  assert.ok(box.width > 200 && box.width < 700 && box.x >= 0 && box.y >= 0, JSON.stringify(box))
  const [size, opacity] = await overlay(site)
    .locator('h2')
    .evaluate(element => [getComputedStyle(element).fontSize, getComputedStyle(element.getRootNode().host).opacity])
  assert.deepEqual([size, opacity], ['13px', '1'])
  await showEvents(site)
  await overlay(site).getByRole('searchbox').pressSequentially('emit')
  assert.equal(await overlay(site).getByRole('searchbox').inputValue(), 'emit')
})

for (const width of [360, 800, 1400])
  for (const layout of ['box', 'bar'])
    test(`it leaves the banner free at ${width} px, layout ${layout}, in each corner`, async t => {
      const head = '<meta name="viewport" content="width=device-width, initial-scale=1">' + tag
      const site = await watched(t, {
        head,
        config: { analytics, consent: { layout } },
        context: { viewport: { width, height: 800 } },
      })
      await asked(site)
      const unfold = overlay(site).getByRole('button', { name: 'Unfold' })
      if (width < 600) await unfold.click()
      const banner = await site.page.locator('smg-consent .banner').boundingBox()
      const meets = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
      // It makes way in a task after the banner's.
      let frame
      await until(`it leaves ${JSON.stringify(banner)} free`, async () => {
        frame = await overlay(site).locator('.frame').boundingBox()
        return !meets(banner, frame)
      })
      assert.ok(frame.x >= 0 && frame.x + frame.width <= width && frame.height > 100, JSON.stringify(frame))
      assert.ok(await site.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      for (let i = 0; i < 4; i++) {
        await overlay(site).getByRole('button', { name: 'Move' }).click()
        const moved = await overlay(site).locator('.frame').boundingBox()
        assert.ok(!meets(banner, moved), JSON.stringify({ banner, moved }))
      }
    })

test('a keyboard reaches all of it, and axe finds no fault in the dark or the light', async t => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const site = await watched(t)
  await overlay(site).getByRole('tab', { name: 'Why' }).focus()
  await site.page.keyboard.press('ArrowRight')
  assert.equal(await overlay(site).getByRole('tab', { name: 'Events' }).getAttribute('aria-selected'), 'true')
  assert.equal(await overlay(site).getByRole('tabpanel').count(), 1)
  await overlay(site).locator('.events summary').first().press('Enter')
  await overlay(site).locator('pre').first().waitFor()
  await overlay(site).getByRole('button', { name: 'Save as a file' }).press('Enter')
  await site.page.evaluate(axe)
  for (const colorScheme of ['light', 'dark'])
    for (const tab of ['Events', 'Why']) {
      await site.page.emulateMedia({ colorScheme })
      await overlay(site).getByRole('tab', { name: tab }).click()
      const { found, passed } = await site.page.evaluate(async () => {
        const { violations, passes } = await window.axe.run({ include: 'smg-debug' }, { resultTypes: ['violations'] })
        return { found: violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), passed: passes.length }
      })
      assert.deepEqual(found, [], `${colorScheme}, ${tab}`)
      assert.ok(passed > 5)
    }
})

// It reads what it shows: a page of texts that look like markup makes no element.
test('what the page has written is only ever text in it', async t => {
  const body =
    '<iframe data-smg-purpose="&lt;img src=x onerror=alert(1)&gt;" data-smg-src="https://x.example/&lt;b&gt;"></iframe>'
  const site = await watched(t, { body, config: { analytics: { ...analytics, '<b>x</b>': 'y' } } })
  await until('the name is told', async () =>
    (await overlay(site).locator('.frame').textContent()).includes('<b>x</b>'),
  )
  await showEvents(site)
  for (const summary of await overlay(site).locator('.events > li > details > summary').all()) await summary.click()
  assert.equal(await overlay(site).locator('img, b b').count(), 0)
})
