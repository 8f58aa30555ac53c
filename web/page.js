// What the page holds and the visitor's choice reaches: content that waits for a grant, form fields that no recorder may
// read, what processors have stored, the requests that were made. Each is one effect, or one thing that events tell;
// nothing here decides.

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

// What was woken, by the ids that it had waited for: it cannot be put to sleep again.
export const woken = new Set()

let ahead = 0 // woken scripts with an address that are still on their way, in the order of the page
let goOn // told when all of these have come

const sleeping = ':is(script,iframe,template):is([data-smg-purpose],[data-smg-processor])'
// An address that is code would run as this page's own.
const isWeb = address => address && /^http/.test(new URL(address, d.baseURI).protocol)

// A sleeping script has a type that no browser runs; only a new element with the right one does. Nor does one that a
// page has put into a template by its HTML.
const copyOf = script => {
  const { smgSrc, smgType = script.matches(sleeping) ? '' : script.type } = script.dataset
  const address = smgSrc || script.getAttribute('src')
  const copy = d.createElement('script')
  for (const { name, value } of script.attributes)
    if (!/^(src|type|data-smg-.*)$/.test(name)) copy.setAttribute(name, value)
  copy.nonce = script.nonce
  if (smgType) copy.type = smgType
  if (isWeb(address)) copy.src = trust().createScriptURL(address)
  if (script.text) copy.text = trust().createScript(script.text)
  copy.async = script.hasAttribute('async')
  if (copy.src && !copy.async && !copy.noModule && /^(|module|.*javascript)$/.test(copy.type)) {
    ahead++
    copy.onload = copy.onerror = () => --ahead || goOn()
  }
  return copy
}

const wake = element => {
  const { dataset } = element
  const { smgSrc } = dataset
  for (const id of [dataset.smgPurpose, dataset.smgProcessor]) id && woken.add(id)
  if (element.content) {
    const content = element.content.cloneNode(true)
    for (const script of content.querySelectorAll(`script:not(${sleeping})`)) script.replaceWith(copyOf(script))
    element.replaceWith(content)
  } else if (element.text === undefined) {
    // In its place: a page may hold on to it.
    for (const name in dataset) if (/^smg/.test(name)) delete dataset[name]
    if (isWeb(smgSrc)) element.src = smgSrc
  } else element.replaceWith(copyOf(element))
}

// Until then the last element may not have all of its text.
const isParsed = () => d.readyState != 'loading'
export const hasTable = () => isParsed() && !!d.querySelector('[data-smg-table]')

// Tells of what comes into the page and has a part in this: with the rest of its HTML, or added by its scripts.
export const watchAdditions = tell => {
  const wanted = sleeping + ',[data-smg-table]'
  const has = node => node.matches?.(wanted) || node.querySelector?.(wanted)
  const look = nodes => isParsed() && nodes.some(has) && tell()
  d.addEventListener('DOMContentLoaded', () => look([d]))
  new MutationObserver(changes => look(changes.flatMap(({ addedNodes }) => [...addedNodes]))).observe(d, {
    childList: true,
    subtree: true,
  })
}

// What names both a purpose and a processor waits for both. What wakes may run at once, and change what is granted:
// goes on only as long as `holds()`. Behind a script that is on its way no other one runs that may count on it: then
// `again` is called when that has come.
export const unlock = (purposes, processors, holds, again) => {
  goOn = again
  let behind
  for (const element of isParsed() ? d.querySelectorAll(sleeping) : []) {
    const { smgPurpose, smgProcessor } = element.dataset
    const granted = (ids, id) => id === undefined || ids.includes(id)
    if (!granted(purposes, smgPurpose) || !granted(processors, smgProcessor)) continue
    const isFrame = element.text === undefined && !element.content
    behind ||= ahead && !isFrame && !element.dataset.smgSrc && !element.hasAttribute('src')
    if (behind && !isFrame) continue
    if (!holds()) return
    attempt(() => wake(element))
  }
}

// Marks every field, now and from now on, with what recorders take for "do not read"; not those that `except`, a
// selector, is for. One that is no selector leaves everything marked.
let masking
export const mask = (except, attributes) => {
  const fields = 'input,textarea,select,[contenteditable]'
  const look = node => {
    if (!node.matches?.(fields) || attempt(() => except && node.closest(except))) return
    for (const [name, value] of attributes)
      for (const word of name == 'class' ? value.split(' ') : [''])
        if (!word) node.setAttribute(name, value)
        else if (!node.classList.contains(word)) node.classList.add(word)
  }
  const within = node => node.querySelectorAll?.(fields).forEach(look)
  masking?.disconnect()
  // Only what has changed: a page may have many fields, and change often.
  masking = new MutationObserver(changes => {
    for (const { target, addedNodes } of changes) {
      look(target)
      for (const node of addedNodes) {
        look(node)
        within(node)
      }
    }
  })
  // Some pages write the whole class anew, and make an element editable when it is pressed.
  masking.observe(d, { childList: true, subtree: true, attributeFilter: ['class', 'contenteditable'] })
  within(d)
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
