// What a visitor does on a page, and what is waited for afterwards.

import { visit } from './visit.mjs'

export const vendorCount = 5

async function settled(ms) {
  const { bench } = window
  await bench.shown
  await bench.loaded
  await bench.sleep(ms)
}

async function vendorsHere(count) {
  const { bench } = window
  const from = location.origin
  // The time of each vendor's first request, by host.
  bench.vendorRequests = () => {
    const first = new Map()
    for (const { name, startTime } of performance.getEntriesByType('resource')) {
      const { host, origin } = new URL(name)
      if (origin !== from && !first.has(host)) first.set(host, startTime)
    }
    return [...first.values()]
  }
  while (bench.vendorRequests().length < count || !(window.vendorsRun >= count)) await bench.sleep(20)
}

/** Waits until all five vendors were requested and have run. */
export const vendorsRun = page => page.run(vendorsHere, vendorCount)

/** Waits until the banner is there and the page has come to rest. */
export const atRest = page => page.run(settled, page.contender.rest ?? 200)

/**
 * Presses the accept button when the page has come to rest, and waits until all vendors have run. It has been seen for a
 * while by then: before half a second some take a press for an accident.
 */
export async function acceptAndWait(page) {
  await atRest(page)
  await page.run(settled, 500)
  await page.press('accept')
  await vendorsRun(page)
}

/** What the contender has stored by a grant of all: options of visit(). One visit for each, however often it is asked. */
const grants = new Map()
export async function granted(browser, contender, host) {
  if (!grants.has(contender)) {
    const page = await visit(browser, { contender, host, before: shown })
    try {
      await acceptAndWait(page)
      const cookies = await page.context.cookies(`https://${host}`)
      grants.set(contender, { cookies, local: await page.run(async () => ({ ...localStorage })) })
    } finally {
      await page.close()
    }
  }
  return grants.get(contender)
}

/** To be run before a page's scripts: bench.shown resolves when the banner is painted. */
export function shown() {
  window.bench.shown = window.bench.painted('accept')
}
