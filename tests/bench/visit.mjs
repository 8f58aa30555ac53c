// One visit: a fresh context with nothing cached or stored, a throttled network and processor, and what the page itself
// can see of its own speed. What is the same for all contenders is here; what is measured is in measures/.

import { chromium } from 'playwright-core'
import { chromiumArgs } from '../browser/drivers/chromium.mjs'
import { limit } from '../browser/drivers/engine.mjs'

const slow4g = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8) | 0, uploadThroughput: (0.75e6 / 8) | 0 }

export const profiles = {
  unthrottled: { title: 'unthrottled' },
  cpu4: { title: 'CPU 4×', cpu: 4 },
  slow: { title: 'CPU 4× + slow 4G', cpu: 4, network: slow4g },
  slower: { title: 'CPU 6× + slow 4G', cpu: 6, network: slow4g },
}

// No proxy, which would have a say in how many connections there are: every name is the server's port.
export const launch = port =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      ...chromiumArgs(port).filter(flag => !flag.startsWith('--proxy')),
      `--host-resolver-rules=MAP * 127.0.0.1:${port}`,
    ],
  })

// Runs in the page before all else. `find`: source of expressions that give the contender's elements.
function observe(find) {
  const bench = { find }
  Object.defineProperty(window, 'bench', { value: bench })
  const finders = {}
  for (const name in find) finders[name] = new Function(`return ${find[name]}`)
  const element = name => finders[name]?.() ?? null
  bench.element = element

  // On the screen: it has a box, a part of which is in the viewport, and neither it nor anything around it is hidden or
  // wholly transparent. A transition that has begun counts.
  bench.visible = name => {
    const target = element(name)
    if (!target?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false
    const { left, right, top, bottom, width, height } = target.getBoundingClientRect()
    return width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
  }
  // The frame that shows it is over when the next one begins.
  bench.painted = (name, wanted = true) =>
    new Promise(resolve => {
      const look = () =>
        bench.visible(name) === wanted
          ? requestAnimationFrame(() => resolve(performance.now()))
          : requestAnimationFrame(look)
      requestAnimationFrame(look)
    })
  bench.sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
  bench.loaded = new Promise(resolve => addEventListener('load', resolve))
  bench.contentful = new Promise(resolve => {
    const told = list => list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => resolve(startTime))
    new PerformanceObserver(told).observe({ type: 'paint', buffered: true })
  })
  bench.entries = { 'layout-shift': [], 'largest-contentful-paint': [], longtask: [], event: [] }
  for (const type in bench.entries)
    new PerformanceObserver(list => bench.entries[type].push(...list.getEntries())).observe({
      type,
      buffered: true,
      durationThreshold: 16,
    })
}

/**
 * Opens `https://host/` as `profile` says and returns the visit. `before`, a function, runs in the page before its
 * scripts; `cookies` and `local`, items of localStorage, are there already, and with `context` all that an earlier visit
 * has left in it;
 * with `counters` the browser keeps its own figures of what it does for the page.
 */
export async function visit(
  browser,
  { contender, host, profile = {}, before, counters, cookies = [], local, ...more },
) {
  const context =
    more.context ??
    (await browser.newContext({
      ignoreHTTPSErrors: true,
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
    }))
  await context.addCookies(cookies)
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Page.enable')
  const scripts = [
    `(${observe})(${JSON.stringify(contender.find ?? null)})`,
    before && `(${before})()`,
    local && `Object.assign(localStorage, ${JSON.stringify(local)})`,
  ]
  for (const source of scripts.filter(Boolean)) await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source })
  await cdp.send('Network.enable')
  if (counters) await cdp.send('Performance.enable')
  if (profile.network) await cdp.send('Network.emulateNetworkConditions', profile.network)
  if (profile.cpu) await cdp.send('Emulation.setCPUThrottlingRate', { rate: profile.cpu })
  const errors = []
  page.on('pageerror', error => errors.push(String(error)))
  const opened = limit(`${contender.id}: the page`, page.goto(`https://${host}/`, { waitUntil: 'commit' }))

  return {
    contender,
    page,
    context,
    cdp,
    errors,
    opened,
    /** Runs an asynchronous function in the page. */
    async run(f, ...args) {
      await opened
      return limit(`${contender.id}: ${f.name || 'the page'}`, page.evaluate(`(${f})(...${JSON.stringify(args)})`))
    },
    /** A real press on one of the contender's elements, `hover` ms after the pointer has come there. */
    async press(name, hover = 100) {
      const [x, y] = await page.evaluate(name => {
        const { left, right, top, bottom } = window.bench.element(name).getBoundingClientRect()
        return [(left + right) / 2, (top + bottom) / 2]
      }, name)
      await page.mouse.move(x, y)
      // What the pointer changes by being there is no part of the press.
      if (hover) await page.waitForTimeout(hover)
      await page.mouse.down()
      await page.mouse.up()
    },
    close: () => context.close(),
  }
}

/** Bytes that the page's scripts hold, after what can go has gone. */
export async function heap(cdp) {
  await cdp.send('HeapProfiler.enable')
  for (let i = 0; i < 2; i++) await cdp.send('HeapProfiler.collectGarbage')
  return cdp.send('Runtime.getHeapUsage')
}
