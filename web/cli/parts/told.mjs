// How a fault or a doubt is told: with the place where it stands.

import { pathOf } from './faults.mjs'

const inOrder = (one, other) => one.line - other.line || one.column - other.column

/**
 * Faults or doubts of a configuration that readPlaced() has read, in the order of their places: { level, file, line, column,
 * path, message, remedy } each. `level` is "error" or "warning".
 */
export const placedIn = ({ file, at }, list, level = 'error') =>
  list
    .map(({ steps, text, expected, got, remedy }) => {
      const isName = /known (option|member|processor)|one of its values/.test(expected)
      return {
        level,
        ...{ file, ...at(steps, isName), path: pathOf(steps) },
        message: text ?? `expected ${expected}, got ${got}`,
        ...(remedy && { remedy }),
      }
    })
    .sort(inOrder)

/** One of them as a line. */
export function lineOf({ level, file, line, column, path, message, remedy }) {
  const said = level === 'warning' ? `warning: ${path} ${message}` : `${path}: ${message}`
  return `${file}:${line}:${column}: ${said}${remedy ? `; ${remedy}` : ''}`
}
