// Where the plugins write into a page, and how a policy comes to allow more: of odd pages too, which generators make.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edited, placesIn, tagOf } from '../../../web/plugins/places.mjs'
import { allowing } from '../../../web/plugins/policy.mjs'

const marked = html => edited(html, [[placesIn(html).head, placesIn(html).head, '@']])

test('the tags stand behind the charset, and before what would make them wait or move', () => {
  for (const page of [
    '<!doctype html><html><head><meta charset="utf-8"><title>A</title>@<link rel="stylesheet" href="a.css"></head><body></body></html>',
    '<!doctype html><html><head><meta charset="utf-8">@<base href="https://a.example/"></head><body></body></html>',
    '<!doctype html><html><head><link rel="icon" href="a"><meta charset="utf-8">@<script src="a.js"></script></head></html>',
    '<!doctype html><html><head><title>A</title>@</head><body><script>1</script></body></html>',
    '<!doctype html><html><head>@</head><body></body></html>',
    '<!doctype html><meta charset="utf-8"><title>A</title>@<p>Neither head nor body is written.',
    '<!doctype html><title>A</title>@<body><p>A',
    '<!doctype html>@<p>A',
  ])
    assert.equal(marked(page.replace('@', '')), page)
})

test('a part of a page is told from a page', () => {
  for (const html of ['<p>A', '<!-- a --><div data-smg-table></div>', '', 'text'])
    assert.equal(placesIn(html).isPage, false)
  for (const html of ['<!DOCTYPE html><p>A', '<html><p>A', '<body><p>A', '<head></head><p>A'])
    assert.equal(placesIn(html).isPage, true)
})

test('only a place with nothing in it is filled', () => {
  const html = `<!doctype html><body><div data-smg-table>
</div><div data-smg-table="all"></div><div data-smg-table><p>Later.</p></div>
<button data-smg-action="settings"></button><button data-smg-action="settings">A</button><button data-smg-action="withdraw"></button>
<template><div data-smg-table></div></template><!-- <div data-smg-table></div> --><p data-smg-table>`
  const { tables, buttons, hasTable } = placesIn(html)
  assert.deepEqual(
    tables.map(({ start, end, all }) => [html.slice(start, end), all]),
    [
      ['\n', false],
      ['', true],
    ],
  )
  assert.equal(buttons.length, 1)
  assert.ok(hasTable)
})

test('a page that has the tag already is known by it', () => {
  const page = src => placesIn(`<!doctype html><script async src="${src}"></script>`).hasTag
  for (const src of ['/smg/smg.js', 'smg.js?12ab', 'https://a.example/x/smg.split.js']) assert.ok(page(src), src)
  for (const src of ['/smg.more.12.js/a.js', '/notsmg.js', '/a.js']) assert.ok(!page(src), src)
})

test('a value of an attribute does not end it', () => {
  assert.equal(tagOf('a', { b: 'c"d<e&', f: true, g: false, h: undefined }), '<a b="c&quot;d&lt;e&amp;" f>')
})

const HASH = "'sha256-A='"
for (const [before, more, after] of [
  ["script-src 'self'", { 'script-src': [HASH] }, `script-src 'self' ${HASH}`],
  // What default-src has allowed of it until then.
  [
    "default-src 'self' a.example",
    { 'img-src': ['b.example'] },
    "default-src 'self' a.example; img-src 'self' a.example b.example",
  ],
  ["script-src 'none'", { 'script-src': [HASH] }, `script-src ${HASH}`],
  // All is allowed, or all inline scripts are, which a hash would end.
  ["img-src 'self'", { 'script-src': [HASH] }, "img-src 'self'"],
  ["script-src 'self' 'unsafe-inline'", { 'script-src': [HASH] }, "script-src 'self' 'unsafe-inline'"],
  ["script-src 'unsafe-inline' 'nonce-a'", { 'script-src': [HASH] }, `script-src 'unsafe-inline' 'nonce-a' ${HASH}`],
  ["default-src 'self'", { 'form-action': ['a.example'] }, "default-src 'self'"],
  ["  Script-Src  'self' ;; upgrade-insecure-requests ", {}, "script-src 'self'; upgrade-insecure-requests"],
])
  test(`"${before}" with ${JSON.stringify(more)}`, () => assert.equal(allowing(before, more), after))
