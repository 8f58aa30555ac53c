// An example of what is to be given for each processor that wants an id, by its id, or by that and the part's, and of options
// that have a form: a pattern alone tells an owner little. Those of letters and digits are such that a configuration that keeps one is warned of
// (doubts.mjs).

const hex = '0123456789abcdef0123456789abcdef'
const uuid = '01234567-89ab-4cde-8f01-23456789abcd'

export const examples = {
  amplitude: hex,
  'bitrix24.code': '1_abcdef',
  'bitrix24.folder': 'cdn-ru.bitrix24.kz/b12345678',
  'consent.bin': '987654321098',
  'consent.country': 'KZ',
  calltouch: 'abcdefgh',
  carrotquest: '12345-0123456789abcdef',
  clarity: 'abcdefghij',
  cloudflareAnalytics: hex,
  comagic: 'abcdefghijklmnopqrstuvwxyz012345',
  crisp: uuid,
  criteo: '123456',
  ga4: 'G-ABC1234567',
  googleAds: 'AW-123456789',
  gtm: 'GTM-ABCDEFG',
  hotjar: '1234567',
  'hubspot.host': 'js-eu1',
  'hubspot.portal': '12345678',
  'intercom.api': 'api-iam.eu.intercom.io',
  'intercom.app': 'abcdefgh',
  jivo: 'Abcdefghij',
  klaviyo: 'ABCDEF',
  linkedin: '1234567',
  mango: '123456',
  'matomo.host': 'stats.example.com',
  'matomo.site': '1',
  metaPixel: '123456789012345',
  metrica: '12345678',
  mindbox: 'example-shop',
  mixpanel: hex,
  pinterest: '1234567890123',
  plausible: 'pa-abcdefghij',
  posthog: 'phc_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  recaptcha: '6Labcdefghij0123456789ABCDEFGHIJ01234567',
  reddit: 't2_abcdefgh',
  roistat: hex,
  smartcaptcha: 'ysc1_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH',
  snap: uuid,
  'tawk.property': '0123456789abcdef01234567',
  'tawk.widget': '1abcdefgh',
  tiktok: 'C1234567890ABCDEFGHI',
  turnstile: '0x4AAAAAAAbcdefghijklm',
  uet: '12345678',
  'umami.host': 'stats.example.com',
  'umami.site': uuid,
  vkAds: '1234567',
  vkRetargeting: 'VK-RTRG-123456-abcde',
  x: 'abcde',
  zeroKz: '12345',
}

/** The same words with an example of the form that they ask for, where there is one: a site may define such an id anew. */
export function withExample(steps, expected) {
  const example = examples[steps.join('.').replace(/^analytics\./, '')]
  return example && new RegExp(`^(?:${expected})$`).test(example) ? `${expected}, such as ${example}` : expected
}
