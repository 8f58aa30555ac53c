// The table of processors as a text that a policy can have: of the node by which the module shows it in the page.

import { html as names, serialize, defaultTreeAdapter as tree } from 'parse5'
import { countryIn, visit } from './module.mjs'

const isNode = Array.isArray
const childrenOf = node => node.slice(2)

// Its last column says how things stand in the browser of who reads it, which nobody else's text can.
const withoutState = node => {
  if (!isNode(node)) return node
  const [tag, { 'data-smg-state': state, ...attributes }, ...children] = node
  const kept = tag === 'tr' ? children.slice(0, -1) : children
  return [tag, attributes, ...kept.map(withoutState)]
}

/**
 * The node of the table for visitors of this language: as in include/smg.h, "render", but for the column of states. `all`: with
 * the processors that come with the module and that the site does not use. Throws where the site's own host is to be named, with
 * `remedy`, the way to give it.
 */
export function tableOf(config, language, { host, all, dist, remedy = 'give it by --host www.example.com' }) {
  const own = { ...config, consent: { ...config?.consent, language } }
  const shown = name => visit(own, { lang: language, table: all ? 'all' : true, host: name, dist }).table
  const table = shown(host)
  if (host === undefined && JSON.stringify(table) !== JSON.stringify(shown('other.example')))
    throw Error(`the table names cookies of the site’s own host: ${remedy}`)
  return withoutState(table)
}

const leaf = (node, language) => (typeof node === 'object' ? countryIn(language, node.country) : node)

// ---- HTML -------------------------------------------------------------------------------------------------------

// Within these a line for each child.
const isOpen = tag => ['div', 'table', 'thead', 'tbody', 'tr'].includes(tag)

function elementOf([tag, given, ...children], language) {
  const attributes = Object.entries(given)
    .filter(([, value]) => value)
    .map(([name, value]) => ({ name, value: value === true ? '' : value }))
  const element = tree.createElement(tag, names.NS.HTML, attributes)
  for (const child of children) {
    if (isOpen(tag)) tree.insertText(element, '\n')
    if (isNode(child)) tree.appendChild(element, elementOf(child, language))
    else tree.insertText(element, leaf(child, language))
  }
  if (isOpen(tag)) tree.insertText(element, '\n')
  return element
}

/** As HTML, within the element that the module fills anew in each visitor's browser. */
export function asHtml(table) {
  const fragment = tree.createDocumentFragment()
  const place = elementOf(['div', { 'data-smg-table': true }, table], table[1].lang)
  tree.appendChild(fragment, place)
  return serialize(fragment)
}

// ---- Markdown ---------------------------------------------------------------------------------------------------

// What Markdown, or HTML within it, could take for a mark.
const escaped = text =>
  text
    .replace(/[\\`*_[\]<>|~#]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replace(/\s+/g, ' ')
const percent = letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
const address = text =>
  encodeURI(text)
    .replaceAll('%25', '%')
    .replace(/[()|\\<>]/g, percent)

function inline(node, language) {
  if (!isNode(node)) return escaped(leaf(node, language))
  const [tag, attributes] = node
  // What only a screen reader hears is said of a new tab, which a text does not open.
  if (attributes.class === 'hidden') return ''
  const inner = childrenOf(node)
    .map(child => inline(child, language))
    .join('')
  return tag === 'a' ? `[${inner}](${address(attributes.href)})` : inner
}

const rowsIn = node => {
  if (!isNode(node)) return []
  return node[0] === 'tr' ? [node] : childrenOf(node).flatMap(rowsIn)
}

/** As Markdown, as GitHub has tables: a heading and a table for each purpose. */
export function asMarkdown(table) {
  const { lang } = table[1]
  const lineOf = cells => `| ${cells.join(' | ')} |`
  const groups = childrenOf(table).map(group => {
    const caption = childrenOf(group).find(([tag]) => tag === 'caption')
    const [head, ...rows] = rowsIn(group).map(row => childrenOf(row).map(cell => inline(cell, lang)))
    return [`### ${inline(caption, lang)}`, '', lineOf(head), lineOf(head.map(() => '---')), ...rows.map(lineOf)].join(
      '\n',
    )
  })
  return groups.join('\n\n')
}

/** As values: [{ purpose, rows: [{ id, column: text }] }]. */
export function asValues(table) {
  const { lang } = table[1]
  const plain = node =>
    isNode(node) ? (node[1].class === 'hidden' ? '' : childrenOf(node).map(plain).join('')) : leaf(node, lang)
  return childrenOf(table).map(group => {
    const [head, ...rows] = rowsIn(group)
    const columns = childrenOf(head).map(plain)
    return {
      purpose: plain(childrenOf(group).find(([tag]) => tag === 'caption')),
      rows: rows.map(row => ({
        id: row[1]['data-smg-row'],
        ...Object.fromEntries(childrenOf(row).map((cell, i) => [columns[i], plain(cell)])),
      })),
    }
  })
}
