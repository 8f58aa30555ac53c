// The processors as the lab plays them: which request is their loader, what the loader finds in the page, and what the
// vendor's own script would store there. The ids are those of the tests' usual SMG_CONFIG: a processor that is not among
// them is played too, for a test that configures it.

const ids = {
  ga4: 'G-ABC1234567',
  metrica: 12345678,
  clarity: 'abcdefghij',
  hotjar: 1234567,
  metaPixel: '123456789012345',
}

export const analytics = Object.freeze(ids)
export const all = Object.freeze(Object.keys(ids))

export const purposes = Object.freeze({
  analytics: ['ga4', 'metrica'],
  replay: ['clarity', 'hotjar'],
  marketing: ['metaPixel'],
})

// queue: where calls wait for the script; replace: the function that the script puts in place of the stub's behaviour.
export const vendors = {
  ga4: {
    loader: /^https:\/\/www\.googletagmanager\.com\/gtag\/js\?id=([^&]+)$/,
    beacon: 'https://www.google-analytics.com/g/collect?v=2',
    queue: 'dataLayer',
    replace: 'dataLayer.push',
    probe: '({ gtag: typeof gtag })',
    cookies: { _ga: 'GA1.1.1.1', _ga_ABC1234567: 'GS2.1.s1', _gid: 'GA1.2.3' },
    local: {},
    session: {},
  },
  metrica: {
    loader: /^https:\/\/mc\.yandex\.ru\/metrika\/tag\.js(?:\?id=(\d+))?$/,
    beacon: 'https://mc.yandex.ru/watch/12345678',
    queue: 'ym.a',
    replace: 'ym',
    probe: '({ l: typeof ym.l })',
    cookies: { _ym_uid: '1700000000123', _ym_d: '1700000000', _ym_isad: '2', _ym_visorc: 'w' },
    local: { _ym_uid: '"1700000000123"', _ym12345678_lsid: '1', _ym_retryReqs: '{}', '_ym12345678:0_reqNum': '1' },
    session: { __ym_tab_guid: 'tab' },
  },
  clarity: {
    loader: /^https:\/\/www\.clarity\.ms\/tag\/([^/?]+)$/,
    beacon: 'https://j.clarity.ms/collect',
    queue: 'clarity.q',
    replace: 'clarity',
    probe: '({})',
    cookies: { _clck: 'a|1', _clsk: 'b|1' },
    local: {},
    session: { _cltk: 'tab' },
  },
  hotjar: {
    loader: /^https:\/\/static\.hotjar\.com\/c\/hotjar-(\d+)\.js\?sv=\d+$/,
    beacon: 'https://content.hotjar.io/',
    queue: 'hj.q',
    replace: 'hj',
    probe: '({ settings: window._hjSettings, hj: typeof hj })',
    cookies: { _hjSessionUser_1234567: 'u', _hjSession_1234567: 's', _hjHasCachedUserAttributes: 'true' },
    local: { _hjUserAttributes: '{}', hjActiveViewportIds: '[]' },
    session: { hjViewportId: 'v' },
  },
  metaPixel: {
    loader: /^https:\/\/connect\.facebook\.net\/en_US\/fbevents\.js$/,
    beacon: 'https://www.facebook.com/tr/?id=123456789012345&ev=PageView',
    queue: 'fbq.queue',
    replace: 'fbq.callMethod',
    probe: '({ loaded: fbq.loaded, version: fbq.version, push: fbq.push === fbq, alias: _fbq === fbq })',
    cookies: { _fbp: 'fb.1.1.1' },
    local: { lastExternalReferrer: 'empty', lastExternalReferrerTime: '1' },
    session: {},
  },
}

// Runs in the page in the place of a vendor's script. Self-contained: it is sent as its source text.
function stub({ id, beacon, queue, replace, cookies, local, session, domain }, probe) {
  // A page may have a reduce() of its own.
  const find = path => {
    let object = window
    for (const name of path.split('.')) object = object?.[name]
    return object
  }
  const plain = value => (value instanceof Date ? 'Date' : value)
  const asked = [...document.querySelectorAll('#smg-consent')].some(host =>
    host.shadowRoot?.querySelector('[data-smg=accept]'),
  )

  window.__vendors ??= {}
  ;(window.__vendors[id] ??= []).push({
    cookie: document.cookie,
    asked,
    queue: Array.from(find(queue) ?? [], entry => ({
      kind: Object.prototype.toString.call(entry),
      values: Array.from(entry, plain),
    })),
    probe: probe(),
  })

  // From here on calls reach "the vendor": they are noted outside the page, where a reload does not lose them.
  const parts = replace.split('.')
  const name = parts.pop()
  const { [name]: push } = find(parts.join('.') || 'self')
  find(parts.join('.') || 'self')[name] = function (...args) {
    const isList = parts[0] === 'dataLayer'
    const call = isList ? Array.from(args[0], plain) : args
    // Google's tag keeps what it is told.
    if (isList) push.apply(this, args)
    window.labNote?.(id, JSON.stringify(call))
    return 0
  }

  function write() {
    for (const [key, value] of Object.entries(cookies)) {
      document.cookie = `${key}=${value}; path=/; max-age=3600${domain ? `; domain=${domain}` : ''}`
    }
    for (const [key, value] of Object.entries(local)) localStorage.setItem(key, value)
    for (const [key, value] of Object.entries(session)) sessionStorage.setItem(key, value)
  }

  write()
  // A recorder saves its session as the page goes: an erasure before the reload alone would be undone.
  if (id === 'hotjar') addEventListener('pagehide', write)
  navigator.sendBeacon(beacon, JSON.stringify({ id }))
}

// What a vendor's host answers to `url`, asked for by a page of `host`; undefined: nothing but 204.
export function vendorScript(url, host) {
  const id = processorOf(url)
  if (!id) return undefined
  const { beacon, queue, replace, probe, cookies, local, session } = vendors[id]
  const labels = host.split('.')
  const domain = labels.length > 1 ? labels.slice(-2).join('.') : ''
  const facts = { id, beacon, queue, replace, cookies, local, session, domain }
  return `(${stub})(${JSON.stringify(facts)}, () => ${probe});`
}

// The processor whose loader this URL is.
export function processorOf(url) {
  return Object.keys(vendors).find(id => vendors[id].loader.test(url))
}
