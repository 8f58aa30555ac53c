// `table`: what the module shows in a page, but for the column of states, in each language and form.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../../browser/support/paths.mjs'
import { open, page, whole } from '../../browser/support/site.mjs'
import { analytics } from '../../browser/support/vendors.mjs'
import { scratch } from './support.mjs'

const { marked } = createRequire(join(root, 'tests/outside/cli/markdown/package.json'))('marked')

const host = 'www.table.test'
const company = 'Example | *LLP*'
const config = { analytics: { ...analytics, youtube: true }, consent: { company } }

// What stands in an element, without the blanks between its lines, and without the last cell of each row.
function shown(element, withState) {
  const copy = element.cloneNode(true)
  for (const row of copy.querySelectorAll('tr')) {
    row.removeAttribute('data-smg-state')
    if (withState) row.lastElementChild.remove()
  }
  for (const each of copy.querySelectorAll('*')) each.removeAttribute('part')
  return copy.innerHTML.replace(/>\n+</g, '><').trim()
}

for (const lang of ['en', 'ru', 'kk', 'de'])
  test(`the table in ${lang} is the one that the browser shows`, async t => {
    const { smg } = scratch(t, { 'a.json': config })
    const given = smg('table', 'a.json', '--lang', lang, '--host', host, '--all')
    assert.equal(given.status, 0, given.err)
    const site = await open(t, {
      host,
      html: page({ config, lang, body: '<div id="own" data-smg-table="all"></div>' }),
    })
    await whole(site.page)
    await site.page.locator('#own table').last().waitFor()
    const [own, made] = await site.page.evaluate(
      ([text, source]) => {
        const read = new Function(`return ${source}`)()
        const made = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-smg-table]')
        return [read(document.getElementById('own'), true), read(made, false)]
      },
      [given.out, String(shown)],
    )
    assert.equal(made, own)
    assert.match(made, new RegExp(`lang="${lang}"`))
  })

test('what it says in Markdown is the same, and nothing of it becomes markup', t => {
  const names = { id: 'own', name: 'A | <b>b</b> *c* _d_ `e` [f](g) & #h', company: 'x\\y', countries: ['KZ'] }
  const own = {
    ...names,
    ...{ purpose: 'analytics', description: '~~none~~', data: ['ip'], policy: 'https://own.example/a_(b)|c' },
    start: [['script', 'https://own.example/a.js']],
  }
  const { smg } = scratch(t, { 'a.json': { ...config, consent: { ...config.consent, processors: [own] } } })
  const given = ['table', 'a.json', '--lang', 'ru', '--host', host]
  const [{ language, purposes }] = JSON.parse(smg(...given, '--json').out)
  assert.equal(language, 'ru')
  const { status, out } = smg(...given, '--format', 'markdown')
  assert.equal(status, 0)

  const plain = tokens =>
    tokens
      .map(({ type, text, tokens: inner }) =>
        type === 'html' ? assert.fail(text) : inner ? plain(inner) : unescaped(text),
      )
      .join('')
  const unescaped = text => text.replaceAll('&amp;', '&')
  const blocks = marked.lexer(out).filter(({ type }) => type !== 'space')
  assert.deepEqual(
    blocks.map(({ type }) => type),
    purposes.flatMap(() => ['heading', 'table']),
  )
  for (const [i, { purpose, rows }] of purposes.entries()) {
    const [heading, table] = blocks.slice(2 * i)
    assert.equal(plain(heading.tokens), purpose)
    const columns = table.header.map(cell => plain(cell.tokens))
    const read = table.rows.map(row => Object.fromEntries(row.map((cell, j) => [columns[j], plain(cell.tokens)])))
    assert.deepEqual(
      read,
      rows.map(({ id, ...cells }) => cells),
    )
  }
  const links = [...out.matchAll(/\]\(([^)]*)\)/g)].map(([, address]) => address)
  assert.ok(links.includes('https://own.example/a_%28b%29%7Cc'), String(links))
})

test('text is only text in HTML', t => {
  const own = { ...config, consent: { purposes: { analytics: { name: '<img src=x onerror=alert(1)>' } } } }
  const { out } = scratch(t, { 'a.json': own }).smg('table', 'a.json', '--host', host)
  assert.match(out, /<caption>&lt;img src=x onerror=alert\(1\)&gt;<\/caption>/)
})

test('all languages are written, a file each', t => {
  const site = scratch(t, { 'a.json': config })
  const { status, out, err } = site.smg('table', 'a.json', '--lang', 'all', '--host', host, '--out', 'tables')
  assert.equal(status, 0, err)
  const files = site.list('tables')
  assert.deepEqual(
    out.trim().split('\n'),
    files.map(name => `tables/${name}`),
  )
  assert.equal(files.length, 39)
  const texts = files.map(name => site.read(`tables/${name}`))
  for (const [i, name] of files.entries()) assert.match(texts[i], new RegExp(`lang="${name.split('.')[1]}"`), name)
  assert.equal(new Set(texts).size, files.length, 'each is another one')
})

test('what cannot be made is told: a language that there is not, the host of the site where it is named', t => {
  const { smg } = scratch(t, { 'a.json': config })
  const foreign = smg('table', 'a.json', '--lang', 'ja', '--host', host)
  assert.equal(foreign.status, 2)
  assert.match(foreign.err, /--lang: expected a language that there is, got "ja"; write some of ar,az,/)
  const unnamed = smg('table', 'a.json')
  assert.equal(unnamed.status, 2)
  assert.match(unnamed.err, /the table names cookies of the site’s own host: give it by --host/)
})

test('the language of the configuration is that of the table, own ones too', t => {
  const { smg } = scratch(t, {
    'ru.json': { ...config, consent: { language: 'ru-RU' } },
    'ja.json': { ...config, consent: { texts: { ja: { analytics_name: '訪問' } } } },
  })
  assert.match(smg('table', 'ru.json', '--host', host).out, /lang="ru"/)
  const own = smg('table', 'ja.json', '--lang', 'ja', '--host', host)
  assert.equal(own.status, 0, own.err)
  assert.match(own.out, /lang="ja"[\s\S]*<caption>訪問<\/caption>/)
})
