// SMG Consent with the module in a file of its own, wherever the build makes it.

import { contender } from './smg.mjs'

export default { id: 'smg-split', name: 'SMG Consent, split', ...contender('smg.split.js'), apart: true }
