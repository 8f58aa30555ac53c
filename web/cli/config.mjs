// A configuration as it stands in a file: JSON, or a script or page that sets window.SMG_CONFIG to a plain value. Knows at
// which line each part of it stands, so that what is said of it can name the place.

import { readFileSync } from 'node:fs'
import { evaluate, parse as parseJson } from '@humanwhocodes/momoa'
import { parse as parseScript } from 'acorn'
import { inlineScripts, settingOf, settingValue } from '../prerender/page.mjs'

const REMEDY = 'give a JSON file, or one in which window.SMG_CONFIG = { … } stands as a plain value'

function textOf(file) {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    const got = error.code === 'ENOENT' ? 'no such file' : error.message
    throw Error(`${file}: expected a configuration, got ${got}; smg-consent init writes one`)
  }
}

// The members of a node, [name, the node to point at for the name, the value's node]: of momoa, which reads JSON, and of
// acorn, which reads scripts.
const members = {
  Object: node => node.members.map(({ name, value }) => [name.value ?? name.name, name, value]),
  Array: node => node.elements.map(({ value }, i) => [i, value, value]),
  ObjectExpression: node => node.properties.map(({ key, value }) => [key.name ?? String(key.value), key, value]),
  ArrayExpression: node => node.elements.map((value, i) => [i, value, value]),
}
const startOf = node => node.start ?? node.loc.start.offset

function placeIn(text, offset) {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: before.at(-1).length + 1 }
}

// Where the path leads, or as far as it leads: of a member that is there the value, or the name.
function offsetOf(node, path, isName) {
  let at = node
  for (const [i, step] of path.entries()) {
    const found = members[at.type]?.(at).findLast(([name]) => name === step)
    if (!found) break
    if (isName && i === path.length - 1) return startOf(found[1])
    at = found[2]
  }
  return startOf(at)
}

// The paths of names that an object has more than once, of which only the last one counts.
function twiceIn(node, path = []) {
  const all = node && members[node.type]?.(node)
  if (!all) return []
  const names = all.map(([name]) => name)
  return all.flatMap(([name, , value], i) => [
    ...(names.indexOf(name) < i ? [[...path, name]] : []),
    ...twiceIn(value, [...path, name]),
  ])
}

const placed = (file, text, config, root, shift = 0) => ({
  file,
  config,
  at: (path, isName = false) => placeIn(text, shift + offsetOf(root, path, isName)),
  twice: twiceIn(root),
})

// What the parser stopped at, and what to do there.
function brokenAt(text, offset) {
  const rest = text.slice(offset).trimStart()
  if (!rest) return ['the end of the file', 'close what is open: "}", "]" or a quote']
  const got = JSON.stringify(rest.split(/[\s,]/, 1)[0].slice(0, 20) || rest[0])
  if (/,\s*$/.test(text.slice(0, offset)) && /^[}\]]/.test(rest)) return [got, 'take out the comma before it']
  if (/^\/[/*]/.test(rest)) return [got, 'take the comment out: JSON has none']
  if (/^"[^"]*\n/.test(rest)) return [got, 'write the end of a line in a text as \\n']
  if (/^['A-Za-z_$]/.test(rest)) return [got, 'put names and texts between double quotes']
  if (/["}\]\w]\s*$/.test(text.slice(0, offset)) && /^["{[]/.test(rest)) return [got, 'put a comma before it']
  return [got, 'correct this place']
}

// The parser takes a line's end within a text, which JSON has not.
function assertNoBreaks(text) {
  const [broken] = text.match(/"(?:[^"\\\n]|\\.)*"|"(?:[^"\\\n]|\\.)*\n/g)?.filter(each => each.endsWith('\n')) ?? []
  if (broken) throw Object.assign(Error('a line’s end in a text'), { offset: text.indexOf(broken) })
}

// Of an end that came too soon the parser names the last thing before it; Node's own says where it stopped, or that it did.
function endsTooSoon(text) {
  try {
    return !JSON.parse(text)
  } catch ({ message }) {
    const [, position] = message.match(/ at position (\d+)/) ?? []
    return position === undefined ? /end of JSON input/.test(message) : Number(position) >= text.trimEnd().length
  }
}

function fromJson(file, text) {
  try {
    const { body } = parseJson(text, { mode: 'json' })
    assertNoBreaks(text)
    return placed(file, text, evaluate(body), body)
  } catch (error) {
    if (error.offset === undefined) throw error
    const offset = endsTooSoon(text) || /end of input/.test(error.message) ? text.trimEnd().length : error.offset
    const { line, column } = placeIn(text, offset)
    const [got, remedy] = brokenAt(text, offset)
    throw Error(`${file}:${line}:${column}: expected JSON, got ${got}; ${remedy}`)
  }
}

function fromScripts(file, text, scripts) {
  const setting = settingOf(scripts.map(each => each.text))
  if (!setting) throw Error(`${file}: expected window.SMG_CONFIG = { … }, got a file without it; ${REMEDY}`)
  const { at } = scripts[setting.script]
  try {
    return placed(file, text, settingValue(setting), setting.node, at)
  } catch (error) {
    const { line, column } = placeIn(text, at + error.at)
    throw Error(`${file}:${line}:${column}: SMG_CONFIG: expected a plain value, got what has to be run; ${REMEDY}`)
  }
}

function checkedScript(file, text) {
  try {
    parseScript(text, { ecmaVersion: 'latest', sourceType: 'module' })
  } catch (error) {
    const { line, column } = error.loc
    throw Error(`${file}:${line}:${column + 1}: expected a script, got ${error.message}; correct this place`)
  }
}

/**
 * { file, config, at(path, isName), twice }: the value; { line, column }, from 1 on, of the member that a path of names and
 * numbers leads to, or of the nearest one above it; the paths of names that stand there twice. Throws where there is no
 * configuration, in words for the user.
 */
export function readPlaced(file) {
  const text = textOf(file)
  if (/^\s*</.test(text)) return fromScripts(file, text, inlineScripts(text))
  // What begins as a value of JSON does is taken for such, so that its fault is told as one.
  if (/\.json$/i.test(file) || /^\s*[[{"\d]/.test(text)) return fromJson(file, text)
  checkedScript(file, text)
  return fromScripts(file, text, [{ text, at: 0 }])
}

/** The value alone. */
export const readConfig = file => readPlaced(file).config
