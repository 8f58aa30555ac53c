// The banner in the page's own HTML: what the command makes of a folder of pages, what that weighs, and that the module
// takes the page's banner for its own where it is the same, and puts its own there where it is not.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { rulesFor } from '../../../web/prerender/style.mjs'
import { prerenderPage } from '../../../web/prerender.mjs'
import { brought, config, started, visit } from '../support/brought.mjs'
import { languages, root } from '../support/paths.mjs'
import {
  acceptAll,
  assertLoads,
  assertUndecided,
  cookie,
  page,
  parse,
  press,
  ran,
  settle,
  source,
  tag,
  until,
} from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

// ---- The command ----------------------------------------------------------------------------------------------

const command = join(root, 'web/prerender.mjs')
function run(t, files, ...options) {
  const folder = mkdtempSync(join(tmpdir(), 'smg-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return {
    read: name => readFileSync(join(folder, name), 'utf8'),
    again(...more) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...options, ...more, folder])
      return { status, out: String(stdout), err: String(stderr).replaceAll(`${folder}/`, '') }
    },
  }
}
const withConfig = (lang, consent = config.consent) => page({ lang, config: { ...config, consent } })

test('the command puts the banner into each page that has the tag and SMG_CONFIG, in its language', t => {
  const plain = '<!doctype html><title>None</title><p>No module'
  const site = run(t, {
    'index.html': withConfig('ru'),
    'en/index.html': withConfig('en'),
    'kk/page.htm': withConfig('kk'),
    'de/index.html': withConfig('de'),
    'bare.html': plain,
    'elsewhere.html': page({ code: null }),
    'strange.html': withConfig('ja'),
    'modal.html': withConfig('en', { ...config.consent, modal: true }),
    'nothing.html': page({ config: {} }),
    'old.html': `<?xml version="1.0"?>${withConfig('en')}`,
    'data.txt': withConfig('en'),
  })
  const { status, out, err } = site.again()
  assert.equal(status, 0, err)
  for (const [name, lang, words] of [
    ['index.html', 'ru', 'Принять'],
    ['en/index.html', 'en', 'Accept all'],
    ['kk/page.htm', 'kk', 'Example'],
    // Of a file beside the script.
    ['de/index.html', 'de', 'Alle akzeptieren'],
  ]) {
    const text = site.read(name)
    assert.match(text, new RegExp(`<body>\\s*<smg-consent[\\s\\S]*lang=${lang}[\\s\\S]*${words}`), name)
    assert.match(out, new RegExp(`^1 page in ${lang}: the banner is in the page$`, 'm'))
  }
  for (const [name, why] of [
    ['bare.html', 'the tag of the module is not in it'],
    ['elsewhere.html', 'SMG_CONFIG is not in it'],
    ['strange.html', 'html\\[lang\\] is "ja"'],
    ['modal.html', 'its banner is modal'],
    ['nothing.html', 'its SMG_CONFIG asks for nothing'],
    ['old.html', 'it is XHTML'],
  ]) {
    assert.doesNotMatch(site.read(name), /<smg-consent/, name)
    assert.match(out, new RegExp(`^1 page: no banner in the page, .*${why}`, 'm'))
  }
  assert.doesNotMatch(site.read('data.txt'), /<smg-consent/)
  assert.match(out, /^4 pages written/m)
  // What stands around it stays as it was.
  assert.equal(site.read('en/index.html').replace(/<smg-consent[\s\S]*<\/smg-consent>/, ''), withConfig('en'))
})

