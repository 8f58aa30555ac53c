// The shell: hands events to the core (smg.wasm) and performs the effects that it answers with. What an event or an
// effect is, include/smg.h says; layers.js shows what is to be seen, page.js, waking.js and masking.js do what is to be
// done in the page.
// Nothing here decides about consent: that is the core's alone. Whatever fails here, nothing is loaded and the page
// goes on.

import { instantiate } from '#module'
import { bounded, soon } from './calm.js'
import { begin, isOpen, putBack, render, shownHash, switches, switchesOn } from './layers.js'
import { mask } from './masking.js'
import { attempt, erase, eraseCookies, watchRequests } from './page.js'
import { beginSteps, change, load, pending, standIn, stop } from './steps.js'
import { hasTable, unlock, watchAdditions, woken } from './waking.js'

const w = window
const d = document
// Set aside while the script runs: later there is no currentScript. A module script never has one, and an element of
// that name on the page would answer for it.
const tags = [d.currentScript, ...d.querySelectorAll('[src*="smg.js"],[src*="smg.split.js"]')]
const script = tags.find(element => element instanceof HTMLScriptElement)

let key = 'smg_consent' // of the refusal in localStorage
let core // the module's exports; undefined before it has started and after it has failed
let channel // to the site's other tabs
let turn = 0 // how many events there were
let early = [] // calls of the API before the core is there
const told = new Set() // types of events that there have been; of the decision, since it was stored
let queued // functions that a page has handed over before that

const local = () => w.localStorage
const options = () => w.SMG_CONFIG?.consent || {}
const emit = (type, detail) => w.dispatchEvent(new CustomEvent('smg:' + type, { detail }))

const fail = error => {
  core = early = undefined
  attempt(() => render('banner', null))
  attempt(() => render('settings', null))
  attempt(() => render('float', null))
  attempt(() => render('status', null))
  console.error('SMG Consent stopped, and nothing is loaded:', error)
  emit('error', { error: 'stopped' })
}

const dispatch = event => {
  if (!core) return void early?.push(event)
  let now = ++turn
  // What newer events have come to is asked of the core, which knows then what was not carried out.
  const may = id => {
    if (now == turn) return true
    const answer = dispatch({ type: 'still', id })
    now = turn
    return answer
  }
  try {
    const seconds = Math.floor(Date.now() / 1000)
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    // The two marks of a UUID of version 4.
    bytes[6] = (bytes[6] & 15) | 64
    bytes[8] = (bytes[8] & 63) | 128
    // Not by Array.from: MooTools has one of its own, which maps nothing.
    const random = [...bytes].map(n => (n + 256).toString(16).slice(1)).join('')
    const cookies = attempt(() => d.cookie, '')
    const refusal = attempt(() => local().getItem(key), null)
    const all = {
      ...event,
      now: seconds,
      random,
      cookies,
      refusal,
      table: hasTable(),
      shown: shownHash(),
      woken: [...woken],
      pending: pending(),
    }
    // A configuration that cannot be written is told to the core as what it is.
    const json =
      attempt(() => JSON.stringify(all, plain)) || JSON.stringify({ ...all, config: String(all.config) }, plain)
    // Half of a pair of surrogates, as in a text that was cut within an emoji, is no text to the core.
    const text = json.replace(/\\ud[89a-f]../g, '\\ufffd')
    const input = new TextEncoder().encode(text)
    const at = core.smg_buffer(input.length)
    if (!at) throw Error('out of memory')
    new Uint8Array(core.memory.buffer).set(input, at)
    const output = core.smg_dispatch(input.length)
    const memory = new Uint8Array(core.memory.buffer)
    const answer = JSON.parse(new TextDecoder().decode(memory.subarray(output, memory.indexOf(0, output))))
    if (options().debug === true) console.debug('SMG Consent:', all, answer)
    let result
    for (const [kind, ...args] of answer)
      if (kind == 'return') result = args[0]
      else if (kind == 'load') load(may, ...args)
      else effects[kind](...args)
    return result
  } catch (error) {
    fail(error)
  }
}

// In a task of its own, so that a page that answers each with another one is not hung.
const answered = (what, f) => {
  const goesOn = bounded(what)
  return soon(() => goesOn() && f())
}
const added = answered('what is added is seen to', () => dispatch({ type: 'added' }))

// A number that JSON does not know, in words. Prototype.js 1.6 writes texts, numbers and lists in a way of its own, by
// which a list becomes a text: they are taken as they were before that.
function plain(key, value) {
  const own = this[key]
  if (typeof own == 'bigint') return String(own)
  return typeof own == 'object' && !Array.isArray(own) ? value : own
}

const languages = () => [d.documentElement.lang, ...(navigator.languages || [])]

