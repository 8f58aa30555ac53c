// The options of SMG_CONFIG, as src/config.schema.json has them.

import { linked } from '../../lib/readme.mjs'
import { json } from '../../lib/sources.mjs'

const { properties } = json('src/config.schema.json')
const { consent } = properties

// What a value may be, in a few words.
function kindOf({ $ref, type, enum: words, anyOf, minimum, maximum }) {
  if ($ref === '#/$defs/text') return 'text, or one per language'
  if ($ref === '#/$defs/link') return 'web address, or one per language'
  if (words) return words.map(word => `"${word}"`).join(', ')
  if (anyOf) return `${kindOf(anyOf[0])}, or an object`
  if (type === 'integer') return `whole number, ${minimum}..${maximum}`
  return { boolean: 'true or false', object: 'object', array: 'list', string: 'text' }[type] ?? 'text or number'
}

const defaultOf = ({ otherwise, default: value }) =>
  otherwise ?? (value === undefined || value === '' ? '' : `\`${JSON.stringify(value)}\``)

const rowOf = ([name, option]) => ({
  name,
  kind: kindOf(option),
  description: linked(option.description, 'README.md').replace(/^./, letter => letter.toUpperCase()),
  otherwise: defaultOf(option),
  members: Object.entries(option.properties ?? option.anyOf?.[1]?.properties ?? {}).map(rowOf),
})

const groups = {
  'Who asks, and where': ['company', 'country', 'bin', 'email', 'policyUrl', 'region'],
  'Words and look': ['language', 'texts', 'layout', 'position', 'modal', 'theme', 'floatingButton'],
  'When it asks': ['quietOn', 'quietIn', 'respectGpc', 'inFrames', 'revision', 'pageAccept'],
  'What is kept': ['cookie', 'refusalExpiresAfterDays', 'receiptUrl'],
  'What is asked for': ['purposes', 'processors', 'onWithdraw', 'recordable'],
}
const named = Object.values(groups).flat()
const others = Object.keys(consent.properties).filter(name => !named.includes(name))
for (const name of named)
  if (!(name in consent.properties))
    throw Error(`src/config.schema.json: expected the option ${name}, which options.mjs groups`)

export default {
  analytics: properties.analytics.description,
  count: Object.keys(consent.properties).length,
  groups: Object.entries({ ...groups, 'For developers': others }).map(([title, names]) => ({
    title,
    options: names.map(name => rowOf([name, consent.properties[name]])),
  })),
}
