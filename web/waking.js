// Content of the page that waits for a grant, and the elements for the table: finds them, now and later, and wakes what
// the core grants. Nothing here decides.
//
// Markup outlives a decision: a page, or a library in it (htmx 2, Turbo 8), keeps the markup that it has shown, and
// puts it back after a withdrawal. So the markup of what is awake is that of something asleep: a woken script gets a
// type again that no browser runs. A woken frame is lazy: put back, it has not asked for its address by the time that
// the observer here takes the address away. The marks of what is awake are named data-was-smg-*.

import { attempt, attribute, d, is, listen, own, within } from './browser.js'
import { paced } from './calm.js'
import { elementOf, unmask } from './faces.js'
import { trust } from './page.js'
import { isWoken, run, setWoken } from './scripts.js'

// Ids of the purposes and processors for which content was woken. It cannot be put to sleep again: when such a grant
// goes, the core has the page reloaded.
export const woken = new Set()

let ahead = 0 // how many woken scripts are on their way that a later script may count on
let resume // called when the last of these has come, or has failed to

const asleep = 'data-smg-'
const awake = 'data-was-smg-'
const waiting = mark => `:is(script,iframe,img,template):is([${mark}purpose],[${mark}processor])`
export const sleeping = waiting(asleep)
const wanted = sleeping + ',[data-smg-table]'
const runnable = /^(|module|.*(java|ecma)script)$/i

const isFrame = element => is(element, 'iframe,img') // that wakes in its place, by an address
const markOf = (element, name) => attribute(element, asleep + name)
const remark = (element, from, to) => {
  for (const { name, value } of [...element.attributes])
    if (name.startsWith(from)) {
      element.removeAttribute(name)
      element.setAttribute(to + name.slice(from.length), value)
    }
}
// The parts of the address as a link has them; false for one of another kind: "javascript:" would run as code of this
// page, without any grant.
export const addressOf = address => {
  const link = d.createElement('a')
  link.href = address
  return address && /^http/.test(link.protocol) && link
}

// Puts to sleep the scripts and frames within content that has just come awake, a template's or what a woken script
// writes, before it comes into the page: each then wakes in its turn, by the marks of what it came from. Returns all
// that sleeps in the content.
const settle = (content, marks) => {
  for (const element of content.querySelectorAll(`:is(script,iframe[src]):not(${sleeping})`)) {
    const address = element.getAttribute('src')
    const { type } = element
    if (isFrame(element) ? !addressOf(address) : !runnable.test(type)) continue
    for (const [name, value] of marks) element.setAttribute(asleep + name, value)
    if (isFrame(element)) {
      element.setAttribute(asleep + 'src', address)
      element.removeAttribute('src')
    } else {
      element.setAttribute(asleep + 'type', type)
      element.type = 'text/plain'
    }
  }
  return content.querySelectorAll(sleeping)
}

// A new element like the sleeping script, with its own type and address: an element that is in the page does not run
// when its type is changed.
const copyOf = script => {
  const address = markOf(script, 'src') || script.getAttribute('src')
  const copy = d.createElement('script')
  for (const { name, value } of script.attributes)
    if (!/^(src|type|data-smg-.*)$/.test(name)) copy.setAttribute(name, value)
  copy.nonce = script.nonce
  copy.type = markOf(script, 'type') || ''
  if (addressOf(address)) copy.src = trust().createScriptURL(address)
  if (script.text) copy.text = trust().createScript(script.text)
  copy.async = script.hasAttribute('async')
  if (copy.src && !copy.async && !copy.noModule && runnable.test(copy.type)) {
    ahead++
    copy.onload = copy.onerror = () => --ahead || resume()
  }
  return copy
}

let wrote // true if a woken script has written something: that wakes before what stands behind the script

let opened = [] // [template, the nodes that came out of it]

// While a library copies the page to keep its markup, the templates stand there in the stead of what came out of them.
// It says so by an event, and has copied by the end of the next task (Turbo 8, htmx 2): then the nodes come back.
const closeTemplates = () => {
  for (const [template, nodes] of opened) {
    const here = nodes.filter(node => node.isConnected)
    if (!here[0]) continue
    here[0].before(template)
    for (const node of here) node.remove()
    queueMicrotask(() => setTimeout(() => template.isConnected && template.replaceWith(...here)))
  }
}

