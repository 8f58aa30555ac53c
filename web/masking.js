// Form fields that no recorder may read.

import { attempt } from './page.js'

const d = document

// Marks every field, now and from now on, with what recorders take for "do not read"; not those that `except`, a
// selector, is for. One that is no selector leaves everything marked.
let masking
export const mask = (except, attributes) => {
  const fields = 'input,textarea,select,[contenteditable]'
  const look = node => {
    if (!node.matches?.(fields) || attempt(() => except && node.closest(except))) return
    for (const [name, value] of attributes)
      for (const word of name == 'class' ? value.split(' ') : [''])
        if (!word) node.setAttribute(name, value)
        else if (!node.classList.contains(word)) node.classList.add(word)
  }
  const within = node => node.querySelectorAll?.(fields).forEach(look)
  masking?.disconnect()
  // Only what has changed: a page may have many fields, and change often.
  masking = new MutationObserver(changes => {
    for (const { target, addedNodes } of changes) {
      look(target)
      for (const node of addedNodes) {
        look(node)
        within(node)
      }
    }
  })
  // Some pages write the whole class anew, and make an element editable when it is pressed.
  masking.observe(d, { childList: true, subtree: true, attributeFilter: ['class', 'contenteditable'] })
  within(d)
}
