// nginx, PostgreSQL and the receiver of examples/receipts, started by its own script in a folder of their own.

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../browser/support/free-port.mjs'
import { examples } from '../../browser/support/paths.mjs'

export const example = join(examples, 'receipts')

const lacking = [
  [spawnSync('nginx', ['-v']).error, 'nginx'],
  [!existsSync('/usr/lib/postgresql'), 'PostgreSQL'],
  [!existsSync(join(example, 'receiver/node_modules')), "the receiver's packages"],
].filter(([lacks]) => lacks)
/** Why the tests cannot run here, or false. */
export const lacks = lacking.length ? `not here: ${lacking.map(([, what]) => what).join(', ')}` : false

/** Starts them; `root`: the site's files. */
export async function serve(...more) {
  const folder = mkdtempSync(join(tmpdir(), 'smg-receipts-'))
  const port = await freePort()
  const child = spawn(join(example, 'serve'), ['--folder', folder, '--port', String(port), ...more])
  let said = ''
  await new Promise((resolve, reject) => {
    child.stderr.on('data', text => {
      said += text
      if (said.includes('serving on')) resolve()
    })
    child.on('exit', code => reject(Error(`serve has ended with ${code}: ${said}`)))
  })
  const env = { ...process.env, PGHOST: folder }
  const psql = (text, { user = 'receipts_reader', database = 'receipts' } = {}) => {
    const { status, stdout, stderr } = spawnSync(
      'psql',
      ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', user, '-d', database],
      {
        input: text,
        env,
        encoding: 'utf8',
      },
    )
    if (status) throw Error(stderr)
    return stdout.trim()
  }
  return {
    folder,
    port,
    env,
    origin: `http://localhost:${port}`,
    /** What psql writes, without decoration. Throws what the server says where it refuses. */
    psql,
    count: () => Number(psql('select count(*) from receipts.record')),
    log: name => readFileSync(join(folder, `${name}.log`), 'utf8'),
    /** Ends one of them as a power cut would: it is started again by the script. */
    kill: name => process.kill(Number(readFileSync(join(folder, `${name}.run`), 'utf8')), 'SIGKILL'),
    /** A database of its own with the same schema, of which the receiver knows nothing. */
    database(name) {
      psql(`create database ${name}`, { user: 'postgres', database: 'postgres' })
      execFileSync(
        'psql',
        ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-U', 'postgres', '-d', name, '-f', join(example, 'schema.sql')],
        { env },
      )
      return (text, user = 'postgres') => psql(text, { user, database: name })
    },
    async close() {
      child.removeAllListeners('exit')
      const over = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await over
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const digits = () => randomBytes(16).toString('hex')

/** A record as a page posts it. */
export const proof = (more = {}) => ({
  version: 1,
  key: digits(),
  choice: 'granted',
  id: digits(),
  time: Date.now(),
  method: 'b',
  language: 'en',
  revision: 0,
  purposes: { necessary: true, analytics: true },
  processors: { ga4: true },
  host: 'site.test',
  module: '0.1.0',
  ...more,
})
export const refusal = (more = {}) => proof({ choice: 'refused', id: undefined, ...more })

/** Sends a request and resolves with { status, headers, text }; rejects where there is no answer. */
export const send = ({ port }, body, { method = 'POST', path = '/receipts', agent, headers = {} } = {}) =>
  new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, agent, headers: { 'content-type': 'application/json', ...headers } },
      response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', part => (text += part))
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
export const post = (servers, record, more) => send(servers, JSON.stringify(record), more)
