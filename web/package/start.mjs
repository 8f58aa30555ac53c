// The way in for who bundles: start(config) brings the module into the page. Safe to import on a server, where it does
// nothing. What a second call, a second copy of this file, or this one made anew by a hot reload needs to know of the
// first is kept on `window`, the one thing that they share.

const KEPT = Symbol.for('smg-consent.start')

/** start.d.ts says what it does. */
export function start(config, options = {}) {
  if (typeof document === 'undefined') return Promise.resolve()
  const kept = (window[KEPT] ??= {})
  takeConfig(config, kept)
  // Where the page has the tag too, that has begun.
  return (kept.begun ??= window.SMGConsent?.ready ?? begin(options, kept))
}

// SMG_CONFIG is read once, and so given once. By Object(): an element of the page with that id is none.
function takeConfig(config, kept) {
  if (config === undefined) return
  const given = Object.getOwnPropertyDescriptor(window, 'SMG_CONFIG')?.value
  if (Object(given) !== given) window.SMG_CONFIG = config
  else if (!kept.said && textOf(given) !== textOf(config)) {
    kept.said = true
    console.warn(
      'SMG Consent: start(): expected the configuration that the page has begun with, got another one. ' +
        'The first one holds until the page is loaded anew.',
    )
  }
}

function textOf(config) {
  try {
    return JSON.stringify(config)
  } catch {
    return String(config)
  }
}

async function begin({ src, integrity, files, nonce = document.querySelector('script[nonce]')?.nonce }, kept) {
  try {
    await (src ? addTag({ src, integrity, nonce }) : runBundled({ files, nonce }))
    return await window.SMGConsent?.ready
  } catch (error) {
    // So that a later call tries again.
    kept.begun = undefined
    console.error('SMG Consent could not be fetched, and nothing is loaded:', error)
  }
}

// As the README's snippet writes it.
const addTag = ({ src, integrity, nonce }) =>
  new Promise((resolve, reject) => {
    const tag = document.createElement('script')
    Object.assign(tag, { async: true, fetchPriority: 'high', onload: resolve })
    tag.onerror = () => {
      tag.remove()
      reject(Error(`${src} is missing, or another file than its hash says`))
    }
    if (integrity) Object.assign(tag, { integrity, crossOrigin: 'anonymous' })
    if (nonce) tag.nonce = nonce
    tag.src = src
    document.head.append(tag)
  })

async function runBundled({ files, nonce }) {
  const { run } = await import('./bundled.mjs')
  // In a task of its own: in that of a bundler's chunk document.currentScript is the chunk, which the shell would take
  // for its own tag, and look for its other files beside it.
  await new Promise(resolve => setTimeout(resolve))
  // The shell finds where its other files lie, and the nonce of what it adds, by its tag, of which there is none here.
  // This stands for it: an element of no namespace is a script by its name alone, which no browser fetches or runs.
  const tag = document.createElementNS('', 'script')
  tag.setAttribute('src', 'smg.all.js')
  tag.src = new URL(
    'smg.all.js',
    files ? new URL(String(files).replace(/\/?$/, '/'), document.baseURI) : document.baseURI,
  ).href
  tag.nonce = nonce
  document.documentElement.append(tag)
  try {
    run()
  } finally {
    tag.remove()
  }
}
