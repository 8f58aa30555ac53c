// Lists in groups, and their numbers in words.

/** "1 page", "2 pages". */
export const counted = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`

/** [[item, …], …]: those with the same key together, in the order in which each key came first. */
export function grouped(list, keyOf) {
  const groups = new Map()
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each])
  return [...groups.values()]
}
