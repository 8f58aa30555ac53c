// SMG Consent as its README says: a configuration, an async script. The module's bytes are in the script, or beside it,
// and so is the second file.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { dist } from '../../browser/support/paths.mjs'
import { counters, own, purposes, vendors } from '../processors.mjs'

const root = () => document.querySelector('smg-consent')?.shadowRoot

const beside = existsSync(dist) ? readdirSync(dist).filter(name => /^smg\.(wasm|more\..*\.js)$/.test(name)) : []

export const contender = script => ({
  ours: true,
  wasm: true,
  files: Object.fromEntries([script, ...beside].map(name => [`/smg/${name}`, join(dist, name)])),
  needs: [join(dist, script)],
  markup(processors) {
    const policyUrl = '/privacy'
    const config =
      processors === vendors
        ? { analytics: counters, consent: { policyUrl } }
        : {
            analytics: Object.fromEntries(processors.map(({ id, counter }) => [id, counter])),
            consent: { policyUrl, purposes, processors: processors.map(own) },
          }
    return {
      head: `<script>window.SMG_CONFIG = ${JSON.stringify(config)}</script>
<script async fetchpriority="high" src="/smg/${script}"></script>`,
    }
  },
  find: {
    banner: `(${root})()?.querySelector('.banner')`,
    accept: `(${root})()?.querySelector('.banner [data-smg=accept]')`,
    reject: `(${root})()?.querySelector('.banner [data-smg=reject]')`,
    settings: `(${root})()?.querySelector('.banner .actions [data-smg=settings]')`,
    dialog: `(${root})()?.querySelector('dialog.settings')`,
  },
})

export default { id: 'smg', name: 'SMG Consent', ...contender('smg.js') }
