// The settings on a slow line: at once, and where the pointer has been on the button for a while.

import { vendors } from '../processors.mjs'
import { profiles, visit } from '../visit.mjs'
import { atRest, shown } from '../visitor.mjs'

export default {
  title: 'Settings',
  says:
    'From the press on the button for the settings to the end of the first frame that shows them, on a page that has come ' +
    'to rest. What is only fetched for them is fetched at the press, or as the pointer comes to the button, 300 ms before.',
  // Each takes seconds of slow lines, and is compared with nobody's.
  rounds: 5,
  cases: [
    { ...profiles.slow, id: 'direct', title: `${profiles.slow.title}, pressed at once`, hover: 0 },
    { ...profiles.slow, id: 'intent', title: `${profiles.slow.title}, the pointer there 300 ms before`, hover: 300 },
  ],
  figures: [{ id: 'settings', title: 'settings painted', unit: 'ms' }],
  goals: [],
  wants: ({ find }) => find?.settings,

  async visit({ browser, server, contender, profile }) {
    const host = await server.site(contender, vendors)
    const page = await visit(browser, { contender, host, profile, before: shown })
    try {
      await atRest(page)
      await page.run(watch)
      await page.press('settings', profile.hover)
      return await page.run(look)
    } finally {
      await page.close()
    }
  },
}

async function watch() {
  const { bench } = window
  const note = ({ timeStamp }) => {
    bench.pressed = timeStamp
    bench.opened = bench.painted('dialog')
  }
  addEventListener('click', note, { capture: true, once: true })
}

async function look() {
  return { settings: (await window.bench.opened) - window.bench.pressed }
}
