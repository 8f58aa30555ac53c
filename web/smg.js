// The shell: hands events to the core (smg.wasm) and performs the effects that it answers with. What an event or an
// effect is, include/smg.h says; layers.js shows what is to be seen, page.js, steps.js, waking.js and masking.js do what
// is to be done in the page, and browser.js has what all of them take of the browser.
// Nothing here decides about consent: that is the core's alone. Whatever fails here, nothing is loaded and the page
// goes on.

import { instantiate } from '#module'
import { always, attempt, d, emit, json, listen, own } from './browser.js'
import { bounded, soon } from './calm.js'
import { begin, isOpen, putBack, render, shownHash, switches, switchesOn } from './layers.js'
import { mask } from './masking.js'
import { erase, eraseCookies, watchRequests } from './page.js'
import { beginSteps, load, pending, standIn, stop, update } from './steps.js'
import { hasTable, unlock, watchAdditions, woken } from './waking.js'

const w = window
// Set aside while the script runs: later there is no currentScript. A module script never has one.
const tags = [d.currentScript, ...d.querySelectorAll('script[src*="smg.js"],script[src*="smg.split.js"]')]
const script = tags.find(element => element)

let key = 'smg_consent' // of the refusal in localStorage
let core // the module's exports; undefined before it has started and after it has failed
let channel // to the site's other tabs
let turn = 0 // how many events there were
let early = [] // calls of the API before the core is there: the last ones
let dropped // whether there were more
let ran // whether a processor was loaded
let frames = 0 // how many "next" wait for a frame
const told = new Set() // types of events that there have been; of the decision, since it was stored
let queued // functions that a page has handed over before that

const local = () => w.localStorage
// A page element with id="SMG_CONFIG" answers to that name too, and is no member of window.
const config = () => own(w, 'SMG_CONFIG')
const options = () => ({ __proto__: null, ...own(config(), 'consent') })

const fail = error => {
  core = early = undefined
  attempt(() => render('banner', null))
  attempt(() => render('settings', null))
  attempt(() => render('float', null))
  attempt(() => render('status', null))
  const state =
    ran || woken.length ? '; what runs already runs on until the page is loaded anew:' : ', and nothing is loaded:'
  console.error('SMG Consent stopped' + state, error)
  emit('error', { error: 'stopped' })
}

const dispatch = event => {
  if (!core) {
    if (!early || early.push(event) <= 1000) return
    // A page that asks again and again: what it wants is what it has asked for last.
    early.shift()
    dropped || console.warn('SMG Consent: more than 1000 calls before the start: only the last 1000 are kept')
    dropped = true
    return
  }
  let now = ++turn
  // What newer events have come to is asked of the core, which knows then what was not carried out.
  const may = id => {
    if (now == turn) return true
    const answer = dispatch({ type: 'still', id })
    now = turn
    return answer
  }
  try {
    const time = Date.now() / 1000
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
      now: time - (time % 1),
      random,
      cookies,
      refusal,
      table: hasTable(),
      shown: shownHash(),
      woken: [...woken],
      pending: pending(),
    }
    // A configuration that cannot be written is told to the core as what it is.
    const text = attempt(() => json(all)) || json({ ...all, config: String(all.config) })
    const input = new TextEncoder().encode(text)
    const at = core.smg_buffer(input.length)
    if (!at) throw 'out of memory'
    new Uint8Array(core.memory.buffer).set(input, at)
    const output = core.smg_dispatch(input.length)
    const memory = new Uint8Array(core.memory.buffer)
    const answer = JSON.parse(new TextDecoder().decode(memory.subarray(output, memory.indexOf(0, output))))
    if (options().debug === true) console.debug('SMG Consent:', all, answer)
    let result
    for (const [kind, ...args] of answer)
      try {
        if (kind == 'return') result = args[0]
        else if (kind == 'load') {
          ran = true
          load(may, ...args)
        } else effects[kind](...args)
      } catch (error) {
        // What runs must still be stopped when it is taken back, though the page hinders the module from being seen.
        if (!ran) throw error
        console.error('SMG Consent: ' + kind + ':', error)
        emit('error', { error: 'event' })
      }
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
    link.href = 'data:application/json,' + encodeURIComponent(json(value, 2))
    link.click()
  },
  'stand-in': standIn,
  stop,
  update,
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
    // A hidden tab paints nothing.
    if (when != 'paint' || d.hidden) return port.postMessage(0)
    frames++
    requestAnimationFrame(painted)
  },
  later: (...delays) => delays.map(delay => setTimeout(() => dispatch({ type: 'eraseAgain' }), delay)),
  reload() {
    // Of the answer to a form a browser would send the form again, an order for one. What a script has set as the
    // address, even to what it is, browsers ask for by GET: measured in Chromium 156, Firefox 153, WebKitGTK 2.50. Not
    // by the page's own function of that name, which vendors wrap to hear of it.
    attempt(() => History.prototype.replaceState.call(history, history.state, ''))
    location.reload()
  },
}

