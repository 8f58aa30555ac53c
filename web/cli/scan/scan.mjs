// Looks through a folder of built pages for what would be loaded without a grant.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { reader } from './findings.mjs'
import { isOwnFile, readPage } from './page.mjs'
import { ownership } from './site.mjs'

const kinds = [
  [/\.html?$/i, 'page'],
  [/\.m?js$/i, 'script'],
  [/\.css$/i, 'style'],
]

/**
 * { files, pages, pagesWithBanner, ownHosts, findings, mentions }: a finding has its place, whose it is, whether it loads by
 * itself, and what to put in its place; a mention is an address in a script that may be no more than a text. `hosts` are the
 * site's own. `tell(text)` is told what runs.
 */
export function scanFolder(folder, catalogue, { hosts = [], tell = () => {} } = {}) {
  const names = readdirSync(folder, { recursive: true })
    .map(String)
    .filter(name => !/(^|[\\/])node_modules[\\/]/.test(name))
    .map(name => [name, kinds.find(([pattern]) => pattern.test(name))?.[1]])
    .filter(([name, kind]) => kind && !isOwnFile(name) && statSync(join(folder, name)).isFile())
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
  const withBanner = pages.filter(({ hasBanner }) => hasBanner).length
  return { files: files.length, pages: pages.length, pagesWithBanner: withBanner, ownHosts: own, ...result }
}
