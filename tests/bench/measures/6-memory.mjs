// What stays in memory once the banner is there.

import { vendors } from '../processors.mjs'
import { heap, visit } from '../visit.mjs'

export default {
  title: 'Memory',
  says:
    'Bytes added to the blank page of the same round, 0.5 s after the load event and two garbage collections: on the ' +
    'JavaScript heap, and in the buffers outside of it that the browser counts. The memory of a module is in neither; ' +
    'how large it is stands below.',
  cases: [{ id: 'first', title: 'first visit' }],
  figures: [
    { id: 'heap', title: 'heap', unit: 'KB', value: (own, blank) => (own.heap - blank.heap) / 1000 },
    { id: 'buffers', title: 'buffers', unit: 'KB', value: (own, blank) => (own.buffers - blank.buffers) / 1000 },
  ],
  goals: [{ text: 'heap, of the lightest peer’s', figure: 'heap', ratio: 1.1, aim: 1 }],

  async visit({ browser, server, contender }) {
    const page = await visit(browser, { contender, host: await server.site(contender, vendors) })
    try {
      await page.run(async () => {
        await window.bench.loaded
        await window.bench.sleep(500)
      })
      const { usedSize, backingStorageSize } = await heap(page.cdp)
      return { heap: usedSize, buffers: backingStorageSize }
    } finally {
      await page.close()
    }
  },
}
