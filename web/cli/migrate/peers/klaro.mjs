// Klaro 0.7: klaroConfig = { services, translations, … }, in older ones `apps`.

import { withoutMarkup } from '../draft.mjs'
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

const callbacks = ['callback', 'onInit', 'onAccept', 'onDecline']

// By language; "zz" stands for all others there.
const byLanguage = (translations, textIn) => {
  const found = Object.entries(translations)
    .map(([tag, texts]) => [tag, textIn(texts ?? {})])
    .filter(([, text]) => typeof text === 'string' && text)
  if (found.length === 1) return found[0][1]
  return found.length ? Object.fromEntries(found.map(([tag, text]) => [tag === 'zz' ? 'en' : tag, text])) : undefined
}

const policyOf = ({ privacyPolicy, translations = {} }) => {
  if (typeof privacyPolicy === 'string') return privacyPolicy
  if (privacyPolicy && typeof privacyPolicy === 'object') return privacyPolicy.default ?? privacyPolicy
  return byLanguage(translations, texts => texts.privacyPolicyUrl)
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
  const { translations = {} } = config
  const purposes = [service.purposes ?? []].flat()
  if (service.required === true) {
    draft.do(
      line,
      `"${service.name}" is required: nothing is asked for it here. Take the marks data-name="${service.name}" off, since what is necessary needs none`,
    )
    return
  }
  const [first = 'functional'] = purposes.filter(each => typeof each === 'string')
  const own = {
    name: byLanguage(translations, texts => texts.purposes?.[first]?.title ?? texts.purposes?.[first]),
    description: byLanguage(translations, texts => texts.purposes?.[first]?.description),
  }
  const title = service.title ?? byLanguage(translations, texts => texts[service.name]?.title)
  const processor =
    draft.service(service.name, line) ??
    (typeof title === 'string' ? draft.service(withoutMarkup(title), line) : undefined)
  const purpose = processor?.purpose ?? draft.purpose(first, line, own)
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
  draft.calls(service, callbacks, 'listen by SMGConsent.on("change", …)', lineOf)
}

/** Puts what the configuration says into the draft. */
export function convert(draft, { found: config }) {
  draft.set('policyUrl', policyOf(config))
  draft.set('language', config.lang, lineOf(config, 'lang'))
  draft.set('cookie.domain', config.cookieDomain, lineOf(config, 'cookieDomain'))
  draft.set('cookie.path', config.cookiePath, lineOf(config, 'cookiePath'))
  draft.days('cookie.expiresAfterDays', config.cookieExpiresAfterDays, lineOf(config, 'cookieExpiresAfterDays'))
  convertPlace(draft, config)
  const services = servicesOf(config)
  for (const [i, service] of services.entries()) {
    const line = lineOf(services, i)
    if (service instanceof Opaque || !service?.name)
      draft.do(line, 'a service that has to be run to be known, which was not read')
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
  draft.calls(config, ['callback'], 'listen by SMGConsent.on("change", …)', lineOf)
  draft.do(
    undefined,
    'in your pages: calls of klaro.show() become SMGConsent.showPreferences(), or data-smg-action="settings" on the button',
  )
  draft.do(
    undefined,
    'take its script and stylesheet out. Its cookie, klaro unless you named it otherwise, is not read: every visitor is asked once more',
  )
}
