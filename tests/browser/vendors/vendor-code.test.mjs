// What vendors publish on npm under an honest licence, beside ours: @microsoft/clarity and @hotjar/browser (both MIT) are
// loaders, and what ours leaves in the page before the vendor's script comes must be what theirs leave. Clarity's library
// itself has clarity.test.mjs; of the others there is nothing on npm that they have published for this.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { asked, emitted, open, press, until } from '../support/site.mjs'
import { analytics, processorOf } from '../support/vendors.mjs'

const { resolve } = createRequire(import.meta.url)

// Serves the files beside a package's main file, under /theirs/.
function files(name) {
  const folder = dirname(resolve(name))
  return ({ path }) => {
    if (!path.startsWith('/theirs/')) return undefined
    const body = readFileSync(join(folder, path.slice('/theirs/'.length)))
    return { headers: { 'content-type': 'text/javascript' }, body }
  }
}

const theirs = {
  clarity: {
    serve: files('@microsoft/clarity'),
    code: `import Clarity from '/theirs/index.js'
Clarity.init('${analytics.clarity}')`,
    global: 'clarity',
  },
  hotjar: {
    serve: files('@hotjar/browser'),
    code: `import Hotjar from '/theirs/index.esm.js'
Hotjar.init(${analytics.hotjar}, 6)`,
    global: 'hj',
  },
}

// What is in the page when the vendor's script would begin, and where calls go until then.
const left = (tab, global) =>
  tab.evaluate(name => {
    window[name]('event', { of: 'the page' })
    const last = window[name].q.at(-1)
    const { hjid, hjsv } = window._hjSettings ?? {}
    return {
      kind: Object.prototype.toString.call(last),
      values: [...last],
      own: Object.keys(window[name]),
      settings: { hjid, hjsv },
    }
  }, global)

// The vendor counts where its loaders come from.
const plain = url => url.replace(/[?&]ref=npm$/, '')

for (const [id, { serve, code, global }] of Object.entries(theirs))
  test(`${id}: our loader leaves in the page what the vendor's own does`, async t => {
    const site = await open(t, {
      config: { analytics: { [id]: analytics[id] } },
      pages: { '/vendor': `<!doctype html><title>Theirs</title><script type="module">${code}</script>` },
      // The script that is asked for is empty, so that what waits for it can be looked at.
      answer: request => {
        const empty = { headers: { 'content-type': 'text/javascript' }, body: '' }
        return processorOf(plain(request.url)) ? empty : serve(request)
      },
    })
    await asked(site)
    await press(site.page, 'accept')
    await emitted(site.page, 'change')
    const ours = await left(site.page, global)

    const other = await site.tab('/vendor')
    await other.waitForFunction(name => window[name], global)
    assert.deepEqual(await left(other, global), ours)

    const urls = () => site.thirdParty.filter(request => request.method === 'GET').map(request => plain(request.url))
    await until('both have been asked for', () => urls().length > 1)
    assert.equal(urls().length, 2)
    assert.equal(urls()[0], urls()[1])
  })
