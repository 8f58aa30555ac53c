// Its headless core: the runtime of its quickstart, and the bare prompt that stands there, in the page and hidden until
// the store says "banner".

import { join } from 'node:path'
import { bundle, options } from '../c15t.mjs'
import { bundled } from '../packages.mjs'

const { version } = bundled('c15t')
const folder = await bundle(
  'c15t',
  `import { getOrCreateConsentRuntime } from 'c15t'
const { consentStore } = getOrCreateConsentRuntime(window.c15tOptions)
const banner = document.getElementById('consent-banner')
const show = state => { banner.style.display = state.activeUI === 'banner' ? 'block' : 'none' }
consentStore.subscribe(show)
show(consentStore.getState())
document.getElementById('accept-all').addEventListener('click', () => consentStore.getState().saveConsents('all'))
document.getElementById('reject').addEventListener('click', () => consentStore.getState().saveConsents('necessary'))`,
)
const file = join(folder, 'c15t.js')

export default {
  id: 'c15t',
  name: `c15t ${version}, headless`,
  files: { '/c15t.js': file },
  needs: [file],
  markup: processors => ({
    head: `<script>window.c15tOptions = ${JSON.stringify(options(processors)).replaceAll('</', '<\\/')}</script>
<script defer src="/c15t.js"></script>
<style>#consent-banner { position: fixed; inset: auto 16px 16px auto; padding: 16px; background: #fff; border: 1px solid }</style>`,
    body: `<div id="consent-banner" role="dialog" aria-label="Cookie consent" style="display: none">
<p>We use cookies to improve your experience. <a href="/privacy">Privacy policy</a></p>
<button id="accept-all">Accept all</button> <button id="reject">Reject all</button></div>`,
  }),
  find: {
    banner: `document.querySelector('#consent-banner')`,
    accept: `document.querySelector('#accept-all')`,
    reject: `document.querySelector('#reject')`,
  },
}
