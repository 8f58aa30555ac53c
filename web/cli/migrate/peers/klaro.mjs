// Klaro 0.7: klaroConfig = { services, translations, … }, in older ones `apps`.

import { listen, withoutMarkup } from '../draft.mjs'
import { trackingCalled } from '../names.mjs'
import { lineOf, Opaque } from '../source.mjs'

export const name = 'klaro'

const servicesOf = ({ services, apps }) => services ?? apps
const isConfig = value => Array.isArray(value && servicesOf(value)) && servicesOf(value).some(each => each?.name)

/** Its configuration in a source, undefined where there is none. */
export const find = source =>
  [
    ...source.calls('setup').flatMap(({ given }) => given),
    ...source.defaults,
    ...source.names().flatMap(source.set),
  ].find(isConfig)

const isText = value => typeof value === 'string' && value !== ''
const languagesOf = ({ translations = {}, lang }, more = {}) =>
  [...Object.keys(translations), ...Object.keys(more), lang].filter(
    tag => isText(tag) && !['zz', 'default'].includes(tag),
  )

// What Klaro shows in each language: where that has no text, the one of `fallback`. Here English is what stands for languages
// that are not named. `textOf` is asked for the text of a language, or of the fallback, as it is to be in another.
function byLanguage(tags, fallback, textOf) {
  const own = tag => textOf(tag, tag)
  const found = [...new Set([...tags, 'en'])]
    .map(tag => [tag, isText(own(tag)) ? own(tag) : textOf(fallback, tag)])
    .filter(([, text]) => isText(text))
  return new Set(found.map(([, text]) => text)).size > 1 ? Object.fromEntries(found) : found[0]?.[1]
}
const translated = (config, textIn) => {
  const { translations = {}, fallbackLang = 'zz' } = config
  return byLanguage(languagesOf(config), fallbackLang, (from, to) => textIn(translations[from] ?? {}, to))
}

function convertPolicy(draft, config) {
  const { privacyPolicy, translations = {}, fallbackLang = 'zz' } = config
  if (privacyPolicy !== undefined && (typeof privacyPolicy !== 'object' || privacyPolicy instanceof Opaque)) {
    draft.set('policyUrl', privacyPolicy, lineOf(config, 'privacyPolicy'))
    return
  }
  const [whole, fallback, addressIn] = privacyPolicy
    ? [privacyPolicy, 'default', text => text]
    : [translations, fallbackLang, (texts, to) => texts?.privacyPolicyUrl?.replace?.('{lang}', to)]
  const textOf = (from, to) => addressIn(whole[from], to)
  const tags = languagesOf(config, privacyPolicy)
  const found = byLanguage(tags, fallback, textOf)
  draft.set('policyUrl', found, lineOf(whole, fallback))
  const listed = [...new Set(tags)].filter(tag => !isText(textOf(tag, tag))).join(', ') || 'none'
  // What Klaro shows in a language that is not named.
  const others = textOf(fallback, 'zz')
  if (isText(others) && others !== (found.en ?? found))
    draft.do(
      lineOf(whole, fallback),
      `"${fallback}" stood for each language without an address of its own, and is now that of ${listed}; languages that are not named have that of English here: give theirs in consent.policyUrl`,
    )
}

function convertPlace(draft, { styling = {}, mustConsent, noticeAsModal }) {
  const themes = [styling.theme ?? []].flat()
  const has = word => themes.includes(word)
  if (mustConsent === true || noticeAsModal === true) {
    draft.set('layout', 'dialog')
    draft.set('modal', true)
  } else {
    if (has('wide')) draft.set('layout', 'bar')
    // Without a word on it theirs stands at the end of the lower edge.
    const side = has('left') ? 'start' : 'end'
    if (has('wide')) draft.set('position', has('top') ? 'top-center' : undefined)
    else draft.set('position', has('top') ? `top-${side}` : side === 'end' ? side : undefined)
  }
  if (has('light')) draft.set('theme', 'light')
  const others = Object.keys(styling).filter(each => each !== 'theme')
  if (others.length)
    draft.do(lineOf(styling, others[0]), `styling.${others[0]}: one colour is enough here, consent.theme.accent`)
}

