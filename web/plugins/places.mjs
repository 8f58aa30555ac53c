// The places in a page's HTML where the plugins write, and the writing: all else stays as it is, byte for byte.

import { parse } from 'parse5'
import { attribute, isElement, moduleIn, textOf, within } from '../prerender/page.mjs'

// Before the first of these in <head> the module's tag stands: an inline script behind a stylesheet waits for that, and
// an address behind <base> is another one.
const heavy = ['base', 'link', 'noscript', 'script', 'style', 'template']

const startOf = node => node?.sourceCodeLocation?.startOffset
const endOf = node => node?.sourceCodeLocation?.endOffset
const hasName = (node, name) => attribute(node, name) !== undefined

// Where <head> ends, whether its tags are written out or left to the parser.
function endOfHead(html, head, body) {
  const { startTag, endTag } = head.sourceCodeLocation ?? {}
  const last = head.childNodes.findLast(node => endOf(node) !== undefined)
  const first = body?.childNodes.find(node => startOf(node) !== undefined)
  return endTag?.startOffset ?? endOf(last) ?? startTag?.endOffset ?? startOf(body) ?? startOf(first) ?? html.length
}

// Of a page whose charset is told further on it must stay within the first 1024 bytes, where browsers look for it.
function placeOfTags(html, head, body) {
  const children = head.childNodes.filter(node => isElement(node) && startOf(node) !== undefined)
  const isCharset = node => node.tagName === 'meta' && hasName(node, 'charset')
  const first = children.slice(children.findIndex(isCharset) + 1).find(({ tagName }) => heavy.includes(tagName))
  return startOf(first) ?? endOfHead(html, head, body)
}

const isEmpty = node => node.childNodes.every(child => child.nodeName === '#text' && !child.value.trim())
// The inside of an element, as [start, end]; undefined where it has no end of its own.
function inside({ sourceCodeLocation: place }) {
  return place?.endTag && [place.startTag.endOffset, place.endTag.startOffset]
}

/**
 * What a page has: { isPage, lang, hasTag, head, scripts, styles, policy, hasTable, tables, buttons }. `isPage` is false for
 * a part of one, which some other page takes in; `head`: where the tags belong; `scripts` and `styles`: the texts of inline
 * ones; `policy`: the <meta> of a Content-Security-Policy, as { content, start, end }; `hasTable`: whether the module has a
 * table to fill; `tables` and `buttons`: the places for it, and the buttons that open the settings, with nothing in them yet,
 * as { start, end, all } of their insides. `all` is true where the table is to have what the site does not use, too.
 */
export function placesIn(html) {
  const document = parse(html, { sourceCodeLocationInfo: true })
  const root = document.childNodes.find(node => node.tagName === 'html')
  const child = name => root.childNodes.find(node => node.tagName === name)
  const [head, body] = [child('head'), child('body')]
  const isWritten = node => startOf(node) !== undefined
  const all = within(root).filter(node => isElement(node) && isWritten(node))
  const scripts = all.filter(({ tagName }) => tagName === 'script')
  const [policy] = all.filter(
    node => node.tagName === 'meta' && /^content-security-policy$/i.test(attribute(node, 'http-equiv') ?? ''),
  )
  const empty = name =>
    all.flatMap(node => {
      const place = hasName(node, name) && isEmpty(node) && inside(node)
      return place ? [{ name: attribute(node, name), start: place[0], end: place[1] }] : []
    })
  return {
    isPage: document.childNodes.some(node => node.nodeName === '#documentType') || [root, head, body].some(isWritten),
    lang: attribute(root, 'lang') ?? '',
    hasTag: scripts.some(node => moduleIn(attribute(node, 'src') ?? '')),
    head: placeOfTags(html, head, body),
    scripts: scripts.filter(node => !hasName(node, 'src')).map(textOf),
    styles: all.filter(({ tagName }) => tagName === 'style').map(textOf),
    policy: policy && {
      content: attribute(policy, 'content') ?? '',
      start: startOf(policy),
      end: endOf(policy),
    },
    hasTable: all.some(node => hasName(node, 'data-smg-table')),
    tables: empty('data-smg-table').map(({ name, ...place }) => ({ ...place, all: name === 'all' })),
    buttons: empty('data-smg-action').filter(({ name }) => name === 'settings'),
  }
}

/** The text with each of `edits`, [start, end, text], done to it. What has one start is written in the order given. */
export function edited(html, edits) {
  let at = 0
  let result = ''
  for (const [start, end, text] of [...edits].sort(([a], [b]) => a - b)) {
    result += html.slice(at, start) + text
    at = end
  }
  return result + html.slice(at)
}

const escapes = { '&': '&amp;', '"': '&quot;', '<': '&lt;' }
/** As the text of an element, or a value in quotes. */
export const escaped = text => text.replace(/[&"<]/g, letter => escapes[letter])

/** A tag with attributes: `true` stands for one without a value, false and undefined for none. */
export function tagOf(name, attributes) {
  const words = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([key, value]) => (value === true ? key : `${key}="${escaped(value)}"`))
  return `<${[name, ...words].join(' ')}>`
}
