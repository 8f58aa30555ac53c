// SMG Consent under a policy that refuses WebAssembly: the module comes as JavaScript, in a second request.

import { join } from 'node:path'
import { dist } from '../../browser/support/paths.mjs'
import { contender } from './smg.mjs'

const file = join(dist, 'smg.nowasm.js')
const smg = contender('smg.js')
const policy = `<meta http-equiv="Content-Security-Policy" content="script-src 'self' 'unsafe-inline' https:">`

export default {
  ...smg,
  id: 'smg-nowasm',
  name: 'SMG Consent, WebAssembly refused',
  // Not held to the goals: it is for where there is nothing else.
  apart: true,
  wasm: false,
  files: { ...smg.files, '/smg/smg.nowasm.js': file },
  needs: [...smg.needs, file],
  markup: processors => ({ head: `${policy}\n${smg.markup(processors).head}` }),
}
