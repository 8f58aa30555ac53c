// How dates and names of countries are written in the visitor's language.

import { attempt, own } from './browser.js'

// Language → the tag by which its dates are written, if that is another: what src/languages say.
const dates = { __proto__: null, ...__DATES__ }
// What a language's own file says.
export const writeDatesBy = (language, tag) => tag && (dates[language] = tag)
const figures = 'ru' // writes 25.11.2026
// "25 November 2026". Where the browser does not know the language's months, in figures, by Russian order (25.11.2026):
// Chromium 156 has no Kazakh, and would write "2026 M11 25". A tag of a page's own may be none to the browser, which
// then throws: figures too.
const date = (time, language) => {
  const known = attempt(
    () => !/\d/.test(new Intl.DateTimeFormat(language, { __proto__: null, month: 'long' }).format(time)),
  )
  const options = { __proto__: null, ...(known && { dateStyle: 'long' }) }
  return new Intl.DateTimeFormat(known ? dates[language] || language : figures, options).format(time)
}

// Language → code → name, for a language in which a browser has none: Chromium 156 says that it knows Kazakh, and names
// countries in English.
const countries = { __proto__: null, ...__COUNTRIES__ }
// "Ireland" for "IE". The code itself where the browser has no such names, or takes the language's tag for none.
const country = (code, language) =>
  own(countries[language], code) ||
  attempt(() => new Intl.DisplayNames(language, { __proto__: null, type: 'region' }).of(code), code)

// A node's child that is no node: a text as it is, a number as the date that it means, {country} as the name.
export const leaf = (node, language) =>
  typeof node == 'number' ? date(node, language) : own(node, 'country') ? country(node.country, language) : node
