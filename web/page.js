// What the page holds and the visitor's choice reaches: what processors have stored, the requests that were made. Each
// is one effect, or one thing that events tell; nothing here decides. Content that waits for a grant is in waking.js,
// form fields that no recorder may read are in masking.js.

const w = window
const d = document

export const attempt = (f, fallback) => {
  try {
    return f()
  } catch {
    return fallback
  }
}

let policy // for Trusted Types: made when the first script is to be added
const rules = { createScriptURL: text => text, createScript: text => text }
export const trust = () => (policy ||= w.trustedTypes?.createPolicy('smg', rules) || rules)

// Which of `names` a list of patterns means; "*" stands for any run of characters.
const expression = pattern => RegExp('^' + pattern.replace(/[^\w*]/g, '\\$&').replace(/\*/g, '.*') + '$')
const matching = (names, patterns) => names.filter(name => patterns.some(pattern => expression(pattern).test(name)))

// A cookie goes only by its exact domain, path and partition, which a page cannot see: all that are possible are tried.
const eraseCookie = name => {
  const labels = location.hostname.split('.')
  const folders = location.pathname.split('/')
  for (const domain of ['', ...labels.map((_, i) => '; Domain=' + labels.slice(i).join('.'))])
    for (let i = folders.length; i; i--)
      for (const end of ['', '/'])
        for (const partition of ['', '; Secure; SameSite=None; Partitioned'])
          d.cookie = name + '=; Max-Age=0; Path=' + (folders.slice(0, i).join('/') + end || '/') + domain + partition
}

export const erase = (cookies, ...keys) => {
  const present = attempt(() => d.cookie, '').split('; ')
  matching(
    present.map(pair => pair.split('=')[0]),
    cookies,
  ).forEach(eraseCookie)
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
  observer.observe({ type: 'resource', buffered: true })
}
