// The table of processors, which is no layer: it goes into each of the page's [data-smg-table], in the page's own tree.

import { d, json } from './browser.js'
import { dressPage } from './dress.js'
import { build, speak } from './layers.js'
import { isParsed } from './sleeping.js'

const shown = new WeakMap() // [data-smg-table] → [the node that it shows, as JSON; the element made of that]

export const showTable = node => {
  const text = json(node)
  speak(node)
  // An element is left as it is while the focus is in it, since it would be lost to the visitor, and where it shows this
  // very node already, since he would lose what he has selected.
  for (const element of d.querySelectorAll('[data-smg-table]')) {
    const [oldText, oldTable] = shown.get(element) || []
    if (element.contains(d.activeElement) || (oldText == text && oldTable.parentNode == element)) continue
    const table = build(node)
    element.replaceChildren(table)
    shown.set(element, [text, table])
    dressPage(__TABLE_CSS__)
  }
}

// What the page has for it: "all" where it wants those too that the site does not use. While the page is parsed, nothing.
export const hasTable = () =>
  isParsed() && (d.querySelector('[data-smg-table=all]') ? 'all' : !!d.querySelector('[data-smg-table]'))
