// A shop in two languages, after the documentation of version 3.
import * as CookieConsent from 'vanilla-cookieconsent'

const MONTHS = 6
const site = 'shop.example'

CookieConsent.run({
  revision: 3,
  disablePageInteraction: true,
  cookie: {
    name: 'cc_shop',
    domain: `www.${site}`,
    path: '/',
    sameSite: 'Strict',
    expiresAfterDays: MONTHS * 30,
  },
  guiOptions: {
    consentModal: { layout: 'cloud inline', position: 'bottom center', equalWeightButtons: true },
    preferencesModal: { layout: 'box' },
  },
  onConsent: ({ cookie }) => send(cookie),
  onChange() {
    globalThis.hasRun = true
  },
  categories: {
    necessary: { enabled: true, readOnly: true },
    analytics: {
      enabled: true,
      autoClear: { cookies: [{ name: /^_ga/ }, { name: '_gid' }] },
      services: {
        ga: {
          label: 'Google Analytics',
          onAccept: () => {
            globalThis.hasRun = true
          },
        },
        youtube: { label: 'YouTube Embed' },
      },
    },
    ads: { services: { rival: { label: 'A rival' } } },
    'loyalty-club': { autoClear: { cookies: [{ name: 'club' }] } },
  },
  language: {
    default: 'en',
    autoDetect: 'document',
    translations: {
      en: {
        consentModal: {
          title: 'We use cookies',
          description: 'Choose. <a href="/help">Help</a>',
          acceptAllBtn: 'Accept all',
          footer: '<a href="/imprint">Imprint</a> <a href="/privacy">Privacy policy</a>',
        },
        preferencesModal: {
          title: 'Preferences',
          sections: [
            { title: 'Your choices', description: 'What we use.' },
            { title: 'Analytics <span class="pm__badge">2</span>', linkedCategory: 'analytics' },
            {
              title: 'Loyalty &amp; club',
              description: 'Remembers your <em>points</em>.',
              linkedCategory: 'loyalty-club',
            },
          ],
        },
      },
      de: {
        consentModal: { title: 'Cookies', footer: '<a href="/datenschutz">Datenschutz</a>' },
        preferencesModal: {
          sections: [{ title: 'Kundenclub', description: 'Merkt sich Punkte.', linkedCategory: 'loyalty-club' }],
        },
      },
      fr: './fr.json',
    },
  },
})
