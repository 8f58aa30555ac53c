// Lists in groups.

/** [[item, …], …]: those with the same key together, in the order in which each key came first. */
export function grouped(list, keyOf) {
  const groups = new Map()
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each])
  return [...groups.values()]
}
