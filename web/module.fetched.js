// The module as a file of its own, smg.wasm beside the script: for smg.split.js, and for a smg.js whose text was
// spoilt. The script names the file's hash, so that the browser hands over the module of this build or none: an
// `integrity` on the page's tag answers for both.
import { refused } from '#refused'
import { beside, isRefused } from './module.js'

export const request = async script => {
  const url = beside(script, __WASM__)
  const get = cache => fetch(url, { __proto__: null, cache, integrity: __INTEGRITY__ })
  // The browser's cache may still have the file of an earlier build, which the hash refuses: then past the cache.
  const response = await get('default')
    .catch(() => get('reload'))
    .catch(() => {
      throw url + ' is missing, or of another build'
    })
  return response.arrayBuffer()
}

export const instantiate = async (script, nonce) =>
  isRefused() ? refused(script, nonce) : (await WebAssembly.instantiate(await request(script))).instance
