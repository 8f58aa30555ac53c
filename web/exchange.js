// Hands an event to a module, and reads its answer, as include/smg.h says: both are JSON texts in the module's memory.

export const exchange = (core, text) => {
  if (core.lacksAll) return [['more']]
  const input = new TextEncoder().encode(text)
  const at = core.smg_buffer(input.length)
  if (!at) throw 'out of memory'
  new Uint8Array(core.memory.buffer).set(input, at)
  const output = core.smg_dispatch(input.length)
  const memory = new Uint8Array(core.memory.buffer)
  return JSON.parse(new TextDecoder().decode(memory.subarray(output, memory.indexOf(0, output))))
}
