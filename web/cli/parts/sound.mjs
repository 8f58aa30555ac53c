// What commands that make something of a configuration do where some of it is wrong: they go on with what is sound, as the
// module does, and say so; or they end, where their result would stay wrong.

import { readPlaced } from '../config.mjs'
import { fail } from '../say.mjs'
import { faultsOf } from './faults.mjs'
import { lineOf, placedIn } from './told.mjs'

const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value)

const objectsOf = config =>
  Object.fromEntries(
    ['analytics', 'consent'].filter(name => isObject(config?.[name])).map(name => [name, config[name]]),
  )

function read(file, { host, dist }) {
  const placed = readPlaced(file)
  const lines = placedIn(placed, faultsOf(placed.config, { host, dist })).map(lineOf)
  return { config: objectsOf(placed.config), lines }
}

/** The configuration in a file, of which each member is an object; what is wrong with it is told on stderr. */
export function sound(file, { host, dist } = {}) {
  const { config, lines } = read(file, { host, dist })
  for (const line of lines) console.error(line)
  if (lines.length) console.error(`${file}: what is wrong is left out, as it is in the page`)
  return config
}

/** The same of a configuration with which nothing is wrong; ends the command with 1 where something is. */
export function faultless(file, { host, dist } = {}) {
  const { config, lines } = read(file, { host, dist })
  if (lines.length)
    fail(
      [
        `${file}: expected a configuration without faults, got ${lines.length}; nothing was written. Correct what follows, until smg-consent check ${file} finds no fault`,
        ...lines,
      ].join('\n'),
      1,
    )
  return config
}
