#!/usr/bin/env node
// The command: each file of commands/ adds one to it.

import { readdirSync, readFileSync } from 'node:fs'
import { CommanderError, program } from 'commander'
import { fail, isJson, json, progress } from './say.mjs'

const here = path => new URL(path, import.meta.url)
const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8'))

program
  .name('smg-consent')
  .description('Sets up, checks and packs SMG Consent, and shows what it does, by the very module that visitors get.')
  .version(version)
  .showHelpAfterError('(--help tells what there is)')
  .configureOutput({
    outputError: (text, write) => (isJson ? json({ error: text.replace(/^error: |\n$/g, '') }) : write(text)),
  })
  .exitOverride()
  .addHelpText(
    'after',
    '\nIt ends with 0 where all is well, 1 where something was found, 2 where it was called wrongly.',
  )

for (const name of readdirSync(here('commands/')).sort())
  if (name.endsWith('.mjs')) (await import(here(`commands/${name}`))).default(program)

try {
  await program.parseAsync()
} catch (error) {
  // It has said so itself.
  if (error instanceof CommanderError) process.exitCode = error.exitCode && 2
  // What is thrown on purpose says what to do; all else is a fault of ours, which wants its stack.
  else fail(error.constructor === Error || error.code ? error.message : error.stack)
} finally {
  progress()
}
