// Its documentation has a module script that imports the library: two requests, one after the other. A deferred script
// and a module in the page do the same without the wait. It hides from automated browsers unless told not to.

import { bundled } from '../packages.mjs'
import { cookiesOf, purposes } from '../processors.mjs'

const { version, path } = bundled('vanilla-cookieconsent')

function config(processors) {
  const categories = { necessary: { enabled: true, readOnly: true } }
  const sections = [
    { title: 'Your choice', description: 'Choose which cookies this site may use. You can change this at any time.' },
    { title: 'Necessary', description: 'Needed for the site to work.', linkedCategory: 'necessary' },
  ]
  for (const [id, { name, description }] of Object.entries(purposes)) {
    const services = processors.filter(({ purpose }) => purpose === id)
    categories[id] = {
      autoClear: { cookies: services.flatMap(cookiesOf).map(cookie => ({ name: cookie })) },
      services: Object.fromEntries(services.map(({ id, name, text }) => [id, { label: `${name}: ${text}` }])),
    }
    sections.push({ title: name, description, linkedCategory: id })
  }
  const buttons = { acceptAllBtn: 'Accept all', acceptNecessaryBtn: 'Reject all' }
  const en = {
    consentModal: {
      title: 'Cookies on this site',
      description: 'With your consent we count visits, record how pages are used and measure advertising.',
      showPreferencesBtn: 'Settings',
      footer: '<a href="/privacy">Privacy policy</a>',
      ...buttons,
    },
    preferencesModal: {
      title: 'Cookie settings',
      savePreferencesBtn: 'Save',
      closeIconLabel: 'Close',
      serviceCounterLabel: 'Service|Services',
      sections,
      ...buttons,
    },
  }
  return { hideFromBots: false, categories, language: { default: 'en', translations: { en } } }
}

export default {
  id: 'vanilla-cookieconsent',
  name: `vanilla-cookieconsent ${version}`,
  files: {
    '/cookieconsent.css': path('dist/cookieconsent.css'),
    '/cookieconsent.umd.js': path('dist/cookieconsent.umd.js'),
  },
  markup: processors => ({
    head: `<link rel="stylesheet" href="/cookieconsent.css">
<script defer src="/cookieconsent.umd.js"></script>
<script type="module">CookieConsent.run(${JSON.stringify(config(processors))})</script>`,
    body: processors
      .flatMap(({ id, purpose, snippet = [] }) =>
        snippet.map(({ src, text = '' }) => {
          const source = src ? ` async src="${src}"` : ''
          return `<script type="text/plain" data-category="${purpose}" data-service="${id}"${source}>${text}</script>`
        }),
      )
      .join('\n'),
  }),
  find: {
    banner: `document.querySelector('#cc-main .cm')`,
    accept: `document.querySelector('#cc-main .cm [data-role=all]')`,
    settings: `document.querySelector('#cc-main .cm [data-role=show]')`,
    dialog: `document.querySelector('#cc-main .pm')`,
  },
}
