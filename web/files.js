// Brings the files beside the script that the core asks for: definitions of the catalogue, languages. Each is checked by
// the hash that the core has of it. Nothing here decides which.

import { attempt, json } from './browser.js'
import { writeDatesBy } from './dates.js'
import { watched } from './debug.js'
import { exchange } from './exchange.js'
import { layerOf } from './layers.js'
import { beside } from './module.js'
import { pluralOf } from './plurals.js'
import { address, config, languages } from './smg.js'

const PATIENCE = 4000 // ms for which a file is awaited

const bringOne = async (path, integrity) => {
  const url = beside(address, path)
  // The browser's cache may still have the file of an earlier build, which the hash refuses: then past the cache.
  const get = cache => fetch(url, { __proto__: null, cache, integrity }).then(response => response.json())
  const patience = new Promise(resolve => setTimeout(resolve, PATIENCE))
  const content = await Promise.race([get('default').catch(() => get('reload')), patience]).catch(() => {})
  content || console.warn('SMG Consent: ' + url + ' is missing, or of another build: nothing of it is there')
  const [, tag] = /^languages.(.+).json$/.exec(path) || []
  if (tag && content) writeDatesBy(tag, content.$dates)
  const plural = tag && attempt(() => pluralOf(tag), '')
  return { type: 'fetched', path, content: content || null, plural }
}

// Performs "fetch": hands what has come to `hand`.
export const bring = (path, integrity, hand) => bringOne(path, integrity).then(hand)

// Before the start: brings all that the configuration asks for, and gives it to the module. Resolves with the instance,
// and, where the page's language has come and a first module has shown something in another one, with the event by which
// that is shown anew.
export const prepare = async instance => {
  const exports = watched(instance.exports)
  const ask = event => exchange(exports, json({ now: 0, ...event }))
  const wants = { type: 'wants', config: config(), languages: languages() }
  const asked = attempt(() => ask(wants), []).filter(([kind]) => kind == 'fetch')
  let hasCome
  for (const event of await Promise.all(asked.map(([, ...file]) => bringOne(...file)))) {
    hasCome ||= event.plural !== undefined && event.content
    ask(event)
  }
  const isShown = layerOf('banner') || layerOf('float')
  return { exports, language: hasCome && isShown && { type: 'language', languages: languages() } }
}
