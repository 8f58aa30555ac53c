// The hosts that a site's processors need, for its Content-Security-Policy: those of their definitions, with the values that
// the site gives, and those of their scripts and frames where the definition does not name them.

import { definitionsOf } from './module.mjs'

const valuesOf = given => (given && typeof given === 'object' ? given : { id: given })
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
// "stats.example.com/matomo" is where its files are; a policy's source with a path would be for that one file.
const withoutPath = source => (source.startsWith(`'`) ? source : source.match(/^(\w+:\/\/)?[^/]*/)[0])

const hostOf = address => {
  try {
    return new URL(address).host
  } catch {
    return undefined // a value that the site has not given stands in it
  }
}
const allows = (source, host) => source === host || (source.startsWith('*.') && host.endsWith(source.slice(1)))

const scriptsOf = ({ start = [], join = [], loaded = [] }) =>
  [...start, ...join, ...loaded].filter(([verb]) => verb === 'script').map(([, address]) => address)

function hostsOf(definition, given, google) {
  const values = valuesOf(given)
  const hosts = Object.fromEntries(
    Object.entries(definition.hosts ?? {}).map(([kind, sources]) => [
      kind,
      sources
        .map(source => withoutPath(filled(source, values)))
        .flatMap(source => (source === '*.google.kz' ? [source, ...google.map(domain => `*.${domain}`)] : [source])),
    ]),
  )
  const need = (kind, address) => {
    const host = hostOf(filled(address, values))
    const sources = hosts[kind] ?? []
    if (host && !sources.some(source => allows(source, host))) hosts[kind] = [...sources, host]
  }
  for (const address of scriptsOf(definition)) need('script', address)
  if (definition.embed) need('frame', definition.embed.frame)
  return hosts
}

/**
 * The definitions of a configuration's processors, with `hosts` as its site needs them. `google`: domains of Google's in the
 * countries of the visitors, such as "google.de", which its tag asks besides.
 */
export const definitionsWithHosts = (config, { google = [], dist } = {}) =>
  definitionsOf(config, dist).map(definition => ({
    ...definition,
    hosts: hostsOf(definition, config.analytics?.[definition.id], google),
  }))
