// What `smg-consent bundle` leaves of the two scripts for some sites, as the command's README tells it.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { dist, root } from './paths.mjs'
import { analytics } from './vendors.mjs'

const { ga4, metrica } = analytics
const scripts = ['smg.js', 'smg.more.js']
// The second file's name has its hash in it.
const withoutHash = name => name.replace(/^smg\.more\.[0-9a-f]{8}/, 'smg.more')

const sites = {
  'English, `ga4`': ['en', { ga4 }],
  'Russian, `metrica`': ['ru', { metrica }],
  'English, Kazakh and Russian, `ga4` and `metrica`': ['en,kk,ru', { ga4, metrica }],
}

export const path = join(root, 'web/cli/README.md')
export const text = () => readFileSync(path, 'utf8')

// [smg.js, the second file] in bytes of brotli.
function bundled([lang, analytics]) {
  const folder = mkdtempSync(join(tmpdir(), 'smg-'))
  try {
    const config = join(folder, 'a.json')
    writeFileSync(config, JSON.stringify({ analytics }))
    const given = ['bundle', config, '--out', join(folder, 'smg'), '--lang', lang, '--json']
    const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'web/cli/smg-consent.mjs'), ...given])
    if (!String(stdout)) throw Error(String(stderr))
    const { files } = JSON.parse(stdout)
    return scripts.map(name => files.find(each => withoutHash(each.name) === name).brotli)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Whether build/dist is the build that `sizes` are of, as far as the table tells of it. */
export const isOf = ({ files }) =>
  readdirSync(dist)
    .filter(name => scripts.includes(withoutHash(name)))
    .every(name => brotliCompressSync(readFileSync(join(dist, name))).length === files[withoutHash(name)].brotli)

/** Site → what it gets. */
export const measured = () => Object.fromEntries(Object.entries(sites).map(([name, site]) => [name, bundled(site)]))

/** The README with other figures in its table: those of `sizes`, as size.json has them, and of sites. */
export function textWith(readme, { files }, bundles = {}) {
  const rows = { 'the build': scripts.map(name => files[name].brotli), ...bundles }
  return Object.entries(rows).reduce((result, [name, numbers]) => {
    const lead = `| ${name} | `
    const [row] = result.split('\n').filter(line => line.startsWith(lead))
    if (!row) throw Error(`web/cli/README.md: expected a row of "${name}"`)
    return result.replace(row, `${lead}${numbers.map(number => number.toLocaleString('en')).join(' | ')} |`)
  }, readme)
}
