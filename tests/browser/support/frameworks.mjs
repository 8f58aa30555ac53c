// Pages that a framework has written on a server and takes over in the browser ("hydration"), each as its own
// documentation does it: { html, script }. The script sets window.hydrate(), which does so, and puts into
// window.__faults what the framework has told of as not being what it had written. In each there is a button #count that
// counts its presses once the page is alive.

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { compile } from 'svelte/compiler'

const require = createRequire(import.meta.url)
const here = fileURLToPath(new URL('.', import.meta.url))

// As one script for a browser, or as one module for this process.
async function bundle(contents, { versions = {}, server = false } = {}) {
  const svelte = {
    name: 'svelte',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^component$/ }, () => ({ path: 'component', namespace: 'svelte' }))
      onLoad({ filter: /.*/, namespace: 'svelte' }, () => ({
        contents: compile(component, { generate: server ? 'server' : 'client' }).js.code,
        resolveDir: here,
      }))
    },
  }
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here },
    absWorkingDir: here,
    alias: versions,
    bundle: true,
    conditions: server ? [] : ['browser'],
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
    },
    format: server ? 'cjs' : 'iife',
    platform: server ? 'node' : 'browser',
    plugins: [svelte],
    write: false,
  })
  return outputFiles[0].text
}

async function onServer(contents, options) {
  const module = { exports: {} }
  new Function('module', 'exports', 'require', await bundle(contents, { ...options, server: true }))(
    module,
    module.exports,
    require,
  )
  return await module.exports.html
}

const around = (head, body) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>${head}</head><body>${body}</body></html>`

// ---- React ----------------------------------------------------------------------------------------------------

const react18 = join(here, '../../react18/node_modules')
const versions = {
  18: { react: join(react18, 'react'), 'react-dom': join(react18, 'react-dom') },
  19: {},
}

// The second part of <body> is a boundary, which React takes over by itself and later. `head` is JSON of a list of
// [tag, attributes].
const reactApp = `
import { createElement as h, lazy, Suspense, useState } from 'react'
const wait = id => ({ id, title: id, 'data-smg-src': 'https://film.example/', 'data-smg-purpose': 'marketing' })
function Count() {
  const [count, setCount] = useState(0)
  return h('main', null,
    h('h1', null, 'A page'),
    h('iframe', wait('film')),
    h('p', null, h('button', { id: 'count', type: 'button', onClick: () => setCount(count + 1) }, 'Pressed ', count)))
}
const later = (typeof window == 'object' && window.__later) || Promise.resolve()
const Late = lazy(() => later.then(() => ({ default: () => h('p', { id: 'late' }, h('iframe', wait('map')), 'A part of its own') })))
const Parts = () => [h(Count, { key: 1 }), h(Suspense, { key: 2, fallback: h('p', null, 'Wait') }, h(Late))]
const Page = ({ head }) =>
  h('html', { lang: 'en' },
    h('head', null, h('meta', { charSet: 'utf-8' }), h('title', null, 'A page'),
      head.map(([tag, attributes], key) => h(tag, { key, ...attributes }))),
    h('body', null, h(Parts)))`

const reactOnServer = element => `${reactApp}
import { renderToPipeableStream } from 'react-dom/server'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
exports.html = new Promise((resolve, reject) => {
  const { pipe } = renderToPipeableStream(${element}, {
    onAllReady() {
      const stream = new PassThrough()
      text(stream).then(resolve)
      pipe(stream)
    },
    onError: reject,
  })
})`

const reactInBrowser = (container, element) => `${reactApp}
import { hydrateRoot } from 'react-dom/client'
window.__faults = []
window.hydrate = () =>
  void hydrateRoot(${container}, ${element}, { onRecoverableError: error => window.__faults.push(String(error)) })`

async function reactDocument(version, head) {
  const element = `h(Page, { head: ${JSON.stringify(head)} })`
  const options = { versions: versions[version] }
  return {
    html: await onServer(reactOnServer(element), options),
    script: await bundle(reactInBrowser('document', element), options),
  }
}

async function reactContainer(version, head) {
  const options = { versions: versions[version] }
  const html = await onServer(reactOnServer('h(Parts)'), options)
  return {
    html: around(markup(head), `<div id="root">${html}</div>`),
    script: await bundle(reactInBrowser("document.querySelector('#root')", 'h(Parts)'), options),
  }
}

const markup = head =>
  head
    .map(([tag, { dangerouslySetInnerHTML: inner, ...attributes }]) => {
      const list = Object.entries(attributes).map(([name, value]) => ` ${name}="${value === true ? '' : value}"`)
      return `<${tag}${list.join('')}>${inner?.__html ?? ''}</${tag}>`
    })
    .join('')

// ---- Vue and Svelte -------------------------------------------------------------------------------------------

const told = `
window.__faults = []
for (const level of ['warn', 'error']) {
  const tell = console[level]
  console[level] = (...what) => (window.__faults.push(what.join(' ')), tell(...what))
}`

const vueApp = `
import { createSSRApp, h, ref } from 'vue'
const app = () => createSSRApp({
  setup() {
    const count = ref(0)
    return () => h('main', [
      h('h1', 'A page'),
      h('p', [h('button', { id: 'count', type: 'button', onClick: () => count.value++ }, 'Pressed ' + count.value)]),
    ])
  },
})`

async function vue(head, container) {
  const html = await onServer(`${vueApp}
import { renderToString } from 'vue/server-renderer'
exports.html = renderToString(app())`)
  return {
    html: around(markup(head), container === 'body' ? html : `<div id="app">${html}</div>`),
    script: await bundle(`${vueApp}${told}
window.hydrate = () => void app().mount('${container}')`),
  }
}

const component = `<script>let count = $state(0)</script>
<main><h1>A page</h1><p><button id="count" type="button" onclick={() => count++}>Pressed {count}</button></p></main>`

async function svelte(head, container) {
  const html = await onServer(`
import { render } from 'svelte/server'
import Component from 'component'
exports.html = render(Component).body`)
  return {
    html: around(markup(head), container === 'body' ? html : `<div id="app">${html}</div>`),
    script: await bundle(`
import { hydrate } from 'svelte'
import Component from 'component'
${told}
window.hydrate = () => void hydrate(Component, { target: document.querySelector('${container}') })`),
  }
}

/** By name: a function of the elements of <head>, [tag, attributes as React has them], that promises { html, script }. */
export const frameworks = {
  'React 18, the document': head => reactDocument(18, head),
  'React 19, the document': head => reactDocument(19, head),
  'React 18, an element': head => reactContainer(18, head),
  'React 19, an element': head => reactContainer(19, head),
  'Vue 3, an element': head => vue(head, '#app'),
  'Vue 3, <body>': head => vue(head, 'body'),
  'Svelte 5, an element': head => svelte(head, '#app'),
  'Svelte 5, <body>': head => svelte(head, 'body'),
}
