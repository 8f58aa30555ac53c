// tarteaucitron 1: tarteaucitron.init({ … }), the services' ids on tarteaucitron.user, their names by tarteaucitron.job.push().

import { lineOf, Opaque } from '../source.mjs'

export const name = 'tarteaucitron'

/** Its configuration in a source, undefined where there is none. */
export function find(source) {
  const [init] = source.calls('tarteaucitron.init')
  const jobs = source.calls('tarteaucitron.job.push')
  if (!init && !jobs.length) return undefined
  const [config] = init?.given ?? []
  return config instanceof Opaque || !config ? {} : config
}

const host = address =>
  String(address)
    .replace(/^(https?:)?\/\//, '')
    .replace(/\/$/, '')

// Its name of a service → the processor's id here, and what `user` has for it, by the names that it has there.
const services = {
  gtag: ['ga4', ({ gtagUa }) => gtagUa],
  multiplegtag: ['ga4', ({ multiplegtagUa }) => multiplegtagUa?.[0]],
  analytics: ['ga4', ({ analyticsUa }) => analyticsUa],
  googletagmanager: ['gtm', ({ googletagmanagerId }) => googletagmanagerId],
  googleads: ['googleAds', ({ googleadsId }) => googleadsId],
  metrica: ['metrica', ({ yandexmetrica }) => yandexmetrica],
  clarity: ['clarity', ({ clarity }) => clarity],
  hotjar: ['hotjar', ({ hotjarId }) => hotjarId],
  facebookpixel: ['metaPixel', ({ facebookpixelId }) => facebookpixelId],
  matomo: ['matomo', ({ matomoHost, matomoId }) => matomoHost && { host: host(matomoHost), site: String(matomoId) }],
  matomocloud: [
    'matomo',
    ({ matomoHost, matomoId }) => matomoHost && { host: host(matomoHost), site: String(matomoId) },
  ],
  tiktok: ['tiktok', ({ tiktokId }) => tiktokId],
  linkedininsighttag: ['linkedin', ({ linkedininsighttag }) => linkedininsighttag],
  pinterestpixel: ['pinterest', ({ pinterestpixelId }) => pinterestpixelId],
  snapchat: ['snap', ({ snapchatId }) => snapchatId],
  klaviyo: ['klaviyo', ({ klaviyoCompanyId }) => klaviyoCompanyId],
  posthog: ['posthog', ({ posthogApiKey }) => posthogApiKey],
  amplitude: ['amplitude', ({ amplitude }) => amplitude],
  bingads: ['uet', ({ bingadsID }) => bingadsID],
  crisp: ['crisp', ({ crispID }) => crispID],
  tawkto: [
    'tawk',
    ({ tawktoId, tawktoWidgetId }) => tawktoId && { property: tawktoId, widget: tawktoWidgetId ?? 'default' },
  ],
  recaptcha: ['recaptcha', ({ recaptchaapi }) => recaptchaapi],
  youtube: ['youtube', () => true],
  vimeo: ['vimeo', () => true],
  spotify: ['spotify', () => true],
  googlemaps: ['googleMaps', () => true],
  googlemapsembed: ['googleMaps', () => true],
  mixpanel: ['mixpanel', () => undefined],
  plausible: ['plausible', () => undefined],
  hubspot: ['hubspot', () => undefined],
  intercomChat: ['intercom', () => undefined],
  criteo: ['criteo', () => undefined],
}
const embeds = {
  youtube: 'youtube_player',
  vimeo: 'vimeo_player',
  spotify: 'spotify_player',
  googleMaps: 'googlemaps-canvas',
}

const userOf = source =>
  Object.fromEntries(
    source
      .names()
      .filter(each => each.startsWith('tarteaucitron.user.'))
      .map(each => [each.slice('tarteaucitron.user.'.length), source.set(each).at(-1)]),
  )

function convertService(draft, service, user, line) {
  if (typeof service !== 'string') return draft.do(line, 'a service that has to be run to be known, which was not read')
  const [id, entryOf] = services[service] ?? []
  const entry = entryOf?.(user)
  const isKnown = entry !== undefined && !(entry instanceof Opaque)
  if (id && isKnown && /^UA-/.test(entry))
    return draft.do(
      line,
      `"${service}": ${entry} is of Universal Analytics, which has ended; take the service out, or give an id of Google Analytics 4 as analytics.ga4`,
    )
  const processor = draft.service(id ?? service, line, isKnown ? { entry } : {})
  if (!processor) {
    draft.do(
      line,
      `"${service}" is not known here: what it loads can wait in the page with data-smg-purpose, or give its definition in consent.processors`,
    )
    return undefined
  }
  const element = embeds[processor.id]
  if (element)
    draft.do(
      line,
      `in your pages: elements of the class ${element} become <div data-smg-embed="${processor.id}:…">, with the id of the film or place`,
    )
  const more = `${service}More`
  if (user[more] instanceof Opaque)
    draft.do(
      user[more].line,
      `tarteaucitron.user.${more}: make its calls in your page; they are dropped before a grant`,
    )
  return undefined
}

function convertPlace(draft, { orientation, iconPosition, showIcon }) {
  if (orientation === 'popup' || orientation === 'middle' || orientation === undefined) {
    draft.set('layout', 'dialog')
    draft.set('modal', true)
  } else {
    draft.set('layout', 'bar')
    if (orientation === 'top') draft.set('position', 'top-center')
  }
  if (!draft.consent.position && /Right$/.test(iconPosition ?? 'BottomRight')) draft.set('position', 'end')
  if (showIcon === false) draft.set('floatingButton', false)
}

const remarks = {
  highPrivacy: [false, 'the visitor’s going on was taken for a yes; here only a press is one'],
  handleBrowserDNTRequest: [true, 'Do Not Track is no signal here; Global Privacy Control is one'],
  serviceDefaultState: [true, 'services were on before an answer; here every switch is off'],
  googleConsentMode: [true, 'Google’s tag came before a yes, in consent mode; here it comes after one'],
  bingConsentMode: [true, 'Clarity and Bing came before a yes, in consent mode; here they come after one'],
  serverSide: [true, 'tags that a server loads are not known here: your server has to ask for the choice itself'],
  customCloserId: [undefined, 'mark the element with data-smg-action="settings"'],
}

/** Puts what the configuration says into the draft. */
export function convert(draft, { found: config, source }) {
  draft.set('policyUrl', config.privacyUrl, lineOf(config, 'privacyUrl'))
  const [language] = source.set('tarteaucitronForceLanguage')
  draft.set('language', language)
  draft.domain(config.cookieDomain, lineOf(config, 'cookieDomain'))
  const [days] = source.set('tarteaucitronForceExpire')
  draft.days('cookie.expiresAfterDays', days)
  convertPlace(draft, config)
  for (const [option, [value, text]] of Object.entries(remarks))
    if (option in config && (value === undefined || config[option] === value))
      draft.do(lineOf(config, option), `${option}: ${text}`)
  const user = userOf(source)
  for (const { line, given } of source.calls('tarteaucitron.job.push'))
    for (const service of given) convertService(draft, service, user, line)
  if (source.names().includes('tarteaucitronCustomText'))
    draft.do(undefined, 'tarteaucitronCustomText: the texts of the banner were not taken. To change one, consent.texts')
  draft.do(
    undefined,
    `in your pages: links to "${config.hashtag ?? '#tarteaucitron'}" become <button type="button" data-smg-action="settings">`,
  )
  draft.do(
    undefined,
    'take its scripts and stylesheet out. Its cookie, tarteaucitron unless you named it otherwise, is not read: every visitor is asked once more',
  )
}
