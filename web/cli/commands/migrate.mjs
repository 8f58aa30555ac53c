// Makes a configuration of another banner's: migrate/README.md.

import { migrate, names } from '../migrate/migrate.mjs'
import { addId } from '../parts/ids.mjs'
import { counted, fail, json } from '../say.mjs'

function run(file, options) {
  const { from, host, dist } = options
  if (from && !names.includes(from)) fail(`--from: expected one of ${names.join(', ')}, got "${from}"; or leave it out`)
  const ids = (options.id ?? []).reduce((given, text) => addId(given, text, dist), {})
  const done = migrate(file, { from, ids, host, dist })
  if (options.json) return json({ file, ...done })
  json(done.config)
  // Beside the result, so that that can be written to a file.
  console.error(`\n${file}: ${done.from}. ${counted(done.byHand.length, 'thing')} to do by hand:\n`)
  for (const { line, text } of done.byHand) console.error(line ? `  ${file}:${line}: ${text}` : `  ${text}`)
}

export default program =>
  program
    .command('migrate')
    .summary('makes a configuration of another banner’s')
    .description(
      `Reads the configuration of another banner (${names.join(', ')}) from a script or page, without running it. Prints the object that SMG_CONFIG is to be, and beside it what is left to do by hand, with the lines that it is about.`,
    )
    .argument('<file>', 'the script or page that has the configuration')
    .option('--from <banner>', `which one it is, where that is not plain: ${names.join(', ')}`)
    .option('--id <name=value...>', 'an id that its configuration does not have, such as ga4=G-XXXXXXXXXX')
    .option('--host <name>', 'of the site, for what depends on it: cookie.domain')
    .option('--dist <folder>', 'of the built files of the module')
    .option('--json', 'for machines: { file, from, config, byHand: [{ line, text }] }')
    .action(run)
