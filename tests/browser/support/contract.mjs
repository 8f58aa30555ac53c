// What include/events.schema.json says of events and effects. One of these functions is one judgement: nothing where the
// value has the form, else what it lacks.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './paths.mjs'

const Ajv = createRequire(join(root, 'web/package.json'))('ajv/dist/2020').default

const read = name => JSON.parse(readFileSync(join(root, 'include', name), 'utf8'))
export const schema = read('events.schema.json')
const ajv = new Ajv({ strictTuples: false, strictTypes: false, strictRequired: false })
ajv.addSchema(read('proof.schema.json'))
ajv.addSchema(schema, 'events')

/** The judge of one of the schema's $defs. */
export function judge(name) {
  const holds = ajv.compile({ $ref: `events#/$defs/${name}` })
  return value => (holds(value) ? undefined : ajv.errorsText(holds.errors, { dataVar: name }))
}

const kinds = prefix =>
  Object.keys(schema.$defs)
    .filter(name => name.startsWith(prefix))
    .map(name => [name, judge(name)])
const events = Object.fromEntries(kinds('event-'))
const effects = kinds('effect-')
const isEvent = judge('event')

/** Of an event only what its own kind asks for, and not that it is none of the others. */
export function faultOfEvent(event) {
  const own = events[`event-${event?.type}`]
  return own ? (own(event) ?? isEvent(event)) : `no event of the type ${JSON.stringify(event?.type)}`
}

/** The same of an effect. */
export function faultOfEffect(effect) {
  const faults = effects
    .filter(([name]) => `${name}-`.startsWith(`effect-${effect?.[0]}-`))
    .map(([, fault]) => fault(effect))
  if (!faults.length) return `no effect of the kind ${JSON.stringify(effect?.[0])}`
  return faults.includes(undefined) ? undefined : faults.join('; ')
}

/** Which of the schema's kinds of effects this is. */
export const kindOfEffect = effect => effects.find(([, fault]) => !fault(effect))?.[0]

const isProof = ajv.compile({ $ref: 'proof.schema.json' })
/** What a posted record lacks of include/proof.schema.json. */
export const faultOfProof = proof => (isProof(proof) ? undefined : ajv.errorsText(isProof.errors, { dataVar: 'proof' }))
