// Erases what processors have stored in the page, and watches the requests that the page makes. Nothing here decides.
// Content that waits for a grant is in waking.js, form fields that no recorder may read are in masking.js.

import { attempt, d, own } from './browser.js'

const w = window

const GATHERING = 300 // ms in which requests are gathered for one event
const MAX_ASSIGNMENTS = 1000 // to document.cookie at once: each is a call to another process, and the page waits
const FIRST = 9 // of a long list of folders or domains these are tried,
const LAST = 5 // and these at its end

let policy // the page's Trusted Types policy "smg", made when the first script is to be added
const rules = { __proto__: null, createScriptURL: text => text, createScript: text => text }
// What makes an address or a text one that a page with Trusted Types (Chrome 83, Firefox 148, Safari 26) takes for a
// script's; without them the rules themselves, which change nothing.
export const trust = () => (policy ||= own(w, 'trustedTypes')?.createPolicy('smg', rules) || rules)

// Those of `names` that one of the patterns means; "*" in a pattern stands for any run of characters.
const expression = pattern => RegExp('^' + pattern.replace(/[^\w*]/g, '\\$&').replace(/\*/g, '.*') + '$')
const matching = (names, patterns) => names.filter(name => patterns.some(pattern => expression(pattern).test(name)))

// The names of all cookies that scripts can see. A cookie without a name stands in document.cookie as its value alone:
// it has no "=", and is left out.
const cookieNames = () =>
  attempt(() => d.cookie, '')
    .split('; ')
    .filter(pair => pair.includes('='))
    .map(pair => pair.split('=')[0])

// Deletes the cookies of these names. A cookie goes only by its exact domain, path and partition, which no page can
// see: all that it can have are tried, the likely ones first, until its name is gone. `domain`: the only domain that is
// tried beside none; "" stands for all that the page is within. Of a long host or address only the ends are tried, and
// no more than MAX_ASSIGNMENTS in all, since the page waits meanwhile.
export const eraseCookies = (names, domain) => {
  let left = MAX_ASSIGNMENTS
  const ends = (list, of) =>
    list
      .map((_, i) => i)
      .filter(i => i < FIRST || i >= list.length - LAST)
      .map(of)
  // Up to the folder before a ";": what follows that would be read as a cookie's attributes, so that a link to the page
  // could store cookies.
  const folders = location.pathname.replace(/[^/]*;.*/, '').split('/')
  const labels = location.hostname.split('.')
  const paths = ends(folders, i => folders.slice(0, i + 1).join('/'))
  // Not the last label alone ("kz"): browsers refuse a cookie for it.
  const domains = domain ? [domain] : ends(labels.slice(1), i => labels.slice(i).join('.'))
  const secure = '; Secure; SameSite=None'
  // The first path is "", for which the browser takes the page's folder: the only way to one with a ";" in its name.
  // "Partitioned" (Chrome 114) deletes the cookie that an embedded page keeps for the page around it.
  for (const path of paths.flatMap(path => [path, path + '/'])) {
    const present = cookieNames()
    names = names.filter(name => present.includes(name))
    for (const name of names)
      for (const where of ['', ...domains.map(domain => '; Domain=' + domain)])
        for (const how of [location.protocol == 'https:' ? secure : '', secure + '; Partitioned'])
          if (left-- > 0) d.cookie = name + '=; Max-Age=0; Path=' + path + where + how
  }
}

// Deletes the cookies, localStorage items and sessionStorage items that these three lists of patterns mean.
export const erase = (cookies, ...keys) => {
  eraseCookies(matching(cookieNames(), cookies), '')
  keys.forEach((patterns, i) =>
    attempt(() => {
      const storage = i ? w.sessionStorage : w.localStorage
      for (const key of matching(Object.keys(storage), patterns)) storage.removeItem(key)
    }),
  )
}

// Hands the requests that the page makes to other hosts to `report`: lists of [host, address], from the first one on,
// also of those before this was called.
export const watchRequests = report => {
  const waiting = []
  const observer = new PerformanceObserver(list => {
    for (const { name } of list.getEntries()) {
      const [, host] = /^https?:\/\/([^/]*)/.exec(name) || []
      if (!host || host == location.host) continue
      waiting.length || setTimeout(() => report(waiting.splice(0)), GATHERING)
      waiting.push([host, name])
    }
  })
  observer.observe({ __proto__: null, type: 'resource', buffered: true })
}
