// Takes what pages post to the option receiptUrl, and keeps it in PostgreSQL: nginx in front, schema.sql behind.
//
//     RECEIPTS_LISTEN=/run/receipts/http PGHOST=/run/receipts PGDATABASE=receipts PGUSER=receipts_writer node receiver.mjs
//
// A record is answered with 204 once the transaction that has it is committed, so what was answered is kept, whatever is
// killed when. What comes while one is under way goes into the next one together: that is how one connection keeps up
// with thousands a second. 400 says what is wrong with a record, which the page then drops; 503 has it post again.
//
// The answer to a grant sets the record's cookie anew, as it is and for as long as it still holds. Safari lets a cookie
// that a script has set live for seven days, one that a server has set as long as it says.

import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import Ajv from 'ajv/dist/2020.js'
import pg from 'pg'
import { renewed } from './renewed.mjs'

const env = (name, otherwise) => process.env[name] || otherwise
const listen = env('RECEIPTS_LISTEN', '8081') // a port of this machine, or the path of a socket
const form = env('RECEIPTS_FORM', new URL('../../../include/proof.schema.json', import.meta.url))
const MOST_BYTES = 32 * 1024 // of one record; nginx has the same limit
const MOST_AT_ONCE = 1000 // records in one transaction
const MOST_WAITING = 20_000 // beyond these a page is told to come again
const ANSWER_MS = 2000 // an answer that took longer sets no cookie: the visitor may have chosen anew

const isProof = new Ajv({ strictTypes: false, strictRequired: false }).compile(JSON.parse(readFileSync(form, 'utf8')))
// One connection, and so one transaction at a time: the chain allows no more. A pool makes a new one where it is lost.
const pool = new pg.Pool({ max: 1, connectionTimeoutMillis: 5000 })
pool.on('error', error => console.error(`receipts: the database: ${error.message}`))

const waiting = [] // [text of the record, function that answers] of each
let isWriting = false

const take = records => pool.query('select receipts.take($1::jsonb[])', [records.map(([text]) => text)])
// Data that PostgreSQL refuses (classes 22 and 23), which the form has let through: it must not take others with it.
const isBad = ({ code = '' }) => /^2[23]/.test(code)

async function write(records) {
  try {
    await take(records)
    for (const [, answer] of records) answer(204)
  } catch (error) {
    if (isBad(error) && records.length > 1) for (const record of records) await write([record])
    else if (isBad(error)) records[0][1](400, `the database refuses it: ${error.message}`)
    else {
      console.error(`receipts: not kept, to be posted again: ${error.message}`)
      for (const [, answer] of records) answer(503, 'not kept, post it again')
    }
  }
}

async function work() {
  if (isWriting) return
  isWriting = true
  while (waiting.length) await write(waiting.splice(0, MOST_AT_ONCE))
  isWriting = false
}

async function bodyOf(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > MOST_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** The record in this text, or what is wrong with it. */
function read(text) {
  if (text === undefined) return { fault: `the body: expected at most ${MOST_BYTES} bytes` }
  let proof
  try {
    proof = JSON.parse(text)
  } catch (error) {
    return { fault: `the body: expected JSON, ${error.message}` }
  }
  if (isProof(proof)) return { proof }
  const [{ instancePath, keyword, message }] = isProof.errors
  const what = keyword === 'false schema' ? 'must not be there' : message
  return { fault: `the body${instancePath}: ${what}; include/proof.schema.json has the form` }
}

const server = createServer(async (request, response) => {
  const came = Date.now()
  const answer = (status, text = '', headers = {}) => {
    response.writeHead(status, { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8', ...headers })
    response.end(text && `${text}\n`)
  }
  if (request.method !== 'POST') return answer(405, 'expected POST', { allow: 'POST' })
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    return answer(400, 'content-type: expected application/json')
  const { proof, fault } = read(await bodyOf(request).catch(() => ''))
  if (fault) return answer(400, fault)
  if (waiting.length >= MOST_WAITING) return answer(503, 'too many at once, post it again')
  const isSecure = request.headers['x-forwarded-proto'] === 'https'
  waiting.push([
    JSON.stringify(proof),
    (status, text) => {
      const cookie = status === 204 && Date.now() - came < ANSWER_MS && renewed(request.headers.cookie, proof, isSecure)
      answer(status, text, cookie ? { 'set-cookie': cookie } : {})
    },
  ])
  work()
})

const isPath = listen.includes('/')
// What a killed one has left.
if (isPath) rmSync(listen, { force: true })
server.listen(isPath ? { path: listen } : { port: Number(listen), host: '127.0.0.1' }, () => {
  if (isPath) chmodSync(listen, 0o666)
  console.error(`receipts: listening on ${listen}`)
})
