// What the runner tells, since its log is read by people and by tests/run: what is known not to hold is no failure there,
// and what takes long is not silent.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../support/paths.mjs'

const beats = lines => lines.filter(line => /^# \d+ s: 1 of 1 files begun; the last: some$/.test(line))

// Runs a file of tests by the runner, as tests/run would. Its beats come after a quarter of a second of silence; when two
// have come, a file "heard" lies beside that of the tests.
async function told(t, source, ...more) {
  const folder = mkdtempSync(join(tmpdir(), 'smg-runner-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'some.test.mjs'), `import test from 'node:test'\n${source}`)
  // Else it would take itself for a file of this run.
  const { NODE_TEST_CONTEXT, ...env } = process.env
  const child = spawn(process.execPath, [join(root, 'tests/browser/run.mjs'), folder, ...more], {
    env: { ...env, SMG_HEARTBEAT: '0.25' },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', chunk => {
    stdout += chunk
    if (beats(stdout.split('\n')).length === 2) writeFileSync(join(folder, 'heard'), '')
  })
  child.stderr.setEncoding('utf8').on('data', chunk => (stderr += chunk))
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  assert.equal(stderr, '')
  return { status, lines: stdout.split('\n') }
}

const fails = "() => { throw new Error('this is how it is known') }"

test('what is known not to hold is told in one plain line, is counted, and is no failure', async t => {
  const { status, lines } = await told(
    t,
    `test('holds', () => {})
     test('does not', { todo: 'for a reason' }, ${fails})
     test('does by now', { todo: true }, () => {})
     test('group', t => t.test('deep within', { todo: 'for\\nanother' }, ${fails}))`,
  )
  assert.equal(status, 0)
  const about = name => lines.filter(line => line.includes(name))
  assert.deepEqual(about('does not'), ['# todo: does not: for a reason'])
  assert.deepEqual(about('does by now'), ['# todo that holds: does by now'])
  assert.deepEqual(about('deep within'), ['    # todo: deep within: for another'])
  assert.deepEqual(about('this is how it is known'), [])
  assert.deepEqual(about('not ok'), [])
  for (const count of ['# pass 2', '# fail 0', '# todo 3']) assert.ok(lines.includes(count), count)
})

test('what fails is told with its stack, beside a todo too, and the exit code says so', async t => {
  const { status, lines } = await told(t, `test('does not', { todo: true }, ${fails})\ntest('fails', ${fails})`)
  assert.equal(status, 1)
  assert.ok(lines.some(line => /^not ok \d+ - fails$/.test(line)))
  assert.ok(lines.some(line => line.includes('this is how it is known')))
  for (const count of ['# pass 0', '# fail 1', '# todo 1']) assert.ok(lines.includes(count), count)
})

test('what failed is named once more at the end, by its file: not the group around it, and not a todo', async t => {
  const { lines } = await told(
    t,
    `test('group', async t => { await t.test('deep within', ${fails}) })
     test('does not', { todo: true }, ${fails})
     test('holds', () => {})`,
  )
  assert.deepEqual(
    lines.filter(line => line.startsWith('# failed')),
    ['# failed: some: deep within: this is how it is known'],
  )
  assert.ok(lines.findIndex(line => line.startsWith('# failed')) > lines.findIndex(line => line.startsWith('# fail 1')))
})

test('of a name, only the tests that have it are run and counted, and none is a failure', async t => {
  const source = `test('one (of two)', () => {})\ntest('another', ${fails})`
  const one = await told(t, source, '--name', '(of')
  assert.equal(one.status, 0)
  for (const line of ['# tests 1', '# pass 1', 'ok 1 - one (of two)']) assert.ok(one.lines.includes(line), line)
  const none = await told(t, source, '--name', 'three')
  assert.equal(none.status, 1)
  for (const line of ['# pass 0', '# failed: no test has "three" in its name'])
    assert.ok(none.lines.includes(line), none.lines.join('\n'))
})

// It lasts until it was heard of twice, however long the machine takes for that; where nothing is told, a minute.
const slow = `
import { existsSync } from 'node:fs'
const heard = new URL('heard', import.meta.url)
test('slow', async () => {
  for (const end = Date.now() + 60_000; !existsSync(heard) && Date.now() < end; )
    await new Promise(resolve => setTimeout(resolve, 20))
})`

test('a test that takes long is not silent: which file runs is told meanwhile', async t => {
  const { status, lines } = await told(t, slow)
  assert.equal(status, 0)
  assert.ok(beats(lines).length > 1, lines.join('\n'))
  // Lines of their own, which no line of the log is broken by.
  assert.ok(lines.some(line => /^ok \d+ - slow$/.test(line)))
})
