// SMG Consent with the banner in the page, as web/prerender.mjs puts it there.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../browser/support/paths.mjs'
import { contender } from './smg.mjs'

const file = join(root, 'web/prerender.mjs')
const smg = contender('smg.js')

export default {
  ...smg,
  id: 'smg-prerendered',
  name: 'SMG Consent, in the page',
  needs: [...smg.needs, file],
  async finish(page, host) {
    const { prerenderPage } = await import(pathToFileURL(file))
    const { html, why } = await prerenderPage(page, { host })
    if (why) throw new Error(`smg-prerendered: ${why}`)
    return html
  },
}
