// What a site has to give for each processor, and whether it is of the right form: the module itself is asked.

import { faultsOf } from './faults.mjs'
import { catalogue } from './module.mjs'

const wordOf = text => (typeof text === 'string' ? text : text.en)

/**
 * What can be asked for: { id, name, purpose, idPattern, parameters, isBuiltIn } each. Without `idPattern` and `parameters`
 * nothing need be given. Parts of others are left out: they are used with those.
 */
export const askable = dist =>
  catalogue(dist)
    .filter(({ partOf }) => !partOf)
    .map(({ id, name, purpose, idPattern, parameters }) => ({ id, name: wordOf(name), purpose, idPattern, parameters }))

const takesNothing = (id, dist) =>
  askable(dist).some(each => each.id === id && each.idPattern === undefined && each.parameters === undefined)

/** What is wrong with what is given for a processor, in a sentence; undefined where nothing is. */
export function faultOfId(id, given, { dist } = {}) {
  const [fault] = faultsOf({ analytics: { [id]: given } }, { dist })
  return (
    fault &&
    `${fault.path.replace('SMG_CONFIG.analytics.', '')}: expected ${fault.expected}, got ${fault.got}; ${fault.remedy}`
  )
}

/** The same of an option of `consent`. */
export function faultOfOption(name, given, others = {}) {
  const [fault] = faultsOf({ consent: { ...others, [name]: given } })
  return fault && `${fault.path.replace('SMG_CONFIG.consent.', '')}: expected ${fault.expected}, got ${fault.got}`
}

/**
 * Adds "tiktok=C1234567890ABCDEF", "matomo.host=stats.example" or "youtube" to what is given so far, `analytics`. Throws where
 * it has not this form, and of a value for what needs none, which the module would pass over.
 */
export function addId(analytics, text, dist) {
  const [, id, member, value = true] = text.match(/^([A-Za-z]\w*)(?:\.(\w+))?(?:=(.*))?$/s) ?? []
  if (!id || (member && value === true))
    throw Error(
      `--id: expected name=value, name.part=value, or a name alone, got "${text}"; as in --id tiktok=C4A1B2C3D4E5F6G7H8I9`,
    )
  if (value !== true && value !== 'true' && takesNothing(id, dist))
    throw Error(`--id: expected ${id} alone, since it takes no id, got "${text}"; write --id ${id}`)
  if (member) analytics[id] = { ...(typeof analytics[id] === 'object' ? analytics[id] : {}), [member]: value }
  else analytics[id] = value === 'true' || (value !== 'false' && value)
  return analytics
}
