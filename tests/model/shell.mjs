// web/core.first.js itself, the way from the first module to the whole, with stubs for what it imports, and with promises
// whose reactions run when they are told to: so every order of what may happen can be tried, and tried once more.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../browser/support/paths.mjs'
import { Violation } from './properties.mjs'

// The package of the tests: it is not there in a copy of the tree.
const { buildSync } = createRequire(join(root, 'tests/package.json'))('esbuild')

export const shellAsBuilt = () => readFileSync(join(root, 'web/core.first.js'), 'utf8')

// From where it stands in a page to where it stands here: all that it imports is a member of `page`.
const imports = /^import \{ ([\w, ]+) \} from '.*'$/gm
// What tells two states of it apart, besides what the page knows.
const peek = `
export const peek = () => [!!held, isJoined, isAlone, isSpent, isMissed, !!coming]
`

const MOST_REACTIONS = 10_000

/** A function that begins with the shell anew, in a page: an object of what it imports and of the browser's names. */
export function shellOf(source) {
  const { outputFiles } = buildSync({
    stdin: { contents: source.replace(imports, 'const { $1 } = page.imports') + peek },
    define: { __MORE__: JSON.stringify({ name: 'smg.more.01234567.js', hash: 'sha384-of-this-build' }) },
    bundle: true,
    format: 'iife',
    globalName: 'shell',
    // Older than async functions, which would take the browser's own promises.
    target: 'es2016',
    supported: { 'async-await': false },
    write: false,
  })
  const names = ['Promise', 'setTimeout', 'console', 'document', 'window']
  const begin = new Function('page', ...names, `${outputFiles[0].text}\nreturn shell`)
  return page => begin(page, ...names.map(name => page.browser[name]))
}

/** Promises with a queue of their own, as a class, and `run`, which runs all reactions that are due. */
export function promises() {
  const due = []
  class Later {
    #reactions = []
    #state // [isKept, value]

    constructor(begin) {
      const settle = isKept => value => {
        if (this.#state) return
        if (isKept && typeof value?.then === 'function')
          return value.then(
            kept => this.#settle(true, kept),
            fault => this.#settle(false, fault),
          )
        this.#settle(isKept, value)
      }
      try {
        begin(settle(true), settle(false))
      } catch (fault) {
        settle(false)(fault)
      }
    }

    #settle(...state) {
      if (this.#state) return
      this.#state = state
      for (const react of this.#reactions) due.push(react)
    }

    // biome-ignore lint/suspicious/noThenProperty: it is a promise
    then(kept, broken) {
      return new Later((resolve, reject) => {
        const react = () => {
          const [isKept, value] = this.#state
          const reaction = isKept ? kept : broken
          if (!reaction) return isKept ? resolve(value) : reject(value)
          try {
            resolve(reaction(value))
          } catch (fault) {
            reject(fault)
          }
        }
        this.#state ? due.push(react) : this.#reactions.push(react)
      })
    }

    catch(broken) {
      return this.then(undefined, broken)
    }

    static resolve(value) {
      return value instanceof Later ? value : new Later(resolve => resolve(value))
    }

    static reject(fault) {
      return new Later((_, reject) => reject(fault))
    }
  }
  const run = () => {
    for (let i = 0; due.length; i++) {
      if (i > MOST_REACTIONS) throw new Violation('promises that never come to rest')
      due.shift()()
    }
  }
  return { Later, run }
}
