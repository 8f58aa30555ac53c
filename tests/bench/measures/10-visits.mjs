// All that a whole visit asks its own site for: one that accepts or refuses all, and one that comes back.

import { vendors } from '../processors.mjs'
import { weigh } from '../server.mjs'
import { visit } from '../visit.mjs'
import { acceptAndWait, atRest, granted, shown, vendorsRun } from '../visitor.mjs'

const cases = { accept: 'accepts all', refuse: 'refuses all', return: 'comes back with a grant' }

export default {
  title: 'Requests of a whole visit',
  says:
    'First-party files that are asked for, from the start of the navigation until a second after the last vendor has run, ' +
    'or after the refusal, with nothing cached.',
  rounds: 1,
  cases: Object.entries(cases).map(([id, title]) => ({ id, title })),
  figures: [
    { id: 'requests', title: 'requests' },
    { id: 'brotli', title: 'brotli', unit: 'B' },
  ],
  goals: [
    { text: 'bytes of brotli', figure: 'brotli', most: 18000, aim: 16000, only: 'smg' },
    { text: 'one request', figure: 'requests', most: 1, only: 'smg' },
  ],
  wants: ({ find }) => find?.reject,

  async visit({ browser, server, contender, profile }) {
    const host = await server.site(contender, vendors)
    const stored = profile.id === 'return' ? await granted(browser, contender, host) : {}
    server.forget()
    const page = await visit(browser, {
      contender,
      host,
      before: profile.id === 'return' ? undefined : shown,
      ...stored,
    })
    try {
      if (profile.id === 'accept') await acceptAndWait(page)
      else if (profile.id === 'return') await vendorsRun(page)
      else {
        await atRest(page)
        await page.press('reject', 500)
      }
      await page.page.waitForTimeout(1000)
    } finally {
      await page.close()
    }
    const sizes = server.served(host, contender).map(weigh)
    return { requests: sizes.length, brotli: sizes.reduce((total, { brotli }) => total + brotli, 0) }
  },
}
