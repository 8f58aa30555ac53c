// Figures: what each file weighs (tests/size.json), and what was measured (tests/bench/RESULTS.md). A page asks for one by
// its name; one that is not there ends the build, so that no page shows a figure that nobody has measured.

import { json, text } from '../../lib/sources.mjs'

const { files } = json('tests/size.json')
const results = text('tests/bench/RESULTS.md')

const fail = (path, expected) => {
  throw Error(`${path}: expected ${expected}, got none`)
}

const cells = line =>
  line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim())

// The lines below a heading, up to the next one of its rank or a higher one.
function below(lines, heading) {
  const start = lines.indexOf(heading)
  if (start < 0) fail('tests/bench/RESULTS.md', `the heading "${heading}"`)
  const rank = heading.indexOf(' ')
  const rest = lines.slice(start + 1)
  const end = rest.findIndex(line => /^#+ /.test(line) && line.indexOf(' ') <= rank)
  return end < 0 ? rest : rest.slice(0, end)
}

// The first table of some lines: { head, rows }, cells as they are written.
function tableOf(lines, path) {
  const start = lines.findIndex(line => line.startsWith('|'))
  if (start < 0) fail('tests/bench/RESULTS.md', `a table below ${path.join(', ')}`)
  const rest = lines.slice(start)
  const end = rest.findIndex(line => !line.startsWith('|'))
  const [head, , ...rows] = rest.slice(0, end < 0 ? undefined : end).map(cells)
  return { head, rows }
}

const within = headings =>
  headings.reduce((lines, title, i) => below(lines, `${'#'.repeat(i + 2)} ${title}`), results.split('\n'))

const facts = Object.fromEntries(tableOf(results.split('\n').slice(1), ['the title']).rows)

export default {
  /** What a file of the build weighs in brotli, in bytes, with commas. */
  weight: (name, kind = 'brotli') =>
    files[name]?.[kind].toLocaleString('en') ?? fail('tests/size.json', `${kind} of the file ${name}`),
  /** One fact of the measurement: "machine", "browser". */
  fact: name => facts[name] ?? fail('tests/bench/RESULTS.md', `the fact "${name}"`),
  /** The table below these headings, from the outermost on. */
  table: (...headings) => tableOf(within(headings), headings),
  /** The goals of the measurement: { missed, met }, rows of the table of goals. */
  goals() {
    const { head, rows } = tableOf(within(['Goals']), ['Goals'])
    const verdict = row =>
      row.find(cell => /^(\*\*missed\*\*|met$)/.test(cell)) ?? fail('RESULTS.md', `a verdict in ${row}`)
    const isMet = row => verdict(row) === 'met'
    return { head, met: rows.filter(isMet), missed: rows.filter(row => !isMet(row)) }
  },
}
