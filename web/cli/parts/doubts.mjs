// What a configuration may say, and what is seldom meant.

import { askable } from './ids.mjs'
import { visit } from './module.mjs'

// A run of one letter or digit, or of neighbours, as examples have them: G-XXXXXXXXXX, 12345678, abcdefghij.
const RUN = 6
const isRun = (text, by) => [...text].every((letter, i) => !i || letter.codePointAt(0) - text.codePointAt(i - 1) === by)
const isPlaceholder = word => {
  const [longest] = word.match(/[0-9]+|[A-Za-z]+/g)?.sort((a, b) => b.length - a.length) ?? ['']
  // 123456789012345 begins anew behind the 9.
  const first = longest.slice(0, 9)
  return longest.length >= RUN && (isRun(first, 0) || isRun(first, 1))
}

const scalars = value => (value && typeof value === 'object' ? Object.values(value) : [value])
const placeholders = ({ analytics }) =>
  Object.entries(analytics)
    .filter(([, given]) => scalars(given).some(each => isPlaceholder(String(each ?? ''))))
    .map(([id, given]) => ({
      steps: ['analytics', id],
      text: `${JSON.stringify(given)} looks like the id of an example`,
      remedy: 'write the one of your own account',
    }))

// The module takes any value for a yes.
const needless = ({ analytics }, { dist }) =>
  askable(dist)
    .filter(({ id, idPattern, parameters }) => id in analytics && idPattern === undefined && parameters === undefined)
    .filter(({ id }) => analytics[id] !== true && analytics[id] !== false)
    .map(({ id }) => ({
      steps: ['analytics', id],
      text: `takes no id, got ${JSON.stringify(analytics[id])}`,
      remedy: 'write true',
    }))

const nothing = (_, { processors, purposes }) => {
  if (processors.length) return []
  const text = purposes.length ? 'asks for purposes, but has no processor' : 'asks for nothing: there is no banner'
  return [
    {
      steps: ['analytics'],
      text,
      remedy: purposes.length
        ? 'name the processors of the site, unless it only has content that waits'
        : 'name the processors of the site; smg-consent init shows all that there are',
    },
  ]
}

const missing = ({ consent }) =>
  [
    ['company', 'the banner names the host instead of who asks', '"company": "…", the operator of the site'],
    ['policyUrl', 'the banner has no link to a policy', '"policyUrl": "/privacy"'],
    ['country', 'the legal information names no law', '"country": "…", where the operator is'],
  ]
    .filter(([name]) => !consent[name] && !(name === 'country' && consent.bin))
    .map(([name, text, remedy]) => ({ steps: ['consent', name], text: `is missing: ${text}`, remedy: `add ${remedy}` }))

const odd = ({ consent }) => [
  ...(consent.debug
    ? [
        {
          steps: ['consent', 'debug'],
          text: 'writes all to each visitor’s console',
          remedy: 'take it out before you publish',
        },
      ]
    : []),
  ...(consent.country === 'KZ' && !consent.bin
    ? [
        {
          steps: ['consent', 'bin'],
          text: 'is missing, which the law of Kazakhstan asks for',
          remedy: 'add the operator’s number, 12 digits',
        },
      ]
    : []),
  ...(consent.quietIn && !consent.region
    ? [
        {
          steps: ['consent', 'quietIn'],
          text: 'has no effect without region',
          remedy: 'have your server write the visitor’s country into "region": README.md, Regions',
        },
      ]
    : []),
]

const membersOf = value => (value && typeof value === 'object' ? value : {})

/** The doubts: { steps, text, remedy } each. */
export function doubtsOf(config, { dist } = {}) {
  const { analytics, consent } = membersOf(config)
  const given = { analytics: membersOf(analytics), consent: membersOf(consent) }
  const seen = { ...visit(config, { dist }), dist }
  return [nothing, placeholders, needless, missing, odd].flatMap(find => find(given, seen))
}