function convertService(draft, config, service, line) {
  const purposes = [service.purposes ?? []].flat().filter(isText)
  const [first = 'functional'] = purposes
  const own = {
    name: translated(config, texts => texts.purposes?.[first]?.title ?? texts.purposes?.[first]),
    description: translated(config, texts => texts.purposes?.[first]?.description),
  }
  const title = service.title ?? translated(config, texts => texts[service.name]?.title)
  const processor =
    draft.service(service.name, line) ?? (isText(title) ? draft.service(withoutMarkup(title), line) : undefined)
  const tracking = purposes.map(trackingCalled).find(Boolean)
  if (service.required === true && (processor || tracking))
    draft.notNecessary(line, service.name, 'required', { processor, purpose: tracking })
  else if (service.required === true) {
    draft.do(
      line,
      `"${service.name}" is required: nothing is asked for it here. Take the marks data-name="${service.name}" off, since what is necessary needs none`,
    )
    return
  }
  const purpose = processor?.purpose ?? (service.required ? draft.purpose(tracking) : draft.purpose(first, line, own))
  if (purpose === 'necessary') {
    draft.do(
      line,
      `"${service.name}" has the purpose "${first}", which is taken for necessary and not asked for; if it is not, give it another in consent.purposes`,
    )
    return
  }
  const sources = ', data-src becomes data-smg-src of frames and pictures, src of scripts'
  draft.mark(line, `data-name="${service.name}"`, { processor, purpose }, sources)
  if (purposes.length > 1 && !processor)
    draft.do(
      line,
      `"${service.name}" has the purposes ${purposes.join(', ')}; an element waits for one here, "${purpose}"`,
    )
  if (!processor && service.cookies?.length)
    draft.do(line, `the cookies of "${service.name}" are erased if you give its definition in consent.processors`)
  if (service.default === true || service.optOut === true)
    draft.do(
      line,
      `"${service.name}" ran, or was on, before an answer; here every switch is off until the visitor turns it on`,
    )
  const state = processor ? `acceptedProcessor("${processor.id}")` : `acceptedPurpose("${purpose}")`
  const asking = `${listen('consent')} and ask SMGConsent.${state}`
  draft.calls(service, { callback: asking, onInit: listen('ready'), onAccept: asking, onDecline: asking }, lineOf)
}

/** Puts what the configuration says into the draft. */
export function convert(draft, { found: config }) {
  convertPolicy(draft, config)
  if (config.lang !== 'zz') draft.set('language', config.lang, lineOf(config, 'lang'))
  draft.domain(config.cookieDomain, lineOf(config, 'cookieDomain'))
  draft.set('cookie.path', config.cookiePath, lineOf(config, 'cookiePath'))
  draft.days('cookie.expiresAfterDays', config.cookieExpiresAfterDays, lineOf(config, 'cookieExpiresAfterDays'))
  convertPlace(draft, config)
  const services = servicesOf(config)
  for (const [i, service] of services.entries()) {
    const line = lineOf(services, i)
    const given = service instanceof Opaque ? service : service?.name
    if (typeof given !== 'string' || !given)
      draft.leave(given, line, 'a service that has to be run to be known, which was not read')
    else convertService(draft, config, service, line)
  }
  const at = member => lineOf(config, member)
  if (config.default === true) draft.do(at('default'), 'services were on before an answer; here every switch is off')
  if (config.storageMethod === 'localStorage')
    draft.do(at('storageMethod'), 'a grant is kept in a cookie here, a refusal in localStorage')
  if (config.hideDeclineAll === true || config.acceptAll === false)
    draft.do(at('hideDeclineAll') ?? at('acceptAll'), 'both buttons are always there, in one size')
  if (config.noAutoLoad === true || config.noNotice === true || config.embedded === true)
    draft.do(at('noAutoLoad'), 'to keep the banner closed until SMGConsent.show(), give consent.quietOn: ["/*"]')
  if (config.translations)
    draft.do(
      at('translations'),
      'the texts of the banner were not taken: here it says, in each language, what the processors do. To change one, consent.texts',
    )
  draft.calls(config, { callback: listen('consent') }, lineOf)
  draft.do(
    undefined,
    'in your pages: calls of klaro.show() become SMGConsent.showPreferences(), or data-smg-action="settings" on the button',
  )
  draft.do(
    undefined,
    'take its script and stylesheet out. Its cookie, klaro unless you named it otherwise, is not read: every visitor is asked once more',
  )
}
