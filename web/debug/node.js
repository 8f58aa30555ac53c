// Elements of the overlay: made by name, with attributes and children of which a text is only ever text.
import { d } from '../browser.js'

export const node = (tag, attributes, ...children) => {
  const element = d.createElement(tag)
  for (const name of Object.keys(attributes))
    if (attributes[name] != null && attributes[name] !== false)
      element.setAttribute(name, attributes[name] === true ? '' : attributes[name])
  element.append(...children.filter(child => child != null))
  return element
}

export const button = (text, press, attributes = {}) => {
  const element = node('button', { type: 'button', ...attributes }, text)
  element.addEventListener('click', press)
  return element
}

// Puts what has changed in the place of what an element shows: what is read in it stays where it is.
export const show = (element, ...children) => {
  const next = node('div', {}, ...children)
  if (next.textContent == element.textContent && element.firstChild) return
  element.replaceChildren(...next.childNodes)
}
