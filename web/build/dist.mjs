// Makes build/dist from the two modules and the shell, and prints what each file weighs.
// Usage: node dist.mjs <folder of smg.wasm, smg.first.wasm and smg.nowasm.js> <output folder>
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'
import { minify } from 'terser'
import { filesOf } from '../../src/files.mjs'
import { literal, textOf } from './module-text.mjs'
import { withoutWasm } from './nowasm.mjs'
import { firstOf } from './styles.mjs'
import { minified, stylesheet } from './stylesheet.mjs'
import { weigh } from './weigh.mjs'

const [folder, output] = process.argv.slice(2).map(path => resolve(path))
const wasm = join(folder, 'smg.wasm')
const firstWasm = join(folder, 'smg.first.wasm')
const scratch = join(folder, 'generated')
const web = fileURLToPath(new URL('..', import.meta.url))
const source = join(web, '../src')
const exported = ['memory', 'smg_buffer', 'smg_dispatch']

// What the whole design rests on: the module cannot touch the page, so that the shell's few files are all that can.
const checked = file => {
  const bytes = readFileSync(file)
  const module = new WebAssembly.Module(bytes)
  const imports = WebAssembly.Module.imports(module).map(({ module, name }) => `${module}.${name}`)
  const exports = WebAssembly.Module.exports(module).map(({ name }) => name)
  if (imports.length) throw Error(`${file}: expected no import, got ${imports}`)
  if (exports.sort().join() != exported.join()) throw Error(`${file}: expected the exports ${exported}, got ${exports}`)
  return bytes
}
const bytes = checked(wasm)
const firstBytes = checked(firstWasm)

const hash = content => `sha384-${createHash('sha384').update(content).digest('base64')}`

rmSync(output, { recursive: true, force: true })
mkdirSync(output, { recursive: true })

const nowasm = await withoutWasm(readFileSync(join(folder, 'smg.nowasm.js'), 'utf8'), web)
writeFileSync(join(output, 'smg.nowasm.js'), nowasm)

const css = await stylesheet()
const table = await minified('table.css')
// Names that no page can replace. Every other free name of the shell must be one that browser.js takes.
const fixed = ['window', 'document', 'location', '__MODULE__']
const isLanguage = file => file.endsWith('.json')
const languages = readdirSync(join(source, 'languages'))
  .filter(isLanguage)
  .map(file => {
    const { $dates, $countries, $aliases, ...texts } = JSON.parse(readFileSync(join(source, 'languages', file), 'utf8'))
    return { file, tag: file.slice(0, -'.json'.length), $dates, $countries, $aliases, texts }
  })
// What is said of dates and of countries, by the languages that say it.
const saying = member =>
  JSON.stringify(Object.fromEntries(languages.flatMap(each => (each[member] ? [[each.tag, each[member]]] : []))))
// Those that smg.js itself speaks, and the other tags by which pages call them.
const spoken = languages.flatMap(({ tag, $aliases = [] }) => [tag, ...$aliases])
// What is done where an entry cannot begin.
const overlay = 'debug/overlay.js'
const complaint = text => `window.console.error("SMG Consent${text}:",error)`
const faults = {
  'smg.js': `${complaint(' stopped, and nothing is loaded')};document.querySelector("smg-consent")?.remove()`,
  'smg.more.js': complaint(' stopped, and nothing is loaded'),
  [overlay]: complaint(': no overlay'),
}
// Makes one script of an entry of web/. `names`: what stands for the build's own names; `aliases`: which file stands for
// "#module" and the like; `inject`: where free names come from. In ASCII, since a browser may read it in the page's
// charset. terser's output is 170 bytes of brotli smaller than esbuild's. Refuses names that a page may replace.
const bundle = async (entry, names, aliases, inject = join(web, 'browser.js'), plugins = []) => {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(web, entry)],
    alias: Object.fromEntries(Object.entries(aliases).map(([name, file]) => [name, resolve(web, file)])),
    bundle: true,
    define: {
      __CSS__: JSON.stringify(css),
      __FIRST_CSS__: JSON.stringify(''),
      __TABLE_CSS__: JSON.stringify(table),
      __DATES__: saying('$dates'),
      __COUNTRIES__: saying('$countries'),
      __TAGS__: JSON.stringify(`^(auto|,)*(${spoken.join('|')}|$)(?![a-z])`),
      ...names,
    },
    format: 'iife',
    inject: [inject],
    // Where a browser lacks what browser.js or the first lines of a file need, one line in the console says so, and a
    // banner that the page has brought, which nobody answers for, goes.
    banner: { js: 'try{' },
    footer: { js: `}catch(error){${faults[entry] ?? faults['smg.js']}}` },
    metafile: true,
    plugins,
    target: 'es2021',
    write: false,
  })
  const { code, ast } = await minify(outputFiles[0].text, { ecma: 2020, format: { ascii_only: true, ast: true } })
  const free = [...ast.globals.keys()].filter(name => !fixed.includes(name))
  if (free.length) throw Error(`${entry}: names that a page may replace, and browser.js does not take: ${free}`)
  return { code, inputs: Object.keys(metafile.inputs).map(path => resolve(path)) }
}
// By this line Chrome 136 and newer compile all functions on another thread while the file arrives, and not each at its
// first call on the page's own: nearly all of the first file run on every visit.
const atOnce = '//# allFunctionsCalledOnLoad\n'
const withModule = (code, bytes) => code.replace('__MODULE__', () => literal(textOf(bytes)))
const write = (name, code) => writeFileSync(join(output, name), `${code}\n`)
// One that has its hash in its name, so that no cache hands over another build's: what asks for it has to know.
const writeNamed = (name, text) => {
  const named = `${name}.${createHash('sha256').update(text).digest('hex').slice(0, 8)}.js`
  writeFileSync(join(output, named), text)
  return JSON.stringify({ name: named, hash: hash(text) })
}

