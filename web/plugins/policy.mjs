// The Content-Security-Policy of pages that a plugin has made.

import { policyFor } from '../cli/parts/csp.mjs'
import { definitionsWithHosts } from '../cli/parts/hosts.mjs'

const directivesOf = policy =>
  new Map(
    policy
      .split(';')
      .map(each => each.trim().split(/\s+/))
      .filter(([name]) => name)
      .map(([name, ...sources]) => [name.toLowerCase(), sources]),
  )

// A hash ends what 'unsafe-inline' allows (https://www.w3.org/TR/CSP3/#allow-all-inline), on which other scripts of the
// page may rely.
const allowsAllInline = sources =>
  sources.includes("'unsafe-inline'") && !sources.some(source => /^'(nonce|sha\d+)-/.test(source))
const isHash = source => /^'sha\d+-/.test(source)

/**
 * The policy with more sources, { directive: [source …] }. A directive that it lacks gets those of default-src, as it had
 * them until then; where there is none of the two, all is allowed already.
 */
export function allowing(policy, more) {
  const directives = directivesOf(policy)
  for (const [name, wanted] of Object.entries(more)) {
    const before = directives.get(name) ?? (name.endsWith('-src') ? directives.get('default-src') : undefined)
    if (!before) continue
    const added = wanted.filter(source => !(isHash(source) && allowsAllInline(before)))
    if (added.length) directives.set(name, [...new Set([...before.filter(source => source !== "'none'"), ...added])])
  }
  return [...directives].map(([name, sources]) => [name, ...sources].join(' ')).join('; ')
}

/**
 * The policy of a site whose pages have these configurations. `hashes`: of what stands in its pages, { directive: [hash …] };
 * `sources`: what the site needs besides.
 */
export const sitePolicy = (configs, { dist, google, sources }, hashes = {}) =>
  [hashes, sources].reduce(
    allowing,
    policyFor(configs.flatMap(config => definitionsWithHosts(config, { google, dist }))),
  )
