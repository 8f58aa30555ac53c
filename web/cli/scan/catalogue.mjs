// Whose an address, a cookie or a stored name is, by the definitions that the module is built with: build/dist/processors.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { distFolder, processorIds } from '../../files-of.mjs'
import { beforeHole, formsOf, hasForm, holesOf, literal, valuesAtStart, valuesIn } from './template.mjs'

const english = text => (typeof text === 'string' ? text : (text.en ?? Object.values(text)[0]))

/** A host, or "*." for any below: the form of `hosts` and `recognisedBy`. */
const takesHost = (pattern, host) =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : pattern.replace(/^wss:\/\//, '') === host
const takesName = (pattern, name) => RegExp(`^${pattern.split('*').map(literal).join('.*')}$`).test(name)

// An id by which alone its processor is known: it begins with letters of the vendor's own, as "GTM-" does.
const isTelling = ({ idPattern }) => /^[A-Za-z]+[-_][^|]*$/.test(idPattern ?? '') && !/^\[/.test(idPattern)

/** The address as the definitions have it, with a host in small letters; undefined for what is on no other host. */
export function addressOf(text) {
  try {
    const url = new URL(text.startsWith('//') ? `https:${text}` : text)
    return /^(https?|wss?):$/.test(url.protocol) ? url : undefined
  } catch {
    return undefined
  }
}

/**
 * What a finding says of a processor: { id, name, company, purpose }. Where it may be one of several of a vendor, it has
 * `oneOf`, their ids, and neither an id nor a purpose.
 */
export function processorOf([{ id, label, owner, purpose }, ...others]) {
  if (!others.length) return { id, name: label, company: owner, purpose }
  return {
    name: `${vendorOf({ owner })}’s tag`,
    company: owner,
    oneOf: [id, ...others.map(each => each.id)],
  }
}

/** The vendor, as people call it: "Google" of "Google Ireland Limited, Google LLC". */
export const vendorOf = ({ owner }) => owner.split(/[ ,.]/)[0]

/** [{ template, attributes }]: the scripts that it adds, in the form of the definition. */
export function loadersOf(definition) {
  const { start = [], loaded = [] } = definition
  return [...start, ...loaded]
    .filter(([verb]) => verb === 'script')
    .map(([, template, attributes = {}]) => ({ template, attributes }))
}

const hostOf = address => addressOf(beforeHole(address))?.hostname

// A loader that a site serves from a host of its own is known by the rest of its address, where that says enough: that of
// Umami, "/script.js", does not.
function tellsItself({ id }, template) {
  const [, rest] = /^https:\/\/\{\w+\}(\/.*)/.exec(template) ?? []
  return !rest || rest.includes(id) || rest.split('/').length > 2
}

function loaderValues(definition, { template }, url) {
  const forms = formsOf(definition)
  const [base, query = ''] = template.split('?')
  const given = `https://${url.hostname}${url.pathname}`
  // A script puts the id behind what stands before the hole.
  const values = given === beforeHole(base) ? {} : valuesIn(base, forms, given)
  if (!values) return undefined
  for (const [name, form] of new URLSearchParams(query)) {
    const given = url.searchParams.get(name)
    if (!holesOf(form).length) continue
    const found = given !== null && valuesIn(form, forms, given)
    // The script of another id is another processor's, as "AW-" and "G-" share one; without any it stands in the page.
    if (given && !found) return undefined
    Object.assign(values, found)
  }
  return values
}

function embedValues(definition, url) {
  if (!definition.embed) return undefined
  const { frame } = definition.embed
  const { pathname, search } = new URL(beforeHole(frame))
  const inQuery = frame.includes('?{embed}')
  if (inQuery) {
    if (url.pathname !== pathname) return undefined
    return hasForm(definition.embed.pattern, url.search.slice(1)) ? { embed: url.search.slice(1) } : {}
  }
  if (search || (pathname !== '/' && !url.pathname.startsWith(pathname))) return undefined
  const values = valuesAtStart(`${pathname}{embed}`, formsOf(definition), url.pathname)
  return values ?? (pathname === '/' ? undefined : {})
}

const hostsOf = ({ hosts = {}, embed, recognisedBy = [] }) => [
  ...Object.values(hosts).flat(),
  ...recognisedBy,
  ...(embed ? [new URL(beforeHole(embed.frame)).hostname] : []),
]

/** The definitions, and the questions that can be put to them. `dist` is the folder of the built files. */
export function catalogueIn(dist = distFolder()) {
  const definitions = processorIds(dist)
    .map(id => JSON.parse(readFileSync(join(dist, 'processors', `${id}.json`), 'utf8')))
    .map(definition => ({ ...definition, label: english(definition.name), owner: english(definition.company) }))

  function byLoader(url) {
    const found = definitions.flatMap(definition =>
      loadersOf(definition)
        .filter(loader => tellsItself(definition, loader.template))
        .map(loader => ({ definition, by: 'loader', values: loaderValues(definition, loader, url) }))
        .filter(({ values }) => values),
    )
    return found.find(({ values }) => Object.keys(values).length) ?? found[0]
  }

  function byId(url) {
    const given = [...url.searchParams.values(), ...url.pathname.split('/')]
    for (const definition of definitions.filter(isTelling)) {
      const id = given.find(text => hasForm(definition.idPattern, text))
      if (id && hostsOf(definition).some(pattern => takesHost(pattern, url.hostname)))
        return { definition, by: 'host', values: { id } }
    }
  }

  function byEmbed(url) {
    for (const definition of definitions) {
      if (!hostsOf(definition).some(pattern => takesHost(pattern, url.hostname))) continue
      const values = embedValues(definition, url)
      if (values) return { definition, by: 'embed', values }
    }
  }

  function byHost(url) {
    const found = definitions.flatMap(definition =>
      (definition.recognisedBy ?? [])
        .filter(pattern => takesHost(pattern, url.hostname))
        .map(pattern => ({ definition, by: 'host', values: {}, length: pattern.length, pattern })),
    )
    const [first] = found.sort((a, b) => b.length - a.length)
    if (!first) return undefined
    // Others of the vendor's processors may come from the same host: of which one it is, the host says nothing.
    const others = definitions.filter(
      each => loadersOf(each).some(({ template }) => hostOf(template) === url.hostname) && each !== first.definition,
    )
    return others.length ? { ...first, among: [first.definition, ...others] } : first
  }

  // A host that is in the policy of one processor alone, for a request of this kind.
  function byPolicy(url, kind) {
    const found = definitions.filter(({ hosts = {} }) => (hosts[kind] ?? []).includes(url.hostname))
    return found.length === 1 ? { definition: found[0], by: 'policy', values: {} } : undefined
  }

  /** The names of the processors that use the host, among others who do. */
  const usersOf = host =>
    definitions.filter(each => hostsOf(each).some(pattern => takesHost(pattern, host))).map(({ label }) => label)

  /**
   * Whose the address is: { definition, by, values }, or undefined. `by` is "loader" (the address of its script), "embed"
   * (that of its frame), "host" (its own host) or "policy" (a host that others may use too); `values` is what the address
   * tells of what the site has given: { id }, { embed }, or by the names of its parameters. `kind` is that of `hosts`. `among`
   * has all definitions that it may be, where those are several.
   */
  function whose(address, kind) {
    const url = addressOf(address)
    return url && (byLoader(url) ?? byEmbed(url) ?? byId(url) ?? byHost(url) ?? byPolicy(url, kind))
  }

  // [[pattern, definition], …] of a kind: cookies, localStorage, sessionStorage.
  const kept = kind =>
    definitions.flatMap(definition =>
      [
        ...Object.keys(definition[kind] ?? {}),
        ...(definition.eraseToo?.[kind] ?? []),
        ...Object.values(definition.storesFor ?? {}).flatMap(more => Object.keys(more[kind] ?? {})),
        ...(kind === 'cookies' ? (definition.unreachable?.[''] ?? []) : []),
      ].map(pattern => [pattern, definition]),
    )
  const known = Object.fromEntries(['cookies', 'localStorage', 'sessionStorage'].map(kind => [kind, kept(kind)]))

  /** The definitions that keep something of this name on the site itself; `kind` is cookies, localStorage, sessionStorage. */
  const keepersOf = (kind, name) => [
    ...new Set((known[kind] ?? []).filter(([pattern]) => takesName(pattern, name)).map(([, definition]) => definition)),
  ]

  /** Those that keep a cookie of this name on a host of theirs. */
  const keepersElsewhere = (domain, name) =>
    definitions.filter(({ unreachable = {} }) =>
      Object.entries(unreachable).some(
        ([place, names]) => place && takesPlace(place, domain) && names.some(pattern => takesName(pattern, name)),
      ),
    )

  return { definitions, whose, usersOf, keepersOf, keepersElsewhere }
}

// "yandex.*" stands for all of the vendor's countries.
const takesPlace = (place, domain) =>
  place.endsWith('.*')
    ? RegExp(`(^|\\.)${place.slice(0, -2)}\\.[a-z.]{2,6}$`).test(domain)
    : domain === place || domain.endsWith(`.${place}`)
