// What a script names: addresses in its texts, and what it hands to vendors' functions. A script that cannot be read as
// JavaScript (a template's marks in it, say) is searched as a text.

import { parse } from 'acorn'
import { full } from 'acorn-walk'

const ADDRESS = /(?:\b(?:https?|wss?):)?\/\/(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+(?::\d+)?(?:[/?#][^\s'"<>`\\)]*)?/gi
// A whole text that is a host, or one with a path, to which the script puts "https://".
const BARE = /^(?:[a-z0-9-]+\.)+[a-z]{2,}(?:\/[^\s'"<>`\\]*)?$/i
// Its begin is that of a module of WebAssembly: the banner's own, bundled with other scripts.
const MODULE = '\0asm'

function treeOf(text) {
  for (const sourceType of ['module', 'script'])
    try {
      return parse(text, { ecmaVersion: 'latest', sourceType, allowReturnOutsideFunction: true, allowHashBang: true })
    } catch {} // the other kind may do
}

const addressesIn = (text, at) => {
  const found = [...text.matchAll(ADDRESS)].map(({ 0: address, index }) => ({ address, at: at + index }))
  if (!found.length && BARE.test(text)) found.push({ address: `//${text}`, at, isBare: true })
  return found
}

const isConfig = ({ type, name, property }) =>
  (type === 'Identifier' && name === 'SMG_CONFIG') || (type === 'MemberExpression' && property.name === 'SMG_CONFIG')

/** The names of window.a.b as "a.b"; undefined for anything that is not a plain path. */
export function pathOf(node) {
  if (node.type === 'Identifier') return node.name
  if (node.type !== 'MemberExpression') return undefined
  const object = pathOf(node.object)
  const name = node.computed ? node.property.value : node.property.name
  return object && typeof name === 'string' ? `${object}.${name}`.replace(/^(window|self|globalThis)\./, '') : undefined
}

const isFunction = ({ type }) => /Function/.test(type)

// Whether it puts what it is called with into a list, as the functions of vendors' snippets do until the vendor's script is
// there.
function keepsCalls(node) {
  const rest = node.params.find(({ type }) => type === 'RestElement')?.argument.name ?? 'arguments'
  let found = false
  full(node.body, ({ type, callee, arguments: given }) => {
    if (type !== 'CallExpression' || (callee.property?.name ?? callee.property?.value) !== 'push') return
    found ||= given.some(each => (each.argument ?? each).name === rest)
  })
  return found
}

/** Those of the calls of readScript() that set a name to a function which keeps what it is called with. */
export const queuesOf = ({ calls }) =>
  calls.filter(
    ({ isSet, values: [value] }) =>
      isSet && [value, value.right].some(each => each && isFunction(each) && keepsCalls(each)),
  )

/**
 * { mentions: [{ address, at }], calls: [{ path, values, at }], given: [text], files: [{ text, at }] }: addresses, each where it stands; calls of
 * functions, and what names are set to, with the nodes of what they are given; what functions that are run where they stand
 * are given, as vendors' snippets are; names of script files. What SMG_CONFIG is set to is left out.
 */
export function readScript(text) {
  const tree = treeOf(text)
  if (!tree) {
    const given = [...text.matchAll(/["']([\w-]{4,60})["']/g)].map(([, word]) => word)
    return { mentions: addressesIn(text, 0), calls: [], given, files: [] }
  }
  const own = []
  const mentions = []
  const calls = []
  const given = []
  const files = []
  const note = (value, node) => {
    if (typeof value !== 'string' || value.includes(MODULE)) return
    mentions.push(...addressesIn(value, node.start))
    if (/^[\w./-]+\.js$/.test(value)) files.push({ text: value, at: node.start })
  }
  full(tree, node => {
    if (node.type === 'Literal') note(node.value, node)
    else if (node.type === 'TemplateElement') note(node.value.cooked, node)
    else if (node.type === 'AssignmentExpression') {
      if (isConfig(node.left)) own.push(node)
      const path = pathOf(node.left)
      if (path) calls.push({ path, values: [node.right], at: node.start, isSet: true })
    } else if (node.type === 'VariableDeclarator' && node.init && node.id.type === 'Identifier') {
      if (isConfig(node.id)) own.push(node)
      calls.push({ path: node.id.name, values: [node.init], at: node.start, isSet: true })
    } else if (node.type === 'FunctionDeclaration' && node.id) {
      calls.push({ path: node.id.name, values: [node], at: node.start, isSet: true })
    } else if (node.type === 'CallExpression') {
      const path = pathOf(node.callee)
      if (path) calls.push({ path, values: node.arguments, at: node.start })
      else if (/Function/.test(node.callee.type))
        given.push(...node.arguments.filter(each => each.type === 'Literal').map(({ value }) => String(value)))
    }
  })
  const isOwn = ({ at }) => own.some(({ start, end }) => at >= start && at < end)
  return {
    mentions: mentions.filter(each => !isOwn(each)).sort((a, b) => a.at - b.at),
    calls: calls.filter(each => !isOwn(each)),
    given,
    files,
  }
}
