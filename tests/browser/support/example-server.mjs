// The server of the examples, as examples/serve starts it, for the tests of a file, and visits to it.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { root } from './paths.mjs'
import { open } from './site.mjs'

/** Starts it before the tests of the file and ends it after them. Returns what tells its port from then on. */
export function exampleServer() {
  let server
  let port
  before(async () => {
    server = spawn(process.execPath, [join(root, 'examples/server.mjs'), '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    port = await new Promise((resolve, reject) => {
      let said = ''
      server.stdout.on('data', chunk => {
        const found = /http:\/\/localhost:(\d+)/.exec((said += chunk))
        if (found) resolve(Number(found[1]))
      })
      server.on('exit', code => reject(new Error(`examples/server.mjs ended with ${code}`)))
    })
  })
  after(() => server.kill())
  return () => port
}

/**
 * Opens a page of it, with the policy that it sends, through the lab, which notes what goes elsewhere. `port` is what
 * exampleServer() has returned; the options are those of open().
 */
export function visitExample(t, port, path, options = {}) {
  const answer = async request => {
    if (request.host !== 'localhost') return undefined
    const { pathname, search } = new URL(request.url)
    const response = await fetch(`http://127.0.0.1:${port()}${pathname}${search}`, {
      method: request.method,
      body: request.method === 'POST' ? request.body : undefined,
      headers: request.headers.referer ? { referer: request.headers.referer } : {},
      redirect: 'manual',
    })
    const headers = Object.fromEntries(
      ['content-type', 'content-security-policy', 'location']
        .map(name => [name, response.headers.get(name)])
        .filter(([, value]) => value),
    )
    return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) }
  }
  return open(t, { host: 'localhost', scheme: 'http', path, answer, ...options })
}
