// What of smg.css can match in the first file's layers: the rules whose selectors name no class and no element that none
// of these layers has. The second file brings the whole sheet, in the stead of this one.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clone, generate, parse, walk } from 'css-tree'

// The names of elements and classes in the views that first.json lists, and in what the shell itself builds.
function namesOf(source) {
  const { views } = JSON.parse(readFileSync(join(source, 'first.json'), 'utf8'))
  const names = new Set(['section', 'div', 'dialog', 'banner', 'status', 'hidden'])
  const visit = node => {
    if (!Array.isArray(node)) return
    const [tag, attributes, ...children] = node
    if (typeof tag === 'string') names.add(tag)
    for (const name of attributes?.class?.split(' ') ?? []) names.add(name)
    for (const child of [attributes, ...children]) visit(child)
  }
  for (const file of readdirSync(join(source, 'views')))
    if (views.includes(file.slice(0, -'.json'.length)))
      visit(JSON.parse(readFileSync(join(source, 'views', file), 'utf8')))
  return names
}

/** The sheet without what cannot match there. `css`: the text of smg.css. */
export function firstOf(css, source) {
  const names = namesOf(source)
  const isForeign = selector => {
    let found = false
    walk(selector, node => {
      if (node.type === 'PseudoClassSelector' && node.name === 'not') return walk.skip
      if (node.type === 'ClassSelector' || node.type === 'TypeSelector')
        found ||= node.name !== '*' && !names.has(node.name)
      if (node.type === 'PseudoClassSelector' && node.name === 'host') {
        found ||= /smg-face/.test(generate(node))
        return walk.skip
      }
    })
    return found
  }
  const sheet = clone(parse(css))
  walk(sheet, {
    visit: 'Rule',
    enter(rule, item, list) {
      if (rule.prelude.type !== 'SelectorList' || this.atrule?.name === 'keyframes') return
      rule.prelude.children.forEach((selector, at, selectors) => isForeign(selector) && selectors.remove(at))
      if (rule.prelude.children.isEmpty) list.remove(item)
    },
  })
  walk(sheet, {
    visit: 'Atrule',
    leave(rule, item, list) {
      if (rule.name === 'container' || rule.block?.children.isEmpty) list.remove(item)
    },
  })
  return generate(sheet)
}
