// Runs the browser tests: all files named *.test.mjs beside this one, or those given, or all in the folders given. Two at
// a time, since each has a browser of its own. By hand, in the Node that the judges want:
//
//     PATH=$PWD/tests/node_modules/.bin:$PATH node tests/browser/run.mjs tests/browser/axe.test.mjs

import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run } from 'node:test'
import { tap } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
// The longest first, so that none is left to run alone at the end.
const within = folder =>
  readdirSync(folder)
    .filter(name => name.endsWith('.test.mjs'))
    .map(name => join(folder, name))
    .sort((a, b) => statSync(b).size - statSync(a).size)
const given = process.argv.slice(2).map(path => resolve(path))
const files = (given.length ? given : [here]).flatMap(path => (statSync(path).isDirectory() ? within(path) : path))

run({ files, concurrency: 2 })
  // What is marked todo is known not to hold, and told, but is no failure.
  .on('test:fail', ({ todo }) => {
    if (todo === undefined || todo === false) process.exitCode = 1
  })
  .compose(tap)
  .pipe(process.stdout)