// Wakes one element, and returns what sleeps in what came out of it.
const wake = element => {
  const marks = ['purpose', 'processor']
    .map(name => [name, markOf(element, name)])
    .filter(([, value]) => value !== null)
  for (const [, id] of marks) woken.add(id)
  if (element.localName == 'template') {
    const content = element.content.cloneNode(true)
    const inner = settle(content, marks)
    opened = opened.filter(([, nodes]) => nodes.some(node => node.isConnected))
    opened.push([element, [...content.childNodes]])
    remark(element, asleep, awake)
    setWoken(element, marks)
    element.replaceWith(content)
    return inner
  }
  if (isFrame(element)) {
    // The element itself wakes: the page's scripts may hold a reference to it.
    const focus = unmask(element)
    const address = markOf(element, 'src')
    const loading = markOf(element, 'loading') || element.getAttribute('loading') || 'eager'
    const { left, right, bottom } = element.getBoundingClientRect()
    element.setAttribute(asleep + 'loading', loading)
    remark(element, asleep, awake)
    // The frame must load now, and be lazy from now on. Firefox 153 loads a frame twice that becomes lazy after it was
    // given its address, and does not load at all one that was lazy before and that the visitor cannot scroll to. So
    // there a frame that he can scroll to is lazy first; any other, and every frame in Chromium (where window.chrome
    // is), afterwards.
    const isLazyFirst = !own(window, 'chrome') && right > 0 && left < window.innerWidth && bottom + window.scrollY > 0
    element.loading = isLazyFirst ? 'lazy' : loading
    if (addressOf(address)) element.src = address
    element.loading = 'lazy'
    focus()
  } else {
    const copy = copyOf(element)
    for (const [, nodes] of opened) nodes.includes(element) && nodes.splice(nodes.indexOf(element), 1, copy)
    wrote ||= run(element, copy, marks, settle)
    for (const { name, value } of element.attributes) if (name.startsWith(asleep)) copy.setAttribute(name, value)
    remark(copy, asleep, awake)
    copy.type = 'text/plain'
  }
  return []
}

// While the page is parsed, the last element that is there may lack a part of its text.
const isParsed = () => d.readyState != 'loading'
export const hasTable = () =>
  isParsed() && (d.querySelector('[data-smg-table=all]') ? 'all' : !!d.querySelector('[data-smg-table]'))

const found = (nodes, selector) =>
  nodes.flatMap(node => [...(is(node, selector) ? [node] : []), ...(node.firstChild ? within(node, selector) : [])])

// Puts to sleep, among nodes that have come into the page, what was awake when its markup was kept.
const putToSleep = nodes => {
  for (const element of found(nodes, waiting(awake))) {
    if (isWoken(element)) continue
    const address = attribute(element, awake + 'src')
    if (isFrame(element) && attribute(element, 'src') == address) element.removeAttribute('src')
    remark(element, awake, asleep)
  }
}

// Watches what comes into the page, with the rest of its HTML or by its scripts: calls `onWanted` for sleeping content
// and for elements for the table, `onCopy` for copies of the module's own element.
export const watchAdditions = (onWanted, onCopy) => {
  const inspect = nodes => {
    putToSleep(nodes)
    if (isParsed() && found(nodes, wanted)[0]) onWanted()
    if (found(nodes, 'smg-consent')[0]) onCopy()
  }
  listen(document, 'DOMContentLoaded', () => inspect([d.documentElement]))
  for (const type of ['turbo:before-cache', 'htmx:beforeHistorySave']) listen(document, type, closeTemplates)
  putToSleep([d.documentElement])
  const tell = () => isParsed() && d.querySelector(sleeping) && onWanted()
  tell()
  listen(window, 'load', tell)
  new MutationObserver(paced(changes => inspect(changes.flatMap(({ addedNodes }) => [...addedNodes])))).observe(
    document,
    {
      __proto__: null,
      childList: true,
      subtree: true,
    },
  )
}

// Wakes the one element of this key.
export const wakeOnce = key => {
  const element = elementOf(key)
  if (element) wake(element)
}

// Wakes all content whose purpose and whose processor, where it names them, are among these granted ids. A woken script
// runs at once and may refuse: no more is woken once `holds()` says that another event has come in between. Scripts run
// in the page's order: an inline one waits for those with an address before it, and all wait where one has written
// something that sleeps. What waits is left asleep, and `whenFree` is called when it is free to go on: by a further
// "unlock".
export const unlock = (purposes, processors, holds, whenFree) => {
  resume = whenFree
  wrote = false
  let behind
  const granted = (ids, id) => id === null || ids.includes(id)
  const visit = elements => {
    for (const element of elements) {
      if (wrote || !granted(purposes, markOf(element, 'purpose')) || !granted(processors, markOf(element, 'processor')))
        continue
      behind ||= ahead && !isFrame(element) && !markOf(element, 'src') && !element.hasAttribute('src')
      if (behind && !isFrame(element)) continue
      if (!holds()) return
      attempt(() => visit(wake(element)))
    }
  }
  if (isParsed()) visit(d.querySelectorAll(sleeping))
  if (wrote) whenFree()
}
