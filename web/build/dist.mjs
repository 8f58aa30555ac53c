// Makes build/dist from the module and the shell, and prints what each file weighs.
// Usage: node dist.mjs <smg.wasm> <output folder>
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'
import { minify } from 'terser'
import { palette } from '../palette.js'
import { literal, textOf } from './module-text.mjs'
import { weigh } from './weigh.mjs'

const [wasm, output] = process.argv.slice(2)
const web = fileURLToPath(new URL('..', import.meta.url))
const source = join(web, '../src')
const exported = ['memory', 'smg_buffer', 'smg_dispatch']

// What the whole design rests on: the module cannot touch the page, so that the shell's few files are all that can.
const bytes = readFileSync(wasm)
const module = new WebAssembly.Module(bytes)
const imports = WebAssembly.Module.imports(module).map(({ module, name }) => `${module}.${name}`)
const exports = WebAssembly.Module.exports(module).map(({ name }) => name)
if (imports.length) throw Error(`smg.wasm: expected no import, got ${imports}`)
if (exports.sort().join() != exported.join()) throw Error(`smg.wasm: expected the exports ${exported}, got ${exports}`)

const hash = content => `sha384-${createHash('sha384').update(content).digest('base64')}`

rmSync(output, { recursive: true, force: true })
mkdirSync(output, { recursive: true })

const css = readFileSync(join(web, 'smg.css'), 'utf8')
const minified = (await transform(css, { loader: 'css', minify: true })).code.trim()
const table = (
  await transform(readFileSync(join(web, 'table.css'), 'utf8'), { loader: 'css', minify: true })
).code.trim()
// Custom properties with a prefix that is the module's: a page that registers one (@property) gives it a type in the
// shadow root too. What pages may set begins with --smg-; the stylesheet's own begin with --smg_, and are shortened.
const names = Object.fromEntries(Object.keys(palette({}, false)).map(name => [`--smg_${name}`, `--smg_${name}`]))
const foreign = minified.match(/--(?!smg[-_])[\w-]+/g)
if (foreign) throw Error(`smg.css: expected custom properties that begin with --smg- or --smg_, got ${foreign}`)
const shorter = name => (names[name] ??= `--smg${'abcdefghijklmnopqrstuvwxyz'[Object.keys(names).length]}`)
const small = minified.replace(/--smg_[\w-]+/g, shorter)
// Names that no page can replace. Every other free name of the shell must be one that browser.js takes.
const fixed = ['window', 'document', 'location', '__MODULE__']
const isLanguage = file => file.endsWith('.json')
const languages = readdirSync(join(source, 'languages'))
  .filter(isLanguage)
  .map(file => {
    const { $dates, $countries, $aliases, ...texts } = JSON.parse(readFileSync(join(source, 'languages', file), 'utf8'))
    return { file, tag: file.slice(0, -'.json'.length), $dates, $countries, texts }
  })
// What is said of dates and of countries, by the languages that say it.
const saying = member =>
  JSON.stringify(Object.fromEntries(languages.flatMap(each => (each[member] ? [[each.tag, each[member]]] : []))))
// The shell with the module from `source`. In ASCII, since a browser may read it in the page's charset. terser's output
// is 170 bytes of brotli smaller than esbuild's. By the first line Chrome 136 and newer compile all functions on
// another thread while the file arrives, and not each at its first call on the page's own: nearly all run on every
// visit.
const bundle = async source => {
  const { outputFiles } = await build({
    entryPoints: [join(web, 'smg.js')],
    alias: { '#module': join(web, source) },
    bundle: true,
    define: {
      __CSS__: JSON.stringify(small),
      __TABLE_CSS__: JSON.stringify(table),
      __DATES__: saying('$dates'),
      __COUNTRIES__: saying('$countries'),
      __INTEGRITY__: JSON.stringify(hash(bytes)),
    },
    format: 'iife',
    inject: [join(web, 'browser.js')],
    // Where a browser lacks what browser.js or the first lines of a file need, one line in the console says so.
    banner: { js: 'try{' },
    footer: { js: '}catch(error){window.console.error("SMG Consent stopped, and nothing is loaded:",error)}' },
    target: 'es2021',
    write: false,
  })
  const { code, ast } = await minify(outputFiles[0].text, { ecma: 2020, format: { ascii_only: true, ast: true } })
  const free = [...ast.globals.keys()].filter(name => !fixed.includes(name))
  if (free.length) throw Error(`${source}: names that a page may replace, and browser.js does not take: ${free}`)
  return `//# allFunctionsCalledOnLoad\n${code}\n`
}
const text = literal(textOf(bytes))
const [embedded, fetched] = await Promise.all(['module.embedded.js', 'module.fetched.js'].map(bundle))
writeFileSync(
  join(output, 'smg.js'),
  embedded.replace('__MODULE__', () => text),
)
writeFileSync(join(output, 'smg.split.js'), fetched)
cpSync(wasm, join(output, 'smg.wasm'))
for (const file of ['smg.css', 'smg.d.ts']) cpSync(join(web, file), join(output, file))
// Where a fact was read is for those who read the sources.
mkdirSync(join(output, 'processors'))
const definitions = []
for (const file of readdirSync(join(source, 'processors'))) {
  const { sources, ...definition } = JSON.parse(readFileSync(join(source, 'processors', file), 'utf8'))
  definitions.push(definition)
  writeFileSync(join(output, 'processors', file), `${JSON.stringify(definition, null, 2)}\n`)
}
// As a site may give them in `texts`: with what definitions and laws say by language, so that one file is a whole one.
mkdirSync(join(output, 'languages'))
const laws = readdirSync(join(source, 'countries')).map(file => [
  file.slice(0, -'.json'.length),
  JSON.parse(readFileSync(join(source, 'countries', file), 'utf8')).texts ?? {},
])
for (const { file, tag, texts } of languages) {
  for (const [id, said] of laws) for (const name in said[tag]) texts[`${id}_${name}`] = said[tag][name]
  for (const { id, ...definition } of definitions)
    for (const member of ['name', 'company', 'description'])
      if (definition[member][tag]) texts[`${id}_${member}`] = definition[member][tag]
  writeFileSync(join(output, 'languages', file), `${JSON.stringify(texts, null, 2)}\n`)
}

const files = readdirSync(output, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath ?? entry.path, entry.name))
  .map(path => path.slice(output.length + 1))
  .sort()
const integrity = {}
const row = (name, sizes) => console.log(name.padEnd(28), ...sizes.map(size => String(size).padStart(8)))
const weights = await Promise.all(files.map(name => weigh(readFileSync(join(output, name)))))
row('build/dist', Object.keys(weights[0]))
files.forEach((name, i) => {
  row(name, Object.values(weights[i]))
  integrity[name] = hash(readFileSync(join(output, name)))
})
writeFileSync(join(output, 'integrity.json'), `${JSON.stringify(integrity, null, 2)}\n`)
