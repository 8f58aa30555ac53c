// Puts into a folder the files that a site with this configuration needs, and no others.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { distFolder } from '../../files-of.mjs'
import { filesFor } from '../parts/files.mjs'
import { lessOf } from '../parts/less.mjs'
import { configScript, snippet } from '../parts/snippet.mjs'
import { sound } from '../parts/sound.mjs'
import { fail, json, progress } from '../say.mjs'

const hash = bytes => `sha384-${createHash('sha384').update(bytes).digest('base64')}`

const filesIn = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))

// What an earlier run has written there, by its own list.
function ownIn(out) {
  try {
    return [
      'integrity.json',
      'smg-snippet.html',
      ...Object.keys(JSON.parse(readFileSync(join(out, 'integrity.json'), 'utf8'))),
    ]
  } catch {
    return []
  }
}

// A folder that has anything but what this command has written is somebody's own.
function prepare(out, isForced) {
  if (!existsSync(out)) return
  const [own, all] = [ownIn(out), filesIn(out)]
  const others = all.filter(name => !own.includes(name))
  if (others.length && !isForced)
    fail(
      `${out}: expected an empty folder, or one of this command’s own, got one with ${others.slice(0, 3).join(', ')}; name another, or give --force`,
    )
  for (const name of all) if (own.includes(name)) rmSync(join(out, name))
}

function contentsFor(config, isWhole, { lang, dist }) {
  progress('reading the build')
  const { languages, files } = filesFor(config, { lang, dist })
  const less = isWhole ? new Map() : lessOf(dist, { config, languages, files })
  // Another name stands for the second file then.
  const others = files.filter(name => !(less.size && /^smg\.more\./.test(name)) && !less.has(name))
  return new Map([...others.map(name => [name, readFileSync(join(dist, name))]), ...less].sort())
}

function bundle(file, options) {
  const config = sound(file, options)
  const { out, dist = distFolder() } = options
  prepare(out, options.force)
  const contents = contentsFor(config, options.whole, { lang: options.lang, dist })
  contents.set('smg-config.js', Buffer.from(`${configScript(config)}\n`))
  const files = [...contents].map(([name, bytes], i) => {
    progress(`${i + 1} of ${contents.size}: ${name}`)
    mkdirSync(dirname(join(out, name)), { recursive: true })
    writeFileSync(join(out, name), bytes)
    return { name, bytes: bytes.length, brotli: brotliCompressSync(bytes).length, integrity: hash(bytes) }
  })
  progress()
  const integrity = Object.fromEntries(files.map(each => [each.name, each.integrity]))
  writeFileSync(join(out, 'integrity.json'), `${JSON.stringify(integrity, null, 2)}\n`)
  const page = snippet({ config, base: options.base, integrity: integrity['smg.js'], isFile: true })
  writeFileSync(join(out, 'smg-snippet.html'), page)
  if (options.json) return json({ folder: out, files, snippet: page })
  for (const { name, bytes, brotli } of files)
    console.log(`${name.padEnd(32)}${String(bytes).padStart(8)} bytes${String(brotli).padStart(8)} by brotli`)
  console.log(
    `\n${out} goes to ${options.base} of the site; ${join(out, 'smg-snippet.html')} has what the pages need, with the hash of this smg.js:\n\n${page}`,
  )
}

export default program =>
  program
    .command('bundle')
    .summary('puts the files that a site needs into a folder')
    .description(
      'Puts into a folder what a site with this configuration needs of the built files, and no more: the script and what it fetches, with the languages and definitions of this site alone in them and beside them; the configuration as a script, the hashes of all, and the lines for the pages.',
    )
    .argument('<config>', 'a JSON file, or a script or page in which window.SMG_CONFIG stands as a plain value')
    .requiredOption('--out <folder>', 'to write into')
    .option(
      '--lang <list>',
      'the languages of the pages, tags with commas (default: that of the configuration, or all)',
    )
    .option(
      '--whole',
      'leaves the scripts as they were built, with the languages and definitions that this site does not use',
    )
    .option('--base <address>', 'of the folder on the site', '/smg/')
    .option('--force', 'writes into a folder that has other files too')
    .option('--dist <folder>', 'of the built files of the module')
    .option('--json', 'for machines: { folder, files: [{ name, bytes, brotli, integrity }], snippet }')
    .action(bundle)
