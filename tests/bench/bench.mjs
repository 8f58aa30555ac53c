// Runs the measures, interleaved: in each round every contender has one visit for each case of each measure, in an order
// that is shuffled anew by a fixed seed. Contenders and measures are the files of their folders. tests/bench/run sets
// everything up and starts this.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { root } from '../browser/support/paths.mjs'
import { report } from './report.mjs'
import { startServer } from './server.mjs'
import { random, shuffled } from './stats.mjs'
import { launch, visit } from './visit.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    contenders: { type: 'string', default: '' },
    output: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    add: { type: 'boolean', default: false },
    'report-only': { type: 'boolean', default: false },
  },
})

const byNumber = (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1)
/** Every module of a folder, in the order of their names: [name without number and ending, its default export]. */
async function modules(folder) {
  const names = readdirSync(join(here, folder)).filter(name => name.endsWith('.mjs'))
  return Promise.all(
    names
      .sort(byNumber)
      .map(async name => [name.replace(/^\d+-|\.mjs$/g, ''), (await import(`./${folder}/${name}`)).default]),
  )
}

// Whether all of it runs, and gives its figures: one round, without what takes minutes, in a folder of its own.
const output = options.output || (options.quick ? join(root, 'build/bench/quick') : here)
const only = options.contenders ? options.contenders.split(',') : null
const contenders = (await modules('contenders'))
  .map(([, contender]) => contender)
  .filter(({ id, needs = [] }) => (only ? only.includes(id) : needs.every(existsSync)))
const left = (await modules('contenders')).map(([, contender]) => contender).filter(one => !contenders.includes(one))
for (const { id, needs = [] } of only ? [] : left)
  console.error(`without ${id}: ${needs.filter(need => !existsSync(need))} is missing`)
const all = await modules('measures')
const usual = !wanted.length || wanted.includes('all')
const measures = all.filter(
  ([name, { asked, long }]) => wanted.includes(name) || (usual && !asked && !(options.quick && long)),
)
for (const name of wanted)
  if (name !== 'all' && !all.some(([known]) => known === name))
    throw new Error(`no measure "${name}": ${all.map(([known]) => known)}`)

mkdirSync(output, { recursive: true })
const file = join(output, 'results.json')

if (!options['report-only']) {
  const rounds = Number(options.rounds || (options.quick ? 1 : 15))
  if (!(rounds >= 1)) throw new Error(`--rounds: expected a number from 1, got "${options.rounds}"`)
  const results = {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      processor: cpus()[0].model.trim(),
      cores: cpus().length,
      system: process.platform,
      node: process.version,
    },
    commit: commit(),
    command: ['tests/bench/run', ...process.argv.slice(2)].join(' '),
    rounds: 0,
    seed: Number(options.seed),
    retries: 0,
    contenders: contenders.map(({ id, name, ours = false, apart }) => ({ id, name, ours, apart })),
    values: {},
  }
  // What was measured before stays, and is told with what is added: only of one commit.
  if (options.add) {
    const before = JSON.parse(readFileSync(file, 'utf8'))
    if (before.commit !== results.commit)
      throw new Error(`--add: expected results of ${results.commit}, got ${before.commit}`)
    const command = `${before.command}; ${results.command}`
    Object.assign(results, before, { command })
  }
  const server = await startServer()
  try {
    await run(results, server, rounds)
  } finally {
    await server.close()
  }
}
writeFileSync(join(output, 'RESULTS.md'), report(JSON.parse(readFileSync(file, 'utf8')), Object.fromEntries(all)))

// A copy without its history has no commit to name.
function commit() {
  try {
    const show = ['describe', '--always', '--dirty', '--abbrev=7', '--match=']
    return execFileSync('git', show, { cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'unknown'
  }
}

async function run(results, server, rounds) {
  const next = random(results.seed)
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    // A browser of its own for each round: none gets slower with time.
    const browser = await launch(server.port)
    results.browser = browser.version()
    const blank = { id: 'warm', files: {}, markup: () => ({}) }
    try {
      // The first page of a browser is slower than all that follow.
      const first = await visit(browser, { contender: blank, host: await server.site(blank, []) })
      await first.opened
      await first.page.waitForLoadState('load')
      await first.close()
      for (const [name, measure] of measures) {
        if (round >= (measure.rounds ?? rounds)) continue
        const began = performance.now()
        for (const profile of casesOf(measure))
          for (const contender of shuffled(contenders.filter(measure.wants ?? Boolean), next)) {
            const row = await patiently(results, () => measure.visit({ browser, server, contender, profile }))
            note(results.values, [name, profile.id, contender.id], row)
          }
        console.error(`round ${round + 1}/${rounds}: ${name}, ${seconds(began)} s`)
      }
    } finally {
      await browser.close()
    }
    console.error(`round ${round + 1}/${rounds} took ${seconds(start)} s`)
    // What was measured so far is kept, whatever happens next.
    results.rounds = Math.max(results.rounds, round + 1)
    writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`)
  }
}

// What is throttled is no other way through the code.
function casesOf({ cases }) {
  const plain = cases.filter(({ cpu, network }) => !cpu && !network)
  return options.quick && plain.length ? plain : cases
}

function seconds(since) {
  return ((performance.now() - since) / 1000).toFixed(1)
}

// A visit that broke off on a busy machine is no result: it is made anew, and the report tells how often.
async function patiently(results, f) {
  for (let attempt = 1; ; attempt++)
    try {
      return await f()
    } catch (error) {
      if (attempt === 3) throw error
      console.error(`once more after: ${error.message}`)
      results.retries++
    }
}

/** Appends what a visit gave to the lists of its contender, a list for each figure, one value for each round. */
function note(values, path, row) {
  let place = values
  for (const name of path) place = place[name] ??= {}
  for (const [figure, value] of Object.entries(row)) {
    place[figure] ??= []
    place[figure].push(value === null ? null : Math.round(value * 1e4) / 1e4)
  }
}
