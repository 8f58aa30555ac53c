// A configuration as it stands in a file: JSON, or a script or page that sets window.SMG_CONFIG to a plain value. Knows at
// which line each part of it stands, so that what is said of it can name the place.

import { readFileSync } from 'node:fs'
import { evaluate, parse as parseJson } from '@humanwhocodes/momoa'
import { parse as parseScript } from 'acorn'
import { inlineScripts, settingOf, settingValue } from '../prerender/page.mjs'

const REMEDY = 'give a JSON file, or one in which window.SMG_CONFIG = { … } stands as a plain value'

function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
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

const placed = (file, text, config, root, shift = 0) => ({
  file,
  config,
  // { line, column } from 1 on.
  at: (path, isName = false) => placeIn(text, shift + offsetOf(root, path, isName)),
})

function fromJson(file, text) {
  try {
    const { body } = parseJson(text, { mode: 'json' })
    return placed(file, text, evaluate(body), body)
  } catch (error) {
    if (!error.line) throw error
    const got = error.message.replace(/ \(\d+:\d+\)$/, '').replace(/^./, letter => letter.toLowerCase())
    throw Error(`${file}:${error.line}:${error.column}: expected JSON, got ${got}; correct this place`)
  }
}

function fromScripts(file, text, scripts) {
  const setting = settingOf(scripts.map(each => each.text))
  if (!setting) throw Error(`${file}: expected window.SMG_CONFIG = { … }, got a file without it; ${REMEDY}`)
  const { at } = scripts[setting.script]
  const { line, column } = placeIn(text, at + setting.node.start)
  try {
    return placed(file, text, settingValue(setting), setting.node, at)
  } catch {
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
 * { file, config, at(path, isName) }: the value, and the place of the member that a path of names and numbers leads to, or
 * of the nearest one above it. Throws where there is none, in words for the user.
 */
export function readPlaced(file) {
  const text = textOf(file)
  if (/^\s*</.test(text)) return fromScripts(file, text, inlineScripts(text))
  // What begins as a value of JSON does is taken for such, so that its fault is told as one.
  if (/^\uFEFF?\s*[[{"\d]/.test(text)) return fromJson(file, text)
  checkedScript(file, text)
  return fromScripts(file, text, [{ text, at: 0 }])
}

/** The value alone. */
export const readConfig = file => readPlaced(file).config
