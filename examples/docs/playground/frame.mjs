// A page of the site that is being set up, with the real module in it. It runs in a frame without an origin of its own, so
// that it has none of this site's storage; and under a policy that lets no vendor's script in. Its configuration stands in
// its address, behind the "#".

import '../../gallery/memory.js'

const { config, show } = JSON.parse(decodeURIComponent(location.hash.slice(1)))
const tell = what => parent.postMessage(what, '*')

window.keepInMemory(false)

// Definitions and languages come by script elements: a frame without an origin, and a page from a disk, may fetch nothing.
const awaited = new Map()
window.hasCome = (path, text) => awaited.get(path)?.(new Response(text))
window.fetch = address =>
  new Promise((resolve, reject) => {
    const [path] = /(processors|languages)\/[\w-]+\.json$/.exec(address) ?? []
    if (!path) return reject(new TypeError(`${address}: nothing is fetched here`))
    awaited.set(path, resolve)
    document.head.append(Object.assign(document.createElement('script'), { src: `${path}.js`, onerror: reject }))
  })

// What the module says of the configuration goes to the form beside it.
for (const kind of ['warn', 'error', 'log', 'info']) {
  const say = console[kind]
  console[kind] = (...words) => {
    say.apply(console, words)
    tell({ said: words.join(' ') })
  }
}

// What a link of the banner leads to is not for the frame.
addEventListener(
  'click',
  event => {
    const link = event.composedPath().find(node => node.localName === 'a')
    if (link && !link.getAttribute('href').startsWith('#')) event.preventDefault()
  },
  true,
)

document.documentElement.lang = config.consent.language ?? 'en'
window.SMG_CONFIG = { ...config, consent: { ...config.consent, inFrames: true } }

const views = {
  banner() {},
  settings: api => api.showPreferences(),
  table() {
    document.documentElement.dataset.show = 'table'
  },
  button: api => api.rejectAll(),
}
window.SMGConsent = [
  async api => {
    await api.whole()
    views[show]?.(api)
    const table = document.querySelector('[data-smg-table]')
    const tellTable = () => table.firstChild && tell({ table: table.innerHTML })
    new MutationObserver(tellTable).observe(table, { childList: true, subtree: true })
    tellTable()
    api.on('change', ({ new: now }) => tell({ choice: now.choice }))
    document.documentElement.dataset.ready = ''
    tell({ ready: true })
  },
]
