// Content of the page that waits for a grant, and the place for the table: finds them, now and later, and wakes what the
// core says. Nothing here decides.
//
// Markup outlives a decision: a page, or a library in it (htmx, Turbo), keeps what it has shown, and brings it back after
// a withdrawal. So what is awake is asleep as markup: a script has a type again that no browser runs, and a frame is
// lazy, so that one that comes back has asked for nothing by the time that it is seen here and loses its address. The
// marks of what is awake have other names.

import { attempt, attribute, d, is, listen, own, within } from './browser.js'
import { paced } from './calm.js'
import { trust } from './page.js'
import { isWoken, run, setWoken } from './scripts.js'

// What was woken, by the ids that it had waited for: it cannot be put to sleep again.
export const woken = new Set()

let ahead = 0 // woken scripts with an address that are still on their way, in the order of the page
let goOn // told when all of these have come

const asleep = 'data-smg-'
const awake = 'data-was-smg-'
const waiting = mark => `:is(script,iframe,template):is([${mark}purpose],[${mark}processor])`
const sleeping = waiting(asleep)
const wanted = sleeping + ',[data-smg-table]'
const runnable = /^(|module|.*(java|ecma)script)$/i

const isFrame = element => element.localName == 'iframe'
const markOf = (element, name) => attribute(element, asleep + name)
const remark = (element, from, to) => {
  for (const { name, value } of [...element.attributes])
    if (name.startsWith(from)) {
      element.removeAttribute(name)
      element.setAttribute(to + name.slice(from.length), value)
    }
}
// An address that is code would run as this page's own.
const isWeb = address => {
  const link = d.createElement('a')
  link.href = address
  return address && /^http/.test(link.protocol)
}

// Puts to sleep what comes with content that is awake, a template's or what a script writes: each wakes in its turn.
const settle = (content, marks) => {
  for (const element of content.querySelectorAll(`:is(script,iframe[src]):not(${sleeping})`)) {
    const address = element.getAttribute('src')
    const { type } = element
    if (isFrame(element) ? !isWeb(address) : !runnable.test(type)) continue
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

// A sleeping script has a type that no browser runs; only a new element with the right one does.
const copyOf = script => {
  const address = markOf(script, 'src') || script.getAttribute('src')
  const copy = d.createElement('script')
  for (const { name, value } of script.attributes)
    if (!/^(src|type|data-smg-.*)$/.test(name)) copy.setAttribute(name, value)
  copy.nonce = script.nonce
  copy.type = markOf(script, 'type') || ''
  if (isWeb(address)) copy.src = trust().createScriptURL(address)
  if (script.text) copy.text = trust().createScript(script.text)
  copy.async = script.hasAttribute('async')
  if (copy.src && !copy.async && !copy.noModule && runnable.test(copy.type)) {
    ahead++
    copy.onload = copy.onerror = () => --ahead || goOn()
  }
  return copy
}

let wrote // a woken script has written something, which comes before what stands behind it

let opened = [] // [template, the nodes that came out of it]

// While a library copies the page to keep it, a template stands there again in the place of what came out of it. The
// library does so by the end of the task after the one in which it says that it will.
const closeTemplates = () => {
  for (const [template, nodes] of opened) {
    const here = nodes.filter(node => node.isConnected)
    if (!here[0]) continue
    here[0].before(template)
    for (const node of here) node.remove()
    queueMicrotask(() => setTimeout(() => template.isConnected && template.replaceWith(...here)))
  }
}

// Answers with what sleeps within.
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
    // In its place: a page may hold on to it.
    const address = markOf(element, 'src')
    const loading = markOf(element, 'loading') || element.getAttribute('loading') || 'eager'
    const { left, right, bottom } = element.getBoundingClientRect()
    element.setAttribute(asleep + 'loading', loading)
    remark(element, asleep, awake)
    // A frame that is lazy too late Firefox 153 loads twice; one that is lazy and is never seen it never loads.
    const early = !own(window, 'chrome') && right > 0 && left < window.innerWidth && bottom + window.scrollY > 0
    element.loading = early ? 'lazy' : loading
    if (isWeb(address)) element.src = address
    element.loading = 'lazy'
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

// Until then the last element may not have all of its text.
const isParsed = () => d.readyState != 'loading'
export const hasTable = () => isParsed() && !!d.querySelector('[data-smg-table]')

const found = (nodes, selector) =>
  nodes.flatMap(node => [...(is(node, selector) ? [node] : []), ...(node.firstChild ? within(node, selector) : [])])

// What was awake once, and has come with markup.
const putToSleep = nodes => {
  for (const element of found(nodes, waiting(awake))) {
    if (isWoken(element)) continue
    const address = attribute(element, awake + 'src')
    if (isFrame(element) && attribute(element, 'src') == address) element.removeAttribute('src')
    remark(element, awake, asleep)
  }
}

// Tells of what comes into the page and has a part in this: with the rest of its HTML, or added by its scripts. And of
// copies of the module's own element.
export const watchAdditions = (tell, tellOfCopy) => {
  const look = nodes => {
    putToSleep(nodes)
    if (isParsed() && found(nodes, wanted)[0]) tell()
    if (found(nodes, 'smg-consent')[0]) tellOfCopy()
  }
  listen(document, 'DOMContentLoaded', () => look([d.documentElement]))
  for (const type of ['turbo:before-cache', 'htmx:beforeHistorySave']) listen(document, type, closeTemplates)
  putToSleep([d.documentElement])
  new MutationObserver(paced(changes => look(changes.flatMap(({ addedNodes }) => [...addedNodes])))).observe(document, {
    __proto__: null,
    childList: true,
    subtree: true,
  })
}

// What names both a purpose and a processor waits for both. What wakes may run at once, and change what is granted:
// goes on only as long as `holds()`. Behind a script that is on its way no other one runs that may count on it, nor
// behind one that has written what waits in its turn: then `again` is called when that has come.
export const unlock = (purposes, processors, holds, again) => {
  goOn = again
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
  if (wrote) again()
}
