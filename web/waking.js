// Content of the page that waits for a grant, and the place for the table: finds them, now and later, and wakes what the
// core says. Nothing here decides.

import { attempt, trust } from './page.js'

const d = document

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
