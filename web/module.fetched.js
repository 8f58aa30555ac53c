// The module as a file of its own, smg.wasm beside the script: for smg.split.js, and where smg.js cannot be read. The
// browser hands over none but that of this build, so that a hash on the page's tag answers for both.
export const request = async script => {
  const url = script.replace(/[^/?#]*([?#].*)?$/, 'smg.wasm')
  const get = cache => fetch(url, { __proto__: null, cache, integrity: __INTEGRITY__ })
  // After an update the browser may still keep the one of before.
  const response = await get('default')
    .catch(() => get('reload'))
    .catch(() => {
      throw url + ' is missing, or of another build'
    })
  return response.arrayBuffer()
}

export const instantiate = async script => (await WebAssembly.instantiate(await request(script))).instance
