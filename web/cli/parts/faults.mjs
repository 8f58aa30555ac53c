// What is wrong with a configuration: what the module says of it in the visitor's console, and what its schema finds beyond.

import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import Ajv from 'ajv/dist/2020.js'
import { languageTags, sourceFile } from '../../files-of.mjs'
import { withExample } from './examples.mjs'
import { visit } from './module.mjs'

// The name that the rest of a path begins with, behind its ".": the longest member of that value, since names may have a "."
// in them; else up to the next mark.
function nameIn(value, rest) {
  const names = value && typeof value === 'object' ? Object.keys(value) : []
  const isNext = name => rest.startsWith(name) && /^(\.|\[|$)/.test(rest.slice(name.length))
  const [longest] = names.filter(isNext).sort((one, other) => other.length - one.length)
  return longest ?? rest.match(/^[^.[]*/)[0]
}
// "SMG_CONFIG.consent.processors[2].mask" as ["consent", "processors", 2, "mask"].
function stepsOf(config, path) {
  const steps = []
  let at = config
  for (let rest = path.slice('SMG_CONFIG'.length); rest; at = at?.[steps.at(-1)]) {
    const [index, number] = rest.match(/^\[(\d+)\]/) ?? []
    const name = index ? Number(number) : nameIn(at, rest.slice(1))
    steps.push(name)
    rest = rest.slice(index?.length ?? name.length + 1)
  }
  return steps
}
export const pathOf = steps =>
  ['SMG_CONFIG', ...steps].map((step, i) => (typeof step === 'number' ? `[${step}]` : (i ? '.' : '') + step)).join('')

const withNearest = /^(.*) \(nearest: (.+)\)$/

// The host that a cookie's domain is meant for; any other would be told as a fault of the domain.
function hostFor(config) {
  const domain = config?.consent?.cookie?.domain
  return typeof domain === 'string' ? `www.${domain.replace(/^\./, '')}` : undefined
}

// A message of the core: its words for what was expected and what came are kept.
function fromCore(config, text) {
  const [, path, expected, got] = text.match(/^(SMG_CONFIG.*?): expected (.*), got (.*)$/s) ?? []
  if (!path) return { steps: [], text }
  const [, what, nearest] = expected.match(withNearest) ?? [undefined, expected]
  return { steps: stepsOf(config, path), expected: what, got, nearest }
}

const ajv = new Ajv({ allErrors: true, strict: false, verbose: true })
const schemaOf = name => JSON.parse(readFileSync(sourceFile(name), 'utf8'))
let isConfig
function judge() {
  if (!isConfig) {
    ajv.addSchema(schemaOf('processor.schema.json'), 'processor.schema.json')
    isConfig = ajv.compile(schemaOf('config.schema.json'))
  }
  return isConfig
}

const shown = value => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
const range = ({ minimum, maximum }) => (maximum === undefined ? `${minimum} or more` : `${minimum}..${maximum}`)
const form = ({ pattern }) => pattern.replace(/^\^\((.*)\)\$$/, '$1')
const kinds = {
  type: ({ schema }) => [].concat(schema).join(' or '),
  enum: ({ schema }) => schema.map(shown).join(', '),
  const: ({ schema }) => shown(schema),
  pattern: ({ parentSchema }) => parentSchema.expected ?? form(parentSchema),
  minimum: ({ parentSchema }) => range(parentSchema),
  maximum: ({ parentSchema }) => range(parentSchema),
  anyOf: ({ parentSchema }) => parentSchema.expected ?? parentSchema.description ?? 'another form',
  required: ({ params }) => `the member ${params.missingProperty}`,
  additionalProperties: ({ parentSchema }) => `one of ${Object.keys(parentSchema.properties ?? {}).join(', ')}`,
}

// Of a JSON pointer the steps: a number where the value there is an array.
function stepsTo(config, pointer) {
  let at = config
  return pointer
    .split('/')
    .slice(1)
    .map(part => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
      const step = Array.isArray(at) ? Number(name) : name
      at = at?.[name]
      return step
    })
}

function fromSchema(config, error) {
  const { instancePath, keyword, message, data, params } = error
  const steps = stepsTo(config, instancePath)
  const unknown = params.additionalProperty
  return {
    steps: unknown === undefined ? steps : [...steps, unknown],
    expected: kinds[keyword]?.(error) ?? message,
    got: shown(unknown === undefined ? data : data[unknown]),
  }
}

const begins = (steps, lead) => lead.every((step, i) => steps[i] === step)
const isSame = (one, other) => one.length === other.length && begins(one, other)

// What says nothing new is left out: what stands within a place that is told already, or around it; of several forms of
// which none fits, all but what one of them lacks within, or else that none fits.
function schemaFaults(config, told) {
  const isSound = judge()
  if (isSound(config)) return []
  const faults = isSound.errors.map(error => ({ keyword: error.keyword, ...fromSchema(config, error) }))
  const isTold = ({ steps }) => told.some(other => begins(steps, other.steps) || begins(other.steps, steps))
  const hasInner = ({ steps }) => faults.some(other => other.steps.length > steps.length && begins(other.steps, steps))
  const rank = ({ keyword }) => (keyword === 'anyOf' ? 0 : 1)
  const rest = faults.filter(fault => !isTold(fault) && !hasInner(fault)).sort((one, other) => rank(one) - rank(other))
  return rest.filter((fault, i) => !rest.slice(0, i).some(({ steps }) => isSame(steps, fault.steps)))
}

const isThere = (config, steps) => {
  let at = config
  for (const step of steps) {
    if (at === null || typeof at !== 'object' || !(step in at)) return false
    at = at[step]
  }
  return true
}

// What to do about it.
function remedyOf(config, { steps, nearest, expected }, { dist }) {
  const [top, name] = steps
  if (!isThere(config, steps)) return 'add it'
  if (nearest) return `did you mean ${nearest}? Write that, or take it out`
  if (top === 'analytics' && expected === 'a known processor')
    return 'smg-consent init shows all that there are; others can be defined in consent.processors'
  if (expected === 'one of its values') return 'take it out'
  if (top === 'analytics') return 'copy the id from where the vendor shows it, or take the processor out'
  if (name === 'language') return `write one of ${languageTags(dist).join(', ')}, or "auto"`
  if (name === 'processors')
    return `see the schema of definitions, ${relative('', sourceFile('processor.schema.json'))}`
  return 'correct it, or take it out: then the default holds'
}

/**
 * The faults of a configuration: { steps, path, expected, got, remedy } each, or { steps, path, text } where the module says
 * it in other words. `steps` is the path as a list of names and numbers. `host`: of the site.
 */
export function faultsOf(config, { host = hostFor(config), dist } = {}) {
  const told = visit(config, { host, dist }).said.map(text => fromCore(config, text))
  return [...told, ...schemaFaults(config, told)].map(fault => ({
    ...fault,
    ...(fault.expected && { expected: withExample(fault.steps, fault.expected) }),
    path: pathOf(fault.steps),
    remedy: fault.text ? undefined : remedyOf(config, fault, { dist }),
  }))
}
