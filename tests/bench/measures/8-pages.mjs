// The WebAssembly module's memory, in pages of 64 KiB: in the browser, and over ten thousand events in Node.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dist } from '../../browser/support/paths.mjs'
import { counters, vendors } from '../processors.mjs'
import { visit } from '../visit.mjs'
import { atRest } from '../visitor.mjs'

export default {
  title: 'The module’s memory',
  says:
    'Pages of 64 KiB: with the banner shown, with the settings open, and after 10,000 events of all kinds, put to the ' +
    'module in Node.',
  rounds: 1,
  cases: [{ id: 'first', title: 'five processors' }],
  figures: [
    { id: 'start', title: 'at the start' },
    { id: 'settings', title: 'with the settings open' },
    { id: 'before', title: 'in Node, after one event of each kind' },
    { id: 'after', title: 'after 10,000 events' },
  ],
  goals: [
    { text: 'at most two pages', figure: 'start', most: 2 },
    { text: 'no growth for five processors', figure: 'settings', same: 'start' },
    { text: '10,000 events leave memory where it was', figure: 'after', same: 'before' },
  ],
  wants: ({ wasm }) => wasm,

  async visit({ browser, server, contender }) {
    const page = await visit(browser, { contender, host: await server.site(contender, vendors), before: watch })
    try {
      await atRest(page)
      const start = await page.run(pages)
      await page.press('settings')
      const settings = await page.run(async () => {
        await window.bench.painted('dialog')
        return window.bench.memory.buffer.byteLength / 65536
      })
      return { start, settings, ...manyEvents(10000) }
    } finally {
      await page.close()
    }
  },
}

// Takes a look at each instance of a module that the page makes, by whichever call.
function watch() {
  const { bench } = window
  bench.shown = bench.painted('accept')
  const note = made => {
    const instance = made.instance ?? made
    bench.memory = instance.exports.memory
    return made
  }
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name]
    WebAssembly[name] = (...args) => real(...args).then(note)
  }
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct: (real, args) => note(new real(...args)),
  })
}

async function pages() {
  return window.bench.memory.buffer.byteLength / 65536
}

function manyEvents(count) {
  const module = new WebAssembly.Module(readFileSync(join(dist, 'smg.wasm')))
  const { memory, smg_buffer, smg_dispatch } = new WebAssembly.Instance(module).exports
  const hex = '0123456789abcdef'
  let cookies = ''
  let refusal = null
  function dispatch(event, n) {
    const shared = { now: 1795000000 + n, random: hex + hex, table: true, pending: [], woken: [], shown: '' }
    const bytes = Buffer.from(JSON.stringify({ ...event, ...shared, cookies, refusal }))
    Buffer.from(memory.buffer).set(bytes, smg_buffer(bytes.length))
    const from = smg_dispatch(bytes.length)
    const all = Buffer.from(memory.buffer)
    const effects = JSON.parse(all.toString('utf8', from, all.indexOf(0, from)))
    for (const [kind, ...args] of effects)
      if (kind === 'store') {
        cookies = args[0].split(';')[0]
        refusal = args[1]
      }
    return effects
  }
  const action = (name, more) => ({ type: 'action', name, inside: true, trusted: true, ...more })
  const round = [
    action('settings'),
    action('toggle', { target: 'analytics', on: ['analytics'] }),
    action('save', { on: ['analytics', 'ga4'] }),
    { type: 'next' },
    { type: 'next' },
    { type: 'language', languages: ['ru'] },
    action('settings'),
    action('accept'),
    { type: 'next' },
    { type: 'next' },
    { type: 'call', name: 'getReceipt', args: [] },
    { type: 'sync' },
    { type: 'requests', requests: [['www.example.org', 'https://www.example.org/']] },
    { type: 'language', languages: ['en'] },
    action('withdraw', { inside: false }),
    { type: 'next' },
    { type: 'eraseAgain' },
    { type: 'call', name: 'reset', args: [] },
  ]
  const start = { type: 'start', config: { analytics: counters }, languages: ['en'], host: 'www.example.org' }
  dispatch({ ...start, secure: true, gpc: false, framed: false }, 0)
  const pages = () => memory.buffer.byteLength / 65536
  const kinds = new Set()
  let before
  for (let n = 0; n < count; n++) {
    // What the first of each kind needs is no growth.
    if (n === round.length) before = pages()
    for (const [kind] of dispatch(round[n % round.length], n + 1)) kinds.add(kind)
  }
  // Events that led to nothing would prove nothing.
  for (const kind of ['store', 'render', 'load', 'stop'])
    if (!kinds.has(kind)) throw new Error(`10,000 events: no "${kind}" among their effects`)
  return { before, after: pages() }
}
