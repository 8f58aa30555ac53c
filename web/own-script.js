// Adds a script of the module's own, a file beside it. The hash in the element has the browser run this build's file or
// none. `end` is told, in the element's own event, whether it has run.
import { d } from './browser.js'
import { trust } from './page.js'

export const addOwnScript = (url, integrity, nonce, end) => {
  const element = d.createElement('script')
  element.onload = element.onerror = ({ type }) => {
    element.remove()
    end(type == 'load')
  }
  element.integrity = integrity
  element.crossOrigin = 'anonymous'
  // Where its server names none.
  element.charset = 'utf-8'
  element.nonce = nonce || ''
  element.src = trust().createScriptURL(url)
  ;(d.head || d.documentElement).append(element)
}