let port // a message to it is a task of its own, and unlike a timer it is not held back in a hidden tab
const painted = () => {
  for (; frames; frames--) port.postMessage(0)
}

const act = (name, inside, trusted, repeated, target, pointer, age) => {
  const on = isOpen('settings') ? switchesOn() : undefined
  dispatch({ type: 'action', name, inside, trusted, repeated, target, pointer, age, on })
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
const heard = new WeakMap() // the function given to on() → type → what listens for it
const calls =
  'show showPreferences hide acceptAll rejectAll withdraw reset setLanguage getConsent getReceipt ' +
  'acceptPurpose acceptProcessor acceptedPurpose acceptedProcessor'
for (const name of calls.split(' '))
  api[name] = (...args) => dispatch({ type: 'call', name, args: args.filter(value => value !== undefined).map(word) })
api.on = (type, f) => {
  if (typeof f != 'function') return console.error('SMG Consent: SMGConsent.on: expected a function, got', f)
  const types = heard.get(f) || { __proto__: null }
  heard.set(f, types)
  addEventListener('smg:' + type, (types[type] ||= event => f(event.detail)))
  // What was never told is still to come.
  const state = core && told.has(type) && dispatch({ type: 'call', name: 'state', args: [type] })
  if (state) f(state)
}
api.off = (type, f) => {
  const types = heard.get(f) || { __proto__: null }
  removeEventListener('smg:' + type, types[type])
  delete types[type]
  for (const _ in types) return
  heard.delete(f)
}

// A refusal is kept under the name of the cookie: found before the core has said it, as the core will read it.
const nameOf = () => {
  const name = own(own(options(), 'cookie'), 'name')
  const isWord = typeof name == 'string' || (typeof name == 'number' && name >= 0 && name % 1 == 0)
  return isWord && /^[\w-]{1,40}$/.test(name) ? String(name) : key
}

const start = instance => {
  core = instance.exports
  key = attempt(nameOf, key)
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => dispatch({ type: 'next' })
  port = port2
  const secure = location.protocol == 'https:'
  const gpc = navigator.globalPrivacyControl === true
  const framed = w != w.top
  begin(act)
  beginSteps(dispatch, script?.nonce)
  watchAdditions(added, putBack)
  dispatch({ type: 'start', config: config(), languages: languages(), host: location.hostname, secure, gpc, framed })
  early?.forEach(dispatch)
  const sync = () => dispatch({ type: 'sync' })
  listen(w, 'pageshow', event => event.persisted && sync())
  channel = attempt(() => new BroadcastChannel('smg_consent'))
  // The message may overtake the cookie that it is about. Without a channel "storage" tells of refusals; not with one,
  // since to listen for it makes a browser fetch all that the site has stored.
  if (channel) channel.onmessage = () => [0, 150, 500].map(delay => setTimeout(sync, delay))
  else listen(w, 'storage', sync)
  listen(document, 'visibilitychange', () => {
    painted()
    d.hidden || sync()
  })
  // A term may end while the page is open.
  setInterval(sync, 60000)
  attempt(() => watchRequests(requests => dispatch({ type: 'requests', requests })))
  const follow = answered('html[lang] is followed', () => dispatch({ type: 'language', languages: languages() }))
  const observer = new MutationObserver(follow)
  always(() => d.documentElement && observer.observe(d.documentElement, { __proto__: null, attributeFilter: ['lang'] }))
}
const until = (type, reached) => reached || new Promise(resolve => listen(document, type, resolve))

// SMG_CONFIG may be set anywhere in the page; where it is there already, a <body> is all that is waited for.
const parsed = () =>
  new Promise(resolve => {
    const look = () => attempt(() => d.body && Object(config()) === config()) && resolve()
    d.readyState == 'loading' ? listen(document, 'DOMContentLoaded', resolve) : resolve()
    const observer = new MutationObserver(look)
    always(() => d.documentElement && observer.observe(d.documentElement, { __proto__: null, childList: true }))
    look()
  })

// The script tag may stand on a page twice: the first one has left its API.
const before = own(w, 'SMGConsent')
if (!own(before, 'ready')) {
  queued = Array.isArray(before) ? before : []
  w.SMGConsent = api
  api.ready = Promise.all([
    instantiate(script ? script.src : d.baseURI),
    // A page that is only prerendered has no visitor yet.
    parsed(),
    until('prerenderingchange', d.prerendering !== true),
  ])
    .then(([instance]) => start(instance))
    .catch(fail)
    .then(() => {
      const functions = queued
      queued = undefined
      return api.push(...functions)
    })
}
