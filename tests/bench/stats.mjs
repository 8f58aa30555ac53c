/** A generator of numbers in 0..1 that gives the same ones for the same seed (mulberry32). */
export function random(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** The list in another order, by a generator as above. */
export function shuffled(list, next) {
  const result = [...list]
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    ;[result[i], result[j]] = [result[j], result[i]]
  }
  return result
}

/** The value below which the part `q` of all lies, between two values by its distance to them. */
export function quantile(values, q) {
  const sorted = values.filter(value => value !== null).sort((a, b) => a - b)
  if (!sorted.length) return null
  const at = (sorted.length - 1) * q
  const low = sorted[Math.floor(at)]
  return low + (sorted[Math.ceil(at)] - low) * (at % 1)
}

export const median = values => quantile(values, 0.5)
