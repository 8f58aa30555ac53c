// Writes the table of processors for a policy: the same that data-smg-table shows in a page.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Option } from 'commander'
import { languageOf, languagesOf } from '../parts/languages.mjs'
import { sound } from '../parts/sound.mjs'
import { asHtml, asMarkdown, asValues, tableOf } from '../parts/table.mjs'
import { json, progress } from '../say.mjs'

const formats = { html: [asHtml, 'html'], markdown: [asMarkdown, 'md'] }

function write(folder, texts, ending) {
  mkdirSync(folder, { recursive: true })
  return texts.map(([tag, text]) => {
    const file = join(folder, `smg-table.${tag}.${ending}`)
    writeFileSync(file, `${text}\n`)
    return file
  })
}

function table(file, options) {
  const config = sound(file, options)
  const { format, out, lang = languageOf(config), dist } = options
  const tags = languagesOf(lang, config, dist)
  const tables = tags.map((tag, i) => {
    progress(`${i + 1} of ${tags.length}: ${tag}`)
    return [tag, tableOf(config, tag, options)]
  })
  progress()
  if (options.json) return json(tables.map(([tag, node]) => ({ language: tag, purposes: asValues(node) })))
  const [as, ending] = formats[format]
  const texts = tables.map(([tag, node]) => [tag, as(node)])
  if (out) for (const path of write(out, texts, ending)) console.log(path)
  else console.log(texts.map(([, text]) => text).join('\n\n'))
}

export default program =>
  program
    .command('table')
    .summary('writes the table of processors for a policy')
    .description(
      'Writes the table of who gets which data: what <div data-smg-table> shows in a page, without the column that says how things stand in the reader’s own browser. As HTML it stands in such an element, which the module fills anew.',
    )
    .argument('<config>', 'a JSON file, or a script or page in which window.SMG_CONFIG stands as a plain value')
    .option('--lang <list>', 'tags with commas, or "all" (default: that of the configuration, or en)')
    .addOption(new Option('--format <format>', 'of the text').choices(Object.keys(formats)).default('html'))
    .option('--all', 'with the processors that come with the module and that the site does not use')
    .option('--host <name>', 'of the site, whose cookies the table may name')
    .option('--out <folder>', 'writes a file for each language there')
    .option('--dist <folder>', 'of the built files of the module')
    .option('--json', 'for machines: [{ language, purposes: [{ purpose, rows }] }]')
    .action(table)
