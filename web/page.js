// What the page holds and the visitor's choice reaches: what processors have stored, the requests that were made. Each
// is one effect, or one thing that events tell; nothing here decides. Content that waits for a grant is in waking.js,
// form fields that no recorder may read are in masking.js.

import { attempt, d, own } from './browser.js'

const w = window

let policy // for Trusted Types: made when the first script is to be added
const rules = { __proto__: null, createScriptURL: text => text, createScript: text => text }
export const trust = () => (policy ||= own(w, 'trustedTypes')?.createPolicy('smg', rules) || rules)

// Which of `names` a list of patterns means; "*" stands for any run of characters.
const expression = pattern => RegExp('^' + pattern.replace(/[^\w*]/g, '\\$&').replace(/\*/g, '.*') + '$')
const matching = (names, patterns) => names.filter(name => patterns.some(pattern => expression(pattern).test(name)))

// Those that have a name: of one without, document.cookie shows the value alone.
const cookieNames = () =>
  attempt(() => d.cookie, '')
    .split('; ')
    .filter(pair => pair.includes('='))
    .map(pair => pair.split('=')[0])

// A cookie goes only by its exact domain, path and partition, which a page cannot see: the possible ones are tried, the
// likely ones first, until its name is gone; where a `domain` is given ("": none is) only that and the page's own. The
// page waits meanwhile: of a long host or address only the ends are tried, and no more than so many times at once.
export const eraseCookies = (names, domain) => {
  let left = 1000
  const ends = (list, of) =>
    list
      .map((_, i) => i)
      .filter(i => i < 9 || i > list.length - 6)
      .map(of)
  // What stands behind a ";" would be read as attributes: an address could store cookies.
  const folders = location.pathname.replace(/[^/]*;.*/, '').split('/')
  const labels = location.hostname.split('.')
  const paths = ends(folders, i => folders.slice(0, i + 1).join('/'))
  // No cookie has the last label alone.
  const domains = domain ? [domain] : ends(labels.slice(1), i => labels.slice(i).join('.'))
  const secure = '; Secure; SameSite=None'
  // The first path is "": that stands for the folder of the page, whatever its name.
  for (const path of paths.flatMap(path => [path, path + '/'])) {
    const present = cookieNames()
    names = names.filter(name => present.includes(name))
    for (const name of names)
      for (const where of ['', ...domains.map(domain => '; Domain=' + domain)])
        for (const how of [location.protocol == 'https:' ? secure : '', secure + '; Partitioned'])
          if (left-- > 0) d.cookie = name + '=; Max-Age=0; Path=' + path + where + how
  }
}

export const erase = (cookies, ...keys) => {
  eraseCookies(matching(cookieNames(), cookies), '')
  keys.forEach((patterns, i) =>
    attempt(() => {
      const storage = i ? w.sessionStorage : w.localStorage
      for (const key of matching(Object.keys(storage), patterns)) storage.removeItem(key)
    }),
  )
}

// Tells of the requests to other hosts, a few at a time: [host, address] each.
export const watchRequests = tell => {
  const waiting = []
  const observer = new PerformanceObserver(list => {
    for (const { name } of list.getEntries()) {
      const [, host] = /^https?:\/\/([^/]*)/.exec(name) || []
      if (!host || host == location.host) continue
      waiting.length || setTimeout(() => tell(waiting.splice(0)), 300)
      waiting.push([host, name])
    }
  })
  observer.observe({ __proto__: null, type: 'resource', buffered: true })
}
