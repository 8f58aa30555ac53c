// The shell: hands events to the core and performs the effects that it answers with. include/smg.h says what
// events and effects are; README.md beside this file says which file performs which effect. Nothing here decides about
// consent: that is the core's alone. Whatever fails here, nothing is loaded and the page goes on.

import { begin as beginCore, follows, holds, lacks, prepared, started, want, whole } from '#core'
import { instantiate } from '#module'
import { drop, isThere } from './brought.js'
import { always, attempt, d, emit, json, listen, own } from './browser.js'
import { bounded, soon } from './calm.js'
import { exchange } from './exchange.js'
import { begin, isOpen, late, putBack, render, shownHash } from './layers.js'
import { mask } from './masking.js'
import { erase, eraseCookies, watchRequests } from './page.js'
import { watchAdditions, woken } from './sleeping.js'
import { beginSteps, load, pending, standIn, stop, update } from './steps.js'
import { setTheme } from './theme.js'

const w = window
const MAX_EARLY = 1000 // calls of the API that are kept until the core is there
const CHANNEL_SYNCS = [0, 150, 500] // ms after a message of another tab
const TERM_SYNC = 60_000 // ms between two looks whether the record's term has ended

// The module's own tag: tells where smg.wasm is, and has the nonce. currentScript is set only while a classic script
// begins; a module script never has it, and is looked for.
const tags = [
  d.currentScript,
  ...d.querySelectorAll('script[src*="smg.js"],script[src*="smg.all.js"],script[src*="smg.split.js"]'),
]
const script = tags.find(element => element)
export const address = script ? script.src : d.baseURI // beside which all other files lie
export const nonce = script?.nonce

let key = 'smg_consent' // name of the refusal in localStorage
let core // the module's exports; undefined before it has started and after it has failed
let channel // to the site's other tabs
export const numberOf = () => newest
let newest = 0 // number of the event that was handed to the core last
let early = [] // events of API calls until the core is there, the newest MAX_EARLY; undefined after it has failed
let dropped // true if there were more
let ran // true if a processor was loaded on this page
let frames = 0 // how many "next" effects wait for a frame
const emitted = new Set() // types that "emit" has had; "consent" only since the last "store"
let queued // functions that were handed to push() until the module has started; then undefined

const local = () => w.localStorage
// By own(): window.SMG_CONFIG may be an element of the page with that id.
export const config = () => own(w, 'SMG_CONFIG')
const options = () => ({ __proto__: null, ...own(config(), 'consent') })
// The page is to be looked into: its address asks for that, by the time that the script begins, or its owner does, who can
// also forbid it.
const isAsked = /[?&]smg-debug\b/.test(location.search)
export const isDebugged = () => (options().debug ?? isAsked) === true

// Gives up: takes away all layers, and tells the console and the page.
const fail = error => {
  core = early = undefined
  attempt(() => render('banner', null))
  attempt(() => render('settings', null))
  attempt(() => render('float', null))
  attempt(() => render('status', null))
  attempt(drop)
  attempt(late.dropFaces)
  const outcome =
    ran || woken.length ? '; what runs already runs on until the page is loaded anew:' : ', and nothing is loaded:'
  console.error('SMG Consent stopped' + outcome, error)
  emit('error', { error: 'stopped' })
}

// Hands an event to the core and performs the effects of the answer; returns the value of its "return" effect. Before
// there is a core, or while the whole one is awaited, the event waits.
export const dispatch = event => {
  if (!core) {
    if (!early || early.push(event) <= MAX_EARLY) return
    // The oldest call goes: of a page that calls without end, the newest ones say what it wants.
    early.shift()
    dropped || console.warn('SMG Consent: more than 1000 calls before the start: only the last 1000 are kept')
    dropped = true
    return
  }
  if (!holds(event)) return hand(event)
}

// Hands an event to the core, with what the page is at this moment, and performs the effects of the answer; returns the
// value of its "return" effect. Nothing is done where the core lacks what the event asks for.
const hand = event => {
  let number = ++newest
  // May a "load" of this answer go on? A step or a listener of the page's may have caused an event in between, which
  // may have taken the grant back: then the core is asked, and takes note that the load ended if it says no.
  const may = id => {
    if (number == newest) return true
    const answer = dispatch({ type: 'still', id })
    number = newest
    return answer
  }
  try {
    const time = Date.now() / 1000
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    // The bits by which a UUID says that it is random (RFC 9562, version 4).
    bytes[6] = (bytes[6] & 15) | 64
    bytes[8] = (bytes[8] & 63) | 128
    // By spread and not by Array.from(): MooTools replaces that by a function that does not map, and there would
    // be no id.
    const random = [...bytes].map(n => (n + 256).toString(16).slice(1)).join('')
    const cookies = attempt(() => d.cookie, '')
    const refusal = attempt(() => local().getItem(key), null)
    const all = {
      ...event,
      now: time - (time % 1),
      random,
      cookies,
      refusal,
      table: false,
      ...late.seen?.(),
      shown: shownHash(),
      woken: [...woken],
      pending: pending(),
    }
    // A configuration that JSON cannot hold, one that contains itself for instance, goes as its text, "[object
    // Object]": the core then tells the console what it had expected.
    const text = attempt(() => json(all)) || json({ ...all, config: String(all.config) })
    const answer = exchange(core, text)
    if (lacks(event, text, answer)) return
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
        // Where the page hinders an effect, the module gives up, but not while something runs: the visitor must still
        // be able to take his grant back.
        if (!ran) throw error
        console.error('SMG Consent: ' + kind + ':', error)
        emit('error', { error: 'event' })
      }
    return result
  } catch (error) {
    fail(error)
  }
}

