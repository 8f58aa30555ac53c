// What the main thread has to do for the banner, on a processor a quarter as fast. Nothing of the measuring runs in the
// page until the figures are taken.

import { vendors } from '../processors.mjs'
import { profiles, visit } from '../visit.mjs'

export default {
  title: 'Main thread',
  says:
    'Time added to the blank page of the same round, from the start until 1 s after the load event: by scripts, by ' +
    'tasks of any kind, and by what tasks took beyond 50 ms.',
  cases: [{ id: 'cpu4', ...profiles.cpu4 }],
  figures: [
    { id: 'script', title: 'script', unit: 'ms', digits: 1, value: (own, blank) => own.script - blank.script },
    { id: 'task', title: 'all tasks', unit: 'ms', digits: 1, value: (own, blank) => own.task - blank.task },
    { id: 'blocking', title: 'blocking', unit: 'ms', digits: 1, value: (own, blank) => own.blocking - blank.blocking },
  ],
  goals: [
    { text: 'script time at most 0.9 of the leanest peer’s', figure: 'script', ratio: 0.9 },
    { text: 'blocking time below every peer’s', figure: 'blocking', ratio: 1, strict: true },
  ],

  async visit({ browser, server, contender, profile }) {
    const page = await visit(browser, {
      contender,
      host: await server.site(contender, vendors),
      profile,
      counters: true,
    })
    try {
      await page.opened
      await page.page.waitForLoadState('load')
      await page.page.waitForTimeout(1000)
      const { metrics } = await page.cdp.send('Performance.getMetrics')
      const ms = name => metrics.find(metric => metric.name === name).value * 1000
      const blocking = await page.run(async () =>
        window.bench.entries.longtask.reduce((sum, { duration }) => sum + duration - 50, 0),
      )
      return { script: ms('ScriptDuration'), task: ms('TaskDuration'), blocking }
    } finally {
      await page.close()
    }
  },
}
