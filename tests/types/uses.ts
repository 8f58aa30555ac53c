// A site in TypeScript: every option and every function as web/smg.d.ts types them. Only compiled; what must not compile
// stands behind @ts-expect-error, which fails where there is no error.

import type { Config, Consent, EventDetails, Processor, Receipt, SMGConsentApi } from '../../web/smg.js'

const own: Processor = {
  id: 'own',
  partOf: 'metrica',
  name: { en: 'Own', ru: 'Своё' },
  company: 'Own Ltd',
  countries: ['KZ'],
  purpose: 'analytics',
  otherPurposes: ['marketing', 'functional'],
  certainty: 'thin',
  description: 'Counts.',
  data: ['ip'],
  policy: '/privacy',
  idPattern: '[0-9]{3}',
  parameters: { host: '[a-z.]{4,100}', site: '[0-9]{1,9}' },
  cookies: { _own: '1y' },
  localStorage: { _own: 'none' },
  sessionStorage: { _own: 'session' },
  storesFor: { marketing: { cookies: { _ad: '90d' } } },
  eraseToo: { cookies: ['_old'], localStorage: [], sessionStorage: [] },
  obeysGpc: true,
  unreachable: { 'own.example': ['id'] },
  hosts: { script: ['own.example'] },
  loader: 'shared',
  start: [
    ['list', 'own.list'],
    ['methods', 'own', 'own.q', 'track', 'identify'],
    ['stub', 'own', 'own.q', 'v'],
    ['stub', 'own', 'own.q'],
    ['set', 'own.id', '{id}'],
    ['alias', 'own.x', 'own'],
    ['call', 'own', 'init', { on: '{on:marketing}' }, 5],
    ['reply', 'own.off', false],
    ['none', 'own.all', 'A-', 'B-'],
    ['script', 'https://own.example/{id}.js'],
    ['script', 'https://{host}/{site}.js', { id: 'own', 'data-site': '{site}' }],
  ],
  loaded: [['new', 'own.tag', 'Own.Tag', { site: '{site}', queue: '{global:own.list}' }]],
  join: [['call', 'own', 'config', '{id}']],
  stop: [],
  restart: [],
  update: [],
  reload: false,
  mask: ['data-own', 'true'],
  recognisedBy: ['*.own.example'],
  embed: {
    pattern: '[a-z]{3}',
    frame: 'https://own.example/{embed}',
    allow: 'fullscreen',
    width: '560',
    height: '315',
  },
  regions: [
    { of: ['RU'], company: 'Own OOO', countries: ['RU'] },
    { of: ['DE'], company: { en: 'Own GmbH' }, countries: ['DE'], policy: { en: '/privacy', de: '/datenschutz' } },
  ],
  sources: [{ facts: ['start'], from: 'https://own.example/docs', date: '2026-11-22', certainty: 'measured' }],
}

const all: Config = {
  analytics: {
    ga4: 'G-ABC1234567',
    metrica: 12345678,
    own: true,
    clarity: null,
    hotjar: false,
    matomo: { host: 'own.example', site: 1 },
  },
  consent: {
    company: 'SMG',
    country: 'KZ',
    bin: '000000000000',
    email: 'privacy@smg.example',
    policyUrl: { en: '/privacy', ru: '/ru/privacy' },
    receiptUrl: '/receipts',
    language: 'auto',
    texts: { en: { title: 'Cookies' } },
    revision: 1,
    cookie: { name: 'c', domain: 'smg.example', path: '/', sameSite: 'Lax', secure: true, expiresAfterDays: 182 },
    refusalExpiresAfterDays: 182,
    layout: 'bar',
    modal: true,
    position: 'top-end',
    theme: { mode: 'dark', accent: '#0b5f5b', background: '#fff', text: 'black', radius: '8px', font: 'serif' },
    floatingButton: true,
    respectGpc: true,
    inFrames: false,
    quietOn: ['/privacy', '/legal/*'],
    quietIn: ['US'],
    region: 'KZ',
    pageAccept: false,
    debug: false,
    purposes: { chat: { name: 'Chat', description: { en: 'Talk to us.' }, does: 'talk' }, marketing: {} },
    processors: [own],
    onWithdraw: 'auto',
    recordable: '.search',
    nonce: 'r4nd0m',
  },
}
window.SMG_CONFIG = all
window.SMG_CONFIG = {}
window.SMG_CONFIG = { consent: { theme: 'light' } }

