// A configuration as it stands in a script, read without running it: literals are taken, names that the same file sets to
// literals too, and all else stays what it is, a place in the file.

import { readFileSync } from 'node:fs'
import { parse } from 'acorn'
import { simple } from 'acorn-walk'
import { inlineScripts } from '../../prerender/page.mjs'

/** What only running the script would tell: a function, a call, a name from elsewhere. */
export class Opaque {
  constructor(node) {
    this.line = node.loc.start.line
    this.name = nameOf(node) // "location.hostname", where it is a name
    this.isFunction = /Function/.test(node.type)
  }
}

const lines = new WeakMap()
/** The line of a member of an object or a list that was read; that of the whole where it has none. */
export const lineOf = (whole, name) => lines.get(whole)?.get(name) ?? lines.get(whole)?.get('')

/** All in what was read that only running the script would tell: { value, path, line } of each, the path as "a.b[0].c". */
export function* opaqueIn(whole, path = '') {
  if (!lines.has(whole)) return
  for (const [name, value] of Object.entries(whole)) {
    const here = Array.isArray(whole) ? `${path}[${name}]` : path ? `${path}.${name}` : name
    if (value instanceof Opaque) yield { value, path: here, line: lineOf(whole, Array.isArray(whole) ? +name : name) }
    else yield* opaqueIn(value, here)
  }
}

const nameOf = ({ type, name, value, object, property, computed }) => {
  if (type === 'Identifier') return name
  if (type === 'Literal') return String(value)
  if (type !== 'MemberExpression') return undefined
  const [left, right] = [nameOf(object), computed && property.type !== 'Literal' ? undefined : nameOf(property)]
  return left && right && (left === 'window' || left === 'globalThis' ? right : `${left}.${right}`)
}

const note = (whole, node) => {
  lines.set(whole, new Map([['', node.loc.start.line]]))
  return whole
}
const binary = { '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b }
const unary = { '-': a => -a, '+': a => +a, '!': a => !a, void: () => undefined }
const isPlain = value => !(value instanceof Opaque)

const readers = {
  Literal: ({ value }) => value,
  TemplateLiteral: (node, read) => {
    const parts = node.expressions.map(read)
    if (!parts.every(isPlain)) return new Opaque(node)
    return node.quasis.map(({ value }, i) => value.cooked + (parts[i] ?? '')).join('')
  },
  UnaryExpression: (node, read) => {
    const value = read(node.argument)
    return isPlain(value) && unary[node.operator] ? unary[node.operator](value) : new Opaque(node)
  },
  BinaryExpression: (node, read) => {
    const sides = [node.left, node.right].map(read)
    return sides.every(isPlain) && binary[node.operator] ? binary[node.operator](...sides) : new Opaque(node)
  },
  LogicalExpression: (node, read) => {
    const left = read(node.left)
    if (!isPlain(left)) return new Opaque(node)
    const isLeft = { '||': left, '&&': !left, '??': left !== null && left !== undefined }[node.operator]
    return isLeft ? left : read(node.right)
  },
  NewExpression: (node, read) => {
    const parts = node.arguments.map(read)
    const isPattern = nameOf(node.callee) === 'RegExp' && parts.every(part => typeof part === 'string')
    return isPattern ? new RegExp(...parts) : new Opaque(node)
  },
  ArrayExpression: (node, read) => {
    const list = note([], node)
    for (const element of node.elements) {
      const value = element && read(element.type === 'SpreadElement' ? element.argument : element)
      const all = element?.type === 'SpreadElement' && Array.isArray(value) ? value : [value]
      for (const each of all) {
        lines.get(list).set(list.length, element?.loc.start.line)
        list.push(each)
      }
    }
    return list
  },
  ObjectExpression: (node, read) => {
    const object = note({}, node)
    for (const member of node.properties) {
      if (member.type === 'SpreadElement') {
        const more = read(member.argument)
        if (isPlain(more)) Object.assign(object, more)
        continue
      }
      const name = member.computed ? read(member.key) : nameOf(member.key)
      if (typeof name !== 'string' || name === '__proto__') continue
      object[name] = member.kind === 'init' ? read(member.value) : new Opaque(member.value)
      lines.get(object).set(name, member.loc.start.line)
    }
    return object
  },
}

function indexOf(program) {
  const assigned = new Map()
  const called = []
  const exported = []
  const set = (name, node) => name && node && assigned.set(name, [...(assigned.get(name) ?? []), node])
  simple(program, {
    VariableDeclarator: ({ id, init }) => set(nameOf(id), init),
    AssignmentExpression: ({ left, right, operator }) => operator === '=' && set(nameOf(left), right),
    CallExpression(node) {
      // What a list that may be there already is given: (x.job = x.job || []).push('a').
      const { callee } = node
      const object = callee.type === 'MemberExpression' && callee.object.type === 'AssignmentExpression'
      const name = object ? `${nameOf(callee.object.left)}.${nameOf(callee.property)}` : nameOf(callee)
      if (name) called.push({ name, node })
    },
    ExportDefaultDeclaration: ({ declaration }) => exported.push(declaration),
  })
  return { assigned, called, exported }
}

function parsed(file, text) {
  const options = { ecmaVersion: 'latest', locations: true, allowHashBang: true, allowReturnOutsideFunction: true }
  try {
    return parse(text, { ...options, sourceType: 'module' })
  } catch (error) {
    const { line, column } = error.loc
    const got = error.message.replace(/ \(\d+:\d+\)$/, '')
    throw Error(
      `${file}:${line}:${column + 1}: expected a script, got ${got}; correct this place, or give the built file`,
    )
  }
}

/**
 * What a script or a page says: { text, set(name), calls(name), defaults }. `set`: the values that a name is given, "a.b" or
 * "window.a", in their order; `calls`: the lists of arguments of calls of a name, with their line; `defaults`: what is exported
 * as default. Objects and lists are plain ones; what cannot be known without running is an Opaque.
 */
export function readSource(file) {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const got = error.code === 'ENOENT' ? 'no such file' : error.message
    throw Error(
      `${file}: expected the configuration of another banner, got ${got}; name the script or page that has it`,
    )
  }
  // All that stands before a page's script becomes blanks, so that lines are those of the page.
  const blank = part => part.replace(/[^\n]/g, ' ')
  const scripts = /^\s*</.test(text)
    ? inlineScripts(text).map(script => blank(text.slice(0, script.at)) + script.text)
    : [text]
  const all = scripts.map(script => indexOf(parsed(file, script)))
  const nodesOf = name => all.flatMap(({ assigned }) => assigned.get(name) ?? [])
  const reading = new Set()
  const read = node => {
    if (node.type === 'Identifier' && node.name === 'undefined') return undefined
    const reader = readers[node.type]
    if (reader) return reader(node, read)
    // A name, of whatever the file has set it to at last.
    const name = nameOf(node)
    const found = name && nodesOf(name).at(-1)
    if (!found || reading.has(found)) return new Opaque(node)
    reading.add(found)
    const value = read(found)
    reading.delete(found)
    return value
  }
  return {
    text,
    set: name => nodesOf(name).map(read),
    calls: name =>
      all.flatMap(({ called }) =>
        called
          .filter(call => call.name === name || call.name.endsWith(`.${name}`))
          .map(({ node }) => ({ line: node.loc.start.line, given: node.arguments.map(read) })),
      ),
    names: () => [...new Set(all.flatMap(({ assigned }) => [...assigned.keys()]))],
    defaults: all.flatMap(({ exported }) => exported.map(read)),
  }
}
