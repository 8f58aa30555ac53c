// What build/dist weighs. Run by itself it writes tests/size.json and the READMEs' figures anew:
//
//     npm run size --prefix tests

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { weigh } from '../../../web/build/weigh.mjs'
import * as bundles from './bundles.mjs'
import { dist, root } from './paths.mjs'

const path = join(root, 'tests/size.json')
const readmePath = join(root, 'README.md')
const figure = number => String(number).replace(/\B(?=(\d{3})+$)/g, ',')

export const command = 'npm run size --prefix tests'
export const recorded = () => JSON.parse(readFileSync(path, 'utf8'))
export const readme = () => readFileSync(readmePath, 'utf8')

// The second file and the overlay have their hash in their name.
export const withoutHash = name => name.replace(/(?<=^smg\.(more|debug))\.[0-9a-f]{8}/, '')

export async function measured() {
  const names = readdirSync(dist, { recursive: true })
    .map(String)
    .filter(name => statSync(join(dist, name)).isFile())
    .sort()
  const module = new WebAssembly.Module(readFileSync(join(dist, 'smg.wasm')))
  const { zlib, brotli } = process.versions
  return {
    tools: { ...JSON.parse(readFileSync(join(root, 'build/wasm/tools.json'), 'utf8')), zlib, brotli },
    imports: WebAssembly.Module.imports(module).map(({ module, name }) => `${module}.${name}`),
    exports: WebAssembly.Module.exports(module)
      .map(({ name }) => name)
      .sort(),
    files: Object.fromEntries(
      await Promise.all(names.map(async name => [withoutHash(name), await weigh(readFileSync(join(dist, name)))])),
    ),
  }
}

// Where the README tells a size: the number, the file, the kind.
const told = [
  [/(?<=five processors: )[\d,]+(?= bytes of brotli)/, 'smg.js', 'brotli'],
  [/(?<=bytes of brotli, )[\d,]+(?= raw)/, 'smg.js', 'raw'],
  [/(?<=`smg\.js`, )[\d,]+(?= bytes in one request)/, 'smg.js', 'brotli'],
  [/[\d,]+(?= in `smg\.more\.)/, 'smg.more.js', 'brotli'],
  [/(?<=`smg\.all\.js`, )[\d,]*\d/, 'smg.all.js', 'brotli'],
]
export const readmeWith = (text, { files }) =>
  told.reduce((result, [number, name, kind]) => {
    if (!number.test(result)) throw Error(`README.md: expected the size of ${name} at ${number}`)
    return result.replace(number, figure(files[name][kind]))
  }, text)

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const sizes = await measured()
  // One line per file.
  const text = JSON.stringify(sizes, null, 2).replace(
    /\{\s+("raw": \d+),\s+("gzip": \d+),\s+("brotli": \d+)\s+\}/g,
    '{ $1, $2, $3 }',
  )
  writeFileSync(path, `${text}\n`)
  writeFileSync(readmePath, readmeWith(readme(), sizes))
  writeFileSync(bundles.path, bundles.textWith(bundles.text(), sizes, bundles.measured()))
}
