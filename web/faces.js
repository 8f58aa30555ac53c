// What stands in the place of a frame or a picture that waits: a face, in a shadow root of its own. The core says what
// is in it, and what comes of a press. The frame keeps its place and its size in the page, so that nothing moves when
// it wakes; the face lies over it, as <smg-face> behind it in the page, where it is read and reached in its turn.

import { attribute, d, is, json } from './browser.js'
import { dressPage } from './dress.js'
import { ageOf, build, focusOn, makeElement, setPalette, speak } from './layers.js'
import { sleeping } from './sleeping.js'
import { addressOf } from './waking.js'

const LEAST = 40 // px: a smaller element, such as a counting pixel, has no room for a face

// For the page: what lies beneath a face is neither seen nor reached; a face within a box that clips is clipped with what
// it lies on, and scrolls with it; and a picture that has no address yet has its size.
const dress =
  ':is(iframe,img):has(+smg-face){visibility:hidden!important}:where(:has(>smg-face.clipped)){position:relative}:where(img[data-smg-src]){display:inline-block}'
// Of each element: `key`, its number; `marks`, its purpose and processor; `isTold`, whether the core knows of it; and once
// it has a face `host` (<smg-face>), `layer`, what is in that, and `text`, the node of which it was made.
let faces = []
let count = 0
const seen = new WeakMap() // the buttons of a face → since when they are in view, by the clock of Event.timeStamp
const toldIds = new Set()

const sight = new IntersectionObserver(entries => {
  for (const { target, isIntersecting, time } of entries) isIntersecting ? seen.set(target, time) : seen.delete(target)
})
const drop = face => {
  face.host?.remove()
  faces = faces.filter(other => other != face)
}
export const dropFaces = () => faces.map(drop)
const place = () => {
  for (const face of faces) if (face.host && face.host.previousElementSibling != face.element) drop(face)
  const here = faces.filter(face => face.host)
  const boxes = here.map(({ element, host }) => [element, host].map(one => one.getBoundingClientRect()))
  here.forEach(({ layer, element }, i) => {
    const [{ left, top, width, height }, from] = boxes[i]
    const { borderRadius, zIndex } = getComputedStyle(element)
    const box = { left: left - from.left, top: top - from.top, width, height }
    for (const name in box) layer.style[name] = box[name] + 'px'
    Object.assign(layer.style, { borderRadius, zIndex })
    layer.hidden = width < LEAST || height < LEAST
  })
}
const sizes = new ResizeObserver(place)
const idOf = (element, name) => attribute(element, 'data-smg-' + name)

// What an "added" event tells of what waits: the ids that nothing was told of before, and the elements that are to have
// a face. Elements only once the page has come whole: by then whatever takes a server's page over has begun.
export const waits = () => {
  const all = [...d.querySelectorAll(sleeping)]
  const news = name =>
    all
      .map(element => idOf(element, name))
      .filter(id => {
        const isNew = id !== null && !toldIds.has(name + id)
        if (isNew) toldIds.add(name + id)
        return isNew
      })
  // Markup that the page had kept brings faces without a shadow root.
  for (const host of d.querySelectorAll('smg-face')) faces.some(face => face.host == host) || host.remove()
  place()
  const waiting = []
  for (const element of d.readyState == 'complete' ? all : []) {
    const { hostname } = addressOf(idOf(element, 'src')) || {}
    if (!hostname || !is(element, ':is(iframe,img):not([data-smg-placeholder=none])')) continue
    let face = faces.find(face => face.element == element)
    face ||
      faces.push((face = { element, key: count++ + '', marks: [idOf(element, 'purpose'), idOf(element, 'processor')] }))
    if (face.isTold) continue
    face.isTold = true
    const name = ['title', 'aria-label', 'alt'].map(name => attribute(element, name)).find(text => text)
    waiting.push([face.key, ...face.marks, name ? name.slice(0, 200) : null, hostname])
  }
  return { purposes: news('purpose'), processors: news('processor'), waiting }
}

// All that waits is to be told of anew.
export const look = () => {
  for (const face of faces) face.isTold = false
}

const byKey = key => faces.find(face => face.key == key)
export const elementOf = key => byKey(key)?.element

// `press` hands a press to the core.
export const showFace = (press, key, node) => {
  const face = byKey(key)
  const { element, host, layer: old } = face || {}
  const text = json(node)
  if (!element?.isConnected || face.text == text) return
  face.text = text
  const focused = attribute(host?.shadowRoot.activeElement, 'data-smg')
  speak(node)
  const layer = (face.layer = build(node))
  if (!host) {
    face.host = makeElement('smg-face', {}, (root, ...given) => root.addEventListener(...given))
    face.host.shadowRoot.addEventListener('click', event => {
      const { target, isTrusted, detail } = event
      const name = attribute(target.closest('[data-smg]'), 'data-smg')
      // The frame may stand within a link of the page's.
      event.preventDefault()
      const age = ageOf(event, seen.get(face.layer.lastChild))
      if (name) press(name, true, isTrusted, detail > 1, key, detail > 0, age, face.marks)
    })
    dressPage(dress)
    element.after(face.host)
    const box = face.host.offsetParent
    for (let node = element.parentNode; node && node != box && node != d.body; node = node.parentElement)
      if (getComputedStyle(node).overflow != 'visible') face.host.className = 'clipped'
    sizes.observe(element)
    sizes.observe(element.parentNode)
  }
  old?.remove()
  face.host.shadowRoot.append(layer)
  setPalette(face.host, layer)
  place()
  sight.observe(layer.lastChild)
  if (focused) layer.querySelector(`[data-smg=${focused}]`)?.focus()
}

// The element wakes: its face goes, and the focus passes from that to the element when the function that is returned is
// called.
export const unmask = element => {
  const face = faces.find(face => face.element == element)
  const hasFocus = face?.host?.shadowRoot.activeElement
  if (face) drop(face)
  return () => hasFocus && focusOn(element)
}
