// The maps (the READMEs and their like) name files, functions and headings that there are, and the core's modules are
// what its map says.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, extname, join, normalize } from 'node:path'
import test from 'node:test'
import { root } from '../browser/support/paths.mjs'

const read = name => readFileSync(join(root, name), 'utf8')

// All files of the repository, by their path from its root.
const within = folder =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) return [path]
    return ['node_modules', '.git'].includes(entry.name) || ['build', 'web/dist'].includes(path) ? [] : within(path)
  })
const files = within('')
const folders = new Set(files.flatMap(file => [dirname(file), dirname(dirname(file))]))
// The pages of a site are none: their links are those of the site, which tests/outside/docs follows.
const isPage = file => file.startsWith('examples/docs/src/')
const maps = files.filter(file => file.endsWith('.md') && file !== 'tests/bench/RESULTS.md' && !isPage(file))

const sources = files.filter(file => /^(src|web|include|tests|examples)\/.*\.(c|h|m?js|ts)$/.test(file))
const code = sources
  .filter(file => !file.endsWith('maps.test.mjs'))
  .map(read)
  .join('\n')
const words = new Set(code.match(/[A-Za-z_$][\w$]*/g))

// Blocks of code are no names; of what stands in backticks each word by itself.
const prose = text => text.replace(/^```[\s\S]*?^```/gm, '')
const spans = text => [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, span]) => span)
const names = text => spans(text).flatMap(span => span.split(/\s+/))

// As GitHub makes them of headings.
const anchors = text =>
  [...prose(text).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

// What the build makes, and what is only said to be possible: no file of the repository.
const made =
  /^(build|generated|dist|web\/dist|smg-consent)\/|^smg\.((first\.)?wasm|(split|nowasm)\.js)$|^integrity\.json$|^embedded\.[ch]$|^consent\.json$|^smg-(config\.js(on)?|snippet\.html)$|^(report\.html|release\.json)$/
const isPattern = name => /[<>*…{}=]/.test(name)
const extensions = new Set(files.map(extname).filter(extension => extension.length > 1))
const looksLikeFile = name =>
  !isPattern(name) && !made.test(name) && /^[\w./-]+$/.test(name) && extensions.has(extname(name)) && name[0] !== '/'

function isThere(map, name) {
  if (!name.includes('/')) return files.some(file => basename(file) === name)
  return [dirname(map), ''].some(folder => {
    const path = normalize(join(folder, name))
    return files.includes(path) || files.some(file => file.endsWith(`/${path}`))
  })
}

test('there are maps, and the README of the top is for the site owner: at most 150 lines', () => {
  for (const map of ['README.md', 'src/README.md', 'src/DECISIONS.md', 'web/README.md', 'tests/README.md'])
    assert.ok(maps.includes(map), map)
  assert.ok(read('README.md').split('\n').length <= 151)
})

for (const map of maps) {
  test(`${map}: each file that it names is there`, () => {
    const missing = names(read(map))
      .filter(looksLikeFile)
      .filter(name => !isThere(map, name))
    assert.deepEqual(missing, [])
  })

  test(`${map}: each folder that it names is there`, () => {
    const missing = names(read(map))
      .filter(name => /^[\w.-]+(\/[\w.-]+)*\/$/.test(name) && !made.test(name))
      .map(name => name.slice(0, -1))
      .filter(name => ![...folders].some(folder => `/${folder}`.endsWith(`/${name}`)))
    // A site's own, in the README's examples.
    assert.deepEqual(
      missing.filter(name => name !== 'smg'),
      [],
    )
  })

  test(`${map}: each function and each constant that it names is one of the sources`, () => {
    const called = names(read(map)).flatMap(name => name.match(/^([A-Za-z_$][\w$]*)\(/)?.[1] ?? [])
    const constants = names(read(map)).filter(name => /^[A-Z]+(_[A-Za-z0-9]+)+$/.test(name))
    const missing = [...called, ...constants].filter(name => !words.has(name))
    assert.deepEqual(missing, [])
  })

  test(`${map}: each link leads to a file and a heading that there are`, () => {
    const missing = [...prose(read(map)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link]) => link)
      .filter(link => !/^https?:/.test(link))
      .filter(link => {
        const [path, anchor] = link.split('#')
        const target = path ? normalize(join(dirname(map), path)) : map
        if (!existsSync(join(root, target))) return true
        return anchor !== undefined && !anchors(read(target)).includes(anchor)
      })
    assert.deepEqual(missing, [])
  })
}

// The rows of the table below a heading: the names in backticks of the first cell.
const table = (map, heading) =>
  read(map)
    .split(`\n## ${heading}\n`)[1]
    .split('\n## ')[0]
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.split(' | '))

test('src/README.md lists the modules so that each includes only those before it', () => {
  const order = table('src/README.md', 'Modules').flatMap(([cell]) => spans(cell))
  const modules = files.flatMap(file => file.match(/^src\/(\w+)\.c$/)?.[1] ?? [])
  assert.deepEqual([...order].sort(), modules.sort())
  const wrong = []
  for (const name of order)
    for (const file of [`src/${name}.h`, `src/${name}.c`].filter(file => files.includes(file)))
      for (const [, other] of read(file).matchAll(/^#include "(\w+)\.h"/gm))
        if (other !== name && order.includes(other) && order.indexOf(other) > order.indexOf(name))
          wrong.push(`${file} includes ${other}.h`)
  assert.deepEqual(wrong, [])
})

test('cJSON is known to json.c alone', () => {
  const others = files.filter(file => /^src\/\w+\.[ch]$/.test(file) && /cJSON_|"cJSON\.h"/.test(read(file)))
  assert.deepEqual(others, ['src/json.c'])
})

test('web/README.md lists the files of the shell, and each effect with the one that performs it', () => {
  const rows = table('web/README.md', 'Files')
  const listed = rows.flatMap(([cell]) => spans(cell)).filter(name => !name.endsWith('/'))
  const shipped = files.filter(file => /^web\/[^/]+\.(m?js|css|ts)$/.test(file)).map(file => basename(file))
  assert.deepEqual([...listed].sort(), shipped.sort())
  const performed = rows.flatMap(([, , cell]) => spans(cell))
  const [, effects] = read('include/smg.h').split(' * EFFECTS.')
  const kinds = [...effects.matchAll(/^ \* {5}\["([\w-]+)"/gm)].map(([, kind]) => kind)
  assert.deepEqual([...performed].sort(), kinds.sort())
})
