// What was found, in words: for the terminal and the report alike.

import { counted } from '../say.mjs'
import { grouped } from '../scan/groups.mjs'

const hostOf = url => new URL(url).host
const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
const causeOf = ({ cause }) =>
  cause ? `, caused by ${short(cause.url, 90)}${cause.line ? `, line ${cause.line}` : ''}` : ''
/** How long a cookie is kept, by its days from now. */
export const howLong = ({ days }) =>
  days === undefined
    ? 'until the browser is closed'
    : days < 1
      ? 'for less than a day'
      : `for ${counted(Math.round(days), 'day')}`

const lines = {
  request: list =>
    grouped(list, ({ what }) => hostOf(what)).map(same => ({
      what: `${counted(same.length, 'request')} to`,
      code: hostOf(same[0].what),
      more: `${same.length > 1 ? 'the first' : 'it was'} ${same[0].method} ${short(same[0].what, 160)}${causeOf(same[0])}`,
    })),
  connection: list =>
    list.map(({ what, rel }) => ({
      what: 'a connection made ahead to',
      code: hostOf(what),
      more: `<link rel="${rel}">`,
    })),
  cookie: list =>
    list.map(({ what, host, httpOnly, isLeft, ...each }) => ({
      what: isLeft ? 'still there, the cookie' : 'the cookie',
      code: what,
      more: `of ${host}, kept ${howLong(each)}${httpOnly ? ', HttpOnly: only a server can delete it' : ''}`,
    })),
  stored: list =>
    list.map(({ what, host, store, isLeft }) => ({
      what: isLeft ? `still there, in ${store}` : `in ${store}`,
      code: what,
      more: `of ${host}`,
    })),
}

/** [{ what, code, more }] for findings of one stage and one owner; `code` is a name as it is, `more` stands behind it. */
export const linesOf = findings =>
  Object.entries(lines).flatMap(([kind, say]) => say(findings.filter(each => each.kind === kind)))

const nouns = {
  request: ['request'],
  connection: ['connection ahead', 'connections ahead'],
  cookie: ['cookie'],
  stored: ['stored name'],
}
/** How many of each kind: "4 requests, 1 cookie". */
export const tallyOf = findings =>
  Object.entries(nouns)
    .map(([kind, words]) => [findings.filter(each => each.kind === kind).length, words])
    .filter(([number]) => number)
    .map(([number, words]) => counted(number, ...words).replace(' ', '\u00a0'))
    .join(', ')

export const ownerText = ({ name, processor, alsoUsedBy = [] }) =>
  processor
    ? [processor.company, processor.purpose].filter(Boolean).join('; ')
    : alsoUsedBy.length
      ? `in no definition of the catalogue; ${alsoUsedBy.join(', ')} may use it too`
      : name.includes(' ')
        ? ''
        : 'in no definition of the catalogue'

const list = names => (names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0])

/** One sentence that says what came of it. */
export function verdictOf({ owners, isComplete, isIdle }) {
  if (owners.length)
    return `Without a grant, this page loaded or stored something for ${list(owners.map(({ whose }) => whose.name))}.`
  if (isIdle) return 'Nothing was loaded or stored without a grant; SMG Consent has nothing to ask for on this page.'
  if (!isComplete) return 'Nothing was loaded or stored without a grant, in the stages that could be looked at.'
  return 'Nothing was loaded or stored without a grant.'
}

/** What came of a stage, in a few words, and of which kind that is. */
export function resultOf(stage, findings) {
  if (stage.skipped) return ['skipped', `not looked at: ${stage.skipped}`]
  if (stage.isGranted) return ['granted', 'with a grant']
  const own = findings.filter(each => each.stage === stage.id)
  if (own.length) return ['found', counted(own.length, 'finding')]
  // What has never run leaves nothing behind: that shows nothing of a withdrawal.
  if (stage.isHollow) return ['skipped', 'nothing without a grant; with one, nobody had answered']
  return ['clean', 'nothing without a grant']
}

/** Whom the page asked with the grant: "Google Analytics 4 (no answer), YouTube". */
export const askedText = ({ asked = [], unanswered = [] }) =>
  asked.map(name => (unanswered.some(each => each.name === name) ? `${name} (no answer)` : name)).join(', ')

// Of whom the withdrawal shows nothing, { asked, unanswered } with the grant.
function hollow({ asked, unanswered }) {
  if (asked.length && !unanswered.length) return []
  const why = [...new Set(unanswered.map(({ failure }) => failure).filter(Boolean))]
  const whom = !asked.length
    ? 'nobody but the site itself was asked with the grant'
    : unanswered.length === asked.length
      ? 'none of those whom the page asked with the grant answered'
      : `of those whom the page asked with the grant, there was no answer from ${list(unanswered.map(({ name }) => name))}`
  return [
    `What a withdrawal does to what runs: ${whom}${why.length ? ` (${why.join(', ')})` : ''}, so that the withdrawal had nothing ${unanswered.length < asked.length ? 'of theirs ' : ''}to stop.`,
  ]
}

/** What nobody may take this for, in sentences. */
export const limits = ({ wait, pages, stages }) => [
  ...stages.filter(({ isGranted, skipped }) => isGranted && !skipped).flatMap(hollow),
  'What the site’s own server does with what the page tells it: it may hand it on, and no browser sees that.',
  'Visitors of other countries: the page was asked from the network of this machine, and sites answer by where that is.',
  'Other browsers and phones, visitors who were there before, and pages behind a login.',
  `Other pages than those named here (${counted(pages, 'page')} at most in each stage), and what comes later than ${(wait / 1000).toLocaleString('en')} s after the last movement.`,
  'Anything that takes more than scrolling and moving the pointer to begin: a form, a video, a basket.',
  'Grants of single purposes: everything was accepted, or everything refused.',
  'What the requests contain, and whether the words of the banner are lawful.',
]
