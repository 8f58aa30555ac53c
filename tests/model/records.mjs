// What the stored records allow, read by code that shares nothing with the core's: form, dates and rules are those of
// src/record.h and the README. Only what a record calls a processor is learned from one that the core wrote.

const DAY = 86400
const TERM = 182 * DAY

function decode(text) {
  const [version, revision, time, , , , , purposes, processors, ...more] = (text ?? '').split('.')
  if (version !== '1' || processors === undefined || more.length) return null
  const list = marks =>
    Object.fromEntries([...marks.matchAll(/([+*-])(\w+)/g)].map(([, mark, name]) => [name, mark !== '-']))
  const [made, kept = made] = time.split('-').map(text => Number.parseInt(text, 36))
  return {
    revision: Number(revision),
    time: made,
    since: kept,
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

// What each purpose holds, and which of them is a part: that runs only with its whole, which asks for it.
const purposes = { analytics: ['ga4', 'metrica'], replay: ['clarity', 'hotjar', 'webvisor'], marketing: ['metaPixel'] }
const wholes = { webvisor: 'metrica' }
/** The processors of this site that a purpose or a processor stands for. */
export const meant = (name, site) => site.ids.filter(id => (purposes[name] ?? [name]).includes(id))
export const isPart = id => id in wholes

// Whether the record is one that answers what this site asks, at this time.
function holds(record, site, now) {
  return (
    record.revision === site.revision &&
    record.time <= now + DAY &&
    record.since + TERM > now &&
    site.purposes.every(name => name in record.purposes) &&
    site.tokens.every(name => name in record.processors)
  )
}

/** The processors that were said yes to: an array of ids, empty after a refusal; null where there is no answer. */
export function granted({ cookies, refusal, now }, site) {
  const grant = decode(recordOf(cookies))
  const refused = decode(refusal)
  // Of two of the same day the refusal decides, or hides the grant with its own end; a grant ahead of now is no later one.
  const later = grant && grant.time <= now && grant.time - refused?.time >= DAY
  const decisive = refused && !later ? refused : grant
  if (!decisive || !holds(decisive, site, now)) return null
  return decisive === refused ? [] : site.ids.filter((_, i) => decisive.processors[site.tokens[i]])
}

/** Those that may run. */
export function allowed(world, site) {
  const ids = granted(world, site)
  if (ids === null) return null
  return ids.filter(id => !isPart(id) || ids.includes(wholes[id]))
}