// An answer `f` to changes of the page: once for all changes of a task, in a task of its own, and not without end.
const answerTo = (what, f) => {
  const mayAnswer = bounded(what)
  return soon(() => mayAnswer() && f())
}
export const added = answerTo('what is added is seen to', () => (late.added || want)())

export const languages = () => [d.documentElement.lang, ...(navigator.languages || [])]

export const effects = {
  __proto__: null,
  log: (level, text) => console[level]('SMG Consent: ' + text),
  store(cookie, refusal, name, domain) {
    emitted.delete('consent')
    key = name
    attempt(() => (d.cookie = cookie))
    if (domain !== null) attempt(() => eraseCookies([name], domain))
    attempt(() => (refusal === null ? local().removeItem(key) : local().setItem(key, refusal)))
    channel?.postMessage(0)
  },
  theme: setTheme,
  render,
  'stand-in': standIn,
  stop,
  update,
  erase,
  mask,
  // Content that waits, and all that has to do with it, comes with the second file (more.js): while that is not there
  // nothing is woken. It then hears of what is granted by "added", and that is when it posts what is due.
  unlock() {},
  due: () => added(),
  emit(type, detail) {
    emitted.add(type)
    emit(type, detail)
    // Tag managers trigger on entries of the dataLayer. Where the page has none, none is made.
    if (/^c/.test(type)) attempt(() => w.dataLayer.push({ event: 'smg:' + type, ...detail }))
  },
  next(when) {
    // A hidden tab paints no frame: the rest of the answer would wait until it is shown.
    if (when == 'paint' && !d.hidden) {
      frames++
      requestAnimationFrame(painted)
    } else if (queued && isFirst) {
      isFirst = false
      ready.then().then(next)
    } else port.postMessage(0)
  },
  later: (...delays) => delays.map(delay => setTimeout(() => dispatch({ type: 'eraseAgain' }), delay)),
  reload() {
    // A page that is the answer to a form would have the browser send the form again, an order for one. An address that
    // a script has set, even the very same, is loaded by GET: measured in Chromium 156, Firefox 153, WebKitGTK 2.50. By
    // the prototype's function: vendors wrap history.replaceState, and would count a page view.
    attempt(() => History.prototype.replaceState.call(history, history.state, ''))
    // It may not come: a way to another page that has begun just after wins, and the browser can keep this page as it
    // stands; a download wins too; the visitor may stop it. What runs would run on: so it is tried again when the page is
    // seen again.
    whenSeen = () => location.reload()
    whenSeen()
  },
}

const next = () => dispatch({ type: 'next' })
const sync = () => dispatch({ type: 'sync' })
let whenSeen = sync // what is done when the page is seen again: after another tab, or as the browser has kept it
// A message to it becomes a "next" event, in a task of its own. Browsers hold back timers in a hidden tab, this not.
let port
// The first one that is asked for while the module starts, on a return visit, needs no task of its own: nothing was
// loaded before it. It comes after what the page has waiting for `ready`, which may take the grant back: also after what
// a function of push() waits for, hence two steps.
let isFirst = true
let ready // what the API shows as `ready`
// Sends the "next" events that wait for a frame: in it, or when the tab is hidden before one comes.
const painted = () => {
  for (; frames; frames--) port.postMessage(0)
}

export const act = (name, inside, trusted, repeated, target, pointer, age, [purpose, processor] = []) => {
  const on = isOpen('settings') ? late.switchesOn() : undefined
  dispatch({ type: 'action', name, inside, trusted, repeated, target, pointer, age, on, purpose, processor })
  return core
}

// window.SMGConsent. web/smg.d.ts says what each function does.
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
api.whole = whole
// The argument of a call, as the core takes it: null for what is no plain value. A page may hand over anything, the
// event of a click for one, by addEventListener('click', SMGConsent.show).
const word = value => (/^(string|number|boolean)$/.test(typeof value) ? value : null)
const listeners = new WeakMap() // function given to on() → type → the listener on window that calls it
const calls =
  'show showPreferences hide acceptAll rejectAll withdraw reset setLanguage getConsent getReceipt ' +
  'acceptPurpose acceptProcessor acceptedPurpose acceptedProcessor'
