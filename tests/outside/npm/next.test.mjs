// A site by Next, rendered on its server, whose pages change in the browser.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import test from 'node:test'
import { open } from '../../browser/support/site.mjs'
import { environment, installed, run } from './project.mjs'
import { visit } from './visit.mjs'

// Its own server on a free port of loopback: the address.
async function serve(t, folder) {
  const server = spawn('node', ['node_modules/next/dist/bin/next', 'start', '--port', '0', '--hostname', '127.0.0.1'], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(
    () =>
      new Promise(resolve => {
        server.once('exit', resolve)
        server.kill()
      }),
  )
  for await (const line of createInterface(server.stdout)) {
    const [address] = line.match(/http:\/\/127\.0\.0\.1:\d+/) ?? []
    if (address) return address
  }
  throw Error('next start has ended without an address')
}

test('rendered on a server', async t => {
  const folder = await installed('next')
  await run(folder, 'npm', ['run', 'build'])
  const address = await serve(t, folder)

  const html = await (await fetch(address)).text()
  assert.match(html, /<h1>Home<\/h1>/)
  assert.match(html, /<p>The server renders this too/)

  const site = await open(t, {
    async answer({ host, url, headers }) {
      if (!host.endsWith('.test')) return
      const { pathname, search } = new URL(url)
      const { host: _, ...others } = headers
      const response = await fetch(address + pathname + search, { headers: others }).catch(() => undefined)
      // Its server has ended, with the test.
      if (!response) return 'drop'
      const {
        'content-encoding': _encoding,
        'content-length': _length,
        ...answered
      } = Object.fromEntries(response.headers)
      return { status: response.status, headers: answered, body: Buffer.from(await response.arrayBuffer()) }
    },
  })
  // The links are followed without a load once React has taken the page over, which may be after the banner has come.
  await site.page.waitForFunction(() =>
    Object.keys(document.querySelector('a') ?? {}).some(name => name.startsWith('__reactProps')),
  )
  await visit(site)
  assert.deepEqual(site.said, [])
})
