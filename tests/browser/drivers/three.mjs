// One page of one's own in each of the three engines: Chromium, Firefox ESR, WebKitGTK, each by its own driver.

import { after, before, describe } from 'node:test'
import { isFirstParty, startLab } from '../support/lab.mjs'
import { dist } from '../support/paths.mjs'
import { file, until } from '../support/site.mjs'
import { startChromium } from './chromium.mjs'
import { startFirefox } from './firefox.mjs'
import { startWebKit } from './webkit.mjs'

export const drivers = { Chromium: startChromium, Firefox: startFirefox, WebKitGTK: startWebKit }

/**
 * `tests(visitor)` is called once for each engine, and defines its tests. A visitor has: visit(pages, path), a fresh
 * site whose `pages` are { path: html or request => answer }, undefined for what the lab answers; `answer` of other
 * hosts, see startLab(); evaluate(f, ...args); waitFor(what, f, ...args), until f is true in the page; `log`, the
 * requests since visit(); `origin`.
 */
export function inEach(tests) {
  for (const [name, start] of Object.entries(drivers))
    describe(name, () => {
      let lab
      let engine
      let count = 0
      const visitor = {
        name,
        answer: () => undefined,
        pages: {},
        async visit(pages, path = '/') {
          visitor.pages = pages
          visitor.origin = `https://www.${name.toLowerCase()}${++count}.test`
          visitor.first = lab.log.length
          await engine.goto(visitor.origin + path)
        },
        evaluate: (...args) => engine.evaluate(...args),
        // A page that is just being left answers with an error.
        waitFor: (what, ...args) => until(what, () => engine.evaluate(...args).catch(() => false)),
        get log() {
          return lab.log.slice(visitor.first)
        },
      }

      before(async () => {
        lab = await startLab()
        lab.answer = async request => {
          const { host, path } = request
          if (!isFirstParty(host)) return visitor.answer(request)
          if (path.startsWith('/smg/')) return file(dist, path.slice(4))
          const page = visitor.pages[path]
          const answer = typeof page === 'function' ? await page(request) : page
          return typeof answer === 'string'
            ? { headers: { 'content-type': 'text/html; charset=utf-8' }, body: answer }
            : answer
        }
        engine = await start(lab.port)
      })
      after(async () => {
        await engine?.close()
        await lab?.close()
      })
      tests(visitor)
    })
}