const effects = {
  log: (level, text) => console[level]('SMG Consent: ' + text),
  store(cookie, refusal, name, domain) {
    told.delete('consent')
    key = name
    attempt(() => (d.cookie = cookie))
    if (domain !== null) attempt(() => eraseCookies([name], domain))
    attempt(() => (refusal === null ? local().removeItem(key) : local().setItem(key, refusal)))
    channel?.postMessage(0)
  },
  render,
  switches,
  save(name, value) {
    const link = d.createElement('a')
    link.download = name
    link.href = URL.createObjectURL(new Blob([JSON.stringify(value, plain, 2)], { type: 'application/json' }))
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  },
  'stand-in': standIn,
  stop,
  change,
  erase,
  mask,
  unlock(...granted) {
    const now = turn
    unlock(...granted, () => now == turn || added(), added)
  },
  emit(type, detail) {
    told.add(type)
    emit(type, detail)
    // For tag managers, where the page has one.
    if (type == 'change') attempt(() => w.dataLayer.push({ event: 'smg:change', ...detail }))
  },
  next(when) {
    // A message is a task of its own, and unlike a timer it is not held back in a hidden tab. That paints nothing.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.onmessage = null
      dispatch({ type: 'next' })
    }
    const go = () => port2.postMessage(0)
    if (when != 'paint' || d.hidden) return go()
    requestAnimationFrame(go)
    d.addEventListener('visibilitychange', go, { once: true })
  },
  later: (...delays) => delays.map(delay => setTimeout(() => dispatch({ type: 'sweep' }), delay)),
  reload() {
    // Of the answer to a form a browser would send the form again, an order for one. What a script has set as the
    // address, even to what it is, browsers ask for by GET: measured in Chromium 156, Firefox 153, WebKitGTK 2.50. Not
    // by the page's own function of that name, which vendors wrap to hear of it.
    attempt(() => History.prototype.replaceState.call(history, history.state, ''))
    location.reload()
  },
}

const act = (name, inside, trusted, again, target, pointer, age) => {
  const on = isOpen('settings') ? switchesOn() : undefined
  dispatch({ type: 'action', name, inside, trusted, again, target, pointer, age, on })
  return core
}

const api = {
  push(...list) {
    if (queued) queued.push(...list)
    else
      for (const f of list)
        try {
          f(api)
        } catch (error) {
          console.error(error)
        }
    return api
  },
}
// What a page hands over may be anything, an event for one, which no JSON can hold.
const word = value => (/^(string|number|boolean)$/.test(typeof value) ? value : null)
const listeners = { __proto__: null } // type → the function given to on() → what listens for it
const calls =
  'show showPreferences hide acceptAll rejectAll withdraw reset setLanguage getConsent getReceipt ' +
  'acceptPurpose acceptProcessor acceptedPurpose acceptedProcessor'
for (const name of calls.split(' '))
  api[name] = (...args) => dispatch({ type: 'call', name, args: args.filter(value => value !== undefined).map(word) })
api.on = (type, f) => {
  api.off(type, f)
  const listener = event => f(event.detail)
  ;(listeners[type] ||= new Map()).set(f, listener)
  w.addEventListener('smg:' + type, listener)
  // What was never told is still to come.
  const state = core && told.has(type) && dispatch({ type: 'call', name: 'state', args: [type] })
  if (state) f(state)
}
api.off = (type, f) => w.removeEventListener('smg:' + type, listeners[type]?.get(f))

// A page element with id="SMG_CONFIG" answers to that name too: it is told to the core as what it is, no object.
const config = () => (w.SMG_CONFIG instanceof Node ? String(w.SMG_CONFIG) : w.SMG_CONFIG)

// A refusal is kept under the name of the cookie: found before the core has said it, as the core will read it.
const nameOf = options => {
  for (const member of ['consent', 'cookie', 'name'])
    options = options && Object.hasOwn(options, member) ? options[member] : undefined
  const isWord = typeof options == 'string' || (Number.isInteger(options) && options >= 0)
  return isWord && /^[\w-]{1,40}$/.test(options) ? String(options) : key
}

const start = instance => {
  core = instance.exports
  key = attempt(() => nameOf(config()), key)
  const secure = location.protocol == 'https:'
  const gpc = navigator.globalPrivacyControl === true
  const framed = w != w.top
  begin(act)
  beginSteps(dispatch, script?.nonce)
  watchAdditions(added, putBack)
  dispatch({ type: 'start', config: config(), languages: languages(), host: location.hostname, secure, gpc, framed })
  early?.forEach(dispatch)
  const sync = () => dispatch({ type: 'sync' })
  w.addEventListener('pageshow', event => event.persisted && sync())
  channel = attempt(() => new BroadcastChannel('smg_consent'))
  // The message may overtake the cookie that it is about. Without a channel "storage" tells of refusals; not with one,
  // since to listen for it makes a browser fetch all that the site has stored.
  if (channel) channel.onmessage = () => [0, 150, 500].map(delay => setTimeout(sync, delay))
  else w.addEventListener('storage', sync)
  d.addEventListener('visibilitychange', () => d.hidden || sync())
  // A term may end while the page is open.
  setInterval(sync, 60000)
  attempt(() => watchRequests(requests => dispatch({ type: 'seen', requests })))
  const follow = answered('html[lang] is followed', () => dispatch({ type: 'language', languages: languages() }))
  new MutationObserver(follow).observe(d.documentElement, { attributeFilter: ['lang'] })
}
const until = (type, reached) => reached || new Promise(resolve => d.addEventListener(type, resolve, { once: true }))

// SMG_CONFIG may be set anywhere in the page; where it is there already, a <body> is all that is waited for.
const parsed = () =>
  new Promise(resolve => {
    const look = () => attempt(() => d.body && Object(config()) === config()) && resolve()
    d.readyState == 'loading' ? d.addEventListener('DOMContentLoaded', resolve) : resolve()
    new MutationObserver(look).observe(d.documentElement, { childList: true })
    look()
  })

// The script tag may stand on a page twice: the first one has left its API.
if (!w.SMGConsent?.ready) {
  queued = Array.isArray(w.SMGConsent) ? w.SMGConsent : []
  w.SMGConsent = api
  api.ready = Promise.all([
    instantiate(script ? script.src : d.baseURI),
    // A page that is only prerendered has no visitor yet.
    parsed(),
    until('prerenderingchange', !d.prerendering),
  ])
    .then(([instance]) => start(instance))
    .catch(fail)
    .then(() => {
      const functions = queued
      queued = undefined
      return api.push(...functions)
    })
}
