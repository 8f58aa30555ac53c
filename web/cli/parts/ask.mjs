// Asks in a terminal what a configuration needs.

import checkbox, { Separator } from '@inquirer/checkbox'
import input from '@inquirer/input'
import { withExample } from './examples.mjs'
import { askable, faultOfId, faultOfOption } from './ids.mjs'

const purposes = {
  analytics: 'Visits',
  replay: 'Recordings',
  marketing: 'Advertising',
  functional: 'Content of others',
}

async function whichProcessors(all) {
  const byName = [...all].sort((one, other) => one.name.localeCompare(other.name, 'en'))
  const choices = Object.entries(purposes).flatMap(([purpose, name]) => [
    new Separator(`— ${name} —`),
    ...byName.filter(each => each.purpose === purpose).map(({ id, name }) => ({ value: id, name })),
  ])
  return checkbox({
    message: 'What does the site use? (none, where only content in its pages waits)',
    choices,
    pageSize: 16,
    loop: false,
  })
}

// Of a site without processors: what its content waits for.
async function whichPurposes() {
  const ids = await checkbox({
    message: 'What does content in the pages wait for?',
    choices: Object.entries(purposes).map(([value, name]) => ({ value, name })),
    required: true,
  })
  return Object.fromEntries(ids.map(id => [id, {}]))
}

async function givenFor({ id, name, idPattern, parameters }, dist) {
  const judged = text => faultOfId(id, text.trim(), { dist }) ?? true
  if (idPattern) return (await input({ message: `${name}, id:`, required: true, validate: judged })).trim()
  if (!parameters) return true
  const given = {}
  for (const [part, form] of Object.entries(parameters)) {
    const isOf = text =>
      new RegExp(`^(?:${form})$`).test(text.trim()) || `expected ${withExample(['analytics', id, part], form)}`
    given[part] = (await input({ message: `${name}, ${part}:`, required: true, validate: isOf })).trim()
  }
  return given
}

const optional = [
  ['company', 'Who asks: the operator of the site'],
  ['country', 'Where the operator is: two letters such as KZ'],
  ['bin', 'BIN of the operator, 12 digits'],
  ['policyUrl', 'Address of the policy, such as /privacy'],
  ['email', 'Contact for deletion'],
  ['language', 'Language: a tag such as ru, or auto for that of each page'],
]

/** Completes what flags have given: { analytics, consent }. Asks nothing that is there already. */
export async function ask({ analytics, consent }, dist) {
  const all = askable(dist)
  if (!Object.keys(analytics).length && !consent.purposes) {
    for (const id of await whichProcessors(all))
      analytics[id] = await givenFor(
        all.find(each => each.id === id),
        dist,
      )
    if (!Object.keys(analytics).length) consent.purposes = await whichPurposes()
  }
  for (const [name, message] of optional) {
    if (name in consent || (name === 'bin' && consent.country !== 'KZ')) continue
    const isSound = text => !text.trim() || (faultOfOption(name, text.trim(), consent) ?? true)
    const said = await input({ message: `${message} (Enter: none):`, validate: isSound })
    if (said.trim()) consent[name] = said.trim()
  }
  return { analytics, consent }
}
