// Commands that make something of a configuration go on with what of it is sound, as the module does, and say so.

import { faultsOf } from './faults.mjs'

/** The configuration; what is wrong with it is told on stderr. */
export function sound(config, file, { host, dist } = {}) {
  const faults = faultsOf(config, { host, dist })
  for (const { path, text, expected, got } of faults)
    console.error(`${file}: ${path}: ${text ?? `expected ${expected}, got ${got}`}`)
  if (faults.length)
    console.error(`${file}: what is wrong is left out, as it is in the page; smg-consent check tells more`)
  return config
}
