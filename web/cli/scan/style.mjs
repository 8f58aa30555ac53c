// The addresses that a stylesheet fetches.

import { parse, walk } from 'css-tree'

/** [{ address, at, kind }] of a stylesheet, or of the text of a `style` attribute; kind: style, font or img. */
export function addressesOfStyle(text, context = 'stylesheet') {
  const found = []
  const tree = parse(text, { positions: true, context, parseCustomProperty: true, onParseError() {} })
  walk(tree, function (node) {
    const rule = this.atrule?.name.toLowerCase()
    if (rule === 'namespace') return
    const isImport = rule === 'import'
    if (node.type !== 'Url' && !(isImport && node.type === 'String')) return
    const kind = isImport ? 'style' : rule === 'font-face' ? 'font' : 'img'
    found.push({ address: node.value, at: node.loc.start.offset, kind })
  })
  return found
}
