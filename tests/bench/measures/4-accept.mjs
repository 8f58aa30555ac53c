// A real press on the accept button, with five vendors whose scripts keep the main thread busy for 200 ms each.

import { vendors } from '../processors.mjs'
import { profiles, visit } from '../visit.mjs'
import { acceptAndWait } from '../visitor.mjs'

export default {
  title: 'Accept',
  says:
    'Duration of the press as the browser tells it (Event Timing: from the press to the next frame, rounded to 8 ms; ' +
    '16 stands for 16 or less, since less is not told), the longest of its events. "Gone after" counts frames.',
  cases: ['unthrottled', 'cpu4'].map(id => ({ id, ...profiles[id] })),
  figures: [
    { id: 'duration', title: 'event duration', unit: 'ms' },
    { id: 'frames', title: 'banner gone after', unit: 'frames', plain: true },
    { id: 'first', title: 'first vendor request after', unit: 'ms' },
    { id: 'all', title: 'last vendor request after', unit: 'ms' },
    {
      id: 'stored',
      title: 'visits where the choice was stored before the first request',
      share: true,
      better: 'higher',
    },
  ],
  goals: [
    { text: 'event duration at most 0.6 of the best peer’s', figure: 'duration', cases: ['cpu4'], ratio: 0.6 },
    { text: 'event duration 16 ms unthrottled', figure: 'duration', cases: ['unthrottled'], most: 16 },
    { text: 'banner gone at the next frame', figure: 'frames', cases: ['unthrottled', 'cpu4'], most: 1 },
    { text: 'stored before the first request', figure: 'stored', cases: ['unthrottled', 'cpu4'], least: 1 },
  ],
  wants: ({ find }) => find,

  async visit({ browser, server, contender, profile }) {
    server.burn = 200
    const page = await visit(browser, {
      contender,
      host: await server.site(contender, vendors),
      profile,
      before: watch,
    })
    try {
      await acceptAndWait(page)
      return await page.run(look)
    } finally {
      server.burn = 0
      await page.close()
    }
  },
}

function watch() {
  const { bench } = window
  bench.shown = bench.painted('accept')
  const wrote = () => {
    bench.stored ??= bench.pressed && performance.now()
  }
  const { set, ...rest } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
  Object.defineProperty(Document.prototype, 'cookie', {
    ...rest,
    set(value) {
      set.call(this, value)
      wrote()
    },
  })
  const { setItem } = Storage.prototype
  Storage.prototype.setItem = function (...args) {
    setItem.apply(this, args)
    wrote()
  }
  addEventListener(
    'click',
    ({ timeStamp }) => {
      bench.pressed = timeStamp
      bench.frames = 0
      const look = () => {
        bench.frames++
        if (bench.visible('accept')) requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    },
    { capture: true, once: true },
  )
}

async function look() {
  const { bench } = window
  await bench.sleep(150)
  const press = /^(pointerdown|mousedown|pointerup|mouseup|click)$/
  const durations = bench.entries.event
    .filter(({ name, startTime }) => press.test(name) && startTime > bench.pressed - 1000)
    .map(({ duration }) => duration)
  const asked = bench.vendorRequests()
  return {
    duration: Math.max(16, ...durations),
    frames: bench.frames,
    first: Math.min(...asked) - bench.pressed,
    all: Math.max(...asked) - bench.pressed,
    stored: bench.stored <= Math.min(...asked) ? 1 : 0,
  }
}