test('a second run writes nothing, one with another configuration replaces the banner, one without the tag removes it', t => {
  const site = run(t, { 'index.html': withConfig('en') })
  site.again()
  const first = site.read('index.html')
  assert.match(site.again().out, /^0 pages written/m)
  assert.equal(site.read('index.html'), first)

  const other = page({ code: null, lang: 'en' })
  const file = run(t, {
    'index.html': other,
    'config.json': JSON.stringify({ ...config, consent: { company: 'Else' } }),
  })
  assert.equal(file.again().out.match(/SMG_CONFIG is not in it/)?.length, 1)
  const named = join(mkdtempSync(join(tmpdir(), 'smg-')), 'config.json')
  writeFileSync(named, JSON.stringify({ ...config, consent: { company: 'Else' } }))
  t.after(() => rmSync(dirname(named), { recursive: true }))
  assert.equal(site.again('--config', named).status, 0)
  assert.match(site.read('index.html'), /agree. If you do, Else and/)
  assert.equal(site.read('index.html').match(/<smg-consent/g).length, 1)
  site.again()
  assert.equal(site.read('index.html'), first)
})

test('a page that has lost its tag loses its banner', async () => {
  const with_ = await brought()
  const { html, why } = await prerenderPage(with_.replace(tag, ''))
  assert.ok(why)
  assert.equal(html, page({ config }).replace(tag, ''))
})

test('what cannot be known ends in a message that names the file, and no page is spoilt', t => {
  const site = run(t, {
    'code.html': page({ code: 'window.SMG_CONFIG = make()' }),
    'host.html': withConfig('en', {}),
    'charset.html': withConfig('en').replace('utf-8', 'windows-1251'),
    'colour.html': withConfig('en', { ...config.consent, theme: { accent: 'var(--brand)' } }),
    'good.html': withConfig('en'),
  })
  const { status, err, out } = site.again()
  assert.equal(status, 1)
  assert.match(err, /^code\.html: SMG_CONFIG: expected a plain value.*--config$/m)
  assert.match(err, /^host\.html: .*company, or the host/m)
  assert.match(err, /^charset\.html: expected the charset utf-8, got windows-1251$/m)
  assert.match(err, /^colour\.html: SMG_CONFIG\.consent\.theme\.accent: "var\(--brand\)" is a colour/m)
  assert.match(out, /^1 page written|^1 pages? written/m)
  assert.equal(site.again('--host', 'www.example.kz').err.includes('host.html'), false)
  assert.match(site.read('host.html'), /www\.example\.kz/)
  const wrong = spawnSync(process.execPath, [command, '/no/such/folder'])
  assert.equal(wrong.status, 2)
  assert.match(String(wrong.stderr), /\/no\/such\/folder: expected a folder of pages/)
})

test('a page has at most 1,800 bytes of brotli more, in each language', async () => {
  for (const lang of languages) {
    const plain = page({ config, lang })
    const added = brotliCompressSync(await brought({ lang })).length - brotliCompressSync(plain).length
    assert.ok(added > 500 && added <= 1800, `${lang}: ${added}`)
  }
})

test('of the stylesheet only those rules are taken that something of the banner can meet', () => {
  const css = `
    .a{color:red}.b,.c{color:red}.a .b>i{top:0}.a[data-x^=y]{top:1px}.a[data-x=y]{top:2px}
    :host{all:initial}:host(x-y){all:unset}.a:modal{top:3px}.a:has(>.c){top:4px}:focus-visible{top:5px}p:focus{top:6px}
    @container (max-height:1em){.a{top:7px}}@media (width:1px){.c{top:8px}.a{left:9px}}@media (width:2px){.c{top:8px}}
    @keyframes used{0%{top:0}}@keyframes idle{0%{top:0}}.b{animation:used 1s;--smg_b:1px}.a{--smg_a:1px;right:var(--smg_a)}`
  const nodes = [['div', { class: 'a', 'data-x': 'yes' }, ['p', { class: 'b' }, ['i', {}], ['button', {}]]]]
  assert.equal(
    rulesFor(css, nodes),
    '.a{color:red}.b{color:red}.a .b>i{top:0}.a[data-x^=y]{top:1px}:host{all:initial}:focus-visible{top:5px}' +
      '@media (width:1px){.a{left:9px}}@keyframes used{0%{top:0}}.b{animation:used 1s}.a{--smg_a:1px;right:var(--smg_a)}',
  )
})

