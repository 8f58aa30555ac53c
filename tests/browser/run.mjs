// Runs the browser tests: all files named *.test.mjs in the folders beside this one (or in --within FOLDER). An argument
// chooses among them: a file, a folder, or a word that files have in their path from there; --name those tests that have
// a text in their names. Two files at a time, since each has a browser of its own. tests/run passes its arguments on. By
// hand, in the Node that the judges want:
//
//     PATH=$PWD/tests/node_modules/.bin:$PATH node tests/browser/run.mjs looks/axe --name 'in kk'

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { run } from 'node:test'
import { tap } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const here = fileURLToPath(new URL('.', import.meta.url))
// The longest first, so that none is left to run alone at the end: by their size, and before them those that say so.
const weight = path => statSync(path).size + (readFileSync(path, 'utf8').includes('\n// Takes long.\n') ? 1e9 : 0)
const within = folder =>
  readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith('.test.mjs'))
    .map(name => join(folder, name))
    .sort((a, b) => weight(b) - weight(a))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { within: { type: 'string' }, name: { type: 'string' } },
})
const folder = values.within ? resolve(values.within) : here
function chosen(argument) {
  const path = resolve(argument)
  if (existsSync(path)) return statSync(path).isDirectory() ? within(path) : [path]
  const found = within(folder).filter(file => relative(folder, file).includes(argument))
  if (!found.length) throw Error(`"${argument}" is in the path of no test file in ${folder}`)
  return found
}
const files = [...new Set(positionals.length ? positionals.flatMap(chosen) : within(folder))]
// As a text, not as an expression.
const pattern = values.name && new RegExp(values.name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))

const isTodo = ({ todo }) => todo !== undefined && todo !== false

// "FILE: TEST: the first line of what it says" of a test that failed; nothing for one that failed by a test within it.
function failure({ file, name, details }) {
  const error = details?.error
  if (error?.failureType === 'subtestsFailed') return
  const says = String(error?.cause?.message ?? error?.cause ?? error?.message ?? '').split('\n', 1)[0]
  return `failed: ${basename(file ?? '', '.test.mjs')}: ${name}: ${says}`
}

// What is marked todo is known not to hold: told in one line, since a failure with its stack would be taken for news.
// What failed is told once more at the end, where tests/run and whoever has only the end of a log find it.
async function* tell(events) {
  // A test's start comes right before its end.
  let start
  const failures = []
  let empty = 0
  for await (const event of events) {
    const { type, data } = event
    // A file that has no test of the name is told of, and counted, as one test that passed.
    if (pattern && files.includes(data.name)) {
      if (type === 'test:start') continue
      if (type === 'test:pass') {
        empty++
        continue
      }
    }
    if (pattern && type === 'test:plan' && !data.count) continue
    if (empty && type === 'test:diagnostic' && /^(tests|pass) \d+$/.test(data.message)) {
      const [what, count] = data.message.split(' ')
      data.message = `${what} ${count - empty}`
      if (what === 'tests' && count == empty) {
        process.exitCode = 1
        failures.push(`failed: no test has "${values.name}" in its name`)
      }
    }
    const result = type === 'test:pass' || type === 'test:fail'
    if (type === 'test:fail' && !isTodo(data)) failures.push(failure(data))
    if (start && !(result && isTodo(data) && data.name === start.data.name)) yield start
    start = type === 'test:start' ? event : undefined
    if (result && isTodo(data)) {
      const reason = typeof data.todo === 'string' && data.todo ? `: ${data.todo.replace(/\s+/g, ' ')}` : ''
      const holds = type === 'test:pass' ? ' that holds' : ''
      yield { type: 'test:diagnostic', data: { nesting: data.nesting, message: `todo${holds}: ${data.name}${reason}` } }
    } else if (!start) yield event
  }
  if (start) yield start
  for (const message of failures) if (message) yield { type: 'test:diagnostic', data: { nesting: 0, message } }
}

// Says what runs whenever nothing was said for that long, so that nobody takes a long test for one that hangs.
const silence = 1000 * (process.env.SMG_HEARTBEAT || 20)
const begun = Date.now()
let said = begun
// Node 18 does not tell what has ended: there it is those that have begun.
const running = new Set()
let begunFiles = 0
let doneTests = 0
function progress() {
  const names = [...running].map(path => basename(path, '.test.mjs'))
  if (!doneTests) return `${begunFiles} of ${files.length} files begun; the last: ${names.slice(-2).join(', ')}`
  const done = begunFiles - running.size
  return `${done} of ${files.length} files done, ${doneTests} tests; running: ${names.join(', ')}`
}
const heartbeat = setInterval(
  () => {
    if (Date.now() - said < silence) return
    said = Date.now()
    process.stdout.write(`# ${Math.round((said - begun) / 1000)} s: ${progress()}\n`)
  },
  Math.min(silence, 1000),
)

run({ files, concurrency: 2, ...(pattern && { testNamePatterns: [pattern] }) })
  .on('test:dequeue', ({ name }) => {
    if (!files.includes(name)) return
    running.add(name)
    begunFiles++
  })
  .on('test:complete', ({ name }) => {
    if (!running.delete(name)) doneTests++
  })
  .on('test:fail', data => {
    if (!isTodo(data)) process.exitCode = 1
  })
  .on('end', () => clearInterval(heartbeat))
  .compose(tell)
  .compose(tap)
  .on('data', () => {
    said = Date.now()
  })
  .pipe(process.stdout)
