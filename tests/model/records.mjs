// What the stored records allow, read in a way that shares nothing with the core's: form, dates and rules are those of
// src/record.h and the README.

const DAY = 86400
const TERM = 182 * DAY

function decode(text) {
  const [version, revision, time, id, way, language, notice, purposes, processors, ...more] = (text ?? '').split('.')
  if (version !== '1' || processors === undefined || more.length) return null
  const list = marks =>
    Object.fromEntries([...marks.matchAll(/([+-])(\w+)/g)].map(([, mark, name]) => [name, mark === '+']))
  return {
    revision: Number(revision),
    time: Number.parseInt(time, 36),
    id,
    way,
    language,
    notice,
    purposes: list(purposes),
    processors: list(processors),
  }
}

const recordOf = cookies => /(?:^|; )smg_consent=([^;]*)/.exec(cookies)?.[1] ?? ''

/** How a site writes its records, by one of a grant of everything, and the ids of its processors in their order. */
export function learn(cookies, ids, revision) {
  const { purposes, processors } = decode(recordOf(cookies))
  return { ids, revision, purposes: Object.keys(purposes), tokens: Object.keys(processors) }
}

// A part runs only with its whole, which asks for it: it has nothing to start by itself.
const wholes = { webvisor: 'metrica' }
export const isPart = id => id in wholes

// Whether the record is one that answers what this site asks, at this time.
function holds(record, site, now) {
  return (
    record.revision === site.revision &&
    record.time <= now + DAY &&
    record.time + TERM > now &&
    site.purposes.every(name => name in record.purposes) &&
    site.tokens.every(name => name in record.processors)
  )
}

/** The processors that may run: an array of ids, empty after a refusal; null where there is no answer. */
export function allowed({ cookies, refusal, now }, site) {
  const grant = decode(recordOf(cookies))
  const refused = decode(refusal)
  // Of two of the same day the refusal decides, or hides the grant with its own end.
  const decisive = refused && !(grant && grant.time - refused.time >= DAY) ? refused : grant
  if (!decisive || !holds(decisive, site, now)) return null
  const granted = id => decisive.processors[site.tokens[site.ids.indexOf(id)]]
  return decisive === refused ? [] : site.ids.filter(id => granted(id) && (!isPart(id) || granted(wholes[id])))
}
