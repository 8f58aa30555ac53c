// Runs the command as its user does, beside the lab in this process, which answers meanwhile.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../../../browser/support/paths.mjs'
import { command as program, scratch } from '../../cli/support.mjs'

/** { code, out, err } of `smg-consent ARGUMENTS`, called where playwright-core is installed. */
export function command(args, { cwd = join(root, 'tests'), env = {} } = {}) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...process.env, ...env } })
    let [out, err] = ['', '']
    child.stdout.on('data', text => (out += text))
    child.stderr.on('data', text => (err += text))
    child.on('close', code => resolve({ code, out, err }))
  })
}

/** A folder of these files, { path: text }, that goes with the test. */
export const folderOf = (t, files) => scratch(t, files).folder
