// Prints what each function and each piece of data of the module costs: by how many bytes the compressed module shrinks
// when the function's body is replaced by a trap, or the data by zeros. What stands there twice costs nothing in either
// place, since brotli writes the second by the first: so all rows together are less than the module.
// Usage: node report.mjs <module with names> <map of the linker> <src>
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { weigh as weights } from './weigh.mjs'

const [wasm, map, source] = process.argv.slice(2)
const bytes = readFileSync(wasm)
const weigh = async parts => (await weights(Buffer.concat(parts))).brotli

// A reader of the binary format, as far as it is needed here (https://webassembly.github.io/spec/core/binary/).
let at
const number = () => {
  for (let value = 0, shift = 0; ; shift += 7) {
    value += (bytes[at] & 127) * 2 ** shift
    if (!(bytes[at++] & 128)) return value
  }
}
const leb = value => {
  const out = []
  do out.push((value & 127) | (value > 127 ? 128 : 0))
  while ((value >>>= 7))
  return Buffer.from(out)
}
const name = () => {
  const length = number()
  return bytes.subarray(at, (at += length)).toString()
}
const kinds = 'custom type import function table memory global export start element code data count'.split(' ')
const sections = []
for (at = 8; at < bytes.length; ) {
  const id = bytes[at++]
  const size = number()
  sections.push({ id, kind: kinds[id], start: at, end: (at += size) })
}
const section = kind => sections.find(one => one.kind === kind)

const names = {}
for (const { start, end } of sections.filter(one => one.kind === 'custom')) {
  at = start
  if (name() !== 'name') continue
  while (at < end) {
    const about = bytes[at++]
    const stop = number() + at
    // 1: functions.
    if (about === 1) for (let left = number(); left; left--) names[number()] = name()
    at = stop
  }
}

const functions = []
at = section('code').start
for (let index = 0, count = number(); index < count; index++) {
  const size = number()
  functions.push({ name: names[index] ?? `function ${index}`, start: at, end: (at += size) })
}

// The data segments: which addresses of the memory are filled from where in the file.
const segments = []
at = section('data').start
for (let left = number(); left; left--) {
  if (number() !== 0 || bytes[at++] !== 0x41) throw Error(`${wasm}: expected active data at constant addresses`)
  const address = number()
  if (bytes[at++] !== 0x0b) throw Error(`${wasm}: expected active data at constant addresses`)
  const size = number()
  segments.push({ address, size, start: at })
  at += size
}
const ranges = (from, size) =>
  segments
    .map(({ address, size: length, start }) => [
      Math.max(from, address) - address + start,
      Math.min(from + size, address + length) - address + start,
    ])
    .filter(([start, end]) => start < end)

const data = [...readFileSync(map, 'utf8').matchAll(/^ +(\w+) +\w+ +(\w+) +\S+:\(\.r?o?data(.*)\)$/gm)]
  .map(([, address, size, symbol]) => ({
    name: symbol.slice(1) || 'string literals',
    ranges: ranges(parseInt(address, 16), parseInt(size, 16)),
  }))
  .filter(one => one.ranges.length)

// Of each file of src/languages, src/processors and src/views: where its texts stand in the module's data.
const { start: dataStart, end: dataEnd } = section('data')
const texts = value => (typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(texts))
const occurrences = text => {
  const found = []
  const needle = Buffer.from(text)
  for (let from = dataStart; needle.length > 3 && (from = bytes.indexOf(needle, from)) >= 0 && from < dataEnd; )
    found.push([from, (from += needle.length)])
  return found
}
const files = ['languages', 'processors', 'views'].flatMap(folder =>
  readdirSync(join(source, folder))
    .filter(file => file.endsWith('.json'))
    .map(file => {
      const value = JSON.parse(readFileSync(join(source, folder, file), 'utf8'))
      const pieces = texts(value).map(text => JSON.stringify(text).slice(1, -1))
      return { name: `${folder}/${file}`, ranges: pieces.flatMap(occurrences) }
    }),
)

const stripped = bytes.subarray(0, Math.max(...sections.filter(one => one.kind !== 'custom').map(one => one.end)))
const total = await weigh([stripped])

const zeroed = async one => {
  const copy = Buffer.from(stripped)
  for (const [start, end] of one.ranges) copy.fill(0, start, end)
  const touched = new Set(
    one.ranges.flatMap(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i)),
  )
  return { ...one, raw: touched.size, loss: total - (await weigh([copy])) }
}
const trap = Buffer.from([3, 0, 0x00, 0x0b])
const trapped = async one => {
  // The size before the body goes too, and that of the whole section changes.
  const { start, end } = section('code')
  const before = one.start - leb(one.end - one.start).length
  const code = [bytes.subarray(start, before), trap, bytes.subarray(one.end, end)]
  const size = leb(code.reduce((sum, part) => sum + part.length, 0))
  const head = bytes.subarray(0, start - leb(end - start).length)
  const loss = total - (await weigh([head, size, ...code, bytes.subarray(end, stripped.length)]))
  return { ...one, raw: one.end - one.start, loss }
}

const row = (...cells) =>
  console.log(
    cells
      .slice(0, 2)
      .map(cell => String(cell).padStart(8))
      .join(''),
    '',
    cells[2],
  )
const table = (title, rows) => {
  console.log(`\n${title}`)
  row('raw', 'brotli', '')
  for (const { raw, loss, name } of rows.sort((a, b) => b.loss - a.loss || b.raw - a.raw)) row(raw, loss, name)
  const sum = field => rows.reduce((result, one) => result + one[field], 0)
  row(sum('raw'), sum('loss'), 'together')
}
console.log(`The module with nothing inlined: ${stripped.length} bytes, ${total} of brotli.`)
const parts = sections.filter(one => one.kind !== 'custom')
table(
  'Sections, each compressed alone',
  await Promise.all(
    parts.map(async ({ kind, start, end }) => ({
      name: kind,
      raw: end - start,
      loss: await weigh([bytes.subarray(start, end)]),
    })),
  ),
)
table('Data by symbol: zeros instead', await Promise.all(data.map(zeroed)))
table('Data by file, all texts of it that are in the module: zeros instead', await Promise.all(files.map(zeroed)))
table('Functions: a trap instead', await Promise.all(functions.map(trapped)))
