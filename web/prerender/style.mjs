// The style that a banner needs until the module is there: those rules of smg.css that can match something of it, and
// its colours.

import { generate, lexer, parse, walk } from 'css-tree'
import { converter, parse as parseColour } from 'culori'
import { transform } from 'esbuild'
import { palette } from '../palette.js'

const rgb = converter('rgb')

// ---- Rules ----------------------------------------------------------------------------------------------------

const elementsOf = node =>
  Array.isArray(node) ? [{ tag: node[0], attributes: node[1] }, ...node.slice(2).flatMap(elementsOf)] : []

const operators = {
  '=': (value, wanted) => value === wanted,
  '^=': (value, wanted) => value.startsWith(wanted),
  '$=': (value, wanted) => value.endsWith(wanted),
  '*=': (value, wanted) => value.includes(wanted),
}

// Can it have the focus?
const isStop = ({ tag, attributes }) => tag === 'button' || attributes.href || attributes.tabindex

// Can one simple selector match the element, now or while it is shown? What is not known here can.
function canBe(element, simple) {
  const { tag, attributes } = element
  const { type, name } = simple
  if (type === 'TypeSelector') return name === '*' || name === tag
  if (type === 'ClassSelector') return (attributes.class ?? '').split(' ').includes(name)
  if (type === 'IdSelector') return attributes.id === name
  if (type === 'AttributeSelector') {
    const value = attributes[name.name]
    const wanted = simple.value?.value ?? simple.value?.name
    if (!value) return false
    return !simple.matcher || (operators[simple.matcher]?.(value === true ? '' : value, wanted) ?? true)
  }
  if (type !== 'PseudoClassSelector') return true
  if (name === 'focus' || name === 'focus-visible') return isStop(element)
  // The last three are nothing of a banner that is not modal; the first waits for the module, as below.
  return !['hover', 'modal', 'checked', 'default'].includes(name)
}

// Those compounds of a selector that stand between its combinators: each must be some element.
const compounds = selector =>
  selector.children.toArray().reduce(
    (list, part) => {
      part.type === 'Combinator' ? list.push([]) : list.at(-1).push(part)
      return list
    },
    [[]],
  )
const isHost = ([simple]) => simple.name === 'host'
const matches = (selector, elements) =>
  compounds(selector).every(compound =>
    isHost(compound)
      ? // ":host" is <smg-consent>; ":host(…)" another element of the module's.
        !compound[0].children
      : elements.some(element => compound.every(simple => canBe(element, simple) && hasWithin(simple, elements))),
  )
// :has() and its like, of which one selector must be met.
const hasWithin = (simple, elements) =>
  simple.type !== 'PseudoClassSelector' || !simple.children || simple.name === 'not'
    ? true
    : simple.children
        .toArray()
        .some(list =>
          list.type === 'SelectorList'
            ? list.children.toArray().some(one => matches(withoutLead(one), elements))
            : list.type !== 'Selector' || matches(withoutLead(list), elements),
        )
// ":has(> .a)" begins with a combinator.
const withoutLead = selector =>
  selector.children.first?.type === 'Combinator'
    ? { children: { toArray: () => selector.children.toArray().slice(1) } }
    : selector

// ---- What is never seen ---------------------------------------------------------------------------------------

// What sets a property besides itself.
const shorthands = [
  [/^margin-/, 'margin'],
  [/^padding-/, 'padding'],
  [/^inset-/, 'inset'],
  [/^(font-(size|family|weight)|line-height)$/, 'font'],
  [/^border-(color|width|style)$/, 'border'],
  [/^animation-/, 'animation'],
]
const setters = name => [name, ...shorthands.filter(([form]) => form.test(name)).map(([, whole]) => whole)]

// For each element of the trees those around it, from within.
function withAncestors(nodes, around = []) {
  return nodes.filter(Array.isArray).flatMap(([tag, attributes, ...children]) => {
    const element = { tag, attributes, around }
    return [element, ...withAncestors(children, [element, ...around])]
  })
}

const isState = ({ type, name }) => type === 'PseudoClassSelector' && name !== 'host'
// Does the selector match the element, states as ":focus-visible" apart? Undefined where that is not known here.
function meets(selector, element) {
  const parts = selector.children.toArray()
  const [compound, ...outer] = compounds(selector).reverse()
  const combinators = parts.filter(({ type }) => type === 'Combinator').reverse()
  const fits = (each, simples) => simples.every(simple => isState(simple) || canBe(each, simple))
  if (!fits(element, compound)) return false
  let { around } = element
  for (const [i, simples] of outer.entries()) {
    const { name } = combinators[i]
    if (name !== ' ' && name !== '>') return undefined
    const at =
      name === '>' ? (around[0] && fits(around[0], simples) ? 0 : -1) : around.findIndex(each => fits(each, simples))
    if (at < 0) return false
    around = around.slice(at + 1)
  }
  return true
}

const specificity = selector =>
  selector.children.toArray().reduce((sum, { type, name }) => {
    if (['ClassSelector', 'AttributeSelector', 'PseudoClassSelector'].includes(type)) return sum + 100
    return (type === 'TypeSelector' && name !== '*') || type === 'PseudoElementSelector' ? sum + 1 : sum
  }, 0)

