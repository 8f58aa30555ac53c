// As its README says: the configuration before the deferred script, which brings its own styles and languages.

import { bundled } from '../packages.mjs'
import { cookiesOf, purposes } from '../processors.mjs'

const { version, path } = bundled('klaro')

const config = processors => ({
  version: 1,
  lang: 'en',
  acceptAll: true,
  groupByPurpose: true,
  translations: {
    zz: { privacyPolicyUrl: '/privacy' },
    en: { purposes: Object.fromEntries(Object.entries(purposes).map(([id, { name }]) => [id, name])) },
  },
  services: processors.map(({ id, name, text, purpose, ...more }) => ({
    name: id,
    title: name,
    description: text,
    purposes: [purpose],
    cookies: cookiesOf(more),
  })),
})

export default {
  id: 'klaro',
  name: `klaro ${version}`,
  files: { '/klaro.js': path('dist/klaro.js') },
  markup: processors => ({
    head: `<script>var klaroConfig = ${JSON.stringify(config(processors))}</script>
<script defer src="/klaro.js"></script>`,
    body: processors
      .flatMap(({ id, snippet = [] }) =>
        snippet.map(({ src, text = '' }) => {
          const source = src ? ` async data-src="${src}"` : ''
          return `<script type="text/plain" data-type="text/javascript" data-name="${id}"${source}>${text}</script>`
        }),
      )
      .join('\n'),
  }),
  find: {
    banner: `document.querySelector('.klaro .cookie-notice:not(.cookie-notice-hidden)')`,
    accept: `document.querySelector('.klaro .cookie-notice .cm-btn-success')`,
    settings: `document.querySelector('.klaro .cookie-notice .cm-link, .klaro .cookie-notice .cm-btn-info')`,
    dialog: `document.querySelector('.klaro .cookie-modal .cm-modal')`,
  },
}
