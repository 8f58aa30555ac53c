// What the plugins have the module itself say of a configuration, rather than know it by other means.

import { filesOf } from '../cli/parts/files.mjs'
import { built } from '../prerender/built.mjs'
import { begin, NOBODY } from '../prerender/core.mjs'

const rendered = (effects, place) => effects.findLast(([kind, where]) => kind === 'render' && where === place)?.[2]
const words = node => (Array.isArray(node) ? node.slice(2).map(words).join('') : node)

/**
 * The paths, from the folder `dist` on, of all files that a visitor of pages with these configurations can ask for. A
 * language is one that a page, his browser or a script of the site's may name: of those that are files, all or `languages`.
 */
export function filesFor(configs, { script, languages, dist }) {
  const { module, tags } = built(dist)
  const files = new Set(filesOf(script, dist))
  const add = (config, languages) => {
    // Nothing is given to this module: what it wants is the answer.
    const wanted = begin(module, () => null, {}, [])({ type: 'wants', config, languages })
    for (const [kind, path] of wanted) if (kind === 'fetch') files.add(path)
  }
  for (const config of configs) add(config, [])
  for (const tag of languages === 'all' ? tags : languages) add({}, [tag])
  return [...files].sort()
}

/** The words of the button that opens the settings, in the language `lang`. */
export function settingsLabel(config, lang, dist) {
  const { module, fileOf } = built(dist)
  const own = { ...config, consent: { ...config.consent, floatingButton: true } }
  const languages = [lang]
  const ask = begin(module, fileOf, own, languages)
  ask({ type: 'start', config: own, ...NOBODY, languages })
  // It comes with the small button, once there is an answer.
  const press = { inside: true, trusted: true, pointer: false, repeated: false, age: 0 }
  const effects = ask({ type: 'action', name: 'reject', ...press })
  for (let rounds = 0; rounds < 9 && !rendered(effects, 'float'); rounds++) effects.push(...ask({ type: 'next' }))
  return words(rendered(effects, 'float') ?? '')
}
