// Form fields that no session recorder may read: puts the vendors' marks for "do not read" on them.

import { attempt, d, is, within } from './browser.js'
import { bounded, paced } from './calm.js'

const bounds = new WeakMap() // field → its bounded(): may it be marked once more?

// Puts the attributes on every form field that is in the page now or comes later, but not on those within `except`, a
// selector; one that the browser cannot read excepts nothing. Called anew it replaces what an earlier call has said.
let masking
export const mask = (except, attributes) => {
  const fields = 'input,textarea,select,[contenteditable]'
  const isMarked = (node, name, value) =>
    name == 'class' ? value.split(' ').every(word => node.classList.contains(word)) : node.getAttribute(name) == value
  const markField = node => {
    if (!is(node, fields) || attempt(() => except && node.closest(except))) return
    const missing = attributes.filter(([name, value]) => !isMarked(node, name, value))
    if (!missing.length) return
    bounds.has(node) || bounds.set(node, bounded('a form field is marked'))
    if (!bounds.get(node)()) return
    for (const [name, value] of missing)
      name == 'class' ? node.classList.add(...value.split(' ')) : node.setAttribute(name, value)
  }
  masking?.disconnect()
  // Looks at the changed nodes only: a page may have many fields, and change often. Within the same task: a recorder
  // has an observer too, which is called after this one, and reads the field then.
  masking = new MutationObserver(
    paced(changes => {
      for (const { target, addedNodes } of changes) {
        markField(target)
        for (const node of addedNodes) {
          markField(node)
          if (node.firstChild) within(node, fields).forEach(markField)
        }
      }
    }),
  )
  // Attributes too: a page may write the class anew, without the marks, and make an element editable when it is
  // pressed.
  masking.observe(document, {
    __proto__: null,
    childList: true,
    subtree: true,
    attributeFilter: ['class', 'contenteditable'],
  })
  d.querySelectorAll(fields).forEach(markField)
}
