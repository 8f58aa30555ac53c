// A page's HTML: what of it the banner depends on, and where in it the banner stands. Only that place is written anew;
// all else stays as it is, byte for byte.

import { parse as parseScript } from 'acorn'
import { parse } from 'parse5'

// The name of the module's file in an address: smg.js, smg.split.js and their like.
export const moduleIn = src => src.match(/(?:^|\/)(smg\.(?:\w+\.)?js)(?:[?#]|$)/)?.[1]

export const attribute = (node, name) => node.attrs?.find(each => each.name === name)?.value
export const within = node => [node, ...(node.childNodes ?? []).flatMap(within)]
export const textOf = node => node.childNodes.map(child => child.value ?? '').join('')
export const isElement = node => !!node.tagName
const isDoctype = node => node.nodeName === '#documentType'

// What can be reached by Tab, and the links by which a page lets its visitors skip to what is in it: as layers.js has it,
// which puts the banner behind them.
const SKIP = 3
const isStop = node =>
  ['button', 'input', 'select', 'textarea', 'summary', 'iframe'].includes(node.tagName) ||
  (node.tagName === 'a' && attribute(node, 'href') !== undefined) ||
  attribute(node, 'tabindex') !== undefined ||
  attribute(node, 'contenteditable') !== undefined
const isSkip = node => node.tagName === 'a' && /^#./.test(attribute(node, 'href') ?? '')
function lastSkipLinks(body) {
  let last
  for (const child of body.childNodes.filter(isElement)) {
    const stops = isStop(child) ? [child] : within(child).filter(isStop)
    if (!stops.length) continue
    if (stops.length > SKIP || !stops.every(isSkip)) break
    last = child
  }
  return last
}

/**
 * { isPart, lang, tag, isAlone, scripts, isFitted, charset, old, at }: whether it is no page, but what goes into some, since
 * nothing that each has stands in it; html[lang]; the name of the module's file, where its tag is
 * there; whether no other script is fetched by the page; the texts of its inline scripts; whether it leaves a phone's notch to the browser; what its <meta> says of the charset; where a banner stands that was brought before, as [start, end], and where
 * one belongs. `at` is undefined where there is no <body>.
 */
export function read(html) {
  const document = parse(html, { sourceCodeLocationInfo: true })
  const root = document.childNodes.find(node => node.tagName === 'html')
  const body = root.childNodes.find(node => node.tagName === 'body')
  const all = within(root)
  const scripts = all.filter(node => node.tagName === 'script')
  const isOld = node => node.tagName === 'smg-consent' && node.childNodes.some(child => child.tagName === 'template')
  const old = all.find(isOld)?.sourceCodeLocation
  const skip = body && lastSkipLinks(body)
  const first = body?.childNodes.find(node => node.sourceCodeLocation)
  const head = root.childNodes.find(node => node.tagName === 'head')
  return {
    // The parser adds what is missing, but knows no place of that.
    isPart: !document.childNodes.some(isDoctype) && ![root, head, body].some(node => node?.sourceCodeLocation),
    lang: attribute(root, 'lang'),
    tag: scripts.map(node => moduleIn(attribute(node, 'src') ?? '')).find(Boolean),
    isAlone: !scripts.some(node => attribute(node, 'src') !== undefined && !moduleIn(attribute(node, 'src'))),
    scripts: scripts.filter(node => attribute(node, 'src') === undefined).map(textOf),
    isFitted: !all.some(
      node => node.tagName === 'meta' && /viewport-fit\s*=\s*cover/.test(attribute(node, 'content') ?? ''),
    ),
    charset: all.map(node => node.tagName === 'meta' && attribute(node, 'charset')).find(Boolean),
    old: old && [old.startOffset, old.endOffset],
    at:
      body &&
      (skip?.sourceCodeLocation?.endOffset ??
        body.sourceCodeLocation?.startTag?.endOffset ??
        first?.sourceCodeLocation.startOffset ??
        html.length),
  }
}

// What has to be run to be known. `at`: where it stands in the script.
const unknown = ({ type, start }) => Object.assign(Error(`${type} at ${start}`), { at: start })
// The value of an expression in which nothing has to be run; throws where there is something.
function value(node) {
  const { type } = node
  if (type === 'Literal' && !node.regex) return node.value
  if (type === 'TemplateLiteral' && !node.expressions.length) return node.quasis[0].value.cooked
  if (type === 'Identifier' && node.name === 'undefined') return undefined
  if (type === 'UnaryExpression' && node.operator === '-') return -value(node.argument)
  if (type === 'UnaryExpression' && node.operator === '!') return !value(node.argument)
  if (type === 'ArrayExpression') return node.elements.map(value)
  if (type !== 'ObjectExpression') throw unknown(node)
  return Object.fromEntries(
    node.properties.map(property => {
      const { type, key, computed, value: member } = property
      if (type !== 'Property' || computed) throw unknown(property)
      return [key.name ?? String(key.value), value(member)]
    }),
  )
}
const isConfig = ({ type, object, property, computed, name }) =>
  type === 'MemberExpression'
    ? ['window', 'self', 'globalThis'].includes(object.name) && !computed && property.name === 'SMG_CONFIG'
    : name === 'SMG_CONFIG'

function programOf(text) {
  for (const sourceType of ['script', 'module'])
    try {
      return parseScript(text, { ecmaVersion: 'latest', sourceType })
    } catch {
      // of the other type, or of none
    }
}

/**
 * Where the last of the scripts sets SMG_CONFIG: { node, script }, the value's expression as acorn has it, and which of the
 * texts it stands in; undefined where none does.
 */
export function settingOf(scripts) {
  let found
  for (const [script, text] of scripts.entries()) {
    if (!text.includes('SMG_CONFIG')) continue
    const program = programOf(text)
    if (!program) continue // data, or a script that no browser would run either
    const expressions = program.body.flatMap(statement =>
      statement.type === 'ExpressionStatement'
        ? [statement.expression]
        : statement.type === 'VariableDeclaration'
          ? statement.declarations.filter(({ init }) => init).map(({ id, init }) => ({ left: id, right: init }))
          : [],
    )
    for (const { left, right } of expressions) if (left && isConfig(left)) found = { node: right, script }
  }
  return found
}

/** The SMG_CONFIG of such a place: it must stand there as it is. Where it does not, the error's `at` says where in the script. */
export function settingValue({ node }) {
  try {
    return value(node)
  } catch (error) {
    const message = `SMG_CONFIG: expected a plain value, got what has to be run (${error.message}): give it by --config`
    throw Object.assign(Error(message), { at: error.at })
  }
}

/** The SMG_CONFIG that the last of the scripts sets; undefined where none does. */
export function configOf(scripts) {
  const setting = settingOf(scripts)
  return setting && settingValue(setting)
}

/** The inline scripts of a page as they stand in it: { text, at } each, at: where the text begins. */
export const inlineScripts = html =>
  within(parse(html, { sourceCodeLocationInfo: true }))
    .filter(node => node.tagName === 'script' && attribute(node, 'src') === undefined && node.childNodes[0])
    .map(({ childNodes: [text] }) => {
      const { startOffset, endOffset } = text.sourceCodeLocation
      return { text: html.slice(startOffset, endOffset), at: startOffset }
    })
