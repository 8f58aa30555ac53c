// The module inside the script, so that one request brings both. How its bytes are written as a text, build/module-text.mjs says.
import { attempt } from './browser.js'
import { request } from './module.fetched.js'

let text = __MODULE__

// Each byte of its UTF-8 as the character of that number.
const utf8 = run => unescape(encodeURIComponent(run))

const decode = () => {
  const binary = text.slice(1).replace(/[^\0-\xff][^\x80-\xff]*/g, utf8)
  // It would stay in memory as long as the page.
  text = ''
  // By way of base64, where the browser reads that itself, which is faster than any loop.
  const loop = () => new Uint8Array(binary.length).map((_, i) => binary.charCodeAt(i))
  return attempt(() => Uint8Array.fromBase64(btoa(binary))) || loop()
}

export const instantiate = async script => {
  // A script whose server names no encoding is read in that of its page: in any but UTF-8 the text is another one.
  const bytes = text.charCodeAt() == 233 ? decode() : await request(script)
  // At once, without the way to another thread and back; Chromium allows that only since 2023.
  const instance = attempt(() => new WebAssembly.Instance(new WebAssembly.Module(bytes)))
  // What comes next is a task of its own, so that neither keeps the page waiting for long.
  if (instance) return new Promise(resolve => setTimeout(resolve, 0, instance))
  return (await WebAssembly.instantiate(bytes)).instance
}