for (const name of calls.split(' '))
  api[name] = (...args) => dispatch({ type: 'call', name, args: args.filter(value => value !== undefined).map(word) })
api.on = (type, f) => {
  if (typeof f != 'function') return console.error('SMG Consent: SMGConsent.on: expected a function, got', f)
  const types = listeners.get(f) || { __proto__: null }
  listeners.set(f, types)
  addEventListener('smg:' + type, (types[type] ||= event => f(event.detail)))
  // An event that was emitted before is told to this listener as it stands now. One that was not yet will be emitted.
  const missed = core && emitted.has(type) && dispatch({ type: 'call', name: 'state', args: [type] })
  if (missed) f(missed)
}
api.off = (type, f) => {
  const types = listeners.get(f) || { __proto__: null }
  removeEventListener('smg:' + type, types[type])
  delete types[type]
  for (const _ in types) return
  listeners.delete(f)
}

// The name under which the refusal is kept: that of the cookie. The first event must bring the refusal, and the core
// can say the name only in its answers: until then it is read from the configuration here, by the core's own rule.
const nameOf = () => {
  const name = own(own(options(), 'cookie'), 'name')
  const isWord = typeof name == 'string' || (typeof name == 'number' && name >= 0 && name % 1 == 0)
  return isWord && /^[\w-]{1,40}$/.test(name) ? String(name) : key
}

const start = instance => {
  core = instance.exports
  key = attempt(nameOf, key)
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = next
  port = port2
  const secure = location.protocol == 'https:'
  const gpc = navigator.globalPrivacyControl === true
  const framed = w != w.top
  beginCore({
    put: exports => (core &&= exports),
    hand: event => core && hand(event),
    fail,
  })
  begin(act)
  beginSteps(dispatch, nonce)
  watchAdditions(added, putBack)
  follows([options().language, ...languages()].join(), isThere())
  const { hostname: host, pathname: path } = location
  dispatch({ type: 'start', config: config(), languages: languages(), host, path, secure, gpc, framed })
  if (isDebugged()) want()
  const later = started()
  later ? later.then(drop) : drop()
  early?.forEach(dispatch)
  listen(w, 'pageshow', event => event.persisted && whenSeen())
  channel = attempt(() => new BroadcastChannel('smg_consent'))
  // Another tab has stored a choice. Its message may arrive before its cookie is seen here: hence three looks.
  // "storage" events tell of refusals only, and are listened to only where there is no channel: to listen makes
  // Chromium fetch all that the site has stored, before the banner is painted.
  if (channel) channel.onmessage = () => CHANNEL_SYNCS.map(delay => setTimeout(sync, delay))
  else listen(w, 'storage', sync)
  listen(document, 'visibilitychange', () => {
    painted()
    d.hidden || whenSeen()
  })
  // The term of the record may end while the page is open.
  setInterval(sync, TERM_SYNC)
  attempt(() => watchRequests(requests => dispatch({ type: 'requests', requests })))
  const follow = answerTo('html[lang] is followed', () => dispatch({ type: 'language', languages: languages() }))
  const observer = new MutationObserver(follow)
  always(() => d.documentElement && observer.observe(d.documentElement, { __proto__: null, attributeFilter: ['lang'] }))
  return later
}
const until = (type, reached) => reached || new Promise(resolve => listen(document, type, resolve))

// Resolves when the configuration can be read: at once where there are a <body> and an SMG_CONFIG that is an object
// (only then Object(x) === x), else when the page is parsed, since any script of it may set SMG_CONFIG.
const parsed = () =>
  new Promise(resolve => {
    const resolveIfThere = () => attempt(() => d.body && Object(config()) === config()) && resolve()
    d.readyState == 'loading' ? listen(document, 'DOMContentLoaded', resolve) : resolve()
    const observer = new MutationObserver(resolveIfThere)
    always(() => d.documentElement && observer.observe(d.documentElement, { __proto__: null, childList: true }))
    resolveIfThere()
  })

// Where the page has the script's tag twice, the first one has left its API, with `ready`, and the second does nothing.
const before = own(w, 'SMGConsent')
if (!own(before, 'ready')) {
  queued = Array.isArray(before) ? before : []
  w.SMGConsent = api
  api.ready = ready = Promise.all([
    instantiate(address, nonce),
    // Chromium may render a page ahead, by speculation rules: nobody has seen it then, who could be asked.
    parsed(),
    until('prerenderingchange', d.prerendering !== true),
  ])
    .then(([instance]) => prepared(instance, start))
    .catch(fail)
    .then(() => {
      const functions = queued
      queued = undefined
      return api.push(...functions)
    })
}
