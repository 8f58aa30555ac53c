// The first module, and the way from it to the whole one. The first answers most events of most visits; where it lacks
// something it answers [["more"]]. Then the second file is fetched (smg.more.js, by a name that has its hash, and with
// that hash in its tag, so that the browser runs the one of this build or none). It brings the rest of the shell and
// the whole module, which is told all events of the page so far: what it answers to these has been done already, and is
// dropped. From then on it is the module. Events that come while it is awaited wait too, so that none overtakes another.
// Where it does not come, the first module goes on alone: what it lacks is not done, and the visitor is told.

import { handed } from '#handed'
import { renew } from '#module'
import { attempt, attribute, d, listen } from './browser.js'
import { exchange } from './exchange.js'
import { late, setBusy, whenPainted } from './layers.js'
import { beside } from './module.js'
import { trust } from './page.js'
import { address, nonce } from './smg.js'

const PATIENCE = 10_000 // ms for which events wait
const JOURNAL = 500 // events after which the second file is fetched, wanted or not: a page may stay open for days
const RETRIES = 1

const more = __MORE__ // { name, hash } of the second file

let shell // what smg.js gives: see begin()
let journal = [] // the texts of all events so far
let held // events that wait for the whole module; undefined while none does
let isJoined // the whole module is there
let isAlone // `held` is being worked off without it
let isHanding // an event of `held` is at the first module, with all that it causes
let isSpent // the first module has lacked something, and none was made anew yet
let isMissed // what a visitor has asked for was not done
let coming // the promise that the second file comes; undefined where it is not under way

// `put` takes another module in the place of the one at hand, unless that has given up, and answers whether it has;
// `hand` hands it an event, and `fail` gives up.
export const begin = given => {
  shell = given
  // What a visitor who moves to a button for the settings will want is under way by the time that he presses it.
  const onIntent = event => {
    const wants = element =>
      /^(settings|partners|receipt)$/.test(attribute(element, 'data-smg') || attribute(element, 'data-smg-action'))
    if (!coming && event.composedPath().some(wants)) fetchMore()
  }
  // Of a pointer that moves within one shadow root the document hears nothing.
  late.watch = target => {
    for (const type of ['pointerover', 'focusin', 'touchstart'])
      listen(target, type, onIntent, { __proto__: null, capture: true, passive: true })
  }
  late.watch(document)
}

// True where the event waits. What a page only asks, it is told: by what was so before the events that wait.
const asks = ({ type, name }) => type == 'call' && /^(getConsent|accepted|state)/.test(name)
export const holds = event => {
  if (!held || ((isHanding || asks(event)) && !isSpent)) return
  // A load that is under way does not go on by what nobody can answer now: to the core it has failed.
  const { type, id } = event
  const reason = 'the second file is awaited'
  held[held.length] = type == 'still' ? { type: 'failed', id, step: 'start', reason } : event
  return true
}

// Puts a first module in the place of the one at hand that has answered what was answered so far: one that lacked
// something has stopped half way.
const takePlace = ({ exports }) => {
  if (isJoined) return
  for (const text of journal) exchange(exports, text)
  shell.put(exports)
  isSpent = false
}

// True where the module could not answer: the event then waits.
export const lacks = (event, text, answer) => {
  if (isJoined) return
  if (answer[0]?.[0] != 'more') {
    // Not by push(): on some pages that takes nothing.
    ;(late.times ||= [])[journal.length] = performance.now()
    journal[journal.length] = text
    if (journal.length > JOURNAL) fetchMore()
    return
  }
  isSpent = true
  const instance = renew()
  if (!instance.then) takePlace(instance)
  if (held) {
    isMissed ||= isWish(event)
    return true
  }
  const events = (held = [event])
  if (event.type == 'action') setBusy(true)
  setTimeout(() => held == events && goOnAlone(), PATIENCE)
  fetchMore()
  return true
}
const isWish = ({ type, name }) => type == 'action' || name == 'showPreferences'

const add = (url, resolve, reject) => {
  const element = d.createElement('script')
  element.integrity = more.hash
  element.crossOrigin = 'anonymous'
  element.charset = 'utf-8'
  element.nonce = nonce || ''
  element.onload = resolve
  element.onerror = () => {
    element.remove()
    reject(url + ' is missing, or of another build')
  }
  element.src = trust().createScriptURL(url)
  window['smg:more'] = handed()
  ;(d.head || d.documentElement).append(element)
}

const fetchMore = () =>
  (coming ||= (async () => {
    const url = beside(address, more.name)
    let fault
    for (let i = 0; i <= RETRIES && !isJoined; i++)
      try {
        // The browser keeps what has failed: a second try has another address.
        await new Promise((resolve, reject) => add(url + (i ? '?' + i : ''), resolve, reject))
        i = RETRIES
        await arrived
      } catch (error) {
        fault = error
      }
    delete window['smg:more']
    if (isJoined) return
    coming = undefined
    if (journal[0]) console.warn('SMG Consent:', fault)
    goOnAlone(fault)
  })())

let arrived // the promise that the whole module has taken over
// Called by the second file, with the promise of the whole module's instance, and of the event by which that shows anew in
// the page's language what the first has shown in another.
export const arrive = whole => {
  arrived = whole.then(({ exports, language }) => {
    if (isJoined) return
    for (const text of journal) exchange(exports, text)
    isJoined = true
    journal = undefined
    const events = held || []
    held = undefined
    // Before what the visitor or the page has asked for since.
    if (language) events.unshift(language)
    // It does not bring back to life a module that has given up.
    if (!shell.put(exports)) return
    setBusy(false)
    for (const event of events) shell.hand(event)
    late.added()
  })
  // Who awaits it hears of a fault; nobody else is to.
  arrived.catch(() => {})
}

const goOnAlone = async fault => {
  if (!held || isAlone || isJoined) return
  isAlone = true
  // What comes while a module is made anew waits its turn behind the others. The whole may come meanwhile: what is still
  // held is then its.
  while (!isJoined && (isSpent || held[0]))
    if (isSpent) takePlace(await renew())
    else {
      isHanding = true
      shell.hand(held.shift())
      isHanding = false
      // Without a start there is nothing to go on with.
      if (!journal[0]) return shell.fail(fault || more.name + ' has not come')
    }
  isAlone = false
  held = undefined
  setBusy(false)
  if (isMissed) shell.hand({ type: 'alone' })
  isMissed = false
}

// The page has something that only the whole can serve. Not before the visitor has seen the page.
export const want = () => whenPainted(fetchMore)
// The start, with the module's instance.
export const prepared = (instance, start) => start(instance)
// `languages` are the tags by which the page chooses, the option's first, with commas between.
// A page in a language that is not in here is to have it from the second file. Until that has come, it is English; but a
// banner that the page has brought in it stays, and all that happens waits.
export const follows = (languages, isBrought) => {
  if (RegExp(__TAGS__, 'i').test(languages)) return
  whole()
  if (!isBrought) return
  held = []
  setTimeout(goOnAlone, PATIENCE)
}
// Where the start itself waits, the promise that it does no more.
export const started = () => held && coming
// Resolves when the whole is there, or could not be had.
export const whole = () => attempt(fetchMore)
