// What the recipes for Bitrix and Tilda say to paste, as it stands in them, in a page as that system makes it.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { describe } from 'node:test'
import { dist } from '../../browser/support/paths.mjs'
import {
  accept,
  assertUndecided,
  file,
  loaded,
  open,
  openSettings,
  press,
  settle,
  until,
} from '../../browser/support/site.mjs'

const read = path => readFileSync(new URL(`../../../examples/${path}`, import.meta.url), 'utf8')
/** The fenced blocks of a recipe, in its order, without what an indent puts before them. */
const blocks = path => [...read(path).matchAll(/```\w+\n([\s\S]*?)```/g)].map(([, text]) => text)

const body = '<main><h1>A page</h1></main>'
const pageOf = (head, more = '') =>
  `<!doctype html><html lang="ru">\n${head}\n<title>A page</title></head><body>${body}${more}</body></html>`

for (const system of ['bitrix', 'tilda'])
  test(`${system}: both languages say to paste the same`, () => {
    const code = path => blocks(path).map(text => text.replaceAll(/>[^<>\n]+<\/button>|title="[^"]+"/g, ''))
    assert.deepEqual(code(`${system}/README.ru.md`), code(`${system}/README.md`))
    assert.ok(code(`${system}/README.md`).length >= 4)
  })

describe('Bitrix', () => {
  const [control, header, init, , setting] = blocks('bitrix/README.md')

  // What the snippets call of Bitrix: events that are told when the page begins, strings that ShowHead() prints.
  const standIns = `<?php
namespace Bitrix\\Main {
  class EventManager {
    public $handlers = [];
    static function getInstance() { static $one; return $one ??= new self; }
    function addEventHandler($module, $event, $handler) { $this->handlers[$module . ':' . $event][] = $handler; }
  }
}
namespace Bitrix\\Main\\Page {
  class AssetMode { const ALL = 7; }
  class AssetLocation { const BEFORE_CSS = 'BEFORE_CSS'; const AFTER_JS_KERNEL = 'AFTER_JS_KERNEL'; }
  class Asset {
    public $strings = [];
    static function getInstance() { static $one; return $one ??= new self; }
    function addString($text, $unique = false, $location = AssetLocation::AFTER_JS_KERNEL, $mode = null) {
      if ($mode === AssetMode::ALL) $this->strings[$location][md5($text)] = $text;
    }
  }
}
namespace {
  if (getenv('SMG_ADMIN')) define('ADMIN_SECTION', true);
  if (file_exists(__DIR__ . '/init.php')) require __DIR__ . '/init.php';
  foreach (Bitrix\\Main\\EventManager::getInstance()->handlers['main:OnProlog'] ?? [] as $handler) $handler();
  class CMain {
    function ShowHead() {
      $strings = Bitrix\\Main\\Page\\Asset::getInstance()->strings;
      echo implode("\\n", $strings['BEFORE_CSS'] ?? []), '<link rel="stylesheet" href="/bitrix/styles.css"><script src="/bitrix/kernel.js"></script>';
    }
  }
  $APPLICATION = new CMain;
  require __DIR__ . '/header.php';
}
`
  function headBy(files, env) {
    const folder = mkdtempSync(join(tmpdir(), 'smg-bitrix-'))
    try {
      for (const [name, text] of Object.entries({ 'index.php': standIns, ...files }))
        writeFileSync(join(folder, name), text)
      return execFileSync('php', [join(folder, 'index.php')], { env: { ...process.env, ...env } }).toString()
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  // "Move all JavaScript to the end of the page", as Bitrix does it to the page that is ready.
  function moved(html) {
    const scripts = []
    const rest = html.replaceAll(/<script\b([^>]*)>[\s\S]*?<\/script>\n*/g, (script, attributes) => {
      if (attributes.includes('data-skip-moving')) return script
      scripts.push(script)
      return ''
    })
    return rest.replace('</body>', () => `${scripts.join('')}</body>`)
  }
  const other = { '/bitrix/styles.css': { body: '' }, '/bitrix/kernel.js': { body: '' } }
  let php = true
  try {
    execFileSync('php', ['-v'])
  } catch {
    php = false
  }

  for (const [way, files] of [
    ['in the template', { 'header.php': header }],
    ['for all templates', { 'header.php': '<head>\n<?php $APPLICATION->ShowHead(); ?>', 'init.php': init }],
  ])
    for (const [how, make] of [
      ['as it is', html => html],
      ['with its scripts moved', moved],
    ])
      test(`${way}, ${how}`, { skip: !php && 'no php (Debian: php-cli)' }, async t => {
        const html = make(pageOf(headBy(files), control))
        if (make === moved) assert.match(html, /<script src="\/bitrix\/kernel\.js"><\/script>\s*<\/body>/)
        const site = await open(t, { html, pages: other })
        await assertUndecided(site)
        const first = await site.page.locator('head script').evaluateAll(all => all.slice(0, 2).map(({ src }) => src))
        assert.deepEqual(first, ['', `${site.origin}/smg/smg.js`])
        assert.match(await site.page.locator('.banner').innerText(), /Example/)
        await press(site.page, 'accept')
        await loaded(site, ['metrica', 'ga4'])
        await site.page
          .locator('[data-smg-table] >> text=Yandex Metrica')
          .or(site.page.locator('[data-smg-table] td'))
          .first()
          .waitFor()
        await site.page.click('[data-smg-action=settings]')
        await site.page.locator('dialog[open]').waitFor()
        assert.deepEqual(site.said, [])
      })

  test('for all templates: not in the administration', { skip: !php && 'no php (Debian: php-cli)' }, () => {
    const files = { 'header.php': '<head><?php $APPLICATION->ShowHead(); ?>', 'init.php': init }
    assert.match(headBy(files), /smg\.js/)
    assert.doesNotMatch(headBy(files, { SMG_ADMIN: '1' }), /smg/)
  })

  test('the setting is a member of an array', { skip: !php && 'no php (Debian: php-cli)' }, () => {
    const value = execFileSync('php', ['-r', `echo json_encode([${setting}]);`]).toString()
    assert.deepEqual(JSON.parse(value), { analytics_counter: { value: { enabled: false }, readonly: false } })
  })
})

describe('Tilda', () => {
  const [head, , control, embed] = blocks('tilda/README.md')
  const hash = JSON.parse(readFileSync(join(dist, 'integrity.json'), 'utf8'))['smg.js']
  const allowing = { 'access-control-allow-origin': '*' }

  // The files lie on the other host of the recipe, which answers with `headers` of its own.
  async function visit(t, { headers = allowing, integrity = hash, more = '', change = html => html, ...options } = {}) {
    const html = pageOf(`<head>\n${head.replace('sha384-…', integrity)}`, control + more)
    const site = await open(t, {
      html: change(html),
      answer({ host, path }) {
        if (host !== 'cdn.example') return
        const found = file(dist, path.replace(/^\/smg\//, ''))
        return found ? { ...found, headers: { ...found.headers, ...headers } } : { status: 404 }
      },
      ...options,
    })
    site.others = () => site.thirdParty.filter(({ host }) => host !== 'cdn.example').map(({ url }) => url)
    site.files = () =>
      site.log.filter(({ host, method }) => host === 'cdn.example' && method === 'GET').map(({ path }) => path)
    return site
  }
  const isAsked = site => accept(site.page).first().waitFor({ timeout: 15_000 })

  test('the snippet asks, loads nothing before a yes, and finds its second file beside it', async t => {
    const site = await visit(t)
    await isAsked(site)
    await settle(site.page)
    assert.deepEqual(site.others(), [])
    assert.deepEqual(await site.context.cookies(), [])
    await openSettings(site.page)
    assert.ok(site.files().some(path => /\/smg\/smg\.more\.\w+\.js$/.test(path)))
    await press(site.page, 'close')
    await press(site.page, 'accept')
    await loaded(site, ['metrica', 'ga4'])
    assert.deepEqual(site.said, [])
  })

  test('a film in a block waits, by a definition from the other host', async t => {
    const site = await visit(t, {
      more: embed,
      change: html => html.replace('analytics: { ', 'analytics: { youtube: true, '),
    })
    await isAsked(site)
    await site.page.locator('smg-face [data-smg=once]').waitFor()
    assert.ok(site.files().includes('/smg/processors/youtube.json'))
    await settle(site.page)
    assert.deepEqual(site.others(), [])
  })

  test('with a wrong hash nothing loads, and the page works', async t => {
    const site = await visit(t, { integrity: `sha384-${'A'.repeat(64)}` })
    await until('the file', () => site.files().length)
    await settle(site.page, 1000)
    assert.equal(await site.page.locator('smg-consent').count(), 0)
    assert.equal(await site.page.locator('h1').innerText(), 'A page')
    assert.deepEqual(site.others(), [])
  })

  test('where the other host does not allow it nothing loads, and the page works', async t => {
    const site = await visit(t, { headers: {} })
    await until('the file', () => site.files().length)
    await settle(site.page, 1000)
    assert.equal(await site.page.locator('smg-consent').count(), 0)
    assert.equal(await site.page.locator('h1').innerText(), 'A page')
    assert.deepEqual(site.others(), [])
  })

  test("a policy without 'wasm-unsafe-eval' takes one more file from there", async t => {
    const policy =
      "script-src 'unsafe-inline' https://cdn.example https://mc.yandex.ru https://www.googletagmanager.com"
    const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`
    const site = await visit(t, { change: html => html.replace('<head>', `<head>${meta}`) })
    await isAsked(site)
    assert.ok(
      site.files().some(path => path.endsWith('/smg.nowasm.js')),
      site.files().join(),
    )
    await settle(site.page)
    assert.deepEqual(site.others(), [])
    await press(site.page, 'accept')
    await loaded(site, ['metrica', 'ga4'])
  })
})
