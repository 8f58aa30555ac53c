// Which plural form a number has in a language: the core counts partners, and asks no browser. Not of the shell alone:
// prerender/core.mjs and tests take it too.

const NUMBERS = 200 // from 100 on, all forms repeat by hundreds

/** For each number from 0 on the first letter of its category in the language, as CLDR calls it; "-" for "other". */
export const pluralOf = tag => {
  const rules = new Intl.PluralRules(tag)
  const categories = [...new Uint8Array(NUMBERS)].map((_, n) => rules.select(n))
  return categories.map(category => (category == 'other' ? '-' : category[0])).join('')
}
