// Version 3 of vanilla-cookieconsent: CookieConsent.run({ categories, language, … }).

import { listen, withoutMarkup } from '../draft.mjs'
import { purposeCalled, trackingCalled } from '../names.mjs'
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

// Each with the event that comes nearest.
const callbacks = {
  onFirstConsent: `${listen('consent')}, which comes on later page views too`,
  onConsent: listen('consent'),
  onChange: listen('change'),
  onModalShow: listen('show'),
  onModalHide: listen('hide'),
  onModalReady: listen('ready'),
}
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

// By preference.
const policies = [/priva|datens|confiden/i, /polic|cookie|legal/i]

// The links of all texts in a language, { to, words, line }, in their order.
function linksIn({ consentModal = {}, preferencesModal = {} }) {
  const sections = Array.isArray(preferencesModal.sections) ? preferencesModal.sections : []
  const places = [[consentModal, 'footer'], ...[consentModal, ...sections].map(each => [each, 'description'])]
  return places.flatMap(([texts, member]) => {
    const html = typeof texts?.[member] === 'string' ? texts[member] : ''
    const links = html.matchAll(/<a\b[^>]*\bhref=["']([^"'#][^"']*)["'][^>]*>(.*?)<\/a>/gis)
    return [...links].map(([, to, words]) => ({ to, words: withoutMarkup(words), line: lineOf(texts, member) }))
  })
}

// The banner has a link to the policy, and no other.
function convertLinks(draft, translations) {
  const found = []
  for (const [tag, texts] of Object.entries(translations)) {
    const links = linksIn(texts ?? {})
    const [policy] = policies.flatMap(pattern => links.filter(({ to, words }) => pattern.test(`${to} ${words}`)))
    if (policy) found.push([tag, policy.to])
    for (const { to, words, line } of links)
      if (to !== policy?.to)
        draft.do(
          line,
          `the link to ${to} (${words}) was not taken, since the banner has one to the policy alone, consent.policyUrl: keep it in the footer of your pages`,
        )
  }
  const all = new Set(found.map(([, to]) => to))
  draft.set('policyUrl', all.size > 1 ? Object.fromEntries(found) : found[0]?.[1])
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

const servicesOf = (draft, services) =>
  Object.entries(services).map(([service, given]) => {
    const at = lineOf(services, service)
    const label = typeof given?.label === 'string' ? withoutMarkup(given.label) : ''
    return { service, given, at, processor: draft.service(service, at) ?? draft.service(label, at) }
  })

function convertCategory(draft, config, translations, category) {
  const line = lineOf(config.categories, category)
  const { readOnly, enabled, services = {}, autoClear } = config.categories[category] ?? {}
  const own = {
    name: wordsOf(translations, category, 'title'),
    description: wordsOf(translations, category, 'description'),
  }
  const tracking = trackingCalled(category)
  if (readOnly === true && tracking) draft.notNecessary(line, category, 'read-only', { purpose: tracking })
  else if (readOnly === true || purposeCalled(category) === 'necessary') {
    const why =
      readOnly === true
        ? 'read-only: nothing is asked for it here'
        : 'taken for necessary by its name, and not asked for'
    draft.do(
      line,
      `"${category}" is ${why}. Take the marks data-category="${category}" off, since what is necessary needs none`,
    )
    for (const { at, service, processor } of servicesOf(draft, services))
      if (processor) {
        if (readOnly === true) draft.notNecessary(at, service, 'read-only', { processor })
        draft.mark(at, `data-service="${service}"`, { processor })
      }
    return
  }
  const purpose = draft.purpose(category, line, own)
  if (enabled === true)
    draft.do(line, `"${category}" was on before an answer; here every switch is off until the visitor turns it on`)
  const inverse = purpose === category ? '' : `, "!${category}" becomes "!${purpose}"`
  draft.mark(line, `data-category="${category}"`, { purpose }, inverse)
  const known = []
  for (const { service, given, at, processor } of servicesOf(draft, services)) {
    if (processor) {
      known.push(processor)
      draft.mark(at, `data-service="${service}"`, { processor })
    } else
      draft.do(
        at,
        `"${service}" is not known here: what it loads can wait in the page with data-smg-purpose="${purpose}", or give its definition in consent.processors`,
      )
    const state = processor ? `acceptedProcessor("${processor.id}")` : `acceptedPurpose("${purpose}")`
    draft.calls(
      given,
      {
        onAccept: `mark the script that it runs with data-smg-purpose="${purpose}", or ${listen('consent')} and ask SMGConsent.${state}`,
        onReject: `${listen('change')}, and do it there where SMGConsent.${state} has become false`,
      },
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
  draft.domain(cookie.domain, lineOf(cookie, 'domain'))
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
  convertLinks(draft, translations)
  draft.set('revision', config.revision, lineOf(config, 'revision'))
  if (!language.autoDetect) draft.set('language', language.default, lineOf(language, 'default'))
  for (const [tag, texts] of Object.entries(translations))
    if (typeof texts === 'string' || texts instanceof Opaque)
      draft.leave(texts, lineOf(translations, tag), `the texts for "${tag}" stand in another file, which was not read`)
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
  draft.calls(config, callbacks, lineOf)
  draft.do(
    undefined,
    'in your pages: data-cc="show-preferencesModal" becomes data-smg-action="settings"; data-cc="show-consentModal", data-smg-action="show"',
  )
  draft.do(
    undefined,
    'take its script and stylesheet out. Its cookie, cc_cookie unless you named it otherwise, is not read: every visitor is asked once more',
  )
}
