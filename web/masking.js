// Form fields that no recorder may read.

import { attempt, d, is, within } from './browser.js'
import { bounded, paced } from './calm.js'

const rounds = new WeakMap() // field → whether it is to be marked once more

// Marks every field, now and from now on, with what recorders take for "do not read"; not those that `except`, a
// selector, is for. One that is no selector leaves everything marked.
let masking
export const mask = (except, attributes) => {
  const fields = 'input,textarea,select,[contenteditable]'
  const isMarked = (node, name, value) =>
    name == 'class' ? value.split(' ').every(word => node.classList.contains(word)) : node.getAttribute(name) == value
  const look = node => {
    if (!is(node, fields) || attempt(() => except && node.closest(except))) return
    const missing = attributes.filter(([name, value]) => !isMarked(node, name, value))
    if (!missing.length) return
    rounds.has(node) || rounds.set(node, bounded('a form field is marked'))
    if (!rounds.get(node)()) return
    for (const [name, value] of missing)
      name == 'class' ? node.classList.add(...value.split(' ')) : node.setAttribute(name, value)
  }
  masking?.disconnect()
  // Only what has changed: a page may have many fields, and change often. At once, since a recorder reads a field when
  // it comes, and it has observers too, which are told after this one.
  masking = new MutationObserver(
    paced(changes => {
      for (const { target, addedNodes } of changes) {
        look(target)
        for (const node of addedNodes) {
          look(node)
          if (node.firstChild) within(node, fields).forEach(look)
        }
      }
    }),
  )
  // Some pages write the whole class anew, and make an element editable when it is pressed.
  masking.observe(document, {
    __proto__: null,
    childList: true,
    subtree: true,
    attributeFilter: ['class', 'contenteditable'],
  })
  d.querySelectorAll(fields).forEach(look)
}
