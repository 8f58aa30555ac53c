// A magazine, after the annotated example of version 0.7.
const host = 'magazine.example'
const year = 365

window.klaroConfig = {
  version: 1,
  elementID: 'klaro',
  styling: { theme: ['light', 'top', 'wide'], green1: '#0a0' },
  storageMethod: 'localStorage',
  cookieName: 'klaro',
  cookieDomain: host,
  cookieExpiresAfterDays: 2 * year,
  mustConsent: false,
  acceptAll: true,
  hideDeclineAll: true,
  lang: 'de',
  translations: {
    zz: { privacyPolicyUrl: '/privacy' },
    de: {
      privacyPolicyUrl: '/datenschutz',
      consentNotice: { description: 'Wir nutzen Cookies.' },
      purposes: { analytics: 'Statistik', letters: { title: 'Leserbriefe', description: 'Zeigt Leserbriefe.' } },
      letterbox: { title: 'Briefkasten' },
    },
    en: { purposes: { letters: { title: 'Letters', description: 'Shows letters of readers.' } } },
  },
  services: [
    {
      name: 'google-tag-manager',
      required: false,
      purposes: ['analytics'],
      onAccept: `for (const key of Object.keys(opts.consents)) {}`,
      onInit: () => {
        globalThis.hasRun = true
      },
    },
    {
      name: 'matomo',
      title: 'Matomo/Piwik',
      default: true,
      purposes: ['analytics'],
      cookies: [[/^_pk_.*$/, '/', host], 'piwik_ignore'],
      callback: function (consent) {
        globalThis.hasRun = consent
      },
    },
    { name: 'vimeo', title: 'Vimeo', purposes: ['media'], contextualConsentOnly: true },
    { name: 'letterbox', purposes: ['letters', 'media'], cookies: ['letterbox'] },
    { name: 'adsense', title: 'Google AdSense', purposes: ['advertising'] },
    { name: 'login', purposes: ['security'], required: true },
    makeService('forum'),
  ],
}
