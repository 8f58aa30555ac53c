// Firefox ESR by WebDriver BiDi. Every driver has the same few calls; engines.test.mjs says what they are for.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer from 'puppeteer-core'
import { ended, limit } from './engine.mjs'

export const preferences = port => ({
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': port,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': port,
  'network.proxy.no_proxies_on': '',
  'network.proxy.allow_hijacking_localhost': true,
  // A preconnect of the browser's own would be taken for the page's.
  'network.predictor.enabled': false,
  'network.http.speculative-parallel-limit': 0,
})

export async function startFirefox(port) {
  const folder = mkdtempSync(join(tmpdir(), 'smg-firefox-'))
  const browser = await limit(
    'start of Firefox',
    puppeteer.launch({
      browser: 'firefox',
      executablePath: process.env.FIREFOX || '/usr/bin/firefox-esr',
      headless: true,
      acceptInsecureCerts: true,
      userDataDir: folder,
      defaultViewport: { width: 1280, height: 800 },
      env: { ...process.env, HOME: folder, MOZ_CRASHREPORTER_DISABLE: '1' },
      extraPrefsFirefox: preferences(port),
      timeout: 60_000,
    }),
    60000,
  )
  const { pid } = browser.process()
  const page = await limit('first page', browser.newPage(), 60_000)

  return {
    name: 'Firefox',
    goto: url => limit(`goto ${url}`, page.goto(url, { waitUntil: 'load' })),
    reload: () => limit('reload', page.reload({ waitUntil: 'load' })),
    evaluate: (f, ...args) => limit('evaluate', page.evaluate(f, ...args)),
    click: (x, y) => limit('click', page.mouse.click(x, y)),
    async press(key, shift = false) {
      if (shift) await limit('Shift', page.keyboard.down('Shift'))
      await limit(key, page.keyboard.press(key === 'Space' ? ' ' : key))
      if (shift) await limit('Shift', page.keyboard.up('Shift'))
    },
    async close() {
      await limit('close', browser.close()).catch(() => {})
      await ended(pid)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
