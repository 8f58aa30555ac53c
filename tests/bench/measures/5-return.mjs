// A visitor who has granted everything comes back, with nothing cached and with all of it.

import { vendors } from '../processors.mjs'
import { profiles, visit } from '../visit.mjs'
import { granted, vendorsRun } from '../visitor.mjs'

const slow = ['slow', 'slower']
const inAll = ['unthrottled', ...slow]
const warm = inAll.map(id => `${id}-warm`)

export default {
  title: 'Return visit with a grant',
  says:
    'From the start of the navigation to the first request to a vendor, with the grant stored: with an empty cache, and ' +
    'with all that the visit before has left in it.',
  cases: [
    ...inAll.map(id => ({ id, ...profiles[id] })),
    ...inAll.map(id => ({ ...profiles[id], id: `${id}-warm`, title: `${profiles[id].title}, warm cache`, warm: true })),
  ],
  figures: [
    { id: 'first', title: 'first vendor request', unit: 'ms' },
    { id: 'all', title: 'last vendor request', unit: 'ms' },
    { id: 'banner', title: 'visits where banner nodes were made', share: true },
  ],
  goals: [
    {
      text: 'first vendor request, of the fastest peer’s',
      figure: 'first',
      cases: slow,
      ratio: 1,
      aim: 0.9,
      only: 'smg',
    },
    { text: 'the same', figure: 'first', cases: ['unthrottled'], ratio: 0.9, only: 'smg' },
    { text: 'the same, warm cache', figure: 'first', cases: warm, ratio: 0.9, only: 'smg' },
    { text: 'no banner is made', figure: 'banner', cases: [...inAll, ...warm], most: 0, only: 'smg' },
  ],
  wants: ({ find }) => find,

  async visit({ browser, server, contender, profile }) {
    const host = await server.site(contender, vendors)
    const stored = await granted(browser, contender, host)
    let context
    if (profile.warm) {
      const before = await visit(browser, { contender, host, ...stored })
      await vendorsRun(before)
      await before.page.close()
      context = before.context
    }
    const page = await visit(browser, { contender, host, profile, before: watch, context, ...stored })
    try {
      await vendorsRun(page)
      return await page.run(look)
    } finally {
      await page.close()
    }
  },
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
