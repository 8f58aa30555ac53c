// Looks through built pages for what would be loaded without a grant.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { reader } from './findings.mjs'
import { isOwnFile, readPage } from './page.mjs'
import { ownership } from './site.mjs'

const kinds = [
  [/\.html?$/i, 'page'],
  [/\.m?js$/i, 'script'],
  [/\.css$/i, 'style'],
]

// What `smg-consent bundle` writes beside the module's files: lines to be pasted, which are no page, and the configuration,
// which is read and not counted.
const isFragment = name => basename(name) === 'smg-snippet.html'
const isConfig = name => basename(name) === 'smg-config.js'

function namesIn(folder) {
  const names = readdirSync(folder, { recursive: true }).map(String)
  return names.filter(name => !/(^|[\\/])node_modules[\\/]/.test(name) && !isOwnFile(name) && !isFragment(name))
}

/**
 * { files, pages, pagesWithBanner, pagesWithout, ownHosts, findings, mentions } of a folder, or of one file: a finding has its place, whose it is, whether it loads by
 * itself, and what to put in its place; a mention is an address in a script that may be no more than a text. `hosts` are the
 * site's own. `tell(text)` is told what runs.
 */
export function scanPath(path, catalogue, { hosts = [], tell = () => {} } = {}) {
  const isFolder = statSync(path).isDirectory()
  const folder = isFolder ? path : dirname(path)
  const names = (isFolder ? namesIn(folder) : [basename(path)])
    .map(name => [name, kinds.find(([pattern]) => pattern.test(name))?.[1]])
    .filter(([name, kind]) => kind && statSync(join(folder, name)).isFile())
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const files = names.map(([name, kind]) => {
    const text = readFileSync(join(folder, name), 'utf8')
    return { path: join(folder, name), kind, text, page: kind === 'page' && readPage(text) }
  })
  const pages = files.flatMap(({ page }) => page || [])
  const own = [...new Set([...hosts, ...pages.flatMap(page => page.own)])]
  const result = { findings: [], mentions: [] }
  const read = reader(catalogue, ownership(own), result)
  for (const [i, { path, kind, text, page }] of files.entries()) {
    tell(`${i + 1} of ${files.length} files: ${path}`)
    read[kind](path, text, page)
  }
  const pagesWithout = files.filter(({ page }) => page && !page.hasBanner).map(file => file.path)
  const pagesWithBanner = pages.length - pagesWithout.length
  const counted = files.filter(file => files.length === 1 || !isConfig(file.path)).length
  return { files: counted, pages: pages.length, pagesWithBanner, pagesWithout, ownHosts: own, ...result }
}
