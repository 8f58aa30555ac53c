// The module inside the script, so that one request brings both. How its bytes are written as a text, text.mjs says.
import { request } from './fetched.js'
import { attempt } from './page.js'

const text = __MODULE__

const decode = () => {
  const bytes = new TextEncoder().encode(text)
  let size = 0
  for (let at = 2; at < bytes.length; at++) {
    const byte = bytes[at]
    bytes[size++] = byte >> 1 == 97 ? (byte << 6) | (bytes[++at] & 63) : byte
  }
  return bytes.subarray(0, size)
}

export const instantiate = async script => {
  // A script whose server names no encoding is read in that of its page: in any but UTF-8 the text is another one.
  const bytes = text.charCodeAt() == 233 ? decode() : await (await request(script)).arrayBuffer()
  // At once, without the way to another thread and back; Chromium allows that only since 2023.
  const instance = attempt(() => new WebAssembly.Instance(new WebAssembly.Module(bytes)))
  return instance || (await WebAssembly.instantiate(bytes)).instance
}
