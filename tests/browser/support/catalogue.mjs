// What tests know of the processors of the catalogue: each from its own definition, by which nothing needs to be said
// twice. The vendors' hosts are played by the lab.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

const folder = join(root, 'src/catalogue')
export const catalogue = readdirSync(folder)
  .filter(name => name.endsWith('.json'))
  .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')))

/** A text of the form of the module's own patterns (src/pattern.h): the shortest that its first alternative takes. */
export function example(pattern) {
  let text = ''
  for (let rest = pattern; rest && rest[0] !== '|'; ) {
    const [whole, set, count] = /^(?:\[(?<set>[^\]]*)\])?(?:\{(\d+)(?:,\d*)?\})?/.exec(rest) ?? []
    if (set !== undefined) {
      const [, from, to] = /^(.)-(.)/.exec(set) ?? []
      // Not the same character throughout: a part of one id is not to be taken for another.
      const letter = i =>
        from ? String.fromCharCode(from.charCodeAt() + (i % (to.charCodeAt() - from.charCodeAt() + 1))) : set[0]
      for (let i = 0; i < Number(count ?? 1); i++) text += letter(i)
      rest = rest.slice(whole.length)
    } else {
      text += rest[0]
      rest = rest.slice(1)
    }
  }
  return text
}

/** What a site writes for the processor in SMG_CONFIG.analytics. */
export const entryOf = ({ idPattern, parameters }) =>
  parameters
    ? Object.fromEntries(Object.entries(parameters).map(([name, form]) => [name, example(form)]))
    : idPattern
      ? example(idPattern)
      : true

/** A step's text with what the site has given in it. */
export const filled = (text, entry) =>
  String(text).replace(/\{(\w+)\}/g, (hole, name) =>
    name === 'id' || name === 'number' ? entry : Object(entry) === entry && name in entry ? entry[name] : hole,
  )

export const scriptOf = ({ start }, entry) => {
  const [, url, attributes = {}] = start.find(([verb]) => verb === 'script') ?? []
  // As a browser writes the address: the host in small letters.
  return url && { url: new URL(filled(url, entry)).href, attributes }
}

/** Names that the definition says it keeps, as a vendor may write them: a "*" has become something. */
export const keptBy = (definition, kind) =>
  [...Object.keys(definition[kind] ?? {}), ...(definition.eraseToo?.[kind] ?? [])].map(name =>
    name.replaceAll('*', 'x1'),
  )

/** The lists that wait for the vendor's script, as paths from window. */
export const queuesOf = ({ start }) => [
  ...new Set(
    start.flatMap(([verb, path, queue]) =>
      verb === 'list' ? [path] : verb === 'stub' || verb === 'methods' ? [queue] : [],
    ),
  ),
]
