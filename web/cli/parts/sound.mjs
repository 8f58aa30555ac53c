// Commands that make something of a configuration go on with what of it is sound, as the module does, and say so.

import { readPlaced } from '../config.mjs'
import { faultsOf } from './faults.mjs'
import { lineOf, placedIn } from './told.mjs'

const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The configuration in a file, of which each member is an object; what is wrong with it is told on stderr. */
export function sound(file, { host, dist } = {}) {
  const placed = readPlaced(file)
  const { config } = placed
  const faults = placedIn(placed, faultsOf(config, { host, dist }))
  for (const fault of faults) console.error(lineOf(fault))
  if (faults.length) console.error(`${file}: what is wrong is left out, as it is in the page`)
  return Object.fromEntries(
    ['analytics', 'consent'].filter(name => isObject(config?.[name])).map(name => [name, config[name]]),
  )
}
