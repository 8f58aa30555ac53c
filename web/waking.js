// Wakes content of the page that waits for a grant, as the core says. sleeping.js finds it, and says how its markup is
// marked. Nothing here decides.

import { attempt, attribute, d, listen, own } from './browser.js'
import { elementOf, unmask } from './faces.js'
import { trust } from './page.js'
import { run, setWoken } from './scripts.js'
import { asleep, awake, isFrame, isParsed, remark, sleeping, woken } from './sleeping.js'

let ahead = 0 // how many woken scripts are on their way that a later script may count on
let resume // called when the last of these has come, or has failed to

const runnable = /^(|module|.*(java|ecma)script)$/i

const markOf = (element, name) => attribute(element, asleep + name)
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

for (const type of ['turbo:before-cache', 'htmx:beforeHistorySave']) listen(document, type, closeTemplates)

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
