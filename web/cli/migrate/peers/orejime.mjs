// Orejime 3: orejimeConfig = { purposes, privacyPolicyUrl, … }; a purpose there is a service, or a group of them.

import { withoutMarkup } from '../draft.mjs'
import { trackingCalled } from '../names.mjs'
import { lineOf, Opaque } from '../source.mjs'

export const name = 'orejime'

const isConfig = value =>
  Array.isArray(value?.purposes) && value.purposes.some(each => each?.id !== undefined) && !value.services

/** Its configuration in a source, undefined where there is none. */
export const find = source =>
  [
    ...source.calls('init').flatMap(({ given }) => given),
    ...source.defaults,
    ...source.names().flatMap(source.set),
  ].find(isConfig)

function convertPurpose(draft, purpose, line, group) {
  const given = purpose instanceof Opaque ? purpose : purpose?.id
  if (typeof given !== 'string' || !given) {
    draft.leave(given, line, 'a purpose that has to be run to be known, which was not read')
    return
  }
  const { id, title, description, purposes, cookies } = purpose
  const own = { name: title && withoutMarkup(title), description: description && withoutMarkup(description) }
  if (Array.isArray(purposes)) {
    for (const [i, each] of purposes.entries()) convertPurpose(draft, each, lineOf(purposes, i), purpose)
    return
  }
  const processor = draft.service(id, line) ?? (own.name ? draft.service(own.name, line) : undefined)
  const isMandatory = [purpose, group].some(each => each?.isMandatory === true)
  const tracking = trackingCalled(id) ?? trackingCalled(own.name ?? '')
  if (isMandatory && (processor || tracking))
    draft.notNecessary(line, id, 'mandatory', { processor, purpose: tracking })
  else if (isMandatory) {
    draft.do(
      line,
      `"${id}" is mandatory: nothing is asked for it here. Take its <template> away, since what is necessary needs none`,
    )
    return
  }
  if (purpose.isExempt === true)
    draft.do(
      line,
      `"${id}" ran before an answer. Here it waits; what your law exempts from consent is better left out of the banner`,
    )
  if (purpose.default === true)
    draft.do(line, `"${id}" was on before an answer; here every switch is off until the visitor turns it on`)
  if (processor) {
    draft.mark(line, `data-purpose="${id}"`, { processor })
    return
  }
  const groupOwn = group && {
    name: withoutMarkup(group.title ?? group.id),
    description: group.description && withoutMarkup(group.description),
  }
  const wanted = draft.purpose(group ? group.id : id, line, groupOwn ?? own)
  if (wanted === 'necessary') {
    draft.do(
      line,
      `"${id}" is taken for necessary by its name and not asked for; if it is not, give it another in consent.purposes`,
    )
    return
  }
  draft.mark(line, `data-purpose="${id}"`, { purpose: wanted })
  if (group)
    draft.do(
      line,
      `"${id}" had a switch of its own under "${group.id}"; here what waits for "${wanted}" has one for all of it`,
    )
  if (cookies?.length)
    draft.do(line, `the cookies of "${id}" are erased if you give its definition in consent.processors`)
}

/** Puts what the configuration says into the draft. */
export function convert(draft, { found: config }) {
  const { cookie = {} } = config
  const at = member => lineOf(config, member)
  draft.set('policyUrl', config.privacyPolicyUrl, at('privacyPolicyUrl'))
  if (config.forceModal === true) {
    draft.set('layout', 'dialog')
    draft.set('modal', true)
  }
  draft.domain(cookie.domain, lineOf(cookie, 'domain'))
  draft.set(
    'cookie.sameSite',
    typeof cookie.sameSite === 'string'
      ? cookie.sameSite.replace(/^./, letter => letter.toUpperCase())
      : cookie.sameSite,
    lineOf(cookie, 'sameSite'),
  )
  draft.days('cookie.expiresAfterDays', cookie.duration, lineOf(cookie, 'duration'))
  for (const [i, purpose] of config.purposes.entries()) convertPurpose(draft, purpose, lineOf(config.purposes, i))
  if (config.translations)
    draft.do(
      at('translations'),
      'the texts of the banner were not taken: here it says, in each language, what the processors do. To change one, consent.texts',
    )
  if (config.logo) draft.do(at('logo'), 'the banner has no place for a picture')
  draft.do(
    undefined,
    'in your pages: calls of orejime.prompt() become SMGConsent.showPreferences(), or data-smg-action="settings" on the button',
  )
  draft.do(
    undefined,
    'take its script and stylesheet out. Its cookie, orejime unless you named it otherwise, is not read: every visitor is asked once more',
  )
}
