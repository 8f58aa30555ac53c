// A visitor who has granted everything comes back, with nothing cached.

import { vendors } from '../processors.mjs'
import { profiles, visit } from '../visit.mjs'
import { acceptAndWait, vendorsRun } from '../visitor.mjs'

const inAll = ['unthrottled', 'slow', 'slower']
const grants = new Map() // contender → the cookies that its own banner set

export default {
  title: 'Return visit with a grant',
  says: 'From the start of the navigation to the first request to a vendor, with an empty cache and the grant stored.',
  cases: inAll.map(id => ({ id, ...profiles[id] })),
  figures: [
    { id: 'first', title: 'first vendor request', unit: 'ms' },
    { id: 'all', title: 'last vendor request', unit: 'ms' },
    { id: 'banner', title: 'visits where banner nodes were made', share: true },
  ],
  goals: [
    { text: 'first vendor request before every peer’s', figure: 'first', cases: inAll, ratio: 1, strict: true },
    { text: 'no banner is made', figure: 'banner', cases: inAll, most: 0 },
  ],
  wants: ({ find }) => find,

  async visit({ browser, server, contender, profile }) {
    const host = server.site(contender, vendors)
    if (!grants.has(contender)) {
      const page = await visit(browser, { contender, host, before: shown })
      try {
        await acceptAndWait(page)
        grants.set(contender, await page.context.cookies(`https://${host}`))
      } finally {
        await page.close()
      }
    }
    const page = await visit(browser, { contender, host, profile, before: watch, cookies: grants.get(contender) })
    try {
      await vendorsRun(page)
      return await page.run(look)
    } finally {
      await page.close()
    }
  },
}

function shown() {
  window.bench.shown = window.bench.painted('accept')
}

// Notes whether the banner is ever in the document, or in a shadow root.
function watch() {
  const { bench } = window
  const observer = new MutationObserver(() => {
    bench.banner ||= !!bench.element('banner')
  })
  const { attachShadow } = Element.prototype
  Element.prototype.attachShadow = function (options) {
    const shadow = attachShadow.call(this, options)
    observer.observe(shadow, { childList: true, subtree: true })
    return shadow
  }
  observer.observe(document, { childList: true, subtree: true })
}

async function look() {
  const { bench } = window
  await bench.sleep(100)
  const asked = bench.vendorRequests()
  return { first: Math.min(...asked), all: Math.max(...asked), banner: bench.banner ? 1 : 0 }
}
