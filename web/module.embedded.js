// The module within smg.js, so that one request brings both. build/module-text.mjs says how its bytes become the text.
import { refused } from '#refused'
import { attempt } from './browser.js'
import { request } from './module.fetched.js'
import { isRefused } from './module.js'

let text = __MODULE__
let compiled // the module, once there was an instance of it

// The UTF-8 of `run`, each byte as the character of that number.
const utf8 = run => unescape(encodeURIComponent(run))

const decode = () => {
  const binary = text.slice(1).replace(/[^\0-\xff][^\x80-\xff]*/g, utf8)
  // 70 KB that would stay in memory as long as the page.
  text = ''
  // Chrome 140, Firefox 133, Safari 18.2 and newer read base64 by code of their own: in V8's interpreter the loop took
  // 2.5 ms, the way by base64 0.8.
  const loop = () => new Uint8Array(binary.length).map((_, i) => binary.charCodeAt(i))
  return attempt(() => Uint8Array.fromBase64(btoa(binary))) || loop()
}

export const instantiate = async (script, nonce) => {
  if (isRefused()) return refused(script, nonce)
  // Where its server names no charset, the browser reads the script in the page's, and in any but UTF-8 the text is
  // spoilt: then its first character is not U+00E9, and smg.wasm is fetched.
  const bytes = text.charCodeAt() == 233 ? decode() : await request(script)
  // Compiled on this thread: less time than the way to another one and back. Chrome before 114 refuses that for more
  // than 4 KB (https://groups.google.com/a/chromium.org/g/blink-dev/c/nJw2zwaiJ2s), and takes the way by the other
  // thread.
  compiled = attempt(() => new WebAssembly.Module(bytes))
  const instance = compiled && attempt(() => new WebAssembly.Instance(compiled))
  if (instance) return instance
  const result = await WebAssembly.instantiate(bytes)
  compiled = result.module
  return result.instance
}

// A further instance, which knows nothing yet; where the browser makes none at once, its promise.
export const renew = () =>
  compiled ? attempt(() => new WebAssembly.Instance(compiled)) || WebAssembly.instantiate(compiled) : refused()
