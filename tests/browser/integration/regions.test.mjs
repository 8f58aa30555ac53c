// The recipes of examples/regions, by which a site's own server writes the visitor's country into its pages: nginx itself
// with a database of one country, where it is on this machine, and the Worker with a stand-in for Cloudflare. What the
// module makes of the country is asked in a browser.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { runInNewContext } from 'node:vm'
import { freePort } from '../support/free-port.mjs'
import { examples } from '../support/paths.mjs'
import { isAsking, open, page, settle, tag, until } from '../support/site.mjs'

const read = name => readFileSync(join(examples, 'regions', name), 'utf8')
const html = '<!doctype html><html><head><title>A page</title></head><body><p>Text.</p></body></html>'
const written = code => html.replace('<head>', `<head><meta name="region" content="${code}">`)

// nginx as the distribution has it, or where NGINX and NGINX_MODULES say.
const nginx = process.env.NGINX ?? 'nginx'
const geoip2 = join(process.env.NGINX_MODULES ?? '/usr/lib/nginx/modules', 'ngx_http_geoip2_module.so')
const lacks = spawnSync(nginx, ['-v']).error || !existsSync(geoip2) ? 'no nginx with its geoip2 module here' : false

// A value in MaxMind's format, as far as a database of one country needs it: texts, numbers of a width, maps, lists.
const head = (type, size) => (type > 7 ? [size, type - 7] : [(type << 5) | size])
const uint = (type, value) => {
  const bytes = [...Buffer.from(value.toString(16).padStart(16, '0'), 'hex')]
  while (bytes[0] === 0) bytes.shift()
  return [...head(type, bytes.length), ...bytes]
}
const of = value => {
  if (typeof value === 'string') return [...head(2, value.length), ...Buffer.from(value)]
  if (Array.isArray(value)) return [...head(11, value.length), ...value.flatMap(of)]
  if (typeof value === 'function') return value()
  return [
    ...head(7, Object.keys(value).length),
    ...Object.entries(value).flatMap(([key, each]) => [...of(key), ...of(each)]),
  ]
}
/** A database in which each address of IPv4 is in this country: one node, both sides of which lead to the one entry. */
function databaseOf(code) {
  const nodes = 1
  const record = [0, 0, nodes + 16]
  const metadata = {
    node_count: () => uint(6, nodes),
    record_size: () => uint(5, 24),
    ip_version: () => uint(5, 4),
    database_type: 'Country',
    languages: ['en'],
    binary_format_major_version: () => uint(5, 2),
    binary_format_minor_version: () => uint(5, 0),
    build_epoch: () => uint(9, 1700000000),
    description: { en: 'One country' },
  }
  const mark = [0xab, 0xcd, 0xef, ...Buffer.from('MaxMind.com')]
  return Buffer.from([
    ...record,
    ...record,
    ...Array(16).fill(0),
    ...of({ country: { iso_code: code } }),
    ...mark,
    ...of(metadata),
  ])
}

// The two parts of nginx.conf, within all that a configuration needs to be run by itself from `folder`.
function configurationOf(folder, port, application) {
  const text = read('nginx.conf').replace(/\S+\.mmdb/, join(folder, 'country.mmdb'))
  const [, http] = /^# http$([\s\S]*)^# \/http$/m.exec(text)
  const [, server] = /^# server$([\s\S]*)^# \/server$/m.exec(text)
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `load_module ${geoip2};
daemon off;
pid ${folder}/pid;
events {}
http {
types { text/html html; text/plain txt; }
access_log off;
${paths.map(name => `${name}_temp_path ${folder}/${name};`).join('\n')}
${http}
server {
listen 127.0.0.1:${port};
root ${folder};
${server}
location /application { proxy_pass http://127.0.0.1:${application}; }
}
}
`
}

const listening = server => new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.address().port)))
// nginx with the recipe from `folder`, until the test is over. Resolves with what asks it for a path.
async function startNginx(t, folder, behind) {
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr']
  for (;;) {
    const port = await freePort()
    writeFileSync(join(folder, 'nginx.conf'), configurationOf(folder, port, behind))
    const { status, stderr } = spawnSync(nginx, ['-t', ...args], { encoding: 'utf8' })
    // Somebody else may have taken the port by now, or before nginx itself does.
    if (status !== 0 && /Address already in use/.test(stderr)) continue
    assert.equal(status, 0, stderr)
    // So that the files can be read, who serves them is who has started it.
    const running = spawn(nginx, [...args, '-g', `master_process off;`], { stdio: 'ignore' })
    const over = new Promise(resolve => running.on('exit', resolve))
    t.after(() => running.kill() && over)
    const ask = path => fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'x-region': 'FR' } })
    const hasEnded = () => running.exitCode !== null
    await until('nginx answers', () =>
      ask('/index.txt').then(async answer => (await answer.text()) === html || hasEnded(), hasEnded),
    )
    if (!hasEnded()) return ask
  }
}

