// The server of the examples, as examples/serve starts it, for the tests of a file.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { root } from './paths.mjs'

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
