// Puts into a folder the files that a site with this configuration needs, and no others.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { distFolder, filesIn } from '../../files-of.mjs'
import { filesFor } from '../parts/files.mjs'
import { lessOf } from '../parts/less.mjs'
import { configScript, snippet, warnOfBase } from '../parts/snippet.mjs'
import { faultless } from '../parts/sound.mjs'
import { fail, json, progress } from '../say.mjs'

const hash = bytes => `sha384-${createHash('sha384').update(bytes).digest('base64')}`

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

// What of an earlier run lies there. A folder that has anything else is somebody's own.
function ownFiles(out, isForced) {
  if (!existsSync(out)) return []
  if (!statSync(out).isDirectory()) fail(`${out}: expected a folder, got a file; name another`)
  const [own, all] = [ownIn(out), filesIn(out)]
  const others = all.filter(name => !own.includes(name))
  if (others.length && !isForced)
    fail(
      `${out}: expected an empty folder, or one of this command’s own, got one with ${others.slice(0, 3).join(', ')}; name another, or give --force`,
    )
  return all.filter(name => own.includes(name))
}

// With the folders that are empty then.
function remove(out, names) {
  for (const name of names) rmSync(join(out, name))
  for (const folder of new Set(names.map(dirname)))
    if (folder !== '.' && !readdirSync(join(out, folder)).length) rmdirSync(join(out, folder))
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
  const config = faultless(file, options)
  const { out, base, dist = distFolder() } = options
  const before = ownFiles(out, options.force)
  const contents = contentsFor(config, options.whole, { lang: options.lang, dist })
  contents.set('smg-config.js', Buffer.from(`${configScript(config)}\n`))
  const files = [...contents].map(([name, bytes], i) => {
    progress(`${i + 1} of ${contents.size}: ${name}`)
    return { name, bytes: bytes.length, brotli: brotliCompressSync(bytes).length, integrity: hash(bytes) }
  })
  progress()
  const integrity = Object.fromEntries(files.map(each => [each.name, each.integrity]))
  const page = snippet({ config, base, integrity: integrity['smg.js'], isFile: true })
  contents.set('integrity.json', `${JSON.stringify(integrity, null, 2)}\n`)
  contents.set('smg-snippet.html', page)
  // Only now, when all is known: what has failed before has left the folder of a working site as it was.
  for (const [name, bytes] of contents) {
    mkdirSync(dirname(join(out, name)), { recursive: true })
    writeFileSync(join(out, name), bytes)
  }
  remove(
    out,
    before.filter(name => !contents.has(name)),
  )
  warnOfBase(base)
  if (options.json) return json({ folder: out, files, snippet: page })
  for (const { name, bytes, brotli } of files)
    console.log(`${name.padEnd(32)}${String(bytes).padStart(8)} bytes${String(brotli).padStart(8)} by brotli`)
  console.log(
    `\n${out} goes to ${base} of the site; ${join(out, 'smg-snippet.html')} has what the pages need, with the hash of this smg.js:\n\n${page}`,
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
