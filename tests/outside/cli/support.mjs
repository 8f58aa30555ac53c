// The command as an owner runs it: another process, in a folder of his own.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from '../../browser/support/paths.mjs'

// What runs at present, which a busy machine has the time to be told of.
const progress = /^(reading the build|\d+ of \d+.*)\n/gm

export const command = join(root, 'web/cli/smg-consent.mjs')

/** A folder of its own with these files, which goes with the test: { folder, smg(...arguments), read(name), list() }. */
export function scratch(t, files = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'smg-cli-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
  return {
    folder,
    read: name => readFileSync(join(folder, name), 'utf8'),
    list: (within = '.') =>
      readdirSync(join(folder, within), { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(join(folder, within).length + 1))
        .sort(),
    smg(...given) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...given], { cwd: folder, input: '' })
      return { status, out: String(stdout), err: String(stderr).replace(progress, '') }
    },
  }
}

/** A page with what the command says goes into pages, each part in its place. */
export function pageWith(snippet, { lang = 'en', head = '' } = {}) {
  const [tags, rest] = snippet.split('<!-- Anywhere')
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>A page</title>${head}
${tags}</head>
<body><main><h1>A page</h1>
<!-- Anywhere${rest}</main></body></html>`
}
