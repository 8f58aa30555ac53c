// The frames that elements of the page stand for: data-smg-embed="youtube:ID". The core says whose frame that is, and its
// address; here the element gets it, asleep like all content that waits for a grant, so that faces.js shows a face in
// its place. Beside that, what stands in for refused content: data-smg-purpose="!marketing".

import { attribute, d } from './browser.js'

const told = [] // by number: { element, what, frame }: what it stood for when the core was told, and what it got then

// What an "added" event tells of the elements that the core was not told of: [key, what it stands for, its title].
export const embeds = () => {
  const news = []
  for (const element of d.querySelectorAll('[data-smg-embed]')) {
    const what = attribute(element, 'data-smg-embed')
    // A library may have taken the frame away again.
    const isThere = each =>
      each.element == element && each.what == what && (!each.frame || element.contains(each.frame))
    if (told.some(isThere)) continue
    news.push([told.length + '', what, attribute(element, 'title') || null])
    told[told.length] = { element, what }
  }
  return news
}

// Performs "embed".
export const embed = (key, processor, address, title, allow, width, height) => {
  const frame = (told[key].frame = d.createElement('iframe'))
  const attributes = { title, allow, width, height, 'data-smg-processor': processor, 'data-smg-src': address }
  for (const name in attributes) if (attributes[name]) frame.setAttribute(name, attributes[name])
  if (/fullscreen/.test(allow)) frame.allowFullscreen = true
  // YouTube plays nothing where it is not told which site it is on.
  frame.referrerPolicy = 'strict-origin-when-cross-origin'
  frame.style.border = 0
  frame.style.maxWidth = '100%'
  if (width && height)
    Object.assign(frame.style, { __proto__: null, aspectRatio: width + '/' + height, height: 'auto' })
  told[key].element.replaceChildren(frame)
}

const instead = '[data-smg-purpose^="!"]'
export const hasInstead = () => !!d.querySelector(instead)
// Performs "refused": shows what stands in for content of these purposes, and hides what stands in for others.
export const showInstead = purposes => {
  for (const element of d.querySelectorAll(instead))
    element.hidden = !purposes.includes(attribute(element, 'data-smg-purpose').slice(1))
}
