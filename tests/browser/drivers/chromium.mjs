// Chromium with the calls that every driver has.

import { chromium } from 'playwright-core'
import { limit } from './engine.mjs'

export async function startChromium(port) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: chromiumArgs(port),
    timeout: 60_000,
  })
  const page = await browser.newPage({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 800 } })
  return {
    name: 'Chromium',
    goto: url => page.goto(url, { timeout: 30_000 }),
    reload: () => page.reload({ timeout: 30_000 }),
    evaluate: (f, ...args) => limit('evaluate', page.evaluate(`(${f})(...${JSON.stringify(args)})`)),
    click: (x, y) => limit('click', page.mouse.click(x, y)),
    press: (key, shift = false) => limit(key, page.keyboard.press(shift ? `Shift+${key}` : key)),
    close: () => limit('close', browser.close()),
  }
}

export const chromiumArgs = port => [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--ignore-certificate-errors',
  `--proxy-server=http://127.0.0.1:${port}`,
  // Without this, localhost would pass by the lab.
  '--proxy-bypass-list=<-loopback>',
]
