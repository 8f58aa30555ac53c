// `smg-consent prove`: what a page loads and stores without a grant, as a visitor's own browser has it. Each site is played
// by the lab, and so is the rest of the internet.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import { chromium } from 'playwright-core'
import { command, folderOf } from './support/command.mjs'
import { add, foreign, inShort, page, prove, script, smg } from './support/stage.mjs'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

test('a page without a banner: the first stage only, which it says; hosts in no definition by their domain', async t => {
  const { code, proof, report } = await prove(t, {
    html: page({
      head: '<link rel="preconnect" href="https://fonts.unknown.kz">',
      body: '<img src="https://pictures.unknown.co.uk/1.png"><iframe src="https://frame.unknown.kz/"></iframe>',
    }),
    answer: ({ host }) =>
      host === 'frame.unknown.kz'
        ? {
            headers: {
              'content-type': 'text/html',
              'set-cookie': 'seen=1; Max-Age=86400; Secure; SameSite=None; HttpOnly; Partitioned',
            },
            body: script(`localStorage.setItem('theirs', 1); indexedDB.open('their-base')`),
          }
        : undefined,
  })
  assert.equal(code, 1)
  assert.equal(proof.banner, 'none')
  assert.deepEqual(inShort(proof, 'before').sort(), [
    'connection fonts.unknown.kz',
    'cookie seen',
    'request frame.unknown.kz',
    'request pictures.unknown.co.uk',
    'stored their-base',
    'stored theirs',
  ])
  assert.deepEqual(new Set(proof.findings.map(({ whose }) => whose.name)), new Set(['unknown.kz', 'unknown.co.uk']))
  assert.ok(proof.findings.find(({ what }) => what === 'seen').httpOnly)
  for (const { id, skipped } of proof.stages)
    if (id !== 'before') assert.match(skipped, /no banner that is known was found, and no selectors were given/)
  assert.ok(report.includes('not looked at: no banner that is known was found'))
  assert.ok(report.includes('One visitor came, in a browser that had never been there, and answered nothing.'))
})

test('a site’s own cookies are listed, and count only with --strict, or where they are a known processor’s', async t => {
  const answer = ({ host, path }) =>
    host === 'www.shop.test' && path === '/'
      ? {
          headers: { 'content-type': 'text/html', 'set-cookie': ['session=1; HttpOnly', '_ym_uid=1'] },
          body: page({ head: script(`localStorage.setItem('basket', 1)`) }),
        }
      : undefined
  const { code, proof } = await prove(t, { answer })
  assert.equal(code, 1)
  assert.deepEqual(inShort(proof, 'before'), ['cookie _ym_uid'])
  const kept = proof.stages[0].kept.map(({ what }) => what)
  assert.deepEqual(kept.sort(), ['_ym_uid', 'basket', 'session'])
  const strict = await prove(t, { answer, args: ['--strict', '--pages', '1'] })
  assert.deepEqual(inShort(strict.proof, 'before').sort(), ['cookie _ym_uid', 'cookie session', 'stored basket'])
})

test('what comes only upon scrolling is found', async t => {
  // A slow machine tells the page late of what is seen, and the command looks no longer than it is told to wait.
  const late = script(
    `new IntersectionObserver(([{ isIntersecting }]) => { if (isIntersecting) ${add('https://static.hotjar.com/c/hotjar-1234567.js?sv=6')} }).observe(document.querySelector('#end'))`,
  )
  const { code, proof } = await prove(t, {
    html: page().replace('</body>', `${late}</body>`),
    args: ['--pages', '1', '--wait', '1500'],
  })
  assert.equal(code, 1)
  assert.ok(inShort(proof, 'before').includes('request static.hotjar.com'))
  assert.equal(proof.findings[0].whose.processor.id, 'hotjar')
})

