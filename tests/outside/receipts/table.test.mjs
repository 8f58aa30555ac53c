// The table of examples/receipts in PostgreSQL itself: it only grows, its chain shows what was changed, whole months go,
// and what an owner asks of it.

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { example, lacks, post, proof, refusal, serve } from './servers.mjs'

const options = { skip: lacks }
let servers
before(async () => {
  if (!lacks) servers = await serve()
})
after(() => servers?.close())

const quoted = value => `'${JSON.stringify(value).replaceAll("'", "''")}'`
const take = records => `select receipts.take(array[${records.map(quoted)}]::jsonb[])`

test('what is taken can be read, and neither changed nor deleted, by nobody', options, async () => {
  assert.equal((await post(servers, proof())).status, 204)
  const month = servers.psql("select to_char(now() at time zone 'UTC', 'YYYY_MM')")
  for (const table of ['receipts.record', `receipts.record_${month}`])
    for (const text of [`update ${table} set received = now()`, `delete from ${table}`, `truncate ${table}`]) {
      for (const user of ['receipts_reader', 'receipts_writer'])
        assert.throws(() => servers.psql(text, { user }), /permission denied/, `${user}: ${text}`)
      // Not even by who may do anything, unless he takes the triggers away: which the chain is there for.
      assert.throws(() => servers.psql(text, { user: 'postgres' }), /expected nothing but new records/, text)
    }
  assert.throws(() => servers.psql('select from receipts.record', { user: 'receipts_writer' }), /permission denied/)
  assert.throws(() => servers.psql(take([proof()])), /permission denied/)
  assert.throws(() => servers.psql('select receipts.retain(1)', { user: 'receipts_writer' }), /permission denied/)
  assert.equal(servers.count(), 1)
})

test('a broken chain is found, and where', options, () => {
  const psql = servers.database('chain')
  const change = text =>
    psql(`begin; set local session_replication_role = replica; ${text}; select * from receipts.verify(); rollback`)
      .split('\n')
      .filter(line => line.includes('|'))
      .join()
  for (let i = 0; i < 4; i++) psql(take([proof(), refusal(), proof()]))
  assert.equal(psql('select * from receipts.verify()'), '')
  assert.equal(psql('select number from receipts.head()'), '12')
  const set = (what, where) => change(`update receipts.record set ${what} where number = ${where}`)
  assert.equal(set(`proof = jsonb_set(proof, '{choice}', '"granted"')`, 5), '5|its content is not what was hashed')
  assert.equal(set("received = received - interval '1 second'", 3), '3|its content is not what was hashed')
  assert.equal(change('delete from receipts.record where number = 7'), '8|records before it are missing')
  assert.equal(change('delete from receipts.record where number < 3'), '3|records before it are missing')
  // One that was made anew with a hash of its own does not fit the one behind it.
  const anew = `proof = proof || '{"choice": "granted"}', hash = receipts.hash_of(former, number, received, proof || '{"choice": "granted"}')`
  assert.equal(set(anew, 5), '6|it does not follow the record before it')
  assert.equal(psql('select * from receipts.verify()'), '')
})

test('a record that comes twice is kept once', options, () => {
  const psql = servers.database('twice')
  const [one, two] = [proof(), refusal()]
  psql(take([one, two, one]))
  psql(take([two, one]))
  assert.equal(psql('select count(*), max(number) from receipts.record'), '2|2')
})

