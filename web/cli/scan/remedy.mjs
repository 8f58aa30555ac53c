// What a site writes in the place of what was found.

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

function ofEmbed(definition, use, values) {
  const { id } = definition
  const needs = `and ${id}: true in SMG_CONFIG.analytics`
  const size = ['title', 'width', 'height']
    .filter(name => use.attributes?.[name])
    .map(name => ` ${name}=${quoted(use.attributes[name])}`)
    .join('')
  if (values.embed) return `in its place <div data-smg-embed=${quoted(`${id}:${values.embed}`)}${size}></div>, ${needs}`
  if (use.kind === 'frame')
    return `in its place <iframe data-smg-src=${quoted(use.address)} data-smg-processor="${id}"${size}></iframe>, ${needs}`
  if (use.kind === 'script')
    return `in its place <script type="text/plain" data-smg-processor="${id}" src=${quoted(use.address)}></script>, ${needs}`
  if (use.kind === 'img')
    return `in its place <img data-smg-src=${quoted(use.address)} data-smg-processor="${id}"${size}>, ${needs}`
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

/** In words: what to put in the place of a use, { kind, address, attributes, isNoscript }, of a processor or of nobody known. */
export function remedyFor(use, definition, values = {}) {
  if (!definition) return ofUnknown(use)
  if (use.kind === 'hint') return 'remove it: it hands the visitor’s address to the host before any choice'
  if (use.isNoscript) return 'remove it: it fires without asking, and without scripts nobody can be asked'
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
