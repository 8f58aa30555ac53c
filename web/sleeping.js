// Content of the page that waits for a grant, and the elements for the table: finds them, now and later. What wakes it,
// and what is shown in its stead, comes with the second file (waking.js, faces.js, table.js). Nothing here decides.
//
// Markup outlives a decision: a page, or a library in it (htmx 2, Turbo 8), keeps the markup that it has shown, and
// puts it back after a withdrawal. So the markup of what is awake is that of something asleep: a woken script gets a
// type again that no browser runs. A woken frame is lazy: put back, it has not asked for its address by the time that
// the observer here takes the address away. The marks of what is awake are named data-was-smg-*.

import { attribute, d, is, listen, within } from './browser.js'
import { paced } from './calm.js'
import { late } from './layers.js'

// Ids of the purposes and processors for which content was woken. It cannot be put to sleep again: when such a grant
// goes, the core has the page reloaded.
export const woken = new Set()

export const asleep = 'data-smg-'
export const awake = 'data-was-smg-'
const waiting = mark => `:is(script,iframe,img,template):is([${mark}purpose],[${mark}processor])`
export const sleeping = waiting(asleep)
const stands = sleeping + ',[data-smg-embed],[data-smg-purpose^="!"]'
const wanted = stands + ',[data-smg-table]'

export const isFrame = element => is(element, 'iframe,img') // that wakes in its place, by an address
export const remark = (element, from, to) => {
  for (const { name, value } of [...element.attributes])
    if (name.startsWith(from)) {
      element.removeAttribute(name)
      element.setAttribute(to + name.slice(from.length), value)
    }
}

// While the page is parsed, the last element that is there may lack a part of its text.
export const isParsed = () => d.readyState != 'loading'

const found = (nodes, selector) =>
  nodes.flatMap(node => [...(is(node, selector) ? [node] : []), ...(node.firstChild ? within(node, selector) : [])])

// Puts to sleep, among nodes that have come into the page, what was awake when its markup was kept.
const putToSleep = nodes => {
  for (const element of found(nodes, waiting(awake))) {
    if (late.isWoken?.(element)) continue
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
  putToSleep([d.documentElement])
  // The table of a page that is parsed by now is shown in answer to the start, where that can be.
  const tell = () => isParsed() && d.querySelector(late.added ? stands : wanted) && onWanted()
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
