// Where WebAssembly is refused (a policy without 'wasm-unsafe-eval', Lockdown Mode, an embedded browser): the same module
// as JavaScript, smg.nowasm.js beside the script, which is asked for there alone.
import { own } from './browser.js'
import { beside } from './module.js'
import { addOwnScript } from './own-script.js'

const w = window

// The beginning of the hash in the address keeps out what a cache has of an earlier build. The file leaves its exports as
// window.smgModule, which is gone again at once. What the page has put there before goes; where it cannot go, nothing is
// taken.
export const refused = (script, nonce) =>
  new Promise((resolve, reject) => {
    const url = beside(script, 'smg.nowasm.js?' + __NOWASM_INTEGRITY__.slice(7, 15))
    delete w.smgModule
    if (own(w, 'smgModule')) throw 'window.smgModule is taken'
    addOwnScript(url, __NOWASM_INTEGRITY__, nonce, () => {
      const exports = own(w, 'smgModule')
      delete w.smgModule
      exports ? resolve({ exports }) : reject(url + ' is missing, or of another build')
    })
  })
