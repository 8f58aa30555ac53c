// The Content-Security-Policy of a site with all that comes with the module, a line for each directive.

import { policyOf } from '../../../../web/build/policy.mjs'
import { folder } from '../../lib/sources.mjs'

export default {
  builtIn: policyOf(folder('src/processors').map(({ value }) => value)).replaceAll('; ', ';\n'),
  alone: policyOf([]).replaceAll('; ', ';\n'),
}
