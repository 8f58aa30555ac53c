// What all commands say, and how: results on stdout, all else on stderr, so that a pipe gets results alone.

export { readConfig } from './config.mjs'

/** Whether --json is given. Known also before the arguments are understood, since what is said of them is JSON then too. */
export const isJson = process.argv.includes('--json')
const isTerminal = process.stderr.isTTY && !process.env.CI
const PACE = 5000 // ms between two lines where nobody can wipe them away

/** "1 page", "2 pages". */
export const counted = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`

/** A result for machines. */
export const json = value => console.log(JSON.stringify(value, null, 2))

/**
 * Ends the command: 2 for wrong use, 1 for what was found. `message` says what was expected, what came and what to do; with
 * --json it comes as { error } on stdout.
 */
export function fail(message, exitCode = 2) {
  progress()
  if (isJson) json({ error: message })
  else console.error(`smg-consent: ${message}`)
  process.exit(exitCode)
}

let said = Date.now()
let isShown = false
/** What runs at present; without a text, that nothing does any more. */
export function progress(text) {
  if (isTerminal) {
    if (isShown) process.stderr.write('\r\x1b[K')
    isShown = !!text
    if (text) process.stderr.write(text.slice(0, (process.stderr.columns || 80) - 1))
  } else if (text && Date.now() - said > PACE) {
    said = Date.now()
    console.error(text)
  }
}
