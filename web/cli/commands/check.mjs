// Checks a configuration by its schema and by the module itself, and tells what is legal and seldom meant.

import { readPlaced } from '../config.mjs'
import { doubtsOf } from '../parts/doubts.mjs'
import { faultsOf } from '../parts/faults.mjs'
import { lineOf, placedIn } from '../parts/told.mjs'
import { counted, json } from '../say.mjs'

function findings(file, { host, dist }) {
  const placed = readPlaced(file)
  const { config, twice } = placed
  const doubled = twice.map(steps => ({
    steps,
    text: 'stands there more than once, and only the last one counts',
    remedy: 'take the others out',
  }))
  return [
    ...placedIn(placed, faultsOf(config, { host, dist })),
    ...placedIn(placed, [...doubled, ...doubtsOf(config, { dist })], 'warning'),
  ]
}

function check(file, options) {
  const found = findings(file, options)
  const [errors, warnings] = ['error', 'warning'].map(level => found.filter(each => each.level === level).length)
  if (options.json) json({ file, errors, warnings, found })
  else {
    for (const each of found) console.log(lineOf(each))
    console.log(`${file}: ${counted(errors, 'fault')}, ${counted(warnings, 'warning')}`)
  }
  if (errors || (options.strict && warnings)) process.exitCode = 1
}

export default program =>
  program
    .command('check')
    .summary('finds what is wrong with a configuration')
    .description(
      'Checks a configuration by its schema, and by what the module itself would tell the console of each visitor. Warns of what is legal and seldom meant: ids of examples, no company, no policy. Ends with 1 where there is a fault.',
    )
    .argument('<config>', 'a JSON file, or a script or page in which window.SMG_CONFIG stands as a plain value')
    .option('--host <name>', 'of the site, for what depends on it: cookie.domain')
    .option('--strict', 'ends with 1 where there is a warning too')
    .option('--dist <folder>', 'of the built files of the module')
    .option(
      '--json',
      'for machines: { file, errors, warnings, found: [{ level, file, line, column, path, message, remedy }] }',
    )
    .action(check)
