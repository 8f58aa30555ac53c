// The server of the examples and addresses that no browser makes by itself: each is answered, no answer leads to another
// host, and nothing comes from outside of the two folders that are served.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { exampleServer } from '../support/example-server.mjs'
import { dist, root } from '../support/paths.mjs'

const port = exampleServer()

// As it is written, without a library that would mend it; by HTTP/1.0, whose answers come in one piece.
async function send(target, { method = 'GET', headers = {} } = {}) {
  const socket = net.connect(port(), '127.0.0.1')
  await once(socket, 'connect')
  const lines = Object.entries({ host: 'localhost', connection: 'close', ...headers }).map(pair => pair.join(': '))
  socket.write(Buffer.from([`${method} ${target} HTTP/1.0`, ...lines, '', ''].join('\r\n'), 'latin1'))
  const chunks = []
  for await (const chunk of socket) chunks.push(chunk)
  const answer = Buffer.concat(chunks)
  const end = answer.indexOf('\r\n\r\n')
  const head = answer.subarray(0, end).toString('latin1')
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
    location: /^location: (.*)$/im.exec(head)?.[1],
    head,
    body: answer.subarray(end + 4),
  }
}

const hash = bytes => createHash('sha256').update(bytes).digest('hex')
const within = folder =>
  readdirSync(folder, { recursive: true })
    .map(name => join(folder, String(name)))
    .filter(path => statSync(path).isFile() && !path.endsWith('.mjs'))
const served = new Set([join(root, 'examples'), dist].flatMap(within).map(path => hash(readFileSync(path))))
// Which the server makes.
const isStart = body => body.includes('<h1>SMG Consent: examples</h1>')

const slashes = ['/', '//', '/\\', '%2F', '%2f', '%5C', '\\', '/./', '/%2e/', '/%00/', '/;/']
const ups = ['..', '%2e%2e', '.%2E', '%252e%252e', '..;', '...']
const places = ['plain', 'plain/', 'server.mjs', 'README.md', 'web/package.json', 'etc/passwd', 'evil.example/']
const odd = [
  '/%2Fhost%2F..%2Fplain',
  '/%2Fhost%2F..%2Fsmgcorp',
  '/%5Chost%5C..%5C..%2Fplain',
  '/\\host/../plain',
  '//',
  '///',
  '//plain',
  '///plain',
  '//host/../plain',
  '/\\',
  '/%',
  '/%2',
  '/%GG',
  '/%E0%A4%A',
  '/%C0%AE%C0%AE/README.md',
  '/%00',
  '/plain%00',
  '/plain/%00',
  '/plain/index.html%00.txt',
  '/%0d%0aset-cookie:%20a=1',
  '/plain%0d%0aset-cookie:%20a=1',
  '/plain%0aset-cookie:%20a=1/../../plain',
  '/%0d%0a/../plain',
  '/x%0d%0a%2F..%2Fplain',
  '/\u00ff',
  '/%F0%9F%8D%AA',
  '/x%F0%9F%8D%AA%2F..%2Fplain',
  '/plain/..',
  '/plain/.',
  '/plain?%',
  '/plain?/../..',
  '/?',
  '/#',
  '/smg',
  '/smg/',
  '/smg/..',
  '/smg/languages',
  '/smg/..%2f..%2fREADME.md',
  '/smg/%2e%2e/wasm/tools.json',
  '/smg/../../../README.md',
  '/constructor',
  '/__proto__',
  '/toString',
  '*',
  'plain',
  'http://',
  'http://[',
  'http://host',
  'http://host//plain',
  'http://host/%2Fhost%2F..%2Fplain',
  'host:80',
  `/${'a'.repeat(4000)}`,
  `/${'a/'.repeat(2000)}`,
  `/${'%2e%2e%2f'.repeat(500)}etc/passwd`,
  ...slashes.flatMap(slash => places.map(place => `${slash}${place}`)),
  ...slashes.flatMap(slash => ups.map(up => `/plain${slash}${up}${slash}plain`)),
  ...ups.flatMap(up => places.map(place => `/${up}/${up}/${place}`)),
  ...ups.flatMap(up => slashes.map(slash => `/host${slash}${up}${slash}..${slash}plain`)),
]

// The answer is one that a server may give, and says nothing that it should not.
function assertAnswer({ status, location, head, body }, what) {
  assert.ok(status >= 200 && status < 500, `${what}: ${head || 'no answer'}`)
  assert.doesNotMatch(head, /^set-cookie/im, what)
  assert.equal(status >= 300 && status < 400, location !== undefined, `${what}: ${head}`)
  // A browser takes a backslash for a slash.
  if (location !== undefined) assert.match(location, /^\/(?![/\\])[^\\]*$/, what)
  if (status === 200) assert.ok(served.has(hash(body)) || isStart(body), `${what}: ${body.subarray(0, 200)}`)
}

before(() => assert.ok(served.size > 20 && odd.length > 200, `${served.size} files, ${odd.length} addresses`))

test('an odd address is answered, with what is served or with none, and leads to no other host', async () => {
  const found = new Map()
  for (const target of odd) {
    const answer = await send(target)
    assertAnswer(answer, target.slice(0, 100))
    found.set(answer.status, (found.get(answer.status) ?? 0) + 1)
  }
  // Not all are refused by the parser of the protocol, before the server has seen them.
  assert.ok(found.get(404) > 100, JSON.stringify([...found]))
  assert.equal((await send('/plain/')).status, 200)
})

test('an odd address is answered by other methods too', async () => {
  for (const target of odd)
    for (const method of ['HEAD', 'POST', 'OPTIONS']) {
      const answer = await send(target, { method, headers: { 'content-length': 0 } })
      assertAnswer({ ...answer, status: answer.status === 200 && method === 'HEAD' ? 204 : answer.status }, target)
    }
})

test('after the form is sent it leads back to a page that there is, whatever address the request names', async () => {
  for (const path of ['/smgcorp/', '/smgcorp/en/privacy.html', '/plain/index.html']) {
    const answer = await send('/contact', { method: 'POST', headers: { referer: `http://localhost:1${path}?a=1` } })
    assert.deepEqual([answer.status, answer.location], [303, `${path}#sent`])
  }
  for (const target of odd)
    for (const referer of [target, `http://localhost${target}`]) {
      const answer = await send('/contact', { method: 'POST', headers: { referer, 'content-length': 0 } })
      assertAnswer(answer, `from ${referer.slice(0, 100)}`)
    }
})

test('what is there is served: folders, escaped letters, queries, the build', async () => {
  const answers = {
    '/': 200,
    '/?a=1': 200,
    '/plain/': 200,
    '/plain/?a=%': 200,
    '/pl%61in/index.html': 200,
    '/smgcorp/en/': 200,
    '/ledger.js': 200,
    '/smg/smg.js': 200,
    '/smg/languages/en.json': 200,
    '/favicon.ico': 204,
    '/server.mjs': 404,
    '/serve': 404,
    '/nothing': 404,
  }
  for (const [target, status] of Object.entries(answers)) assert.equal((await send(target)).status, status, target)
  for (const [target, location] of Object.entries({
    '/plain': '/plain/',
    '/smgcorp/en': '/smgcorp/en/',
    '/pl%61in?a=1': '/plain/',
  })) {
    const answer = await send(target)
    assert.deepEqual([answer.status, answer.location], [301, location])
  }
})
