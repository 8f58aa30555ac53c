// Puts the banner into the HTML of a folder of pages: web/README.md, "The banner in the page".

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { counted, fail, json, progress, readConfig } from '../say.mjs'

function pagesIn(folder) {
  try {
    return readdirSync(folder, { recursive: true })
      .map(String)
      .filter(name => /\.html?$/i.test(name) && statSync(join(folder, name)).isFile())
      .sort()
  } catch (error) {
    return fail(
      `${folder}: expected a folder of pages, got ${error.message}; name the folder that the site is built into`,
    )
  }
}

// With its byte order mark, if it has one.
const textOf = path => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path))

async function prerenderFile(path, given) {
  // Only here: it brings what makes scripts and styles small, for which no other command waits.
  const { prerenderPage } = await import('../../prerender.mjs')
  const page = textOf(path)
  const { html, ...done } = await prerenderPage(page, given)
  if (html !== page) writeFileSync(path, html)
  return { ...done, written: html !== page }
}

const count = (list, key) => list.set(key, (list.get(key) ?? 0) + 1)
const tally = (done, keysOf) => {
  const list = new Map()
  for (const page of done) for (const key of keysOf(page)) count(list, key)
  return list
}
const pages = number => counted(number, 'page')

function tell(done) {
  const kept = done.filter(({ error }) => !error)
  for (const [lang, number] of tally(kept, ({ why, lang }) => (why ? [] : [lang])))
    console.log(`${pages(number)} ${lang ? `in ${lang}` : 'without a language'}: the banner is in the page`)
  for (const [why, number] of tally(kept, ({ why }) => (why ? [why] : [])))
    console.log(`${pages(number)}: no banner in the page, ${why}`)
  console.log(`${pages(kept.filter(({ written }) => written).length)} written, all others stay as they were`)
  for (const text of tally(kept, ({ said = [] }) => said).keys()) console.log(`SMG_CONFIG: ${text}`)
  for (const [hash, number] of tally(kept, ({ hashes = [] }) => hashes))
    console.log(`script-src of ${pages(number)}: ${hash}`)
}

async function prerender(folder, options) {
  const given = { host: options.host, dist: options.dist, config: options.config && readConfig(options.config) }
  const done = []
  const names = pagesIn(folder)
  if (!names.length)
    fail(`${folder}: expected pages, *.html or *.htm, got none; name the folder that the site is built into`)
  for (const [i, name] of names.entries()) {
    const page = join(folder, name)
    progress(`${i + 1} of ${pages(names.length)}: ${page}`)
    try {
      done.push({ page, ...(await prerenderFile(page, given)) })
    } catch (error) {
      done.push({ page, error: error.message })
      progress()
      if (!options.json) console.error(`${page}: ${error.message}`)
    }
  }
  progress()
  if (options.json) json({ pages: done })
  else tell(done)
  // A folder in which no page has got one is not what anybody asked for.
  if (done.some(({ error }) => error) || done.every(({ why }) => why)) process.exitCode = 1
}

export default program =>
  program
    .command('prerender')
    .summary('puts the banner into the HTML of built pages')
    .description(
      'Puts the banner into each *.html and *.htm of a folder, in the language of the page, so that it is there with the first paint. A second run replaces what the first one wrote. Prints the hash that a Content-Security-Policy needs in script-src. Ends with 1 where no page has got one, or a page could not be read.',
    )
    .argument('<folder>', 'of the built pages')
    .option('--config <file>', 'the configuration, where it does not stand in the pages themselves')
    .option('--host <name>', 'the host of the site, which the banner names where the configuration has no company')
    .option('--dist <folder>', 'of the built files of the module')
    .option('--json', 'for machines: { pages: [{ page, lang, written, why, hashes, said, error }] }')
    .action(prerender)
