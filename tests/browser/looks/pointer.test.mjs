// Where the pointer lies when one layer follows another.

import assert from 'node:assert/strict'
import test from 'node:test'
import { languages } from '../support/paths.mjs'
import { asked, open, tag, whole } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const head = `<meta name="viewport" content="width=device-width, initial-scale=1">${tag}`
const consent = { company: 'SMG', policyUrl: '/policy' }
const visit = (t, more, options) =>
  open(t, { head, config: { analytics, consent: { ...consent, ...more } }, ...options })

const screens = [
  [320, 568],
  [360, 640],
  [640, 360],
  [640, 900],
  [800, 600],
  [1280, 720],
  [1280, 1024],
]
for (const layout of ['box', 'bar', 'dialog'])
  test(`a pointer that has pressed Settings does not lie on "Accept all" then: ${layout}`, async t => {
    for (const lang of languages) {
      const positions =
        layout === 'dialog' ? ['start'] : ['start', 'center', 'end', 'top-start', 'top-center', 'top-end']
      for (const position of positions) {
        const site = await visit(t, { layout, position, modal: layout === 'dialog' }, { lang })
        const { page: tab } = site
        await asked(site)
        await whole(tab)
        for (const [width, height] of screens.filter(([w]) => layout !== 'dialog' || w >= 360)) {
          await tab.setViewportSize({ width, height })
          await tab.evaluate(() => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 50))))
          const found = await tab.evaluate(async () => {
            const { shadowRoot } = document.querySelector('smg-consent')
            const settings = shadowRoot.querySelector('.banner .button[data-smg=settings]')
            settings.scrollIntoView({ block: 'nearest' })
            const box = settings.getBoundingClientRect()
            window.SMGConsent.showPreferences()
            const dialog = shadowRoot.querySelector('.settings')
            await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
            const accept = dialog.querySelector('[data-smg=accept]').getBoundingClientRect()
            dialog.querySelector('[data-smg=close]').click()
            return (
              box.left < accept.right &&
              accept.left < box.right &&
              box.top < accept.bottom &&
              accept.top < box.bottom && {
                settings: box.toJSON(),
                accept: accept.toJSON(),
              }
            )
          })
          assert.equal(found, false, `${lang}, ${position}, ${width}x${height}: ${JSON.stringify(found)}`)
        }
      }
    }
  })
