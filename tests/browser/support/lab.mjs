// A local server that plays the whole internet. One loopback port is a plain HTTP server, an HTTP proxy, a SOCKS5 proxy
// (WebKitGTK takes no other for https), and through either proxy the TLS server of every name. It forwards nothing and
// records every request, so that a test can assert what really left the browser. `localhost` and names under `.test`
// are first party and are answered by the test that uses them; every other name is a vendor.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { vendorScript } from './vendors.mjs'

// Browsers ask for these by themselves, whatever their flags and settings say. Not one of them belongs to a processor.
const chatter =
  /^(accounts\.google\.com|.*\.googleapis\.com|.*\.gvt1\.com|clients\d*\.google\.com|dl\.google\.com|.*\.mozilla\.(com|net|org)|.*\.firefox\.com)$/

function newCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'smg-lab-'))
  const file = name => join(folder, name)
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=lab',
        '-addext',
        'subjectAltName=DNS:lab.test',
        '-keyout',
        file('key.pem'),
        '-out',
        file('cert.pem'),
      ],
      { stdio: 'pipe' },
    )
    return { key: readFileSync(file('key.pem')), cert: readFileSync(file('cert.pem')) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

let certificate // of all labs of this process

export function isFirstParty(host) {
  return host === 'localhost' || host.endsWith('.test')
}

function bodyOf(request) {
  return new Promise(resolve => {
    const chunks = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', () => resolve(Buffer.alloc(0)))
  })
}

function vendorAnswer({ url, headers }) {
  // Scripts are fetched with a referrer, unless the page forbids it; then the narrowest cookie domain will do.
  const referer = headers.referer ? new URL(headers.referer).hostname : ''
  const script = vendorScript(url, referer)
  return script ? { headers: { 'content-type': 'text/javascript' }, body: script } : { status: 204 }
}

/**
 * Starts the lab on a free loopback port.
 * `answer(request)` is set by the test: it may return, or promise, { status, headers, body } for any request, first party or not
 * (`body` may be an async iterable: its parts are sent as they come),
 * 'drop' to cut the connection, or undefined to let the lab answer (a vendor's stub, 204, or 404 for a first party).
 */
export async function startLab() {
  const lab = { log: [], answer: () => undefined }
  const sockets = new Set()

  async function handle(request, response, scheme) {
    const url = new URL(request.url, `${scheme}//${request.headers.host}`).href
    const { hostname: host, pathname: path } = new URL(url)
    const entry = { time: Date.now(), method: request.method, url, host, path, headers: request.headers }
    const quiet = chatter.test(host)
    if (!quiet) lab.log.push(entry)
    entry.bytes = await bodyOf(request)
    entry.body = entry.bytes.toString()

    let answer = quiet ? { status: 404 } : await lab.answer(entry)
    if (answer === 'drop') {
      response.destroy()
      return
    }
    answer ??= isFirstParty(host) ? { status: 404, body: 'not found' } : vendorAnswer(entry)
    response.writeHead(answer.status ?? 200, { 'cache-control': 'no-cache', ...answer.headers })
    if (answer.body?.[Symbol.asyncIterator]) pipeline(answer.body, response).catch(() => {})
    else response.end(answer.body)
  }

  function keep(socket) {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // The browser closes tunnels as it likes; that is no event of a test.
    socket.on('error', () => {})
  }

  const plain = http.createServer((request, response) => handle(request, response, 'http:'))
  const secure = https.createServer((certificate ??= newCertificate()), (request, response) =>
    handle(request, response, 'https:'),
  )
  secure.on('tlsClientError', () => {})

  // The next `size` bytes of a socket that nobody else reads; null where it closes before.
  async function take(socket, size) {
    for (;;) {
      const data = socket.read(size)
      if (data) return data
      if (socket.destroyed || socket.readableEnded) return null
      await new Promise(resolve => {
        const go = () => {
          for (const event of ['readable', 'end', 'close']) socket.off(event, go)
          resolve()
        }
        for (const event of ['readable', 'end', 'close']) socket.on(event, go)
      })
    }
  }

  // Whoever asks speaks first, and the first byte tells in what: 5 is SOCKS, 22 a TLS handshake, anything else HTTP.
  async function serve(socket) {
    const first = await take(socket, 1)
    if (!first) return
    if (first[0] === 5) return socks(socket)
    socket.unshift(first)
    ;(first[0] === 22 ? secure : plain).emit('connection', socket)
    process.nextTick(() => socket.resume())
  }

  // A tunnel that is opened and never used is a preconnect: that too tells a vendor the visitor's address.
  function tunnel(url, headers = {}) {
    const { hostname: host } = new URL(`tunnel://${url}`)
    if (!chatter.test(host))
      lab.log.push({ time: Date.now(), method: 'CONNECT', url, host, path: '', headers, body: '' })
  }

  // SOCKS5 as a browser speaks it, after its first byte: no password, "connect" only, the far end by its name.
  async function socks(socket) {
    const methods = await take(socket, 1)
    if (!methods || !(await take(socket, methods[0]))) return
    socket.write(Buffer.from([5, 0]))
    const [, command, , kind, length] = (await take(socket, 5)) ?? []
    const name = command === 1 && kind === 3 && (await take(socket, length))
    const port = name && (await take(socket, 2))
    if (!port) {
      socket.end(Buffer.from([5, 7, 0, 1, 0, 0, 0, 0, 0, 0]))
      return
    }
    tunnel(`${name}:${port.readUInt16BE()}`)
    socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
    serve(socket)
  }

  const door = net.createServer(socket => {
    keep(socket)
    serve(socket)
  })

  plain.on('connect', (request, socket, head) => {
    tunnel(request.url, request.headers)
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    if (head.length) socket.unshift(head)
    serve(socket)
  })

  for (const server of [plain, secure]) {
    server.on('upgrade', (request, socket) => {
      const { host } = request.headers
      lab.log.push({
        time: Date.now(),
        method: 'UPGRADE',
        url: `wss://${host}${request.url}`,
        host,
        path: request.url,
        headers: request.headers,
        body: '',
      })
      socket.destroy()
    })
  }

  await new Promise(resolve => door.listen(0, '127.0.0.1', resolve))
  lab.port = door.address().port
  lab.close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => door.close(resolve))
  }
  return lab
}