test('what another declaration always outranks is left out, and what holds in some state or on some element is not; selectors are as short as they may be', () => {
  const nodes = [['div', { class: 'a' }, ['p', { class: 'b' }], ['p', {}, ['button', { class: 'b' }]]]]
  for (const [css, left] of [
    ['.b{top:1px}.a .b{top:2px}', '.b{top:2px}'],
    ['.a>.b{top:1px}.b{top:2px}', '.a>.b{top:1px}.b{top:2px}'],
    ['p{top:1px}.b{top:2px}', 'p{top:1px}.b{top:2px}'],
    ['button{padding-block:1px}.b{padding:2px}', '.b{padding:2px}'],
    ['.b{padding:1px}.b{padding-block:2px}', '.b{padding:1px;padding-block:2px}'],
    ['.b{top:1px}@media (width:1px){.b{top:2px}}', '.b{top:1px}@media (width:1px){.b{top:2px}}'],
    ['@media (width:1px){.b{top:2px}}.b{top:1px}', '.b{top:1px}'],
    ['.b{top:1px!important}.a .b{top:2px}', '.b{top:1px!important;top:2px}'],
    ['.b{top:1px}.b:focus-visible{top:2px}', '.b{top:1px}.b:focus-visible{top:2px}'],
    ['.b:before{top:1px}.b{top:2px}', '.b:before{top:1px}.b{top:2px}'],
    ['.a,.b{top:1px}.a .b{top:2px}', '.a,.b{top:1px}.b{top:2px}'],
    // Of less weight it would yield to what comes after it, or hold where it is not meant.
    ['.a .b{top:1px}.b{left:1px}', '.b{top:1px;left:1px}'],
    ['p .b{top:1px}', 'p .b{top:1px}'],
    ['.a .b{top:1px}button.b{top:2px}p{top:3px}', '.b{top:1px}p{top:3px}'],
    [
      '@media (width:1px){.a .b{top:1px}}@media (width:2px){.b{top:2px}}',
      '@media (width:1px){.a .b{top:1px}}@media (width:2px){.b{top:2px}}',
    ],
  ])
    assert.equal(rulesFor(css, nodes), left)
})

// ---- In a browser ---------------------------------------------------------------------------------------------

// Notes what moves, which element is the page's largest paint, and what fades in.
function watch() {
  window.__shifts = []
  new PerformanceObserver(list => {
    for (const { value } of list.getEntries()) window.__shifts.push(value)
  }).observe({ type: 'layout-shift', buffered: true })
  window.__largest = []
  new PerformanceObserver(list => {
    for (const { element } of list.getEntries()) window.__largest.push(element?.getRootNode().host?.localName ?? 'page')
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  window.__fades = 0
  const { attachShadow } = Element.prototype
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options)
    root.addEventListener('animationstart', () => window.__fades++)
    return root
  }
}
// The fade is over, and the page has been told of it: a slow machine may begin it late.
const faded = tab =>
  until('it has faded in', () =>
    tab.evaluate(() => window.__fades > 0 && !document.querySelector('smg-consent').shadowRoot.getAnimations().length),
  )
const hold = tab =>
  tab.evaluate(() => {
    const host = document.querySelector('smg-consent')
    window.__host = host
    window.__banner = host.shadowRoot.querySelector('.banner')
  })
const held = tab =>
  tab.evaluate(() => {
    const host = document.querySelector('smg-consent')
    return { host: host === window.__host, banner: host.shadowRoot.querySelector('.banner') === window.__banner }
  })
