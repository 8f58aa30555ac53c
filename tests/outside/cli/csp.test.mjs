// `csp`: the policy under which a site's processors run, and no more, in the form that each server reads.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import test from 'node:test'
import { pathToFileURL } from 'node:url'
import { root } from '../../browser/support/paths.mjs'
import { acceptAll, asked, assertLoads, open, openSettings, settle, until } from '../../browser/support/site.mjs'
import { all, analytics } from '../../browser/support/vendors.mjs'
import { pageWith, scratch } from './support.mjs'

const config = { analytics, consent: { company: 'Example LLP', country: 'KZ' } }
const [, ofReadme] = /^Content-Security-Policy: (.+)$/m.exec(readFileSync(join(root, 'README.md'), 'utf8'))
const policyIn = header => header.trim().replace('Content-Security-Policy: ', '')

test('for the five it is that of the README', t => {
  const { smg } = scratch(t, { 'a.json': config })
  const { status, out, err } = smg('csp', 'a.json')
  assert.deepEqual([status, out, err], [0, `Content-Security-Policy: ${ofReadme}\n`, ''])
})

test('it has the hosts of the processors that are used, and no others', t => {
  const { smg } = scratch(t, { 'a.json': { analytics: { clarity: 'abcdefgh12' } }, 'none.json': { analytics: {} } })
  const { directives, processors } = JSON.parse(smg('csp', 'a.json', '--json').out)
  assert.deepEqual(processors, ['clarity'])
  assert.deepEqual(directives['script-src'], [
    "'self'",
    "'wasm-unsafe-eval'",
    'https://www.clarity.ms',
    'https://scripts.clarity.ms',
  ])
  assert.equal(
    policyIn(smg('csp', 'none.json').out),
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'self'",
  )
})

test('values of the site stand in it, and the hosts of scripts that a definition of its own does not name', t => {
  const own = {
    id: 'own',
    name: 'Own',
    company: 'Own',
    countries: ['KZ'],
    purpose: 'analytics',
    description: 'x',
    data: ['ip'],
  }
  const { smg } = scratch(t, {
    'a.json': {
      analytics: { matomo: { host: 'stats.example.kz/matomo', site: '1' }, own: 'a1', ga4: 'G-ABC1234567' },
      consent: {
        processors: [{ ...own, idPattern: '[a-z0-9]{2}', start: [['script', 'https://{id}.own.example/x.js']] }],
      },
    },
  })
  const { directives } = JSON.parse(smg('csp', 'a.json', '--json', '--google', 'google.de,google.co.uk').out)
  assert.ok(directives['script-src'].includes('https://stats.example.kz'))
  assert.ok(directives['script-src'].includes('https://a1.own.example'))
  for (const kind of ['connect-src', 'img-src'])
    for (const host of ['https://*.google.kz', 'https://*.google.de', 'https://*.google.co.uk'])
      assert.ok(directives[kind].includes(host), `${kind} ${host}`)
})

test('where what is wrong leaves a processor out, its hosts are left out, and it is said', t => {
  const { smg } = scratch(t, { 'a.json': { analytics: { ga4: 'UA-1', clarity: 'abcdefgh12' } } })
  const { status, out, err } = smg('csp', 'a.json')
  assert.equal(status, 0)
  assert.doesNotMatch(out, /googletagmanager/)
  assert.match(err, /^a\.json:3:12: SMG_CONFIG\.analytics\.ga4: expected .*, got "UA-1"; copy the id/m)
})

test('a processor that adds inline scripts has no policy with a nonce or a hash', t => {
  const bitrix24 = { code: '1_abcdef', folder: 'cdn-ru.bitrix24.kz/b1' }
  const { smg } = scratch(t, { 'a.json': { analytics: { bitrix24 } } })
  assert.equal(smg('csp', 'a.json').status, 0)
  for (const more of [['--nonce', 'n0'], ['--inline']]) {
    const { status, err } = smg('csp', 'a.json', ...more)
    assert.equal(status, 2)
    assert.match(err, /bitrix24: adds scripts to the page .*; put the configuration into a file/)
  }
})

const violations = () => {
  window.__violations = []
  document.addEventListener('securitypolicyviolation', event =>
    window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
  )
}

for (const [what, more, nonce] of [
  ['the hash of the configuration', ['--inline']],
  ['a nonce', ['--nonce', 'n0'], 'n0'],
])
  test(`under it, with ${what}, all five run, as header and as <meta>`, async t => {
    const { smg, read } = scratch(t)
    const flags = Object.entries(analytics).flatMap(([id, value]) => ['--id', `${id}=${value}`])
    assert.equal(smg('init', '--yes', ...flags, '--company', 'Example LLP').status, 0)
    const snippet = read('smg-snippet.html').replaceAll('<script', nonce ? `<script nonce="${nonce}"` : '<script')
    const header = policyIn(smg('csp', 'smg-config.json', ...more).out)
    const meta = smg('csp', 'smg-config.json', ...more, '--format', 'meta').out
    for (const options of [
      { html: pageWith(snippet), headers: { 'content-security-policy': header } },
      { html: pageWith(snippet, { head: meta }) },
    ]) {
      const site = await open(t, { ...options, init: [violations] })
      await asked(site)
      assert.deepEqual(site.thirdPartyUrls, [])
      await openSettings(site.page)
      await acceptAll(site, all)
      await settle(site.page)
      assertLoads(site, all)
      assert.deepEqual(await site.page.evaluate(() => window.__violations), [])
    }
  })

