// Where WebAssembly is refused (a policy without 'wasm-unsafe-eval', Lockdown Mode, an embedded browser): the same module
// as JavaScript, smg.nowasm.js beside the script, which is asked for there alone.
import { d, own } from './browser.js'
import { beside } from './module.js'
import { trust } from './page.js'

const w = window

// The hash in the element has the browser run this build's file or none, and the beginning of it in the address keeps
// out what a cache has of an earlier build. The file leaves its exports as window.smgModule, which is gone again at once.
// What the page has put there before goes; where it cannot go, nothing is taken.
export const refused = (script, nonce) =>
  new Promise((resolve, reject) => {
    const element = d.createElement('script')
    const url = beside(script, 'smg.nowasm.js?' + __NOWASM_INTEGRITY__.slice(7, 15))
    const end = () => {
      const exports = own(w, 'smgModule')
      delete w.smgModule
      element.remove()
      exports ? resolve({ exports }) : reject(url + ' is missing, or of another build')
    }
    delete w.smgModule
    if (own(w, 'smgModule')) throw 'window.smgModule is taken'
    element.onload = element.onerror = end
    element.integrity = __NOWASM_INTEGRITY__
    element.crossOrigin = 'anonymous'
    // Where its server names none.
    element.charset = 'utf-8'
    element.nonce = nonce || ''
    element.src = trust().createScriptURL(url)
    ;(d.head || d.documentElement).append(element)
  })
