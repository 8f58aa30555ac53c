// Serves the examples on this machine alone: examples/<case>/ at /<case>/ (what its generator has built, where it has
// one), build/dist at /smg/, and a start page that lists what there is. No caching, so that a new build is seen on
// reload. node examples/server.mjs [--port N]

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

const examples = fileURLToPath(new URL('./', import.meta.url))
const built = fileURLToPath(new URL('../build/examples/', import.meta.url))
const dist = fileURLToPath(new URL('../build/dist/', import.meta.url))
const builtIn = fileURLToPath(new URL('../src/processors/', import.meta.url))

const compress = promisify(brotliCompress)
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.ts': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
}

const { values } = parseArgs({ options: { port: { type: 'string', default: '8080' } } })
const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`--port: expected 0..65535, got "${values.port}"`)
  process.exit(2)
}

// A policy as a site with these processors would send it: its own files, the hosts of the processors that come with the
// module and of those that the page names, and the inline scripts of this very page by their hashes.
async function policy(html) {
  const hosts = { script: [], connect: [], img: [], frame: [], font: [], form: [] }
  for (const name of await readdir(join(dist, 'processors')).catch(() => [])) {
    const definition = JSON.parse(await readFile(join(dist, 'processors', name), 'utf8'))
    const isNamed = new RegExp(`[{,\\s"']${definition.id}["']?\\s*:`).test(html)
    if (!isNamed && !(await stat(join(builtIn, name)).catch(() => null))) continue
    for (const kind of Object.keys(hosts)) hosts[kind].push(...(definition.hosts?.[kind] ?? []))
  }
  const hashes = [...html.matchAll(/<script(?![^>]* src=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code]) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  )
  // What stands for a host that the site gives is none.
  const list = kind => [...new Set(hosts[kind])].filter(host => !host.includes('{')).join(' ')
  return [
    `default-src 'self'`,
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')} ${list('script')}`,
    `connect-src 'self' ${list('connect')}`,
    `img-src 'self' data: ${list('img')}`,
    `frame-src 'self' ${list('frame')}`,
    `font-src 'self' ${list('font')}`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self' ${list('form')}`,
    `frame-ancestors 'self'`,
  ].join('; ')
}

async function startPage() {
  const rows = []
  for (const [name, folder] of await cases()) {
    const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => '')
    const [, title] = /<title>(.*?)<\/title>/.exec(html) ?? []
    const [, lang] = /<html lang="(.*?)"/.exec(html) ?? []
    if (title) rows.push(`<li><h2><a href="/${name}/" lang="${lang}">${title}</a></h2><p>examples/${name}/</p></li>`)
  }
  return (await readFile(join(examples, 'start.html'), 'utf8')).replace('<!-- examples -->', rows.join('\n'))
}

// The folder of each example: what its generator has built, where it has one.
async function cases() {
  const entries = await readdir(examples, { withFileTypes: true })
  return entries
    .filter(entry => entry.isDirectory())
    .map(({ name }) => [name, join(existsSync(join(examples, name, 'package.json')) ? built : examples, name)])
}

// What can be asked for: path → file. An address is only ever looked up in it, and none is made of an address, so that
// no way of writing one leads out of the folders, or to another host.
async function paths() {
  const found = new Map()
  const add = (file, path) => {
    // What a type is not known for is not for visitors: the scripts beside this file, for one.
    if (!(extname(file) in types)) return
    found.set(path, file)
    if (path.endsWith('/index.html')) found.set(path.slice(0, -'index.html'.length), file)
  }
  for (const entry of await readdir(examples, { withFileTypes: true }))
    if (entry.isFile()) add(join(examples, entry.name), `/${entry.name}`)
  for (const [name, folder] of [...(await cases()), ['smg', dist]])
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
      const file = join(entry.parentPath ?? entry.path, entry.name)
      if (entry.isFile()) add(file, `/${name}/${relative(folder, file).split(sep).join('/')}`)
    }
  return found
}

// The path that an address names; undefined where it is none.
function pathOf(address) {
  try {
    return decodeURIComponent(new URL(address, 'http://localhost').pathname)
  } catch {
    return undefined
  }
}

async function answer(request, response) {
  const send = (status, headers, body = '') => {
    response.writeHead(status, {
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      ...headers,
    })
    response.end(request.method === 'HEAD' ? '' : body)
  }
  // As hosts do, for whoever takes it: what is measured here is then what visitors get.
  const sendFile = async (type, headers, body) => {
    if (!/\bbr\b/.test(request.headers['accept-encoding'] ?? '') || type === types['.png'])
      return send(200, { 'content-type': type, ...headers }, body)
    const encoding = { 'content-encoding': 'br', vary: 'accept-encoding' }
    send(200, { 'content-type': type, ...encoding, ...headers }, await compress(body, QUALITY))
  }
  const page = async html => sendFile(types['.html'], { 'content-security-policy': await policy(html) }, html)

  const path = pathOf(request.url)
  if (path === undefined) return send(400, { 'content-type': types['.txt'] }, 'This is no address.\n')
  const files = await paths()
  if (request.method === 'POST' && path === '/contact') {
    // The contact form of an example: nothing is kept, the page says so.
    request.resume()
    const from = pathOf(request.headers.referer)
    return send(303, { location: `${encodeURI(files.has(from) ? from : '/')}#sent` })
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, { allow: 'GET, HEAD' })
  if (path === '/') return page(await startPage())
  if (path === '/favicon.ico') return send(204, {})

  const name = files.get(path)
  if (!name) {
    if (files.has(`${path}/`)) return send(301, { location: encodeURI(`${path}/`) })
    return send(404, { 'content-type': types['.txt'] }, `There is no ${path} here.\n`)
  }
  const body = await readFile(name)
  if (extname(name) === '.html') return page(body.toString())
  await sendFile(types[extname(name)], {}, body)
}

const server = createServer((request, response) => {
  answer(request, response).catch(error => {
    if (!response.headersSent) response.writeHead(500)
    response.end()
    console.error(error)
  })
})

server.on('error', error => {
  console.error(error.code === 'EADDRINUSE' ? `Port ${port} is taken: examples/serve --port N` : error.message)
  process.exit(1)
})

server.listen(port, '127.0.0.1', () => {
  const home = `http://localhost:${server.address().port}`
  console.log(`
The examples are at ${home} (Ctrl-C ends it):

  ${home}/plain/      the snippet of the README on a bare page
  ${home}/smgcorp/    a company's site in Russian, Kazakh and English, with its privacy policy
  ${home}/gallery/    every state, language, theme, layout and position beside each other

What to look at: the request ledger on each page. Wait, scroll, go to another page: no request leaves for another
host and there is no cookie until you press "Accept all". "Reject all" keeps it so. Then change your mind by
"Cookie settings" at the foot of the page, or withdraw on the privacy page.
`)
})

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.close()
    server.closeAllConnections()
  })
}
