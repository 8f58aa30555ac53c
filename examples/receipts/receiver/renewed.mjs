// The record's cookie once more, by Set-Cookie: the same text and attributes, for the time that is left of its term and no
// longer. Only of the very grant that is posted: where the visitor has chosen anew since, the cookie that came along is
// another one, and is left alone.

import { parse, serialize } from 'cookie'

const { env } = process
const name = env.RECEIPTS_COOKIE || 'smg_consent' // the options cookie.name,
const path = env.RECEIPTS_COOKIE_PATH || '/' // cookie.path,
const domain = env.RECEIPTS_COOKIE_DOMAIN || undefined // cookie.domain,
const sameSite = (env.RECEIPTS_COOKIE_SAMESITE || 'Lax').toLowerCase() // cookie.sameSite
const term = (env.RECEIPTS_COOKIE_DAYS || 182) * 86_400 // and cookie.expiresAfterDays, in seconds

// A grant as src/record.h has it: version, revision, time and that of the oldest grant in it, consent id, method, language,
// text, and the marks of purposes and processors.
const grant =
  /^1\.\d{1,9}\.([0-9a-z]{1,7})(?:-([0-9a-z]{1,7}))?\.([0-9a-f]{32})\.(?:[bspa]u?|f)\.[A-Za-z0-9-]{1,11}\.[\w-]{0,43}\.(?:[+*-][A-Za-z0-9]{1,20})*\.(?:[+*-][A-Za-z0-9]{1,5})*$/
const MOST = 4000 // bytes of a record
const same = text => text

/** The Set-Cookie for a request with this Cookie header that has posted `proof`; undefined where there is none to set. */
export function renewed(header = '', proof, isSecure, now = Date.now() / 1000) {
  const record = parse(header, { decode: same })[name] ?? ''
  const [, time, since, id] = (record.length <= MOST && grant.exec(record)) || []
  if (!id || proof.choice !== 'granted' || id !== proof.id) return undefined
  const left = Math.floor(Number.parseInt(since ?? time, 36) + term - now)
  // Dated ahead by a visitor's clock it would hold for longer than a term.
  if (left <= 0 || left > term + 86_400) return undefined
  const secure = isSecure || sameSite === 'none'
  return serialize(name, record, { encode: same, path, domain, sameSite, secure, maxAge: Math.min(left, term) })
}
