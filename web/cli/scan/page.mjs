// What a page asks a browser to fetch by itself, and its inline scripts: by the HTML parser that browsers' rules are written
// into. What waits for a grant already, what no browser runs, and the banner's own is left out.

import { parse, parseFragment } from 'parse5'
import { addressesOfStyle } from './style.mjs'

// Without a type, or by one of these, a browser runs a script.
const RUNS =
  /^(|module|(text|application)\/(javascript|ecmascript|x-javascript|x-ecmascript)|text\/(jscript|livescript|javascript1\.\d))$/i
// Types that other scripts of the page run, without asking.
const WOKEN = /^text\/(partytown|rocketlazyloadscript)$/i
/** The banner's own files, by their names. */
export const isOwnFile = path =>
  /(^|\/)smg\.(?:(?:all|split|nowasm|(?:more|debug)\.[0-9a-f]{8})\.)?js(?:[?#]|$)/.test(path)
// Where lazy loaders of pages keep the address.
const LAZY = ['data-src', 'data-lazy-src', 'data-original', 'data-url']

const located = { sourceCodeLocationInfo: true }
const attribute = (node, name) => node.attrs?.find(each => each.name === name)?.value
const attributesOf = node => Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]))
const candidates = srcset =>
  [...srcset.matchAll(/([^\s,]\S*[^\s,])(?:\s+[\d.]+[wx])?\s*(?:,|$)/g)].map(([, url]) => url)

// By the element: the attributes that have addresses, each with the kind that a policy has for it.
const fetched = {
  img: { src: 'img', srcset: 'img' },
  source: { src: 'media', srcset: 'img' },
  video: { src: 'media', poster: 'img' },
  audio: { src: 'media' },
  track: { src: 'media' },
  iframe: { src: 'frame' },
  frame: { src: 'frame' },
  embed: { src: 'object' },
  object: { data: 'object' },
  input: { src: 'img' },
  image: { href: 'img', 'xlink:href': 'img' },
}
const links = {
  stylesheet: 'style',
  icon: 'img',
  'apple-touch-icon': 'img',
  manifest: 'manifest',
  modulepreload: 'hint',
  preload: 'hint',
  prefetch: 'hint',
  prerender: 'hint',
  preconnect: 'hint',
  'dns-prefetch': 'hint',
}

function ofLink(node) {
  const href = attribute(node, 'href')
  const rels = (attribute(node, 'rel') ?? '').toLowerCase().split(/\s+/)
  // A stylesheet that is an alternate one is not applied, yet fetched.
  const rel = rels.find(each => links[each] === 'style') ?? rels.find(each => links[each])
  return href && rel ? [{ address: href, kind: links[rel], rel }] : []
}

function ofScript(node) {
  const type = (attribute(node, 'type') ?? '').trim()
  const isWoken = WOKEN.test(type)
  if (!RUNS.test(type) && !isWoken) return []
  const src = attribute(node, 'src')
  if (src === undefined) return [{ kind: 'inline', isWoken }]
  return isOwnFile(src) ? [] : [{ address: src, kind: 'script', isWoken }]
}

function ofAttributes(node) {
  const { nodeName } = node
  const found = Object.entries(fetched[nodeName] ?? {}).flatMap(([name, kind]) => {
    const value = attribute(node, name)
    if (!value) return []
    return (name === 'srcset' ? candidates(value) : [value]).map(address => ({ address, kind }))
  })
  if (!found.length && (fetched[nodeName] || nodeName === 'div') && attribute(node, 'data-smg-embed') === undefined)
    for (const name of LAZY)
      if (attribute(node, name))
        found.push({ address: attribute(node, name), kind: fetched[nodeName]?.src ?? 'frame', isLazy: true })
  return found
}

/**
 * [{ kind, address, at, tag, attributes, … }] in the order of the page. `kind` is the directive of a policy without its
 * "-src", "hint" for what only prepares a request (`rel` says how), or "inline" for a script, whose `text` begins at
 * `textAt`. `at` is an offset in the text; `isNoscript` for what only visitors without scripts fetch. Besides `own`: the
 * hosts that the page says are its own, and `hasBanner`.
 */
export function readPage(html) {
  const uses = []
  const own = new Set()
  let hasBanner = false

  function visit(node, place) {
    const location = node.sourceCodeLocation
    // Where `fixed` is, the source is not the page's own, but a text in an attribute there.
    const at = place.fixed ?? (location ? location.startOffset + place.shift : 0)
    if (node.nodeName === 'smg-consent') return
    if (node.nodeName === 'noscript') return noscript(node, place)
    if (node.attrs) element(node, at, place)
    // What is in a template is fetched by nobody, but for a shadow root's.
    const isShadow = node.nodeName === 'template' && attribute(node, 'shadowrootmode') !== undefined
    for (const child of (isShadow ? node.content : node).childNodes ?? []) visit(child, place)
  }

  function element(node, at, place) {
    const add = use =>
      uses.push({ at, tag: node.nodeName, attributes: attributesOf(node), isNoscript: place.isNoscript, ...use })
    if (node.nodeName === 'script') return script(node, add, place)
    if (node.nodeName === 'link') {
      if (attribute(node, 'rel')?.toLowerCase() === 'canonical') mine(attribute(node, 'href'))
      ofLink(node).forEach(add)
    } else if (node.nodeName === 'meta') {
      if (attribute(node, 'property') === 'og:url') mine(attribute(node, 'content'))
    } else ofAttributes(node).forEach(add)
    if (node.nodeName === 'style') styles(node, add, place)
    const style = attribute(node, 'style')
    if (style?.includes('url('))
      for (const { address, kind } of addressesOfStyle(style, 'declarationList')) add({ address, kind })
    const inner = node.nodeName === 'iframe' && attribute(node, 'srcdoc')
    // Its places are not those of the page: what is in it stands where the frame does.
    if (inner) visit(parse(inner, located), { ...place, source: inner, fixed: at })
  }

  // The source, and not the node's value, in which line ends are others.
  function rangeOf(node, { source, shift, fixed }) {
    const location = node.childNodes[0]?.sourceCodeLocation
    if (!location) return undefined
    const { startOffset, endOffset } = location
    return { text: source.slice(startOffset, endOffset), start: fixed === undefined ? shift + startOffset : undefined }
  }

  function script(node, add, place) {
    if (isOwnFile(attribute(node, 'src') ?? '')) hasBanner = true
    for (const use of ofScript(node)) {
      if (use.kind !== 'inline') add(use)
      else {
        const range = rangeOf(node, place)
        if (range) add({ ...use, text: range.text, textAt: range.start })
      }
    }
  }

  function styles(node, add, place) {
    const range = rangeOf(node, place)
    if (!range) return
    for (const { address, at, kind } of addressesOfStyle(range.text))
      add({ address, kind, ...(range.start !== undefined && { at: range.start + at }) })
  }

  // The parser of a browser with scripts takes it for a text.
  function noscript(node, place) {
    const range = rangeOf(node, place)
    if (!range) return
    const inner = parseFragment(range.text, located)
    visit(inner, { ...place, source: range.text, shift: range.start, isNoscript: true })
  }

  function mine(address) {
    try {
      own.add(new URL(address).hostname)
    } catch {} // a path, or nothing
  }

  visit(parse(html, located), { source: html, shift: 0 })
  return { uses, own: [...own], hasBanner }
}
