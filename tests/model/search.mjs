// Breadth first over every state that can be reached, until no new one appears. The first violation is met on a shortest
// path, which the error tells.

import { Violation } from './properties.mjs'

/**
 * Every path of at most `depth` steps. Returns { states, steps, names, depth, complete }: how many different states there
 * were, how many steps were made, the names of all that happened, the longest of the shortest paths to a state, and
 * whether there were no others. Throws a Violation with the path as its text.
 */
export function search(world, depth = Number.POSITIVE_INFINITY) {
  const start = world.start()
  const known = new Set([world.key(start)])
  const queue = [{ state: start, depth: 0 }]
  const names = new Set()
  let steps = 0
  for (const from of queue) {
    if (from.depth >= depth) return { states: known.size, steps, names, depth: from.depth, complete: false }
    for (const [name, make] of attempt(from, '', () => [...world.steps(from.state)])) {
      const state = attempt(from, name, make)
      steps++
      names.add(name)
      const key = world.key(state)
      if (known.has(key)) continue
      known.add(key)
      const node = { state, name, from, depth: from.depth + 1 }
      attempt(node, '', () => world.check(state))
      queue.push(node)
    }
    // The path needs the name only.
    from.state = null
  }
  return { states: known.size, steps, names, depth: queue.at(-1).depth, complete: true }
}

function attempt(node, name, f) {
  try {
    return f()
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    const path = name ? [name] : []
    for (let at = node; at?.name; at = at.from) path.unshift(at.name)
    throw new Violation(`${error.message}\n  after: ${path.join(', ')}`)
  }
}
