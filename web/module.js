// What the ways to a module have in common.
import { attempt } from './browser.js'

// The address of a file beside the script.
export const beside = (script, name) => script.replace(/[^/?#]*([?#].*)?$/, name)

// True if not even a module of nothing can be compiled. Tried once and before all else: a policy reports each try.
export const isRefused = () => {
  const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])
  return !attempt(() => new WebAssembly.Module(empty))
}
