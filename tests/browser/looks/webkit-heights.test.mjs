// In WebKitGTK each layer is as high as what stands in it, as it is in Chromium. The page is a frame of a set size, since
// MiniBrowser's own window has what it likes.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { drivers } from '../drivers/three.mjs'
import { startLab } from '../support/lab.mjs'
import { dist } from '../support/paths.mjs'
import { file, page, until } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const sizes = [
  [1024, 900],
  [360, 640],
  [800, 380],
]
// The engines' lines differ by parts of a px, and no layer here has more than some twenty.
const TOLERANCE = 12

const few = { ga4: analytics.ga4 }
const noCookies = 'Object.defineProperty(Document.prototype, "cookie", { get: () => "", set() {} })'
const wants = 'Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { value: true })'
const waiting = `<iframe data-smg-src="https://video.example/1" data-smg-purpose="marketing" title="How we work"
width="300" height="215"></iframe><div style="display: flex; height: 300px"><img data-smg-src="https://image.example/1.png"
data-smg-purpose="marketing" alt="A chart"></div>`

// layer: what is measured; press: which button of the banner leads to it.
const states = {
  box: { layer: '.banner' },
  'box at the upper edge': { consent: { position: 'top-end' }, layer: '.banner' },
  bar: { consent: { layout: 'bar' }, layer: '.banner' },
  'bar at the upper edge': { consent: { layout: 'bar', position: 'top-center' }, layer: '.banner' },
  'bar in Kazakh': { consent: { layout: 'bar', language: 'kk' }, layer: '.banner' },
  dialog: { consent: { layout: 'dialog' }, layer: '.banner' },
  'modal dialog': { consent: { layout: 'dialog', modal: true }, layer: '.banner' },
  'modal bar': { consent: { layout: 'bar', modal: true }, layer: '.banner' },
  'banner under Global Privacy Control': { script: wants, layer: '.banner' },
  settings: { layer: 'dialog.settings', press: 'settings' },
  'settings of one processor': { analytics: few, layer: 'dialog.settings', press: 'settings' },
  'small button': { layer: '.float', press: 'reject' },
  'status line': { script: noCookies, layer: '.status', press: 'accept' },
  faces: { body: waiting, layer: '.face' },
}
const inner = ({ consent, analytics: own = analytics, script = '', body = '' }) =>
  page({
    config: { analytics: own, consent: { inFrames: true, policyUrl: '/policy', ...consent } },
    body,
  }).replace('<script>', `<meta name="viewport" content="width=device-width"><script>${script}</script><script>`)
const outer = '<!doctype html><title>A frame</title><iframe src="/inner" width="1024" height="900"></iframe>'

// Of all layers of that kind in the frame: heights in px, once they have not changed for three frames.
const heights = async layer => {
  const { contentDocument } = document.querySelector('iframe')
  const find = () =>
    [...contentDocument.querySelectorAll('smg-consent, smg-face')].flatMap(host => [
      ...(host.shadowRoot?.querySelectorAll(layer) ?? []),
    ])
  const measure = () => find().map(element => Math.round(element.getBoundingClientRect().height))
  let [last, same] = ['', 0]
  for (let frame = 0; frame < 60 && same < 3; frame++) {
    await new Promise(resolve => requestAnimationFrame(resolve))
    const now = measure().join()
    same = now === last ? same + 1 : 0
    last = now
  }
  return measure()
}
const press = name => {
  const root = document.querySelector('iframe').contentDocument.querySelector('smg-consent')?.shadowRoot
  const button = root?.querySelector(`.banner .actions [data-smg=${name}]`)
  button?.click()
  return button !== undefined && button !== null
}
const resize = (width, height) => {
  Object.assign(document.querySelector('iframe'), { width, height })
}

const engines = {}
let lab
let state
before(async () => {
  lab = await startLab()
  lab.answer = ({ path }) => {
    if (path.startsWith('/smg/')) return file(dist, path.slice(4))
    const body = path === '/inner' ? inner(state) : outer
    return { headers: { 'content-type': 'text/html; charset=utf-8' }, body }
  }
  for (const name of ['Chromium', 'WebKitGTK']) engines[name] = await drivers[name](lab.port)
})
after(async () => {
  for (const engine of Object.values(engines)) await engine.close()
  await lab?.close()
})

let count = 0
async function measured(engine) {
  const rows = {}
  await engine.goto(`https://www.heights${++count}.test/`)
  const there = layer => engine.evaluate(heights, layer).then(list => list.length > 0)
  const asks = state.layer === '.face' ? state.layer : '.banner'
  await until(`${asks} is there`, () => there(asks).catch(() => false))
  if (state.press) {
    assert.ok(await engine.evaluate(press, state.press))
    await until(`${state.layer} is there`, () => there(state.layer))
  }
  for (const [width, height] of sizes) {
    await engine.evaluate(resize, width, height)
    rows[`${width} × ${height}`] = await engine.evaluate(heights, state.layer)
  }
  return rows
}

for (const [name, one] of Object.entries(states))
  test(`${name}: no higher in WebKitGTK than in Chromium`, async () => {
    state = one
    const theirs = await measured(engines.Chromium)
    const ours = await measured(engines.WebKitGTK)
    for (const [size, list] of Object.entries(theirs)) {
      assert.equal(ours[size].length, list.length, size)
      list.forEach((height, i) => {
        const text = `${size}: ${ours[size][i]} px in WebKitGTK, ${height} px in Chromium`
        assert.ok(height > 0 && Math.abs(ours[size][i] - height) <= TOLERANCE, text)
      })
    }
  })
