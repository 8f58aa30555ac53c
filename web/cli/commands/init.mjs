// Makes a configuration, and what the pages need: asks for it, or takes it from flags.

import { existsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { addsInline, policyFor } from '../parts/csp.mjs'
import { doubtsOf } from '../parts/doubts.mjs'
import { faultsOf, pathOf } from '../parts/faults.mjs'
import { definitionsWithHosts } from '../parts/hosts.mjs'
import { addId, askable } from '../parts/ids.mjs'
import { configScript, hashOf, snippet, warnOfBase } from '../parts/snippet.mjs'
import { fail, json } from '../say.mjs'

// Each has a flag of its own; all others come by --id.
const builtIn = { ga4: 'G-…', metrica: 'number', clarity: 'id', hotjar: 'number', metaPixel: 'number' }
const options = {
  company: ['name', 'who asks: the operator of the site'],
  country: ['code', 'where the operator is, such as KZ: it decides which law is named'],
  bin: ['digits', 'number of an operator in Kazakhstan'],
  policyUrl: ['address', 'of the policy'],
  email: ['address', 'for deletion'],
  language: ['tag', 'such as ru, or auto for that of each page'],
}
const flagOf = name => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
const picked = (given, names) =>
  Object.fromEntries(names.filter(name => given[name] !== undefined).map(name => [name, given[name]]))

function fromFlags(given) {
  const analytics = picked(given, Object.keys(builtIn))
  for (const text of given.id ?? []) addId(analytics, text, given.dist)
  if (given.webvisor === false) analytics.webvisor = false
  const consent = picked(given, Object.keys(options))
  if (given.purpose) consent.purposes = Object.fromEntries(given.purpose.map(id => [id, {}]))
  return { analytics, consent }
}

async function complete(config, { yes, dist }) {
  if (yes) return config
  if (!process.stdin.isTTY)
    fail(
      'expected a terminal to ask in, got none; give all by flags, and --yes: smg-consent init --yes --ga4 G-… --company …',
    )
  const { ask } = await import('../parts/ask.mjs')
  try {
    return await ask(config, dist)
  } catch (error) {
    if (error.name === 'ExitPromptError') return fail('nothing was written, since you have left')
    throw error
  }
}

// There is no file yet to take anything out of.
const remedyOf = ({ steps: [top, name], remedy }) =>
  top === 'consent' && name !== 'language'
    ? `correct --${name === 'purposes' ? 'purpose' : flagOf(name)}, or leave it out`
    : remedy.replace(/take (it|the processor) out/, 'leave $1 out')

// Whatever else the console would say of it is said before anything is written.
function assertSound(config, dist) {
  const faults = faultsOf(config, { dist })
  const text = ({ path, text, expected, got, ...fault }) =>
    `${path}: ${text ?? `expected ${expected}, got ${got}; ${remedyOf(fault)}`}`
  if (faults.length) fail(faults.map(text).join('\n'))
  if (Object.keys(config.analytics).length || config.consent.purposes) return
  const ids = askable(dist).map(({ id }) => id)
  fail(
    `expected a processor, got none; name one: --${Object.keys(builtIn).map(flagOf).join(', --')}, or by --id one of ${ids.join(', ')}; or, where only content in the pages waits, what for: --purpose functional`,
  )
}

function assertFree(files, isForced) {
  const there = files.filter(file => existsSync(file))
  if (there.length && !isForced)
    fail(`${there.join(', ')}: expected no such file; --force overwrites, --out and --snippet name others`)
  for (const [flag, file] of Object.entries({ '--out': files[0], '--snippet': files[1] }))
    if (!existsSync(dirname(file)))
      fail(`${flag}: expected a folder that there is, got ${dirname(file)}; make it, or name another`)
}

// The configuration stands in the page, unless the policy then could not allow the processors.
function forPages(config, { base, google, dist }) {
  const definitions = definitionsWithHosts(config, { google, dist })
  const isFile = definitions.some(addsInline)
  const scripts = isFile ? [] : [hashOf(configScript(config))]
  return { page: snippet({ config, base, isFile, dist }), policy: policyFor(definitions, scripts), isFile }
}

async function init(given) {
  const files = [given.out, given.snippet]
  assertFree(files, given.force)
  const config = await complete(fromFlags(given), given)
  assertSound(config, given.dist)
  const { page, policy, isFile } = forPages(config, given)
  writeFileSync(given.out, `${JSON.stringify(config, null, 2)}\n`)
  writeFileSync(given.snippet, page)
  warnOfBase(given.base)
  const warnings = doubtsOf(config, given).map(({ steps, text, remedy }) => `${pathOf(steps)} ${text}; ${remedy}`)
  if (given.json) return json({ config, files, snippet: page, policy, warnings })
  console.log(`${given.out} is the configuration, ${given.snippet} what goes into your pages:

${page}
A policy for these processors, where you send one${isFile ? '' : ', with the hash of the first script above'}. For nginx and others: smg-consent csp ${given.out}${isFile ? '' : ' --inline'} --format nginx

Content-Security-Policy: ${policy}

Next: smg-consent bundle ${given.out} --out FOLDER --base ${given.base} puts the files of the module into a folder of the site. With them it writes FOLDER/smg-snippet.html, which takes the place of ${given.snippet}: the configuration is a file then, and the policy needs no hash: smg-consent csp ${given.out}${isFile ? '' : ', without --inline'}.
Remove the vendors' own snippets from the pages: those fire without asking.`)
  for (const warning of warnings) console.error(`warning: ${warning}`)
}

export default program => {
  const command = program
    .command('init')
    .summary('makes a configuration and what the pages need')
    .description(
      'Asks what the site uses, or takes it from flags, and writes the configuration and the lines for the pages: the tags, the button that opens the settings again, the table for the policy. Prints the policy for its processors.',
    )
  for (const [id, form] of Object.entries(builtIn)) command.option(`--${flagOf(id)} <${form}>`, `the id of ${id}`)
  command
    .option('--no-webvisor', 'leaves out the recordings of metrica')
    .option(
      '--id <name=value>',
      'any other processor: tiktok=…, matomo.host=…, youtube; again for each',
      (text, all = []) => [...all, text],
    )
  command.option(
    '--purpose <name>',
    'what content in the pages waits for, where no processor has that purpose: functional; again for each',
    (text, all = []) => [...all, text],
  )
  for (const [name, [form, what]] of Object.entries(options)) command.option(`--${flagOf(name)} <${form}>`, what)
  command
    .option('--base <address>', 'of the folder that the files of the module will be in', '/smg/')
    .option('--out <file>', 'for the configuration', 'smg-config.json')
    .option('--snippet <file>', 'for what goes into the pages', 'smg-snippet.html')
    .option('--yes', 'asks nothing: all comes from flags')
    .option('--force', 'overwrites what is there')
    .option('--dist <folder>', 'of the built files of the module')
    .option('--json', 'for machines: { config, files, snippet, policy, warnings }')
    .action(init)
}