const boxes = tab =>
  tab.evaluate(() =>
    [...document.querySelector('smg-consent').shadowRoot.querySelectorAll('.banner, .banner *')].map(element => {
      const { x, y, width, height } = element.getBoundingClientRect()
      const { color, backgroundColor, borderColor, fontSize, fontFamily } = getComputedStyle(element)
      return [element.localName, x, y, width, height, color, backgroundColor, borderColor, fontSize, fontFamily].join(
        ' ',
      )
    }),
  )

const looks = {
  'as it is': {},
  'on a phone': { context: { viewport: { width: 360, height: 700 } } },
  'on a low screen': { context: { viewport: { width: 640, height: 360 } } },
  'in the dark, in Kazakh': { lang: 'kk', context: { colorScheme: 'dark' } },
  'as a bar at the top': { consent: { layout: 'bar', position: 'top-end' } },
  'in colours of the site': {
    consent: { theme: { accent: 'tomato', background: '#123', radius: '3px', font: 'serif' } },
  },
  'where more contrast is asked for': { context: { contrast: 'more' } },
}
for (const [name, { consent, ...options }] of Object.entries(looks))
  test(`the module takes the page’s banner for its own, and nothing of it changes: ${name}`, async t => {
    const site = await visit(t, {
      init: [watch],
      config: { ...config, consent: { ...config.consent, ...consent } },
      ...options,
    })
    const tab = site.page
    await tab.locator('[data-smg=accept]:visible').waitFor()
    await faded(tab)
    await hold(tab)
    const before = await boxes(tab)
    assert.equal(await tab.evaluate(() => 'SMGConsent' in window), false)
    site.release()
    await started(tab)
    await settle(tab)
    assert.deepEqual(await held(tab), { host: true, banner: true })
    assert.equal((await boxes(tab)).join('\n'), before.join('\n'))
    assert.deepEqual(await tab.evaluate(() => window.__shifts), [])
    assert.equal(await tab.evaluate(() => window.__fades), 1, 'it fades in once')
    assert.ok(!(await tab.evaluate(() => window.__largest)).includes('smg-consent'), 'never the largest paint')
    await assertUndecided(site)
    await acceptAll(site, all)
    assertLoads(site, all)
    assert.match(parse((await cookie(site)).value).notice, /^[\w-]{43}$/)
    assert.deepEqual(site.said, [])
  })

const stale = {
  'other words': html => html.replace('>Accept all<', '>Accept<'),
  'another form': html =>
    html.replace('<div class=actions part=actions>', '<p>Old</p><div class=actions part=actions>'),
  'more than the section': html => html.replace('</section>', '</section><template></template>'),
  'a style of its own': html => html.replace('<section', '<style>*{color:red}</style><section'),
}
for (const [name, change] of Object.entries(stale))
  test(`the core’s banner stands in the stead of another one that the page has brought: ${name}`, async t => {
    const site = await visit(t, { init: [watch], change })
    const tab = site.page
    await tab.locator('[data-smg=reject]:visible').waitFor()
    await hold(tab)
    site.release()
    await started(tab)
    await until('the core’s banner is there', async () => !(await held(tab)).banner)
    await settle(tab)
    assert.deepEqual(await held(tab), { host: true, banner: false })
    assert.equal(await tab.locator('smg-consent .banner').count(), 1)
    assert.equal(await tab.evaluate(() => document.querySelector('smg-consent').shadowRoot.childElementCount), 1)
    assert.deepEqual(await tab.evaluate(() => window.__shifts), [])
    await assertUndecided(site)
    await acceptAll(site, all)
    assertLoads(site, all)
  })

// What the second file and the languages are asked for by.
const isLater = ({ path }) => /^\/smg\/(smg\.more\.|languages\/)/.test(path)
const labelOf = tab => tab.locator('smg-consent .banner [data-smg=accept]').textContent()

