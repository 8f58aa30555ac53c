// What a site writes in the place of what was found.

import { addressOf } from './catalogue.mjs'

const CHOICE = 'functional'
const quoted = text => `"${String(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`
const others = 'analytics, replay, marketing or functional'

const isEmbedOnly = ({ start = [], embed }) => embed && !start.some(([verb]) => verb === 'script')

/** What SMG_CONFIG.analytics gets for the processor: a value, or one with "…" where it could not be read. */
export function entryFor(definition, values) {
  const { idPattern, parameters } = definition
  if (parameters) return Object.fromEntries(Object.keys(parameters).map(name => [name, values[name] ?? '…']))
  if (!idPattern) return true
  const isNumber = JSON.stringify(definition.start).includes('"{number}"') && /^\d{1,15}$/.test(values.id ?? '')
  return isNumber ? Number(values.id) : (values.id ?? '…')
}

/** An entry as it is written in SMG_CONFIG. */
export function written(value) {
  if (typeof value !== 'object') return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${name}: ${written(each)}`)
    .join(', ')} }`
}

const entryText = (definition, values) => `${definition.id}: ${written(entryFor(definition, values))}`

// What a vendor's own code for a page puts behind the address of a frame, and its player does without.
const NEEDLESS = /^(si|feature|rel|utm_\w+)$/
// They have the form of a video's id, and show what the rest of the address says.
const NO_VIDEO = /^(videoseries|live_stream)$/

const pathOf = ({ pathname }) => pathname.replace(/\/$/, '')

// Whether the definition's own frame shows the same: nothing that matters stands in the address besides.
function isWhole({ embed }, address, value) {
  const [given, own] = [addressOf(address), new URL(embed.frame.replace('{embed}', value))]
  if (NO_VIDEO.test(value) || given.hash || pathOf(given) !== pathOf(own)) return false
  return [...given.searchParams].every(([name, text]) => NEEDLESS.test(name) || own.searchParams.get(name) === text)
}

// Of the element's attributes those that are the page's own. A lazy loader's own class goes with it.
function ownAttributes({ attributes = {}, isLazy }) {
  if (!isLazy || !attributes.class) return attributes
  const { class: names, ...others } = attributes
  const kept = names.replace(/\S*lazy\S*/gi, '').trim()
  return kept ? { ...others, class: kept } : others
}
const attributesOf = (use, takes) =>
  Object.entries(ownAttributes(use))
    .filter(([name]) => takes(name))
    .map(([name, value]) => (value ? ` ${name}=${quoted(value)}` : ` ${name}`))
    .join('')
const isAddress = name => /^(src|srcset|data|type|data-(src|lazy-src|original|url))$/.test(name)
const isOfDiv = name => /^(title|width|height)$/.test(name)
// By these a rule or a script of the page is for the frame, and would miss an element of another name.
function isStyled(use) {
  const { class: names, style = '', id } = ownAttributes(use)
  return !!(names || id || style.replace(/^\s*border:\s*(0|none);?\s*$/, ''))
}

function ofFrame(definition, use, values) {
  const { id, embed, hosts = {} } = definition
  const whole = values.embed && isWhole(definition, use.address, values.embed)
  if (whole && !isStyled(use))
    return [`<div data-smg-embed=${quoted(`${id}:${values.embed}`)}${attributesOf(use, isOfDiv)}></div>`]
  const address = whole ? embed.frame.replace('{embed}', values.embed) : use.address
  const { hostname } = addressOf(address)
  const rest = attributesOf(use, name => !isAddress(name))
  return [
    `<iframe data-smg-src=${quoted(address)} data-smg-processor="${id}"${rest}></iframe>`,
    (hosts.frame ?? []).includes(hostname) ? '' : `; and add ${hostname} to frame-src of the policy`,
  ]
}

function ofEmbed(definition, use, values) {
  const { id } = definition
  const needs = `and ${id}: true in SMG_CONFIG.analytics`
  if (use.kind === 'frame' || use.kind === 'object') {
    const [element, more = ''] = ofFrame(definition, use, values)
    return `in its place ${element}, ${needs}${more}`
  }
  if (values.embed)
    return `in its place <div data-smg-embed=${quoted(`${id}:${values.embed}`)}${attributesOf(use, isOfDiv)}></div>, ${needs}`
  if (use.kind === 'script')
    return `in its place <script type="text/plain" data-smg-processor="${id}" src=${quoted(use.address)}></script>, ${needs}`
  if (use.kind === 'img') {
    const rest = attributesOf(use, name => !isAddress(name))
    return `in its place <img data-smg-src=${quoted(use.address)} data-smg-processor="${id}"${rest}>, ${needs}`
  }
  return `mark the script with type="text/plain" data-smg-processor="${id}", ${needs}`
}

function ofUnknown({ kind, address, isNoscript, isInCode }) {
  if (kind === 'hint') return 'remove it: it hands the visitor’s address to the host; what needs it waits for a grant'
  if (isNoscript) return 'remove it: without scripts nobody can be asked'
  if (isInCode) return 'see whether the script asks it before a choice: smg-consent prove does'
  if (kind === 'script')
    return `type="text/plain" data-smg-purpose="…" in its tag: ${others}; or serve the file yourself`
  if (kind === 'frame') return `data-smg-src=${quoted(address)} in the place of src, and data-smg-purpose="${CHOICE}"`
  if (kind === 'img') return 'serve the picture yourself; or data-smg-src in the place of src, and data-smg-purpose="…"'
  if (kind === 'style' || kind === 'font' || kind === 'manifest') return 'serve the file from your own site'
  return `serve the file yourself; or put the element into <template data-smg-purpose="${CHOICE}">`
}

// The picture of a vendor's snippet may be all that a page has of it.
function ofNoscript({ kind }, definition, values) {
  const text = 'remove it: it fires without asking, and without scripts nobody can be asked'
  return kind === 'img' && values.id ? `${text}; in SMG_CONFIG.analytics: ${entryText(definition, values)}` : text
}

/** In words: what to put in the place of a use, { kind, address, attributes, isNoscript }, of a processor or of nobody known. */
export function remedyFor(use, definition, values = {}) {
  if (!definition) return ofUnknown(use)
  if (use.kind === 'hint') return 'remove it: it hands the visitor’s address to the host before any choice'
  if (use.isNoscript) return ofNoscript(use, definition, values)
  if (isEmbedOnly(definition)) return ofEmbed(definition, use, values)
  if (use.kind === 'frame' || use.kind === 'style' || use.kind === 'object') return ofUnknown(use)
  const text = `remove it; in SMG_CONFIG.analytics: ${entryText(definition, values)}`
  const unread = text.includes('…') ? ', with what could not be read here' : ''
  return use.kind === 'img' ? `${text}${unread}: its own script counts then` : text + unread
}

/** What a finding gives to SMG_CONFIG.analytics, as { id: entry }; nothing for what is only to be removed. */
export function givenBy(use, definition, values) {
  if (!definition || use.kind === 'hint' || (use.isNoscript && !values.id)) return {}
  if (!isEmbedOnly(definition) && ['frame', 'style', 'object'].includes(use.kind) && !use.isNoscript) return {}
  return { [definition.id]: entryFor(definition, values) }
}
