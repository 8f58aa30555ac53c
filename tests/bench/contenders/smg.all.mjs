// SMG Consent with all in its one file.

import { contender } from './smg.mjs'

// For who wants no second file: not held to the goals of the first one.
export default { id: 'smg-all', name: 'SMG Consent, all in one', ...contender('smg.all.js'), apart: true }
