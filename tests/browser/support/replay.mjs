// The recorded runs of tests/events, put to a module.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

export const folder = join(root, 'tests/events')
export const scripts = readdirSync(folder).filter(name => name.endsWith('.jsonl'))

export const built = (path, preset) =>
  assert.ok(existsSync(path), `${path} is missing: run cmake --preset ${preset} && cmake --build --preset ${preset}`)

const exportsOf = wasm => new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasm))).exports

/** The answers of a module to a script, one per line. `module`: the file that it is in, or its exports. */
export function replay(module, text) {
  const { memory, smg_buffer: buffer, smg_dispatch: dispatch } = typeof module === 'string' ? exportsOf(module) : module
  const answers = []
  for (const line of text.trimEnd().split('\n')) {
    const bytes = Buffer.from(line)
    const at = buffer(bytes.length)
    assert.notEqual(at, 0)
    Buffer.from(memory.buffer).set(bytes, at)
    const from = dispatch(bytes.length)
    const all = Buffer.from(memory.buffer)
    answers.push(all.toString('utf8', from, all.indexOf(0, from)))
  }
  return `${answers.join('\n')}\n`
}
