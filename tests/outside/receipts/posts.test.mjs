// What is posted to nginx and the receiver of examples/receipts: what is kept, what is refused, and that nothing that was
// answered is lost, whatever is killed.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { root } from '../../browser/support/paths.mjs'
import { digits, example, lacks, post, proof, refusal, send, serve } from './servers.mjs'

const options = { skip: lacks }
let servers
before(async () => {
  if (!lacks) servers = await serve()
})
after(() => servers?.close())

test('bad input is answered with 400 and one message, and kept out', options, async () => {
  const before = servers.count()
  const bad = [
    ['', /^the body: expected JSON/],
    ['{"version":1', /^the body: expected JSON/],
    ['[]', /^the body: must be object/],
    [JSON.stringify({ ...proof(), key: 'x' }), /^the body\/key: must match pattern/],
    [JSON.stringify({ ...proof(), key: undefined }), /^the body: must have required property 'key'/],
    [JSON.stringify({ ...proof(), id: undefined }), /^the body: must have required property 'id'/],
    [JSON.stringify({ ...refusal(), id: digits() }), /^the body\/id: must not be there/],
    [JSON.stringify({ ...refusal(), choice: 'undecided' }), /^the body\/choice: /],
    [JSON.stringify({ ...proof(), address: '192.0.2.1' }), /^the body: must NOT have additional properties/],
    [JSON.stringify({ ...proof(), time: '1' }), /^the body\/time: must be integer/],
    [JSON.stringify({ ...proof(), time: 1e300 }), /^the body\/time: must be <= /],
    [JSON.stringify({ ...proof(), host: 'a\u0000b' }), /^the body\/host: /],
    [JSON.stringify({ ...proof(), purposes: { "x');drop table receipts.record;--": true } }), /^the body\/purposes/],
    ['['.repeat(10_000), /^the body: expected JSON/],
  ]
  for (const [body, message] of bad) {
    const { status, text } = await send(servers, body)
    assert.equal(status, 400, `${body.slice(0, 60)}: ${text}`)
    assert.match(text, message)
    assert.equal(text.trim().split('\n').length, 1)
  }
  const headers = { 'content-type': 'text/plain' }
  assert.equal((await send(servers, JSON.stringify(proof()), { headers })).status, 400)
  assert.equal((await send(servers, JSON.stringify({ ...proof(), host: 'x'.repeat(40_000) }))).status, 413)
  for (const method of ['GET', 'PUT', 'DELETE']) assert.equal((await send(servers, '', { method })).status, 405)
  assert.equal(servers.count(), before)
  // Among others that are good, it takes none with it.
  const answers = await Promise.all([proof(), { ...proof(), key: 5 }, refusal()].map(record => post(servers, record)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [204, 400, 204],
  )
  assert.equal(servers.count(), before + 2)
})

test('no address is kept, in the table or in a log', options, async () => {
  const address = '192.0.2.77'
  const headers = {
    'x-forwarded-for': address,
    'x-real-ip': address,
    'user-agent': 'Marked/1.0',
    referer: 'https://marked.test/',
  }
  await post(servers, proof(), { headers })
  await send(servers, 'x'.repeat(40_000), { headers })
  const kept = servers.psql('select proof from receipts.record')
  const logs = ['nginx', 'receiver', 'postgres'].map(servers.log).join('\n')
  for (const text of [address, '127.0.0.1', 'Marked/1.0', 'marked.test']) {
    assert.ok(!kept.includes(text), text)
    assert.ok(!logs.includes(text), text)
  }
})

test('a record that is posted again is answered again, and kept once', options, async () => {
  const record = refusal()
  const before = servers.count()
  for (let i = 0; i < 3; i++) assert.equal((await post(servers, record)).status, 204)
  assert.equal(servers.count(), before + 1)
})

// As a page does: until it is answered, but for what is refused.
async function insist(record, agent, tries) {
  for (;;) {
    tries.count++
    const answer = await post(servers, record, { agent }).catch(() => undefined)
    if (answer?.status === 204) return
    if (answer && answer.status < 500) throw Error(`${answer.status} ${answer.text}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

// `count` records, so many at once; `during` is told how many were answered.
async function load(count, atOnce, during = () => {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const records = Array.from({ length: count }, (_, i) => (i % 3 ? proof : refusal)())
  const tries = { count: 0 }
  const from = performance.now()
  let next = 0
  let answered = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) {
        await insist(records[next++], agent, tries)
        during(++answered)
      }
    }),
  )
  agent.destroy()
  return { records, tries: tries.count, seconds: (performance.now() - from) / 1000 }
}

function assertKept(records) {
  const kept = servers.psql('select key, count(*) from receipts.record group by key').split('\n')
  const times = new Map(kept.map(line => line.split('|')))
  assert.deepEqual(
    records.filter(({ key }) => times.get(key) !== '1').map(({ key }) => [key, times.get(key)]),
    [],
  )
  assert.equal(servers.psql('select * from receipts.verify()'), '')
}

test('many at once are all kept, in one chain', options, async t => {
  const { records, seconds } = await load(5000, 64)
  t.diagnostic(`${Math.round(records.length / seconds)} records a second`)
  assertKept(records)
})

test('nothing that was answered is lost when the receiver and PostgreSQL are killed in between', options, async t => {
  const kills = { 500: 'receiver', 1500: 'postgres', 2500: 'receiver', 2600: 'postgres' }
  const { records, tries, seconds } = await load(3500, 64, answered => {
    if (kills[answered]) servers.kill(kills[answered])
  })
  t.diagnostic(`${tries} posts for ${records.length} records, in ${seconds.toFixed(1)} s`)
  assert.ok(tries > records.length, 'nothing was in the air when they were killed')
  assertKept(records)
})

const grantOf = (id, time, since) => {
  const written = seconds => Math.floor(seconds).toString(36)
  return `1.0.${written(time)}${since ? `-${written(since)}` : ''}.${id}.b.en..+analytics.+r30zg`
}
const DAY = 86_400

test('the answer to a grant sets its cookie anew, for what is left of its term', options, async () => {
  const record = proof()
  const now = Date.now() / 1000
  const asked = async cookie =>
    (await post(servers, { ...record, key: digits() }, { headers: { cookie } })).headers['set-cookie']
  const value = grantOf(record.id, now - 10 * DAY)
  const [cookie, ...others] = await asked(`a=b; smg_consent=${value}; c=d`)
  assert.deepEqual(others, [])
  const [pair, ...attributes] = cookie.split('; ')
  assert.equal(pair, `smg_consent=${value}`)
  const age = attributes.find(attribute => attribute.startsWith('Max-Age='))
  assert.ok(Math.abs(Number(age.split('=')[1]) - 172 * DAY) < 100, age)
  assert.deepEqual(attributes.filter(attribute => attribute !== age).sort(), ['Path=/', 'SameSite=Lax'])
  // By the oldest grant that is in it.
  const [older] = await asked(`smg_consent=${grantOf(record.id, now, now - 180 * DAY)}`)
  assert.match(older, /Max-Age=17[0-9]{4}\b/)
  for (const other of [
    grantOf(digits(), now), // chosen anew meanwhile
    grantOf(record.id, now - 183 * DAY), // its term is over
    grantOf(record.id, now + 30 * DAY),
    `${value}"; Domain=evil.test`,
    `${value}%0d%0aX: y`,
    '',
  ])
    assert.equal(await asked(`smg_consent=${other}`), undefined, other)
  const refused = await post(servers, refusal(), { headers: { cookie: `smg_consent=${value}` } })
  assert.equal(refused.headers['set-cookie'], undefined)
})

test('over https it has Secure too', { skip: lacks }, async () => {
  const { renewed } = await import(join(example, 'receiver/renewed.mjs'))
  const record = proof()
  const cookie = `smg_consent=${grantOf(record.id, Date.now() / 1000)}`
  assert.match(renewed(cookie, record, true), /; Secure(;|$)/)
  assert.doesNotMatch(renewed(cookie, record, false), /Secure/)
})

test('ClickHouse has a column for each member of a record', () => {
  const { properties } = JSON.parse(readFileSync(join(root, 'include/proof.schema.json'), 'utf8'))
  const sql = readFileSync(join(example, 'scale/schema.sql'), 'utf8')
  for (const table of ['queue', 'record']) {
    const [, columns] = new RegExp(`CREATE TABLE receipts.${table}\\n\\(([\\s\\S]*?)\\n\\)`).exec(sql)
    const names = columns.split('\n').map(line => line.trim().split(' ')[0])
    for (const name of Object.keys(properties))
      assert.ok(name === 'version' || names.includes(name), `${table}: ${name}`)
  }
})