test('Netlify and Apache have it in their forms, and a trial is a header of another name', t => {
  const { smg } = scratch(t, { 'a.json': config })
  const form = (...more) => smg('csp', 'a.json', ...more).out
  assert.equal(form('--format', 'netlify'), `/*\n  Content-Security-Policy: ${ofReadme}\n`)
  assert.equal(form('--format', 'apache'), `Header always set Content-Security-Policy "${ofReadme}"\n`)
  assert.equal(form('--report-only'), `Content-Security-Policy-Report-Only: ${ofReadme}\n`)
})

test('what would be no policy, or another one, is refused', t => {
  const { smg } = scratch(t, { 'a.json': config })
  for (const [given, words] of [
    [['--format', 'meta', '--report-only'], /--report-only: expected a form that is a header, got --format meta/],
    [['--google', 'foo bar;x'], /--google: expected domains .*, got "foo bar;x"/],
    [['--google', 'google.de,'], /--google: expected domains .*, got ""/],
    [['--google', 'https://google.de/'], /--google: expected domains/],
    [['--google', '*.google.de'], /--google: expected domains/],
    [['--nonce', "x'; script-src *"], /--nonce: expected one word/],
    [['--nonce', ''], /--nonce: expected one word/],
  ]) {
    const { status, out, err } = smg('csp', 'a.json', ...given)
    assert.deepEqual([status, out], [2, ''], given.join(' '))
    assert.match(err, words)
  }
  assert.equal(smg('csp', 'a.json', '--nonce', '{{nonce}}', '--google', 'google.co.uk, google.xn--p1ai').status, 0)
})

test('Cloudflare has it in a _headers file, and as a Worker where a line would be longer than 2,000 characters', async t => {
  const site = scratch(t, { 'a.json': { analytics: { clarity: 'abcdefgh12' } }, 'b.json': config })
  const short = site.smg('csp', 'a.json', '--format', 'cloudflare').out
  assert.match(short, /^\/\*\n {2}Content-Security-Policy: default-src/)
  const long = site.smg('csp', 'b.json', '--format', 'cloudflare').out
  const file = join(site.folder, 'worker.mjs')
  writeFileSync(file, long)
  const { default: worker } = await import(pathToFileURL(file))
  const ASSETS = { fetch: async () => new Response('page', { headers: { 'content-type': 'text/html' } }) }
  const answer = await worker.fetch(new Request('https://x.test/'), { ASSETS })
  assert.equal(answer.headers.get('content-security-policy'), ofReadme)
  assert.equal(answer.headers.get('content-type'), 'text/html')
  assert.equal(await answer.text(), 'page')
})

const nginx = process.env.NGINX ?? ['/usr/sbin/nginx', '/usr/bin/nginx'].find(path => existsSync(path))
test('nginx sends it, longer ones than it reads in one parameter too', { skip: !nginx && 'no nginx here' }, async t => {
  const site = scratch(t, { 'a.json': config })
  const google = Array.from({ length: 40 }, (_, i) => `google.c${i}.example`).join(',')
  const given = ['csp', 'a.json', '--nonce', '$request_id', '--google', google]
  const policy = policyIn(site.smg(...given).out)
  assert.ok(policy.length > 4096, `${policy.length}`)
  for (const name of ['logs', 'pages']) mkdirSync(join(site.folder, name))
  writeFileSync(join(site.folder, 'pages/index.html'), 'page')
  const socket = join(site.folder, 'socket')
  writeFileSync(
    join(site.folder, 'nginx.conf'),
    `daemon off; pid ${site.folder}/pid; error_log stderr; events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${site.folder}/logs/${name};`).join(' ')}
  server {
    listen unix:${socket};
    root ${site.folder}/pages;
    ${site.smg(...given, '--format', 'nginx').out}
  }
}`,
  )
  const server = spawn(nginx, ['-p', site.folder, '-c', join(site.folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  server.stderr.on('data', text => (said += text))
  const ended = once(server, 'exit')
  try {
    // The socket's file is there a moment before anybody listens.
    const get = () => once(http.get({ socketPath: socket, host: 'x.test' }), 'response').catch(() => [])
    let answer
    await until('nginx answers', async () => {
      assert.equal(server.exitCode, null, said)
      return ([answer] = await get())[0]
    })
    answer.resume()
    const sent = answer.headers['content-security-policy']
    assert.equal(sent.replace(/'nonce-[0-9a-f]{32}'/, "'nonce-$request_id'"), policy)
  } finally {
    server.kill()
    await ended
  }
})
