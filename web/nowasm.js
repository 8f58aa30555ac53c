// smg.nowasm.js: the module as JavaScript, with the exports that it has as WebAssembly. module.nowasm.js fetches it,
// where WebAssembly is refused, and takes what it leaves.
import { asmFunc } from '#nowasm'

// The UTF-8 of `run`, each byte as the character of that number: see module.embedded.js.
const utf8 = run => unescape(encodeURIComponent(run))
const text = __MODULE__

// Read in another encoding its data would be spoilt: then nothing is left for the shell, which says so.
if (text.charCodeAt() == 233) {
  const bytes = text.slice(1).replace(/[^\0-\xff][^\x80-\xff]*/g, utf8)
  const data = new Uint8Array(bytes.length).map((_, i) => bytes.charCodeAt(i))
  // What traps in WebAssembly throws here.
  const abort = () => {
    throw Error('unreachable')
  }
  // Not by an assignment, which a setter of the page's would hear.
  const value = asmFunc({ __proto__: null, data, abort })
  Object.defineProperty(window, 'smgModule', { __proto__: null, configurable: true, value })
}
