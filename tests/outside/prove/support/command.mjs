// Runs the command as its user does, and a folder of files for it.

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from '../../../browser/support/paths.mjs'

const program = join(root, 'web/cli/smg-consent.mjs')

/** { code, out, err } of `smg-consent ARGUMENTS`. */
export function command(args, { cwd = join(root, 'tests'), env = {} } = {}) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...process.env, ...env } })
    let [out, err] = ['', '']
    child.stdout.on('data', text => (out += text))
    child.stderr.on('data', text => (err += text))
    child.on('close', code => resolve({ code, out, err }))
  })
}

/** A folder of these files, { path: text }, that is gone after the test. */
export function folderOf(t, files) {
  const folder = mkdtempSync(join(tmpdir(), 'smg-outside-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
