// The options that the plugins have in common: README.md says what each of them is.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { scripts } from '../cli/parts/files.mjs'
import { distFolder } from '../files-of.mjs'

const defaults = {
  config: undefined,
  folder: '/smg/',
  address: undefined,
  script: 'smg.js',
  integrity: false,
  prerender: true,
  table: true,
  host: undefined,
  policy: false,
  sources: {},
  hashes: 'own',
  google: [],
  languages: 'all',
  dist: undefined,
}
export const isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value)
const oneOf = list => [value => list.includes(value), `one of ${list.map(each => JSON.stringify(each)).join(', ')}`]
const expected = {
  config: [isObject, 'the object that SMG_CONFIG is to be, such as { analytics: { ga4: "G-XXXXXXXXXX" } }'],
  folder: [value => /^\/?([\w.~-]+\/?)*$/.test(value), 'a path on the site such as "/smg/"'],
  address: [
    value => value === undefined || /^(https?:\/)?\/[^"<>\s]*\/$/.test(value),
    'an address with "/" at its end, such as "/smg/" or "https://files.example/smg/"',
  ],
  script: oneOf(scripts),
  integrity: oneOf([true, false]),
  prerender: oneOf([true, false]),
  table: oneOf([true, false]),
  host: [value => value === undefined || /^[\w.-]+$/.test(value), 'the host of the site, such as "www.example.com"'],
  policy: [
    value => [false, 'meta', 'headers'].includes(value) || typeof value === 'function',
    'false, "meta", "headers" or a function',
  ],
  sources: [
    value => isObject(value) && Object.values(value).every(Array.isArray),
    'lists of sources by directive, such as { "img-src": ["https://images.example"] }',
  ],
  hashes: oneOf(['own', 'all']),
  google: [Array.isArray, 'domains of Google in the countries of the visitors, such as ["google.de"]'],
  languages: [value => value === 'all' || Array.isArray(value), '"all", or a list of tags such as ["de", "pl"]'],
  dist: [value => value === undefined || existsSync(join(value, 'smg.js')), 'a folder of built files'],
}
const shown = value => (typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value)))

// What lies on another host is asked for there.
function withOrigin({ address, sources }) {
  if (!address?.startsWith('http')) return sources
  const { origin } = new URL(address)
  const add = name => [...(sources[name] ?? []), origin]
  return { ...sources, 'script-src': add('script-src'), 'connect-src': add('connect-src') }
}

/**
 * The options of a plugin, with defaults for those that are not given. Throws where one is wrong: `name` is the plugin's, and
 * `mayBe` says of an option what it may be in this one, { option: [test, words] }.
 */
export function optionsOf(name, given = {}, mayBe = {}) {
  const rules = { ...expected, ...mayBe }
  for (const option of Object.keys(given))
    if (!(option in defaults))
      throw Error(`${name}: expected options among ${Object.keys(defaults).join(', ')}, got ${JSON.stringify(option)}`)
  const options = { ...defaults, ...given }
  for (const [option, [isRight, words]] of Object.entries(rules))
    if (!isRight(options[option])) throw Error(`${name}: ${option}: expected ${words}, got ${shown(options[option])}`)
  const folder = `/${options.folder}/`.replace(/\/+/g, '/')
  return { ...options, folder, sources: withOrigin(options), dist: options.dist ?? distFolder() }
}
