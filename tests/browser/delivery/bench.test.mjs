// The benchmark still runs: one round of it over the page without a banner and with ours gives every figure that it is
// to give. What the figures are is not judged here: a machine that runs tests is too busy for that.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../support/paths.mjs'

const bench = join(root, 'tests/bench')
// Those that are quick with two contenders, and differ in how they visit; the report knows all.
const chosen = ['paint', 'accept', 'pages', 'visits', 'settings']

test('one round of the benchmark gives every figure, and a report of them', async t => {
  const output = mkdtempSync(join(tmpdir(), 'smg-bench-'))
  t.after(() => rmSync(output, { recursive: true }))
  const args = ['--quick', '--contenders', 'blank,smg', '--output', output, ...chosen]
  execFileSync(process.execPath, [join(bench, 'bench.mjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })

  const { values } = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8'))
  assert.deepEqual(Object.keys(values).sort(), [...chosen].sort())
  const report = readFileSync(join(output, 'RESULTS.md'), 'utf8')
  const found = readdirSync(join(bench, 'measures'))
  for (const name of chosen) {
    const file = found.find(entry => entry.replace(/^\d+-|\.mjs$/g, '') === name)
    const { default: measure } = await import(join(bench, 'measures', file))
    assert.ok(report.includes(`## ${measure.title}\n`), name)
    const cases = measure.cases.filter(({ id }) => id in values[name])
    assert.ok(cases.length, name)
    for (const { id } of cases) {
      const own = values[name][id].smg
      for (const [figure, list] of Object.entries(own)) {
        assert.equal(list.length, 1, `${name} ${id} ${figure}`)
        assert.ok(Number.isFinite(list[0]), `${name} ${id} ${figure}: ${list[0]}`)
      }
      for (const figure of measure.figures)
        if (!figure.value) assert.ok(figure.id in own, `${name} ${id}: no ${figure.id}`)
    }
  }
})
