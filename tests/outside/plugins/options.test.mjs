// What the options do that all plugins have, without a generator.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { optionsOf } from '../../../web/plugins/options.mjs'
import { siteOf } from '../../../web/plugins/shared.mjs'
import { dist } from '../../browser/support/paths.mjs'
import { output } from './support.mjs'

const config = { analytics: { ga4: 'G-ABC1234567', clarity: 'abcdefghij' }, consent: { company: 'A' } }
const head = '<meta charset="utf-8">'
const pageOf = (body = '<p>A', more = '') =>
  `<!doctype html><html lang="en"><head>${head}${more}</head><body>${body}</body></html>`
const site = (given, base = '/') => {
  const said = []
  return { said, ...siteOf(optionsOf('test', { config, dist, ...given }), base, text => said.push(text)) }
}
const empty = name => {
  const folder = output(name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}
const policyIn = html => /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]

test('integrity: the tag has the hash of the build', async () => {
  const html = await site({ integrity: true, prerender: false }).page(pageOf())
  const { 'smg.js': hash } = JSON.parse(readFileSync(join(dist, 'integrity.json'), 'utf8'))
  assert.ok(html.includes(`integrity="${hash}" crossorigin="anonymous"`), html)
})

test('address: the tag leads there, nothing is put anywhere, and the policy allows that host', async () => {
  const own = site({ address: 'https://files.example/smg/', policy: 'meta', prerender: false })
  const html = await own.page(pageOf('<div data-smg-table></div>'))
  assert.match(html, /src="https:\/\/files\.example\/smg\/smg\.js\?\w{8}" crossorigin="anonymous"/)
  assert.deepEqual(await own.files(), [])
  assert.match(
    policyIn(html),
    /script-src [^;]*https:\/\/files\.example[ ;].*connect-src [^;]*https:\/\/files\.example[ ;]/,
  )
  assert.doesNotMatch(html, /smg\.table\.css/)
})

test('languages: of those that are files only the named ones are there', async () => {
  const names = (await site({ languages: ['de', 'pl'] }).files()).map(([name]) => name)
  assert.deepEqual(
    names.filter(name => name.includes('languages/')),
    ['smg/languages/de.json', 'smg/languages/pl.json'],
  )
})

test('script: each form has beside it what it may fetch, ?smg-debug’s file among it', async () => {
  const parts = {
    'smg.js': ['smg.debug.….js', 'smg.first.wasm', 'smg.js', 'smg.more.….js', 'smg.nowasm.js', 'smg.wasm'],
    'smg.all.js': ['smg.all.js', 'smg.debug.….js', 'smg.nowasm.js', 'smg.wasm'],
    'smg.split.js': ['smg.debug.….js', 'smg.nowasm.js', 'smg.split.js', 'smg.wasm'],
  }
  for (const [script, wanted] of Object.entries(parts)) {
    const names = (await site({ script }).files()).map(([name]) => name.replace(/\.[0-9a-f]{8}\.js$/, '.….js'))
    const own = names.filter(name => /^smg\/smg\.(?!table)/.test(name)).map(name => name.slice('smg/'.length))
    assert.deepEqual(own.sort(), wanted, script)
  }
})

test('a page that has the tag keeps its own; one that was made is made again the same', async () => {
  const own = site({ prerender: false })
  const page = pageOf('', '<script async src="/own/smg.js"></script>')
  assert.equal(await own.page(page), page)
  const made = await site().page(pageOf('<div data-smg-table></div>'))
  assert.equal(await site().page(made), made)
})

test('a policy that the page has in its <meta> comes to allow what is written, and nothing else', async () => {
  const policy = "script-src 'self' 'wasm-unsafe-eval'; img-src 'self'"
  const html = await site().page(pageOf('', `<meta http-equiv="Content-Security-Policy" content="${policy}">`))
  assert.match(policyIn(html), /^script-src 'self' 'wasm-unsafe-eval' 'sha256-[^']+' 'sha256-[^']+'; img-src 'self'$/)
})

test('sources and google: more is allowed, and a function gets the policy', async () => {
  let told
  const sources = { 'img-src': ['https://images.example'] }
  const own = site({ policy: text => (told = text), sources, google: ['google.de'] })
  assert.equal(policyIn(await own.page(pageOf())), undefined)
  await own.finish(empty('told'))
  assert.match(told, /img-src [^;]*https:\/\/images\.example/)
  assert.match(told, /connect-src [^;]*https:\/\/\*\.google\.de/)
  assert.equal(told.match(/'sha256-/g).length, 2)
})

test('_headers: the site’s own lines stay, ours take the place of older ones, and two policies are refused', async () => {
  const folder = empty('headers')
  const file = join(folder, '_headers')
  const theirs = '/*\n  X-Frame-Options: DENY'
  writeFileSync(file, theirs)
  const build = async more => {
    const own = site({ policy: 'headers', ...more }, '/docs/')
    await own.page(pageOf())
    await own.finish(folder)
    return readFileSync(file, 'utf8')
  }
  const once = await build()
  assert.ok(once.startsWith(`${theirs}\n# `), once)
  assert.match(once, /^\/docs\/\*\n {2}Content-Security-Policy: default-src/m)
  assert.equal(await build(), once)
  const twice = await build({ prerender: false })
  assert.notEqual(twice, once)
  assert.equal(twice.split('Content-Security-Policy').length, 2)
  writeFileSync(file, "/*\n  content-security-policy: default-src 'self'\n")
  await assert.rejects(build(), /_headers: expected no Content-Security-Policy in it, got one: take it out/)
})

test('what a page cannot bring is told once, with the reason, and the page goes on', async () => {
  const nameless = site({ config: { analytics: config.analytics } })
  const table = '<div data-smg-table></div>'
  for (const page of [pageOf(table), pageOf(`${table}<p>B`)]) {
    const html = await nameless.page(page)
    assert.ok(html.includes(table) && html.includes('smg.js') && !html.includes('<smg-consent'))
  }
  assert.equal(nameless.said.length, 2, String(nameless.said))
  assert.match(nameless.said.join('\n'), /a page brings no banner: .*company.*\n?.*/)
  assert.match(
    nameless.said.join('\n'),
    /the table is left to the module, since the table names cookies .*: give the option host, /,
  )
  assert.doesNotMatch(nameless.said.join(), /--/)

  const modal = site({ config: { ...config, consent: { company: 'A', modal: true } } })
  await modal.page(pageOf())
  assert.deepEqual(modal.said, ['a page brings no banner: its banner is modal'])

  const wrong = site({ config: { ...config, consent: { company: 'A', layout: 'round' } } })
  await wrong.page(pageOf())
  assert.match(wrong.said.join(), /SMG_CONFIG: SMG_CONFIG\.consent\.layout: expected .*, got "round"/)
})

test('the table is in the language that the configuration says, where it says one', async () => {
  const own = site({ config: { ...config, consent: { company: 'A', language: 'ru' } }, host: 'a.example' })
  const html = await own.page(pageOf('<div data-smg-table></div><button data-smg-action="settings"></button>'))
  assert.match(html, /<div class="smg-table" lang="ru"/)
  assert.match(html, /<button data-smg-action="settings">Настройки cookie</)
})