test('a selector that nothing is under ends with 2, and the report says which stages are missing', async t => {
  const { code, err, report } = await prove(t, {
    html: page({ body: foreign() }),
    args: ['--reject', '#nowhere', '--pages', '1'],
  })
  assert.equal(code, 2)
  assert.match(err, /expected all stages, got only some: “reject” could not be pressed: .+#nowhere/)
  assert.ok(report.includes('could not be pressed'))
})

test('a page that does not open ends with 2, and says why', async t => {
  const answers = { drop: /net::ERR_/, 404: /the answer 404/ }
  for (const [what, reason] of Object.entries(answers)) {
    const { code, out, report } = await prove(t, {
      answer: () => (what === 'drop' ? 'drop' : { status: Number(what), body: 'none' }),
    })
    assert.equal(code, 2)
    assert.match(
      JSON.parse(out).error,
      RegExp(`^https://www\\.shop\\.test/: expected a page, got .*${reason.source}[^\\n]*$`),
    )
    assert.equal(report, undefined)
  }
})

test('the report asks nobody for anything, has no scripts, and takes what a page says for text', async t => {
  const { report, lab } = await prove(t, {
    html: page({
      head: `<script>document.cookie = '_ga=<b>1'; localStorage.setItem('_ym_<img src=x onerror=alert(1)>', 1)</script>`,
    }),
    args: ['--pages', '1'],
  })
  assert.ok(lab.log.length)
  assert.ok(report.includes('_ym_&lt;img src=x onerror=alert(1)&gt;'))
  assert.doesNotMatch(
    report,
    /<script|<link|@import|url\(|<img(?! alt="[^"<>]*" width="1280" height="800" src="data:image\/jpeg;base64,)/,
  )
  assert.match(report, /default-src 'none'/)
  assert.equal(report.match(/src="data:image\/jpeg;base64,/g).length, 1)
})

test('the report is sound HTML, and axe finds nothing in it, light, dark and narrow', async t => {
  const { report, folder } = await prove(t, {
    html: page({ head: smg({ ga4: 'G-ABC1234567' }), body: '<img src="https://pictures.unknown.kz/1.png">' }),
  })
  const judge = new HtmlValidate(new StaticConfigLoader({ extends: ['html-validate:recommended'] }))
  const { results } = await judge.validateString(report)
  assert.deepEqual(
    results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => [ruleId, message, line])),
    [],
  )

  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_SHELL ?? process.env.CHROMIUM,
    args: ['--no-sandbox'],
  })
  t.after(() => browser.close())
  for (const colorScheme of ['light', 'dark']) {
    const tab = await browser.newPage({ colorScheme, viewport: { width: 380, height: 800 }, bypassCSP: true })
    await tab.goto(`file://${folder}/report.html`)
    assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth), 380)
    await tab.addScriptTag({ path: axe })
    const { violations } = await tab.evaluate(() => window.axe.run())
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes[0].html]),
      [],
    )
  }
})

test('wrong use is told in one line, and without playwright-core how to install it', async t => {
  const wrong = {
    'ftp://x/': /expected the address of a page/,
    'https://www.shop.test/ --wait soon': /--wait: expected 0\.\.120000, got soon/,
    'https://www.shop.test/ --header nothing': /--header: expected "name: value", got nothing/,
  }
  for (const [args, message] of Object.entries(wrong)) {
    const { code, err } = await command(['prove', ...args.split(' ')])
    assert.equal(code, 2)
    assert.match(err, message)
    assert.equal(err.trim().split('\n').length, 1)
  }
  const { code, err } = await command(['prove', 'https://www.shop.test/'], { cwd: folderOf(t, {}) })
  assert.equal(code, 2)
  assert.match(err, /playwright-core, which is not installed here: npm install --save-dev playwright-core\n$/)
  const none = await command(['prove', 'https://www.shop.test/', '--browser', '/nowhere/chrome'])
  assert.equal(none.code, 2)
  assert.match(none.err, /expected Chrome, Edge or Chromium, got none that starts \(\/nowhere\/chrome: /)
})

test('--header and --cookie go to the site alone', async t => {
  const { code, lab, proof } = await prove(t, {
    html: page({ body: '<img src="https://pictures.unknown.kz/1.png">' }),
    args: ['--header', 'Authorization: Basic eDp5', '--cookie', '_ga=given', '--pages', '1'],
  })
  assert.equal(code, 1)
  const to = host => lab.log.find(request => request.host === host && request.method === 'GET').headers
  assert.equal(to('www.shop.test').authorization, 'Basic eDp5')
  assert.match(to('www.shop.test').cookie, /_ga=given/)
  assert.equal(to('pictures.unknown.kz').authorization, undefined)
  assert.deepEqual(inShort(proof, 'before'), ['request pictures.unknown.kz'])
})
