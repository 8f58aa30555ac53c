// The module inside the script, so that one request brings both. How its bytes are written as a text, text.mjs says.
import { request } from './fetched.js'
import { attempt } from './page.js'

let text = __MODULE__

const decode = () => {
  const [head, plain, tail] = text.split('\uffff').map(piece => new TextEncoder().encode(piece))
  const bytes = new Uint8Array(head.length + plain.length + tail.length)
  let size = 0
  const add = (piece, at) => {
    for (; at < piece.length; at++) {
      const byte = piece[at]
      bytes[size++] = byte >> 1 == 97 ? (byte << 6) | (piece[++at] & 63) : byte
    }
  }
  add(head, 2)
  bytes.set(plain, size)
  size += plain.length
  add(tail, 0)
  // It would stay in memory as long as the page.
  text = ''
  return bytes.subarray(0, size)
}

export const instantiate = async script => {
  // A script whose server names no encoding is read in that of its page: in any but UTF-8 the text is another one.
  const bytes = text.charCodeAt() == 233 ? decode() : await (await request(script)).arrayBuffer()
  // At once, without the way to another thread and back; Chromium allows that only since 2023.
  const instance = attempt(() => new WebAssembly.Instance(new WebAssembly.Module(bytes)))
  // What comes next is a task of its own, so that neither keeps the page waiting for long.
  if (instance) return new Promise(resolve => setTimeout(resolve, 0, instance))
  return (await WebAssembly.instantiate(bytes)).instance
}
