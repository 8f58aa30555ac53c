// The reader's own browser, driven by playwright-core, which he installs if he wants this command: it is no dependency of
// the package.

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const INSTALL =
  'prove drives a browser through playwright-core, which is not installed here: npm install --save-dev playwright-core'

// Beside this package, or in the folder where the command is called: npx keeps this package elsewhere.
async function playwright() {
  const here = createRequire(join(process.cwd(), 'x.js'))
  for (const name of ['playwright-core', 'playwright']) {
    for (const find of [() => name, () => pathToFileURL(here.resolve(name)).href])
      try {
        const module = await import(find())
        return module.chromium ?? module.default.chromium
      } catch (error) {
        if (!/NOT_FOUND/.test(error.code ?? '')) throw error
      }
  }
  throw Error(INSTALL)
}

const places = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/microsoft-edge',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(name => [
    join(process.env[name] ?? 'C:\\', 'Google\\Chrome\\Application\\chrome.exe'),
    join(process.env[name] ?? 'C:\\', 'Microsoft\\Edge\\Application\\msedge.exe'),
  ]),
}

// What to try, in this order; what the reader has named is tried alone.
function candidates(named) {
  const path = named ?? process.env.CHROMIUM
  if (path) return [{ executablePath: path }]
  const found = (places[process.platform] ?? []).filter(existsSync)
  return [{ channel: 'chrome' }, { channel: 'msedge' }, ...found.map(executablePath => ({ executablePath }))]
}

/**
 * { browser, name, userAgent }: a browser that has been started, and the name by which a visitor's own would call itself.
 * Throws, with what to do, where there is none.
 */
export async function startBrowser({ browser: named, proxy, headed = false }) {
  const chromium = await playwright()
  const failures = []
  for (const candidate of candidates(named))
    try {
      const browser = await chromium.launch({
        ...candidate,
        headless: !headed,
        ...(proxy && { proxy: { server: proxy } }),
        // Vendors' scripts leave out what they take for a machine, and it would look as if they had asked nobody.
        ignoreDefaultArgs: ['--enable-automation'],
        // Chromium as root refuses to start with a sandbox.
        args: ['--disable-blink-features=AutomationControlled', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
      })
      return await described(browser)
    } catch (error) {
      failures.push(`${candidate.executablePath ?? candidate.channel}: ${error.message.split('\n')[0]}`)
    }
  throw Error(
    `expected Chrome, Edge or Chromium, got none that starts (${failures.join('; ')}); ` +
      'install one of them, or name it: --browser /path/to/chrome',
  )
}

async function described(browser) {
  const page = await browser.newPage()
  const userAgent = (await page.evaluate(() => navigator.userAgent)).replace('Headless', '')
  const brands = await page.evaluate(() => navigator.userAgentData?.brands.map(({ brand }) => brand) ?? [])
  await page.close()
  const brand = brands.find(name => /Google Chrome|Microsoft Edge/.test(name)) ?? 'Chromium'
  return { browser, name: `${brand} ${browser.version()}`, userAgent }
}
