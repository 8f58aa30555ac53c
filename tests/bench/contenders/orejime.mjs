// As its README says: the configuration, a script per theme and language, a stylesheet, the vendors' own snippets in
// templates. The script is deferred, so that it does not hold up the page.

import { bundled } from '../packages.mjs'
import { cookiesOf, purposes } from '../processors.mjs'

const { version, path } = bundled('orejime')

const config = processors => ({
  privacyPolicyUrl: '/privacy',
  purposes: Object.entries(purposes).map(([id, { name, description }]) => ({
    id,
    title: name,
    description,
    purposes: processors
      .filter(({ purpose }) => purpose === id)
      .map(({ id, name, text, ...more }) => ({ id, title: name, description: text, cookies: cookiesOf(more) })),
  })),
})

const script = ({ src, text = '' }) => `<script${src ? ` async src="${src}"` : ''}>${text}</script>`

export default {
  id: 'orejime',
  name: `orejime ${version}`,
  files: {
    '/orejime-standard.css': path('dist/orejime-standard.css'),
    '/orejime-standard-en.js': path('dist/orejime-standard-en.js'),
  },
  markup: processors => ({
    head: `<script>window.orejimeConfig = ${JSON.stringify(config(processors))}</script>
<script defer src="/orejime-standard-en.js"></script>
<link rel="stylesheet" href="/orejime-standard.css">`,
    body: processors
      .filter(({ snippet }) => snippet)
      .map(({ id, snippet }) => `<template data-purpose="${id}">${snippet.map(script).join('\n')}</template>`)
      .join('\n'),
  }),
  find: {
    banner: `document.querySelector('.orejime-Banner')`,
    accept: `document.querySelector('.orejime-Banner-saveButton')`,
    settings: `document.querySelector('.orejime-Banner-learnMoreButton')`,
    dialog: `document.querySelector('.orejime-Modal')`,
  },
}
