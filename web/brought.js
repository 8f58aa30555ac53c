// The banner that a page has brought in its own HTML, and the presses that its guard (prerender/guard.js) has kept until
// now. The page can reach both: so the core's banner counts wherever the page's is not the very same, and of a press what
// the browser itself says of the event, read past all that a page may have given it.

import { attempt, attribute, d, own, performance } from './browser.js'

const event = d.createEvent('MouseEvent')
const getters = 'isTrusted target detail timeStamp clientX clientY'.split(' ').map(name => event.__lookupGetter__(name))

let presses = [] // [name, trusted, repeated, pointer, event], in their order

// Takes <smg-consent> from its guard, with the presses; undefined where the page has brought none.
export const take = () => {
  const host = d.querySelector('smg-consent')
  const root = host?.shadowRoot
  const kept = root && own(host, 'kept')
  if (!kept) return
  attempt(() => {
    host.kept = host.onclick = host.ariaBusy = null
    for (const [event, control] of kept) {
      const [trusted, target, detail, timeStamp, x, y] = getters.map(get => attempt(() => get.call(event)))
      // After its dispatch the target of an event from within the element is the element. That it is this control which
      // was pressed, the place of a pointer tells; of a key only the guard does.
      if (trusted && (target != host || (detail && !root.elementsFromPoint(x, y).includes(control)))) continue
      const name = attribute(control, 'data-smg')
      if (name) presses.push([name, !!trusted, detail > 1, detail > 0, { timeStamp }])
    }
  })
  return host
}

// Where the root begins with the page's section instead of `region`, the core's: keeps the one of them that counts, and
// answers with it if that is the page's.
export const adopt = (root, region) => {
  const brought = root.firstChild
  if (brought == region) return
  if (root.childNodes.length == 2 && brought.isEqualNode(region)) {
    region.remove()
    return brought
  }
  root.replaceChildren(region)
  // Made upon what is seen only now: to the core a press of a pointer, which comes too early for "Accept".
  for (const press of presses) press[3] = true
}

// When the page was first painted with something in it, by the clock of Event.timeStamp; undefined where it was not yet.
// The brought banner stands before all else that could be, and no page can set that clock back.
export const paintedAt = () => attempt(() => performance.getEntriesByName('first-contentful-paint')[0].startTime)

// Hands over the presses, once `ready`, while what was pressed still stands.
export const replay = async (ready, stands, report) => {
  const list = presses
  presses = []
  await ready
  for (const press of list) if (stands()) report(...press)
}

// True while what the page has brought was not taken.
export const isThere = () => own(d.querySelector('smg-consent'), 'kept')
// Takes it away.
export const drop = () => isThere() && d.querySelector('smg-consent').remove()
