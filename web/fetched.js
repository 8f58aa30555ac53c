// The module as a file of its own, smg.wasm beside the script: for smg.split.js, and where smg.js cannot be read.
export const request = async script => {
  const response = await fetch(new URL('smg.wasm', script))
  if (response.ok) return response
  throw Error(response.url + ': ' + response.status)
}

// Compiled while it arrives. Browsers refuse that where the server names another type.
export const instantiate = async script => {
  const response = await request(script)
  const { instance } = await (response.headers.get('content-type') == 'application/wasm'
    ? WebAssembly.instantiateStreaming(response)
    : WebAssembly.instantiate(await response.arrayBuffer()))
  return instance
}