// Every declaration once for each selector of its rule, with what decides whether it holds: `at`, for each element whether
// it is meant; `media`, `states` and `pseudo`, its conditions; `weight` and `order`, which of two holds.
function declarationsOf(tree, elements) {
  const list = []
  walk(tree, {
    visit: 'Rule',
    enter(rule) {
      if (this.atrule?.name === 'keyframes') return
      const media = this.atrule ? generate(this.atrule.prelude) : ''
      rule.prelude.children.forEach(selector => {
        const simples = selector.children.toArray()
        if (simples[0].name === 'host') return
        const states = simples.filter(isState).map(generate)
        const pseudo = simples.find(({ type }) => type === 'PseudoElementSelector')?.name ?? ''
        const at = elements.map(element => meets(selector, element))
        rule.block.children.forEach((_, item, all) => {
          const order = list.length
          list.push({ selector, item, all, media, states, pseudo, at, weight: specificity(selector), order })
        })
      })
    },
  })
  return list
}
const propertyOf = ({ item }) => item.data.property

// Takes away each declaration that on all elements which it is for yields to another one, whenever it holds.
function dropHidden(tree, elements) {
  const list = declarationsOf(tree, elements)
  const wins = (one, other) =>
    setters(propertyOf(other)).includes(propertyOf(one)) &&
    !other.item.data.important &&
    one.pseudo === other.pseudo &&
    (!one.media || one.media === other.media) &&
    one.states.every(state => other.states.includes(state)) &&
    (one.weight > other.weight || (one.weight === other.weight && one.order > other.order))
  const isHidden = it => it.at.every((matched, i) => matched === false || list.some(one => one.at[i] && wins(one, it)))
  const hidden = new Set(list.filter(isHidden))
  // A rule of several selectors has the declaration once for each.
  for (const { item, all } of hidden)
    if (all.some(data => data === item.data) && list.every(each => each.item !== item || hidden.has(each)))
      all.remove(item)
}

// Leaves out what stands before the last part of a selector, where all that it excludes is not there, and the lesser
// weight changes nothing.
function shortenSelectors(tree, elements) {
  for (const selector of new Set(declarationsOf(tree, elements).map(each => each.selector))) {
    const parts = selector.children.toArray()
    const at = parts.findLastIndex(({ type }) => type === 'Combinator')
    if (at < 0) continue
    const before = declarationsOf(tree, elements)
    const whole = [...parts]
    selector.children.fromArray(parts.slice(at + 1))
    const after = declarationsOf(tree, elements)
    const isSame = before.every((one, i) => {
      if (one.selector !== selector) return true
      const now = after[i]
      if (now.at.join() !== one.at.join()) return false
      return before.every((other, j) => {
        const isRival =
          setters(propertyOf(one)).includes(propertyOf(other)) || setters(propertyOf(other)).includes(propertyOf(one))
        const meet =
          one.pseudo === other.pseudo && one.at.some((matched, k) => matched !== false && other.at[k] !== false)
        const order = (a, b) => Math.sign(a.weight - b.weight) || Math.sign(a.order - b.order)
        return !isRival || !meet || order(one, other) === order(now, after[j])
      })
    })
    if (!isSame) selector.children.fromArray(whole)
  }
}

const used = tree => {
  const names = { property: new Set(), animation: new Set() }
  walk(tree, node => {
    if (node.type === 'Function' && node.name === 'var') names.property.add(node.children.first.name)
    if (node.type === 'Declaration' && node.property.startsWith('animation'))
      walk(node, word => word.type === 'Identifier' && names.animation.add(word.name))
  })
  return names
}

// What can wait for the module: how the banner is printed, the pointer over it, and that it comes at once and does not
// fade in. Nothing of it stands in a container.
const later = [/^container/, /^media print$/, /^media \(prefers-reduced-motion\)$/]

// The safe area's insets are 0 then, and of max() the first value is the largest.
const withoutNotch = css =>
  css.replace(/max\(([^(),]+)(,\s*env\(safe-area-inset-\w+\))+\)/g, (_, first) =>
    /[+-] /.test(first) ? `calc(${first})` : first,
  )

/**
 * What of `css` can match something of `nodes`, trees as in a "render" effect, in the shadow root of <smg-consent>.
 * Custom properties that begin with --smg_ and that nothing uses then are left out, and so is what others always outrank.
 * `isFitted`: the page leaves a phone's notch to the browser, as pages without `viewport-fit=cover` do.
 */