test('months that are over are dropped whole, and the chain goes on', options, () => {
  const psql = servers.database('months')
  // As they would have come then: the moment is the table's own.
  const before = months => {
    psql(`set role receipts_owner; do $$
      declare month timestamp := date_trunc('month', now() at time zone 'UTC') - interval '${months} months';
      begin
        execute format('create table receipts.%I partition of receipts.record for values from (%L) to (%L)',
          to_char(month, '"record_"YYYY_MM'), month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
      end $$`)
    const definition = psql("select pg_get_functiondef('receipts.take(jsonb[])'::regprocedure)")
    const then = `date_trunc('month', now()) - interval '${months} months' + interval '10 days'`
    psql(
      `begin; ${definition.replace('moment := clock_timestamp()', `moment := ${then}`)}; ${take([proof(), refusal()])}; ${definition}; commit`,
    )
  }
  for (const months of [5, 4, 2]) before(months)
  psql(take([proof()]))
  assert.equal(psql('select count(*) from receipts.record'), '7')
  assert.equal(psql('select * from receipts.verify()'), '')
  assert.throws(() => psql('select receipts.retain(0)'), /months: expected 1 or more, got 0/)
  assert.equal(psql('select count(*) from receipts.retain(3)'), '2')
  assert.equal(psql('select count(*), min(number) from receipts.record'), '3|5')
  assert.equal(psql('select first, last from receipts.dropped order by month'), '1|2\n3|4')
  assert.equal(psql('select * from receipts.verify()'), '')
  // What was cut off instead is not taken for that.
  const cut = 'set local session_replication_role = replica; delete from receipts.record where number < 7'
  assert.match(psql(`begin; ${cut}; select * from receipts.verify(); rollback`), /7\|records before it are missing/)
  psql('select receipts.retain(1)')
  psql(take([proof()]))
  assert.equal(psql('select count(*), max(number) from receipts.record'), '2|8')
  assert.equal(psql('select * from receipts.verify()'), '')
  // A month that has begun is never dropped, and the next ones are there already.
  assert.equal(psql('select count(*) from receipts.retain(1)'), '0')
  psql('select receipts.make_months(4)')
  assert.equal(psql("select count(*) from pg_inherits where inhparent = 'receipts.record'::regclass"), '5')
})

test('an export has all of one consent id and nothing else', options, async () => {
  const one = proof()
  for (const record of [one, proof(), refusal()]) assert.equal((await post(servers, record)).status, 204)
  // As the visitor's receipt writes it, in groups.
  const written = one.id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  for (const id of [one.id, written]) {
    const { records } = JSON.parse(servers.psql(`select receipts.export('${id}')`))
    assert.equal(records.length, 1)
    assert.deepEqual(records[0].proof, one)
    assert.match(records[0].hash, /^[0-9a-f]{64}$/)
  }
  assert.deepEqual(JSON.parse(servers.psql("select receipts.export('none')")).records, [])
})

test('the rate of consent, by day and language, and its plot', options, t => {
  const psql = servers.database('rate')
  const some = (count, make, more) => Array.from({ length: count }, () => make(more))
  const withdrawal = more => refusal({ ...more, choice: 'withdrawn' })
  // At once, so that all is of one day.
  psql(
    take([
      ...some(3, proof, { language: 'kk' }),
      ...some(1, refusal, { language: 'kk' }),
      ...some(1, proof, { language: 'ru' }),
      ...some(2, refusal, { language: 'ru' }),
      ...some(1, withdrawal, { language: 'ru' }),
      ...some(1, withdrawal, { language: 'en' }),
    ]),
  )
  assert.equal(
    psql('select language, granted, refused, withdrawn, rate from receipts.rate', 'receipts_reader'),
    'en|0|0|1|\nkk|3|1|0|0.7500\nru|1|2|1|0.3333',
  )
  if (spawnSync('gnuplot', ['--version']).error) return t.diagnostic('not drawn: no gnuplot here')
  const file = join(servers.folder, 'rate.svg')
  const env = { ...servers.env, PGDATABASE: 'rate' }
  execFileSync(join(example, 'plot'), [file], { env })
  const svg = readFileSync(file, 'utf8')
  assert.match(svg, /^<\?xml[\s\S]*<svg/)
  for (const word of ['Consent given, of all answers', 'kk', 'ru', '100 %']) assert.ok(svg.includes(word), word)
  servers.database('empty')
  const { status, stderr } = spawnSync(join(example, 'plot'), {
    env: { ...env, PGDATABASE: 'empty' },
    encoding: 'utf8',
  })
  assert.deepEqual([status, stderr], [1, 'plot: expected records in receipts.record, found none yet\n'])
})
