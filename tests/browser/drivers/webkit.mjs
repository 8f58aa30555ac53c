// WebKitGTK: its MiniBrowser on a screen of its own (Xvfb), driven by plain WebDriver calls. Through WebDriver's own
// proxy settings https pages fail; only MiniBrowser's --proxy=socks5://… works. npm's webdriver 9.33 would take the place
// of call() alone, with 125 packages: starting the screen, the driver and MiniBrowser stays ours.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/free-port.mjs'
import { ended, limit } from './engine.mjs'

function miniBrowser() {
  if (process.env.MINIBROWSER) return process.env.MINIBROWSER
  const libraries = readdirSync('/usr/lib').filter(name => name.endsWith('-linux-gnu'))
  for (const version of ['6.0', '4.1', '4.0'])
    for (const library of libraries) {
      const path = `/usr/lib/${library}/webkit${version === '6.0' ? '' : '2'}gtk-${version}/MiniBrowser`
      if (existsSync(path)) return path
    }
  throw new Error('no MiniBrowser of WebKitGTK here')
}

// Leads a process group of its own, so that what it starts ends with it.
function start(command, args, options) {
  const child = spawn(command, args, { detached: true, ...options })
  const failed = new Promise((_, reject) => {
    child.on('error', reject)
    child.on('exit', code => reject(new Error(`${command} ended with ${code}`)))
  })
  // It is waited for only while it starts.
  failed.catch(() => {})
  return { child, failed }
}

function display(screen) {
  return new Promise(resolve => {
    let said = ''
    screen.stdio[3].on('data', chunk => {
      said += chunk
      if (said.endsWith('\n')) resolve(`:${said.trim()}`)
    })
  })
}

// ms for which a program may start, on a machine that has much else to do.
const START = 60_000

const keys = { Tab: '\uE004', Enter: '\uE007', Space: ' ', Escape: '\uE00C', Shift: '\uE008' }

export async function startWebKit(port) {
  const folder = mkdtempSync(join(tmpdir(), 'smg-webkit-'))
  const groups = []
  const close = async () => {
    for (const pid of groups.reverse()) await ended(pid)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const screen = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    groups.push(screen.child.pid)
    const DISPLAY = await limit('Xvfb', Promise.race([display(screen.child), screen.failed]), START)

    const driverPort = await freePort()
    const driver = start('WebKitWebDriver', ['--host=127.0.0.1', `--port=${driverPort}`], {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        DISPLAY,
        HOME: folder,
        XDG_RUNTIME_DIR: folder,
        LANG: 'C.UTF-8',
        // Neither a bus nor the services that one would start.
        DBUS_SESSION_BUS_ADDRESS: 'disabled:',
        GIO_USE_PROXY_RESOLVER: 'dummy',
        GTK_A11Y: 'none',
        NO_AT_BRIDGE: '1',
        LIBGL_ALWAYS_SOFTWARE: '1',
      },
    })
    groups.push(driver.child.pid)

    async function call(method, path, body, ms = 30_000) {
      const response = await limit(
        `${method} ${path}`,
        fetch(`http://127.0.0.1:${driverPort}${path}`, {
          method,
          body: body && JSON.stringify(body),
          headers: { connection: 'close' },
          signal: AbortSignal.timeout(ms),
        }).then(answer => answer.json()),
        ms,
      )
      const { value } = response
      if (value?.error) throw new Error(`${path}: ${value.error}: ${value.message}`)
      return value
    }

    const ready = async () => {
      for (;;) {
        const status = await call('GET', '/status').catch(() => undefined)
        if (status?.ready) return
        await new Promise(resolve => setTimeout(resolve, 50))
      }
    }
    await limit('WebKitWebDriver', Promise.race([ready(), driver.failed]), START)

    const capabilities = {
      alwaysMatch: {
        acceptInsecureCerts: true,
        'webkitgtk:browserOptions': {
          binary: miniBrowser(),
          args: ['--automation', `--proxy=socks5://127.0.0.1:${port}`],
        },
      },
    }
    const { sessionId } = await call('POST', '/session', { capabilities }, START)
    const session = `/session/${sessionId}`
    await call('POST', `${session}/timeouts`, { pageLoad: 30_000, script: 30_000 })
    const act = actions => call('POST', `${session}/actions`, { actions })

    return {
      name: 'WebKitGTK',
      goto: url => call('POST', `${session}/url`, { url }),
      reload: () => call('POST', `${session}/refresh`, {}),
      evaluate: (f, ...args) =>
        call('POST', `${session}/execute/async`, {
          script: `const done = arguments[arguments.length - 1]
            Promise.resolve().then(() => (${f})(...Array.from(arguments).slice(0, -1)))
              .then(value => done([value ?? null]), error => done({ thrown: String(error) }))`,
          args,
        }).then(value => {
          if (value?.thrown) throw new Error(value.thrown)
          return value[0]
        }),
      click: (x, y) =>
        act([
          {
            type: 'pointer',
            id: 'mouse',
            actions: [
              { type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 },
              { type: 'pointerDown', button: 0 },
              { type: 'pointerUp', button: 0 },
            ],
          },
        ]),
      press(key, shift = false) {
        const around = type => (shift ? [{ type, value: keys.Shift }] : [])
        const actions = [
          ...around('keyDown'),
          { type: 'keyDown', value: keys[key] },
          { type: 'keyUp', value: keys[key] },
          ...around('keyUp'),
        ]
        return act([{ type: 'key', id: 'keyboard', actions }])
      },
      async close() {
        await call('DELETE', session).catch(() => {})
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
