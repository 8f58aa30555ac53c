// Version 3 of vanilla-cookieconsent: CookieConsent.run({ categories, language, … }).

import { withoutMarkup } from '../draft.mjs'
import { lineOf, Opaque } from '../source.mjs'

export const name = 'vanilla-cookieconsent'

const isConfig = value => value?.categories && typeof value.categories === 'object' && !Array.isArray(value.categories)

/** Its configuration in a source, undefined where there is none. */
export const find = source =>
  [
    ...source.calls('run').flatMap(({ given }) => given),
    ...source.defaults,
    ...source.names().flatMap(source.set),
  ].find(isConfig)

const callbacks = ['onFirstConsent', 'onConsent', 'onChange', 'onModalShow', 'onModalHide', 'onModalReady']
const edges = { left: 'start', center: 'center', right: 'end' }

function placed({ layout = '', position = '' }) {
  const [edge = 'bottom', side = 'right'] = String(position).split(' ')
  const isBar = String(layout).startsWith('bar')
  if (edge === 'middle' && side === 'center' && !isBar) return { layout: 'dialog' }
  // A cloud stands in the middle unless it says otherwise.
  const at = String(layout).startsWith('cloud') && !position ? 'center' : edges[side]
  return {
    layout: isBar ? 'bar' : 'box',
    position: isBar && edge !== 'top' ? undefined : edge === 'top' ? `top-${at}` : at,
  }
}

// Address by language of the first link that a text of the banner leads to, by preference one to a policy.
function policyOf(translations) {
  const found = Object.entries(translations).flatMap(([tag, texts]) => {
    const { footer = '', description = '' } = texts?.consentModal ?? {}
    const sections = texts?.preferencesModal?.sections ?? []
    const html = [footer, description, ...sections.map(each => each?.description)].filter(
      text => typeof text === 'string',
    )
    const links = [...html.join(' ').matchAll(/<a\b[^>]*\bhref=["']([^"'#][^"']*)["'][^>]*>(.*?)<\/a>/gis)]
    const policy =
      links.find(([, to, words]) => /priva|polic|cookie|datens|confiden|legal/i.test(to + words)) ?? links[0]
    return policy ? [[tag, policy[1]]] : []
  })
  const all = new Set(found.map(([, to]) => to))
  return all.size > 1 ? Object.fromEntries(found) : found[0]?.[1]
}

const sectionsOf = (translations, category) =>
  Object.entries(translations).flatMap(([tag, texts]) => {
    const sections = texts?.preferencesModal?.sections
    const section = Array.isArray(sections) && sections.find(each => each?.linkedCategory === category)
    return section ? [[tag, section]] : []
  })
const wordsOf = (translations, category, member) =>
  Object.fromEntries(
    sectionsOf(translations, category)
      .map(([tag, section]) => [tag, typeof section[member] === 'string' ? withoutMarkup(section[member]) : ''])
      .filter(([, text]) => text),
  )

function convertCategory(draft, config, translations, category) {
  const line = lineOf(config.categories, category)
  const { readOnly, enabled, services = {}, autoClear } = config.categories[category] ?? {}
  const own = {
    name: wordsOf(translations, category, 'title'),
    description: wordsOf(translations, category, 'description'),
  }
  if (readOnly === true) {
    draft.do(
      line,
      `"${category}" is read-only: nothing is asked for it here. Take the marks data-category="${category}" off, since what is necessary needs none`,
    )
    return
  }
  const purpose = draft.purpose(category, line, own)
  if (enabled === true)
    draft.do(line, `"${category}" was on before an answer; here every switch is off until the visitor turns it on`)
  const inverse = purpose === category ? '' : `, "!${category}" becomes "!${purpose}"`
  draft.mark(line, `data-category="${category}"`, { purpose }, inverse)
  const known = []
  for (const [service, given] of Object.entries(services)) {
    const at = lineOf(services, service)
    const label = typeof given?.label === 'string' ? withoutMarkup(given.label) : ''
    const processor = draft.service(service, at) ?? draft.service(label, at)
    if (processor) {
      known.push(processor)
      draft.mark(at, `data-service="${service}"`, { processor })
    } else
      draft.do(
        at,
        `"${service}" is not known here: what it loads can wait in the page with data-smg-purpose="${purpose}", or give its definition in consent.processors`,
      )
    draft.calls(
      given,
      ['onAccept', 'onReject'],
      `mark the script with data-smg-purpose="${purpose}", or listen by SMGConsent.on("change", …)`,
      lineOf,
    )
  }
  if (autoClear?.cookies?.length && !known.length)
    draft.do(
      lineOf(config.categories[category], 'autoClear'),
      `cookies are erased here by the definitions of processors: for others than those give a definition in consent.processors, or erase them on smg:change`,
    )
}

function convertCookie(draft, { cookie = {} }) {
  draft.set('cookie.domain', cookie.domain, lineOf(cookie, 'domain'))
  draft.set('cookie.path', cookie.path, lineOf(cookie, 'path'))
  draft.set('cookie.sameSite', cookie.sameSite, lineOf(cookie, 'sameSite'))
  if (cookie.secure === false) draft.set('cookie.secure', false)
  draft.days('cookie.expiresAfterDays', cookie.expiresAfterDays, lineOf(cookie, 'expiresAfterDays'))
  if (cookie.useLocalStorage)
    draft.do(lineOf(cookie, 'useLocalStorage'), 'a grant is kept in a cookie here, a refusal in localStorage')
}

/** Puts what the configuration says into the draft. */
export function convert(draft, { found: config }) {
  const { language = {}, guiOptions = {} } = config
  const translations = language.translations ?? {}
  draft.set('policyUrl', policyOf(translations))
  draft.set('revision', config.revision, lineOf(config, 'revision'))
  if (!language.autoDetect) draft.set('language', language.default, lineOf(language, 'default'))
  for (const [tag, texts] of Object.entries(translations))
    if (typeof texts === 'string' || texts instanceof Opaque)
      draft.do(lineOf(translations, tag), `the texts for "${tag}" stand in another file, which was not read`)
  draft.do(
    lineOf(language, 'translations'),
    'the texts of the banner were not taken: here it says, in each language, what the processors do. To change one, consent.texts',
  )
  const { layout, position } = placed(guiOptions.consentModal ?? {})
  if (layout !== 'box') draft.set('layout', layout)
  // Without a word on it theirs stands at the end of the lower edge.
  draft.set('position', position === 'start' ? undefined : position)
  if (config.disablePageInteraction === true) draft.set('modal', true)
  convertCookie(draft, config)
  for (const category of Object.keys(config.categories)) convertCategory(draft, config, translations, category)
  if (config.mode === 'opt-out')
    draft.do(lineOf(config, 'mode'), '"opt-out" loaded before an answer; here nothing loads without a yes')
  if (config.autoShow === false)
    draft.do(
      lineOf(config, 'autoShow'),
      'to keep the banner closed until SMGConsent.show(), give consent.quietOn: ["/*"]',
    )
  draft.calls(config, callbacks, 'listen by SMGConsent.on("consent" or "change" or "show" or "hide", …)', lineOf)
  draft.do(
    undefined,
    'in your pages: data-cc="show-preferencesModal" becomes data-smg-action="settings"; data-cc="show-consentModal", data-smg-action="show"',
  )
  draft.do(
    undefined,
    'take its script and stylesheet out. Its cookie, cc_cookie unless you named it otherwise, is not read: every visitor is asked once more',
  )
}
