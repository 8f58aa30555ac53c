// What all commands have in common: help, --json, how they end.

import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../../browser/support/paths.mjs'
import { scratch } from './support.mjs'

const commands = readdirSync(join(root, 'web/cli/commands')).map(name => name.replace('.mjs', ''))
// Of a bundle, by which the configuration is a file.
const tagsOf = site =>
  site
    .read('site/smg/smg-snippet.html')
    .match(/<script.*<\/script>/g)
    .join('')
const config = { analytics: { ga4: 'G-ABC1234567' }, consent: { company: 'Example LLP' } }

test('each file of commands/ is a command that says what it does and has --json', t => {
  const { smg } = scratch(t)
  const { status, out } = smg('--help')
  assert.equal(status, 0)
  for (const name of commands) {
    assert.match(out, new RegExp(`^  ${name}\\b`, 'm'))
    const help = smg(name, '--help')
    assert.equal(help.status, 0, name)
    assert.match(help.out, new RegExp(`^Usage: smg-consent ${name} `), name)
    assert.match(help.out, /--json/, name)
  }
})

test('wrong use ends with 2 and a hint, and with --json in JSON', t => {
  const { smg } = scratch(t, { 'a.json': config })
  for (const [given, words] of [
    [[], /Usage/],
    [['chek'], /unknown command 'chek'/],
    [['check'], /missing required argument 'config'/],
    [['check', 'a.json', '--jsno'], /unknown option '--jsno'/],
    [['csp', 'a.json', '--format', 'iis'], /Allowed choices are header/],
    [['bundle', 'a.json'], /required option '--out <folder>'/],
    [['check', 'b.json'], /b\.json: expected a configuration, got no such file; smg-consent init writes one/],
    [['table', 'a.json', '--dist', '/nowhere'], /smg\.wasm: expected a build of the module/],
  ]) {
    const { status, err } = smg(...given)
    assert.equal(status, 2, given.join(' '))
    assert.match(err, words)
  }
  for (const given of [
    ['check', 'b.json', '--json'],
    ['check', 'a.json', '--jsno', '--json'],
  ]) {
    const { status, out } = smg(...given)
    assert.equal(status, 2)
    assert.equal(typeof JSON.parse(out).error, 'string')
  }
})

test('prerender tells machines what became of each page', t => {
  const tag = '<script async src="/smg/smg.js"></script>'
  const page = `<!doctype html><html lang="ru"><head><meta charset="utf-8"><script>window.SMG_CONFIG = ${JSON.stringify(config)}</script>${tag}</head><body></body></html>`
  const site = scratch(t, { 'site/index.html': page, 'site/bare.html': '<!doctype html><body></body>' })
  const { status, out } = site.smg('prerender', 'site', '--json')
  assert.equal(status, 0)
  const [bare, index] = JSON.parse(out).pages
  assert.deepEqual(bare, { page: 'site/bare.html', why: 'the tag of the module is not in it', written: false })
  assert.equal(index.lang, 'ru')
  assert.equal(index.written, true)
  assert.match(index.hashes[0], /^'sha256-/)
  assert.match(site.read('site/index.html'), /<smg-consent/)
})

test('prerender leaves parts of pages as they are, and says what to do where no page can have a banner', t => {
  const site = scratch(t, { 'a.json': { ...config, consent: { ...config.consent, language: 'en' } } })
  site.smg('bundle', 'a.json', '--out', 'site/smg', '--lang', 'en')
  assert.equal(site.smg('init', '--yes', '--ga4', config.analytics.ga4, '--snippet', 'site/inline.html').status, 0)
  const page = `<!doctype html><meta charset="utf-8"><title>x</title>${tagsOf(site)}<p>x`
  writeFileSync(join(site.folder, 'site/index.html'), page)
  const parts = ['site/smg/smg-snippet.html', 'site/inline.html']
  const before = parts.map(site.read)

  const without = site.smg('prerender', 'site')
  assert.equal(without.status, 1)
  assert.match(
    without.out,
    /^1 page: no banner in the page, SMG_CONFIG is not in it: name its file by --config smg-config\.json$/m,
  )
  const { status, out } = site.smg('prerender', 'site', '--config', 'a.json')
  assert.equal(status, 0)
  assert.match(out, /^1 page without a language: the banner is in the page$/m)
  assert.match(out, /^2 pages: no banner in the page, it is a part of pages: it has no doctype/m)
  assert.match(out, /^1 page written, all others stay as they were$/m)
  assert.match(site.read('site/index.html'), /<smg-consent/)
  assert.deepEqual(parts.map(site.read), before)
})

test('prerender of a folder without pages ends with 2', t => {
  const { status, err } = scratch(t, { 'site/a.txt': 'x' }).smg('prerender', 'site')
  assert.equal(status, 2)
  assert.match(err, /site: expected pages, \*\.html or \*\.htm, got none; name the folder/)
})
