// What a first visit needs: the files that the browser really asked for before any choice, and what the page itself has
// to carry for it.

import { vendors } from '../processors.mjs'
import { weigh } from '../server.mjs'
import { visit } from '../visit.mjs'

export default {
  title: 'Size of a first visit',
  says:
    'Bytes of the first-party files that are requested before a choice. "In the page" is what the configuration, the ' +
    'texts that a contender leaves to the page, and the waiting vendors’ snippets add to the compressed page.',
  rounds: 1,
  cases: [{ id: 'first', title: 'first visit' }],
  figures: [
    { id: 'requests', title: 'requests' },
    { id: 'raw', title: 'raw', unit: 'B' },
    { id: 'gzip', title: 'gzip', unit: 'B' },
    { id: 'brotli', title: 'brotli', unit: 'B' },
    { id: 'page', title: 'in the page, brotli', unit: 'B', value: (own, blank) => own.html - blank.html },
  ],
  goals: [
    { text: 'bytes of brotli', figure: 'brotli', most: 18000, aim: 16000, only: 'smg' },
    { text: 'one request', figure: 'requests', most: 1, only: 'smg' },
    {
      text: 'banner in the page: bytes that it adds to it',
      figure: 'page',
      most: 1800,
      aim: 1400,
      only: 'smg-prerendered',
      beside: 'smg',
    },
  ],

  async visit({ browser, server, contender }) {
    const host = await server.site(contender, vendors)
    server.forget()
    const page = await visit(browser, { contender, host })
    try {
      await page.run(async () => {
        await window.bench.loaded
        await window.bench.sleep(700)
      })
    } finally {
      await page.close()
    }
    const sizes = server.served(host, contender).map(weigh)
    const sum = name => sizes.reduce((total, size) => total + size[name], 0)
    return {
      requests: sizes.length,
      raw: sum('raw'),
      gzip: sum('gzip'),
      brotli: sum('brotli'),
      html: weigh(server.pageOf(host)).brotli,
    }
  },
}