export function rulesFor(css, nodes, { isFitted } = {}) {
  const elements = nodes.flatMap(elementsOf)
  const tree = parse(isFitted ? withoutNotch(css) : css, { parseCustomProperty: true, parseValue: true })
  walk(tree, {
    enter(node, item, list) {
      if (
        node.type === 'Atrule' &&
        later.some(form => form.test(`${node.name} ${node.prelude ? generate(node.prelude) : ''}`))
      )
        list.remove(item)
      else if (node.type === 'Declaration' && node.property === 'cursor') list.remove(item)
    },
  })
  walk(tree, {
    visit: 'Rule',
    enter(node, item, list) {
      if (this.atrule?.name === 'keyframes') return
      node.prelude.children.forEach((selector, at, all) => matches(selector, elements) || all.remove(at))
      if (node.prelude.children.isEmpty) list.remove(item)
    },
  })
  const all = withAncestors(nodes)
  dropHidden(tree, all)
  shortenSelectors(tree, all)
  // Once for what is used by another custom property alone.
  for (let before; before !== generate(tree); ) {
    before = generate(tree)
    const names = used(tree)
    walk(tree, {
      visit: 'Declaration',
      enter(node, item, list) {
        if (node.property.startsWith('--smg') && !names.property.has(node.property)) list.remove(item)
      },
    })
    walk(tree, {
      enter(node, item, list) {
        const isIdle =
          node.type === 'Atrule' && node.name === 'keyframes' && !names.animation.has(generate(node.prelude))
        const isEmpty = (node.type === 'Rule' || node.type === 'Atrule') && node.block?.children.isEmpty
        if (isIdle || isEmpty) list.remove(item)
      },
    })
  }
  // What is left of two lists of selectors may be the same.
  walk(tree, {
    visit: 'Rule',
    enter(node, item) {
      const { next } = item
      if (next?.data.type === 'Rule' && generate(next.data.prelude) === generate(node.prelude)) {
        next.data.block.children.prependList(node.block.children)
        node.block.children.clear()
      }
    },
    leave: (node, item, list) => node.block.children.isEmpty && list.remove(item),
  })
  return generate(tree)
}

// ---- Colours --------------------------------------------------------------------------------------------------

// What theme.js takes from the browser: the channels, 0..255, and the opacity where it is less than 1.
function channels(path, value) {
  const colour = rgb(parseColour(value))
  if (!colour) throw Error(`${path}: "${value}" is a colour that only a browser knows`)
  const { r, g, b, alpha } = colour
  const list = [r, g, b].map(channel => Math.min(Math.max(channel * 255, 0), 255))
  return alpha === undefined || alpha === 1 ? list : [...list, alpha]
}

const hex = text => {
  const digits = text.match(/\d+/g).map(channel => Number(channel).toString(16).padStart(2, '0'))
  return '#' + (digits.every(([one, other]) => one === other) ? digits.map(([one]) => one) : digits).join('')
}

const names = ['accent', 'background', 'text', 'radius', 'font']
const kinds = { radius: 'border-radius', font: 'font-family' }

/**
 * `css` with the palette before it, as rules of :host, for `mode` ("auto", "light", "dark") and the values of a "theme"
 * effect. What the page sets by --smg-radius and --smg-font counts at once; its colours come with the module, which alone
 * can see to it that they can be told apart.
 */
export function coloured(css, mode, theme) {
  const given = {}
  theme.forEach((value, i) => {
    if (!value) return
    const name = names[i]
    if (!kinds[name]) given[name] = channels(`SMG_CONFIG.consent.theme.${name}`, value)
    else if (!lexer.matchProperty(kinds[name], value).error) given[name] = value
  })
  const [light, dark] = [false, true].map(isDark =>
    palette(given, mode === 'auto' ? isDark : mode === 'dark', () => {}),
  )
  const rules = [[], []]
  let text = css
  const seen = new Map() // the two values → the name that has them
  for (const name in light) {
    const reference = `var(--smg_${name})`
    const uses = text.split(reference).length - 1
    const both = [light, dark].map(({ [name]: value }) =>
      value.startsWith('rgb(') ? hex(value) : kinds[name] ? `var(--smg-${name},${value})` : value,
    )
    const [one, other] = both
    const twin = seen.get(both.join())
    // Of the two schemes the browser takes the one by which the colours go, too.
    const plain = name === 'scheme' && one !== other ? 'light dark' : one
    if (twin) text = text.replaceAll(reference, twin)
    else if (uses === 1 && (name === 'scheme' || one === other)) text = text.replace(reference, () => plain)
    else if (uses) {
      seen.set(both.join(), reference)
      both.forEach((value, i) => value !== both[i - 1] && rules[i].push(`--smg_${name}:${value}`))
    }
  }
  const scheme = rules[1].length ? `@media (prefers-color-scheme:dark){:host{${rules[1].join(';')}}}` : ''
  return shorter(`:host{${rules[0].join(';')}}${scheme}${text}`)
}

// The stylesheet's own properties under names of one letter more than what all of them begin with.
async function shorter(css) {
  const letters = new Map()
  const { code } = await transform(css, { loader: 'css', minify: true })
  const tight = code
    .trim()
    .replace(/(--smg\w+):\s+/g, '$1:')
    .replace(/\s+;/g, ';')
  return tight.replace(/--smg(_[\w-]+|[a-z]\b)/g, name => {
    if (!letters.has(name)) letters.set(name, `--smg${'abcdefghijklmnopqrstuvwxyz'[letters.size]}`)
    return letters.get(name)
  })
}
