// The same banner with 5, 50 and 500 processors that are configured by the page.

import { made } from '../processors.mjs'
import { heap, visit } from '../visit.mjs'
import { atRest } from '../visitor.mjs'

const counts = [5, 50, 500]
const lists = Object.fromEntries(counts.map(count => [count, made(count)]))

export default {
  title: 'Growth',
  says:
    'Time from the start of the navigation to the banner; from the press on its settings button to the end of the first ' +
    'frame that shows the dialog; JavaScript heap before that press, with the page’s own.',
  cases: counts.map(count => ({ id: String(count), title: `${count} processors`, count })),
  figures: [
    { id: 'painted', title: 'banner painted', unit: 'ms' },
    { id: 'settings', title: 'settings painted', unit: 'ms' },
    { id: 'heap', title: 'heap', unit: 'KB' },
  ],
  goals: [
    { text: 'settings open in under 100 ms', figure: 'settings', cases: ['500'], most: 100, strict: true },
    {
      text: 'the banner hardly later than with 5 processors',
      figure: 'painted',
      cases: ['500'],
      than: '5',
      ratio: 1.25,
    },
  ],
  long: true,
  wants: ({ find }) => find?.settings,

  async visit({ browser, server, contender, profile: { count } }) {
    const host = await server.site(contender, lists[count], count)
    const page = await visit(browser, { contender, host, before: watch })
    try {
      await atRest(page)
      const { usedSize } = await heap(page.cdp)
      await page.press('settings')
      const times = await page.run(look)
      return { ...times, heap: usedSize / 1000 }
    } finally {
      await page.close()
    }
  },
}

function watch() {
  const { bench } = window
  bench.shown = bench.painted('accept')
  addEventListener(
    'click',
    ({ timeStamp }) => {
      bench.pressed = timeStamp
      bench.opened = bench.painted('dialog')
    },
    { capture: true, once: true },
  )
}

async function look() {
  const { bench } = window
  return { painted: await bench.shown, settings: (await bench.opened) - bench.pressed }
}
