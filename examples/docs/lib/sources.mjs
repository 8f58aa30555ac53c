// The files of the module's own sources that pages take their facts from.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))
export const text = path => readFileSync(join(root, path), 'utf8')
export const json = path => JSON.parse(text(path))
/** The JSON files of a folder: { id, value } each, in the order of their names. */
export const folder = path =>
  readdirSync(join(root, path))
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => ({ id: name.slice(0, -'.json'.length), value: json(`${path}/${name}`) }))
