// A site's colours in Chromium, Firefox ESR and WebKitGTK: in whatever form they are written, each engine shows the same.

import assert from 'node:assert/strict'
import test from 'node:test'
import { inEach } from '../drivers/three.mjs'
import { page } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const look = () => {
  const root = document.querySelector('smg-consent')?.shadowRoot
  const banner = root?.querySelector('.banner')
  if (!banner) return null
  const { backgroundColor, borderTopLeftRadius, fontFamily } = getComputedStyle(banner)
  const link = getComputedStyle(banner.querySelector('a')).color
  const button = getComputedStyle(banner.querySelector('[data-smg=reject]')).backgroundColor
  return { background: backgroundColor, radius: borderTopLeftRadius, font: fontFamily, link, button }
}
const consent = { policyUrl: '/policy', theme: { mode: 'light', accent: '#ffd400', radius: '3px', font: 'monospace' } }
const plain = { background: 'rgb(255, 255, 255)', radius: '3px', font: 'monospace' }

inEach(visitor => {
  test('a colour that fails is corrected alike, and a page that turns its own is followed', async () => {
    await visitor.visit({ '/': page({ config: { analytics, consent } }) })
    await visitor.waitFor(
      'the colours are there',
      wanted =>
        document.querySelector('smg-consent')?.shadowRoot.querySelector('.banner a') &&
        getComputedStyle(document.querySelector('smg-consent').shadowRoot.querySelector('.banner a')).color === wanted,
      'rgb(107, 89, 0)',
    )
    assert.deepEqual(await visitor.evaluate(look), { ...plain, link: 'rgb(107, 89, 0)', button: 'rgb(255, 251, 230)' })

    // Each form of one colour; the last lies beyond sRGB, and ends at its edge.
    for (const [form, link] of [
      ['#0b5f5b', 'rgb(11, 95, 91)'],
      ['rgb(11 95 91)', 'rgb(11, 95, 91)'],
      ['rgba(11, 95, 91, 0.9)', 'rgb(35, 111, 107)'],
      ['hsl(177.14 79.25% 20.78%)', 'rgb(11, 95, 91)'],
      ['rebeccapurple', 'rgb(102, 51, 153)'],
      ['color(srgb 0.04314 0.37255 0.35686)', 'rgb(11, 95, 91)'],
      ['color(display-p3 0.5 0 0)', 'rgb(140, 0, 0)'],
    ]) {
      await visitor.evaluate(value => void document.documentElement.style.setProperty('--smg-accent', value), form)
      await visitor.waitFor(
        `${form} is ${link}`,
        wanted =>
          getComputedStyle(document.querySelector('smg-consent').shadowRoot.querySelector('.banner a')).color ===
          wanted,
        link,
      )
    }
  })
})