// The overlay is of no use to the others, and takes nothing of them but what it is handed as it begins.
const overlayNames = {
  __OVERLAY_CSS__: JSON.stringify(await minified('debug/overlay.css')),
  __WASM_HASH__: JSON.stringify(hash(bytes)),
}
const debug = writeNamed('smg.debug', `${(await bundle(overlay, overlayNames, {})).code}\n`)

// smg.all.js and smg.split.js have all from the start.
const whole = { '#core': 'core.whole.js', '#refused': 'module.nowasm.js' }
const wholeNames = {
  __DEBUG__: debug,
  __INTEGRITY__: JSON.stringify(hash(bytes)),
  __NOWASM_INTEGRITY__: JSON.stringify(hash(nowasm)),
  __WASM__: '"smg.wasm"',
}
const all = await bundle('smg.all.js', wholeNames, { ...whole, '#module': 'module.embedded.js' })
write('smg.all.js', atOnce + withModule(all.code, bytes))
write(
  'smg.split.js',
  atOnce + (await bundle('smg.all.js', wholeNames, { ...whole, '#module': 'module.fetched.js' })).code,
)

// smg.js and smg.more.js divide it between them. What the second uses of the first one's files the first one hands over:
// a function that makes a list of that, which the second file finds at window['smg:more'] as it begins. Which names
// these are is read from the second file, bundled without the first one's: from its imports of them, and from its free
// names, which are those of browser.js.
const firstAliases = { '#core': 'core.first.js', '#module': 'module.embedded.js', '#refused': 'module.lacking.js' }
const empty = join(scratch, 'empty.js')
writeFileSync(empty, 'export const handed = () => []\n')
const firstNames = {
  __FIRST_CSS__: JSON.stringify((await transform(firstOf(css, source), { loader: 'css', minify: true })).code.trim()),
  __INTEGRITY__: JSON.stringify(hash(firstBytes)),
  __WASM__: '"smg.first.wasm"',
}
const { inputs } = await bundle('smg.js', { ...firstNames, __MORE__: '{}' }, { ...firstAliases, '#handed': empty })
const ofFirst = new Set(inputs.filter(path => path.startsWith(web) && !/\/module\.(?!js)/.test(path)))
const fromFirst = to => ({
  name: 'handed',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\// }, ({ path, resolveDir, importer }) => {
      const file = join(resolveDir, path)
      return ofFirst.has(file) && !ofFirst.has(importer) ? to(file) : undefined
    })
  },
})
const { outputFiles } = await build({
  entryPoints: [join(web, 'smg.more.js')],
  alias: { '#refused': resolve(web, whole['#refused']) },
  bundle: true,
  format: 'esm',
  plugins: [fromFirst(file => ({ path: file, external: true }))],
  target: 'es2021',
  write: false,
})
const asked = new Map()
for (const [, list, file] of outputFiles[0].text.matchAll(/^import \{([^}]*)\} from "([^"]*)"/gm))
  for (const name of list.split(',').map(each => each.trim().split(' as ')[0])) asked.set(name, resolve(file))
const { ast } = await minify(outputFiles[0].text, { module: true, compress: false, format: { ast: true } })
for (const name of ast.globals.keys())
  if (!fixed.includes(name) && !/^__\w+__$/.test(name)) asked.set(name, join(web, 'browser.js'))
const handed = join(scratch, 'handed.js')
const taken = join(scratch, 'taken.js')
const list = [...asked.keys()]
writeFileSync(
  handed,
  `${[...asked].map(([name, file]) => `import { ${name} } from ${JSON.stringify(file)}`).join('\n')}
export const handed = () => [${list.join(', ')}]\n`,
)
// By their places: their names would travel twice. Not by the array's own iterator, which pages replace.
writeFileSync(taken, `export const { ${list.map((name, i) => `${i}: ${name}`).join(', ')} } = window['smg:more']\n`)
const more = await bundle('smg.more.js', wholeNames, { '#refused': whole['#refused'] }, taken, [
  fromFirst(() => ({ path: taken })),
])
const moreNamed = writeNamed('smg.more', `${withModule(more.code, bytes)}\n`)
const first = await bundle('smg.js', { ...firstNames, __MORE__: moreNamed }, { ...firstAliases, '#handed': handed })
write('smg.js', atOnce + withModule(first.code, firstBytes))
cpSync(firstWasm, join(output, 'smg.first.wasm'))
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

// What pages may ask for beside the script.
for (const { path, text } of filesOf(source)) writeFileSync(join(output, path), text)

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
