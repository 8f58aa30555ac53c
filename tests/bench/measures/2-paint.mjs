// From the start of the navigation to the frame that shows the banner.

import { vendors } from '../processors.mjs'
import { profiles, visit } from '../visit.mjs'

const slow = ['slow', 'slower']
const inAll = ['unthrottled', ...slow]

export default {
  title: 'Time to the banner',
  says:
    'From the start of the navigation to the end of the first frame in which the accept button has a box that reaches ' +
    'into the viewport, and neither it nor anything around it is hidden or wholly transparent: a transition that has ' +
    'begun counts. "Above the blank page" is that time minus the first contentful paint of the page without a banner ' +
    'in the same round.',
  cases: inAll.map(id => ({ id, ...profiles[id] })),
  figures: [
    { id: 'painted', title: 'banner painted', unit: 'ms' },
    { id: 'added', title: 'above the blank page', unit: 'ms', value: (own, blank) => own.painted - blank.fcp },
    { id: 'fcp', title: 'first paint of the page', unit: 'ms' },
    {
      id: 'delay',
      title: 'delay of the first paint',
      unit: 'ms',
      plain: true,
      value: (own, blank) => own.fcp - blank.fcp,
    },
    { id: 'shift', title: 'largest layout shift', digits: 3, worst: true },
    { id: 'largest', title: 'visits where the banner is the LCP element', share: true },
  ],
  goals: [
    {
      text: 'banner in the page: time above the blank page',
      figure: 'added',
      cases: inAll,
      most: 16,
      aim: 0,
      only: 'smg-prerendered',
    },
    { text: 'one tag: the same, of the fastest peer’s', figure: 'added', cases: slow, ratio: 1, aim: 0.8, only: 'smg' },
    { text: 'so unthrottled', figure: 'added', cases: ['unthrottled'], ratio: 0.7, only: 'smg' },
    { text: 'first paint not later than a frame', figure: 'delay', cases: inAll, most: 16 },
    { text: 'no layout shift', figure: 'shift', cases: inAll, most: 0 },
    { text: 'never the LCP element', figure: 'largest', cases: inAll, most: 0 },
  ],

  async visit({ browser, server, contender, profile }) {
    const page = await visit(browser, {
      contender,
      host: await server.site(contender, vendors),
      profile,
      before: watch,
    })
    try {
      return await page.run(look)
    } finally {
      await page.close()
    }
  },
}

function watch() {
  if (window.bench.find) window.bench.shown = window.bench.painted('accept')
}

async function look() {
  const { bench } = window
  const painted = (await bench.shown) ?? null
  await bench.loaded
  const fcp = await bench.contentful
  await bench.sleep(200)
  // What stands in a shadow root has no element here; the page's own candidates all have one.
  const element = bench.entries['largest-contentful-paint'].at(-1)?.element
  const shifts = bench.entries['layout-shift'].filter(({ hadRecentInput }) => !hadRecentInput)
  return {
    painted,
    fcp,
    shift: shifts.reduce((sum, { value }) => sum + value, 0),
    largest: !element || bench.element('banner')?.contains(element) ? 1 : 0,
  }
}
