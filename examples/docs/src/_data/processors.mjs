// The processors, by purpose, as their definitions in src/processors and src/catalogue have them.

import { certaintyOf, endOf } from '../../../../tests/contract.mjs'
import { folder, json } from '../../lib/sources.mjs'

const texts = json('src/languages/en.json')
const countryNames = new Intl.DisplayNames('en', { type: 'region' })
const english = text => text?.en ?? text

// What a site writes behind the id in SMG_CONFIG.analytics.
function givenOf({ idPattern, parameters, partOf }) {
  if (idPattern) return { kind: 'an id of this form', form: idPattern }
  if (parameters)
    return {
      kind: 'an object of values of these forms',
      form: `{ ${Object.entries(parameters)
        .map(([name, form]) => `${name}: ${form}`)
        .join(', ')} }`,
    }
  return partOf ? { kind: 'left out, or to do without it', form: 'false' } : { kind: 'the word', form: 'true' }
}

const keptOf = definition =>
  ['cookies', 'localStorage', 'sessionStorage', 'indexedDB'].flatMap(place =>
    Object.entries(definition[place] ?? {}).map(([name, term]) => ({
      name,
      place,
      term: typeof term === 'string' ? term : '',
    })),
  )

const describe =
  isBuiltIn =>
  ({ value }) => ({
    id: value.id,
    name: english(value.name),
    company: english(value.company),
    countries: value.countries.map(code => countryNames.of(code)).join(', '),
    purposes: [value.purpose, ...(value.otherPurposes ?? [])],
    description: english(value.description),
    data: value.data.map(kind => texts[`data_${kind}`] ?? kind).join(', '),
    policy: english(value.policy),
    given: givenOf(value),
    kept: keptOf(value),
    ends: endOf(value),
    unsure: certaintyOf(value).replaceAll('*', ''),
    hosts: [
      ...new Set(Object.entries(value.hosts ?? {}).flatMap(([kind, hosts]) => (kind === 'trusted-types' ? [] : hosts))),
    ],
    isBuiltIn,
  })

const all = [...folder('src/processors').map(describe(true)), ...folder('src/catalogue').map(describe(false))]

export default {
  count: all.length,
  builtIn: all.filter(({ isBuiltIn }) => isBuiltIn),
  purposes: json('src/purposes.json').map(id => ({
    id,
    name: texts[`${id}_name`],
    does: texts[`${id}_desc`],
    processors: all.filter(({ purposes }) => purposes[0] === id).sort((a, b) => a.name.localeCompare(b.name)),
  })),
}