// @ts-expect-error: no such option
window.SMG_CONFIG = { consent: { compny: 'SMG' } }
// @ts-expect-error: no such group
window.SMG_CONFIG = { concent: {} }
// @ts-expect-error: no such layout
window.SMG_CONFIG = { consent: { layout: 'modal' } }
// @ts-expect-error: no such colour
window.SMG_CONFIG = { consent: { theme: { acent: '#0b5f5b' } } }
// @ts-expect-error: no such mode
window.SMG_CONFIG = { consent: { theme: { mode: 'pink' } } }
// @ts-expect-error: a number of days
window.SMG_CONFIG = { consent: { cookie: { expiresAfterDays: '182' } } }
// @ts-expect-error: SameSite has three values
window.SMG_CONFIG = { consent: { cookie: { sameSite: 'lax' } } }
// @ts-expect-error: each id stands behind that of its processor
window.SMG_CONFIG = { analytics: 'G-ABC1234567' }
// @ts-expect-error: quiet are some countries, not one
window.SMG_CONFIG = { consent: { quietIn: 'US' } }
// @ts-expect-error: a definition lacks what the table shows
window.SMG_CONFIG = { consent: { processors: [{ id: 'own' }] } }
// @ts-expect-error: no such member
window.SMG_CONFIG = { consent: { processors: [{ ...own, contacts: [] }] } }
// @ts-expect-error: no such step
window.SMG_CONFIG = { consent: { processors: [{ ...own, start: [['eval', 'x']] }] } }
// @ts-expect-error: a frame without its address
window.SMG_CONFIG = { consent: { processors: [{ ...own, embed: { pattern: '[a-z]{3}' } }] } }
// @ts-expect-error: a step without what it sets
window.SMG_CONFIG = { consent: { processors: [{ ...own, start: [['set', 'x']] }] } }

const api: SMGConsentApi = await new Promise<SMGConsentApi>(resolve => {
  const queue = (window.SMGConsent ??= [])
  queue.push(resolve)
})

api.show()
api.showPreferences()
api.hide()
api.acceptAll()
api.rejectAll()
api.withdraw()
api.reset()
api.acceptPurpose('analytics')
api.acceptPurpose('analytics', false)
api.acceptProcessor('ga4', true)
const yes: boolean[] = [api.acceptedPurpose('analytics'), api.acceptedProcessor('ga4'), api.setLanguage('ru')]
const consent: Consent = api.getConsent()
const text: (string | undefined)[] = [consent.id, consent.method, consent.language, consent.notice, consent.choice]
const times: (number | undefined)[] = [consent.time, consent.revision]
await api.whole()
const receipt: Receipt | undefined = api.getReceipt()
const named: string[] =
  receipt?.purposes.flatMap(purpose => purpose.recipient_third_parties.map(one => one.service)) ?? []
const ready: SMGConsentApi = await api.ready
api.push(() => {})

const heard = {
  ready: detail => detail.choice,
  consent: detail => detail.purposes.analytics,
  change: detail => [detail.old.choice, detail.new.choice],
  show: detail => detail === 'banner',
  hide: detail => detail === 'settings',
  leak: detail => [detail.processor, detail.url],
  error: detail => detail.error === 'update' && detail.processor,
} satisfies { [Type in keyof EventDetails]: (detail: EventDetails[Type]) => unknown }
api.on('ready', heard.ready)
api.on('consent', heard.consent)
api.on('change', heard.change)
api.on('show', heard.show)
api.on('hide', heard.hide)
api.on('leak', heard.leak)
api.on('error', heard.error)
api.off('error', heard.error)

// @ts-expect-error: no such event
api.on('changed', () => {})
// @ts-expect-error: a listener to leaks is told no choice
api.on('leak', detail => detail.choice)
// @ts-expect-error: no such function
api.accept()
// @ts-expect-error: a purpose is named by its id
api.acceptPurpose(5)
// @ts-expect-error: there may be no receipt
api.getReceipt().record_id
// @ts-expect-error: a choice is one of three
consent.choice === 'accepted'

export { named, ready, text, times, yes }