test('a page in a language of a file keeps the banner that it has brought until that has come', async t => {
  let go
  const later = new Promise(resolve => (go = resolve))
  const answer = async request => {
    if (isLater(request)) await later
  }
  const site = await visit(t, { init: [watch], lang: 'de', answer })
  const tab = site.page
  await tab.locator('[data-smg=accept]:visible').waitFor()
  await hold(tab)
  const before = await boxes(tab)
  site.release()
  await until('the second file is asked for', () => site.log.some(isLater))
  await settle(tab)
  assert.deepEqual(await held(tab), { host: true, banner: true })
  assert.equal(await labelOf(tab), 'Alle akzeptieren')
  // A press waits, as it did for the module.
  await press(tab, 'accept')
  await settle(tab)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.equal((await boxes(tab)).join('\n'), before.join('\n'))
  go()
  await ran(tab, all)
  assertLoads(site, all)
  assert.equal(parse((await cookie(site)).value).language, 'de')
  assert.deepEqual(site.said, [])
  assert.deepEqual(await tab.evaluate(() => window.__shifts), [])
})

test('it takes that banner for its own, and it is never rendered anew', async t => {
  const site = await visit(t, { init: [watch], lang: 'de' })
  const tab = site.page
  await tab.locator('[data-smg=accept]:visible').waitFor()
  await hold(tab)
  site.release()
  await started(tab)
  await settle(tab)
  assert.deepEqual(await held(tab), { host: true, banner: true })
  await assertUndecided(site)
  assert.equal(await labelOf(tab), 'Alle akzeptieren')
})

for (const [what, missing] of [
  ['second file', /smg\.more\./],
  ['file of the language', /\/languages\//],
])
  test(`where the ${what} does not come the banner is English then, and does all`, async t => {
    const answer = ({ path }) => (missing.test(path) ? { status: 404, body: '' } : undefined)
    const site = await visit(t, { lang: 'de', answer, release: true })
    await started(site.page)
    await until('the banner is English', async () => (await labelOf(site.page)) === 'Accept all')
    await assertUndecided(site)
    await acceptAll(site, all)
    assertLoads(site, all)
  })

test('it stands behind the skip links of the page, where the module has it', async t => {
  const skip = '<div><a href="#main">To the content</a></div>'
  const change = async html => (await prerenderPage(html.replace('<body>', `<body>${skip}`))).html
  const html = await change(page({ config }))
  assert.ok(html.indexOf('<smg-consent') > html.indexOf(skip))
  const site = await visit(t, { change: () => html })
  await site.page.locator('[data-smg=accept]:visible').waitFor()
  await hold(site.page)
  site.release()
  await started(site.page)
  await settle(site.page)
  assert.deepEqual(await held(site.page), { host: true, banner: true })
  assert.equal(
    await site.page.evaluate(() => document.querySelector('smg-consent').previousElementSibling.localName),
    'div',
  )
})

test('a <base> changes nothing, nor does a policy without inline scripts and styles but the hashes', async t => {
  const head = `<base href="/deep/">${tag}`
  const made = await prerenderPage(page({ config, head, code: null }), { config })
  const site = await visit(t, {
    change: () => made.html.replace('<head>', '<head><script src="/config.js"></script>'),
    head,
    headers: {
      'content-security-policy': `default-src 'self'; script-src 'self' 'wasm-unsafe-eval' ${made.hashes.join(' ')}; style-src 'self'; require-trusted-types-for 'script'; trusted-types smg`,
    },
    pages: {
      '/config.js': {
        headers: { 'content-type': 'text/javascript' },
        body: `window.SMG_CONFIG = ${source(config)}`,
      },
    },
    init: [
      () => {
        window.__violations = []
        document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
          window.__violations.push(violatedDirective),
        )
      },
    ],
  })
  await site.page.locator('[data-smg=accept]:visible').waitFor()
  await hold(site.page)
  site.release()
  await started(site.page)
  assert.deepEqual(await held(site.page), { host: true, banner: true })
  await press(site.page, 'reject')
  await settle(site.page)
  assert.deepEqual(await site.page.evaluate(() => window.__violations), [])
})