for (const [code, expected] of [
  ['DE', 'DE'],
  ['d<', 'ZZ'],
])
  test(`nginx writes ${expected} where the database says "${code}"`, { skip: lacks }, async t => {
    const folder = mkdtempSync(join(tmpdir(), 'regions-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const application = createServer((request, response) => {
      response.setHeader('content-type', 'text/plain')
      response.end(request.headers['x-region'])
    })
    const behind = await listening(application)
    t.after(() => application.close())
    writeFileSync(join(folder, 'country.mmdb'), databaseOf(code))
    writeFileSync(join(folder, 'index.html'), html)
    writeFileSync(join(folder, 'index.txt'), html)
    const ask = await startNginx(t, folder, behind)
    const answer = await ask('/index.html')
    assert.equal(await answer.text(), written(expected))
    assert.equal(answer.headers.get('cache-control'), 'private')
    assert.equal(await (await ask('/index.txt')).text(), html, 'no file of another type is touched')
    assert.equal(await (await ask('/application')).text(), expected, 'and what the visitor sent is replaced')
  })

// The Worker's code as Cloudflare would run it: its one export, with what stands for the site behind it.
function workerOf(site) {
  class HTMLRewriter {
    on(selector, { element }) {
      assert.equal(selector, 'head')
      this.element = element
      return this
    }
    transform(response) {
      let text = ''
      const prepend = (more, { html: isHtml }) => {
        assert.equal(isHtml, true)
        text += more
      }
      this.element({ prepend })
      const body = response.text().then(all => all.replace('<head>', `<head>${text}`))
      return { body, headers: response.headers, status: response.status, statusText: response.statusText }
    }
  }
  class Answer {
    constructor(body, more) {
      Object.assign(this, more)
      this.text = async () => body
    }
  }
  const code = read('worker.js').replace('export default', 'worker =')
  const world = { worker: undefined, HTMLRewriter, Headers, Response: Answer, fetch: async () => site }
  runInNewContext(code, world)
  return world.worker
}
const ask = async (headers, type = 'text/html; charset=utf-8') => {
  const site = new Response(html, { status: 200, headers: { 'content-type': type, 'cache-control': 'max-age=60' } })
  const answer = await workerOf(site).fetch(new Request('https://www.example/', { headers }))
  return { text: await answer.text(), headers: answer.headers }
}

test('the Worker is a module that Node can read', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--check'], {
    input: read('worker.js'),
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
})

test('the Worker writes the country into pages, and that no shared cache may keep them', async () => {
  for (const [header, code] of [
    [{ 'CF-IPCountry': 'DE' }, 'DE'],
    [{ 'CF-IPCountry': 'XX' }, 'ZZ'],
    [{ 'CF-IPCountry': 'T1' }, 'ZZ'],
    [{ 'CF-IPCountry': '"><script>' }, 'ZZ'],
    [{}, 'ZZ'],
  ]) {
    const { text, headers } = await ask(header)
    assert.equal(text, written(code))
    assert.equal(headers.get('cache-control'), 'private')
  }
})

test('the Worker leaves all else as it is', async () => {
  const { text, headers } = await ask({ 'CF-IPCountry': 'DE' }, 'text/css')
  assert.equal(text, html)
  assert.equal(headers.get('cache-control'), 'max-age=60')
})

test('neither asks anybody where a visitor is', () => {
  for (const name of ['nginx.conf', 'worker.js']) assert.doesNotMatch(read(name), /https?:|proxy_pass|resolver/, name)
})

// The lines that README.md gives a page, with the country that one of the two has written, or none.
const [, config] = /<script>(window\.SMG_CONFIG = .*)<\/script>/.exec(read('README.md'))
for (const [code, asks] of [
  ['US', false],
  ['DE', true],
  ['ZZ', true],
  [null, true],
])
  test(`a page whose region is ${code} ${asks ? 'asks' : 'is quiet, with its settings open to all'}`, async t => {
    const first = code ? `<meta name="region" content="${code}">` : ''
    const more = 'window.SMG_CONFIG.analytics = { ga4: "G-ABC1234567" }'
    const text = page({ code: `${config}\n${more}`, head: tag }).replace('<meta charset', `${first}<meta charset`)
    const site = await open(t, { html: text })
    await site.page.evaluate(() => window.SMGConsent.ready)
    if (asks) await until('the banner is there', () => isAsking(site.page))
    else {
      await settle(site.page)
      assert.equal(await isAsking(site.page), false)
      await site.page.evaluate(() => window.SMGConsent.showPreferences())
      await site.page.locator('dialog[open]').waitFor()
    }
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.deepEqual(site.said, [])
  })
