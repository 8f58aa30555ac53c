// Shows what a page loads and stores without a grant: prove/README.md.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { distFolder } from '../../files-of.mjs'
import { startBrowser } from '../prove/browser.mjs'
import { byOwner, judge } from '../prove/judge.mjs'
import { reportOf } from '../prove/report.mjs'
import { visit } from '../prove/stages.mjs'
import { MOMENT } from '../prove/visitor.mjs'
import { askedText, linesOf, ownerText, resultOf, verdictOf } from '../prove/words.mjs'
import { fail, json, progress } from '../say.mjs'
import { catalogueIn } from '../scan/catalogue.mjs'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

function addressOf(text) {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(address) || !/^https?:/.test(address))
    fail(`${text}: expected the address of a page; write it as https://www.example.com/`)
  return new URL(address).href
}

function number(name, text, least, most) {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) fail(`--${name}: expected ${least}..${most}, got ${text}`)
  return value
}

// "Name: value", "name=value".
function pair(name, text, separator) {
  const at = text.indexOf(separator)
  if (at < 1) fail(`--${name}: expected "name${separator} value", got ${text}`)
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

/** Selectors in a list, "#open, button:is(.a, .b)": at the commas outside of brackets and quotes. */
function listOf(text) {
  const parts = ['']
  let depth = 0
  let quote = ''
  for (const sign of text) {
    if (quote) quote = sign === quote ? '' : quote
    else if (/["']/.test(sign)) quote = sign
    else if (/[([]/.test(sign)) depth++
    else if (/[)\]]/.test(sign)) depth--
    if (sign === ',' && !depth && !quote) parts.push('')
    else parts[parts.length - 1] += sign
  }
  return parts.map(part => part.trim()).filter(Boolean)
}

// Which build of the module the page has: the one beside this command, or another.
function moduleOf(files) {
  const own = JSON.parse(readFileSync(join(distFolder(), 'integrity.json'), 'utf8'))
  return files.map(file => {
    const name = Object.keys(own).find(key => own[key] === file.integrity)
    return { ...file, ...(name && { file: name, version }) }
  })
}

function moduleText({ url, isListed, file, version: of }) {
  if (file) return `${file}, that of smg-consent ${of} byte for byte`
  const other = `${new URL(url).pathname}, not a file of this build as it is; “bundle” makes such`
  if (isListed === undefined) return `${other}: compare it with your integrity.json`
  return isListed
    ? `${other}, and the integrity.json beside it has its hash`
    : `${other}, but the integrity.json beside it has another hash: see what was changed`
}
const moduleFact = file => [moduleText(file), file.integrity]

async function proofOf(address, options) {
  const started = await startBrowser(options)
  try {
    const seen = await visit(started, { ...options, url: address }, progress)
    const given = options.cookies.map(([name]) => name)
    const judged = judge({ ...seen, given }, catalogueIn(), { isStrict: options.strict })
    const owners = byOwner(judged.findings)
    const { isIdle } = seen.banner
    const isComplete = isIdle || !seen.stages.some(({ skipped }) => skipped)
    const now = new Date()
    const date = now.toISOString()
    const dateText = `${now.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`
    const module = moduleOf(seen.files)
    return {
      tool: { name: 'smg-consent', version },
      url: address,
      ...seen,
      ...judged,
      date,
      dateText,
      browser: started.name,
      module,
      owners,
      isComplete,
      isStrict: !!options.strict,
      moment: MOMENT,
      ...{ wait: options.wait, pages: options.pages },
      verdict: verdictOf({ owners, isComplete, isIdle }),
      facts: [
        ['Page', [seen.finalUrl === address ? address : `${address}, which led to ${seen.finalUrl}`]],
        ['Date', [dateText]],
        ['Browser', [`${started.name}, window of 1280 × 800${options.proxy ? ', through a proxy' : ''}`]],
        ['Banner', [seen.banner.name]],
        ...(module.length ? [['Module', ...module.map(moduleFact)]] : []),
      ],
    }
  } finally {
    await started.browser.close()
  }
}

// For report.json and --json: without pictures, which would be most of it.
function dataOf({
  tool,
  url,
  finalUrl,
  date,
  browser,
  banner,
  module,
  verdict,
  isComplete,
  isStrict,
  wait,
  pages,
  stages,
  findings,
  notes,
}) {
  return {
    ...{ tool, url, finalUrl, date, browser, banner: banner.kind, module, verdict, isComplete, isStrict, wait, pages },
    stages: stages.map(({ screenshot, did, ...stage }) => stage),
    ...{ findings, notes },
  }
}

function tell(proof) {
  for (const stage of proof.stages) {
    const own = proof.findings.filter(each => each.stage === stage.id)
    console.log(`${stage.title}: ${resultOf(stage, proof.findings)[1]}`)
    for (const { whose, findings } of byOwner(own)) {
      console.log(`  ${whose.name}${ownerText(whose) && ` (${ownerText(whose)})`}`)
      for (const { what, code, more } of linesOf(findings)) console.log(`    ${what} ${code}, ${more}`)
    }
    if (stage.asked?.length) console.log(`  asked with the grant: ${askedText(stage)}`)
  }
  console.log(`\n${proof.verdict}`)
}

async function prove(text, options) {
  const address = addressOf(text)
  const given = {
    ...options,
    pages: number('pages', options.pages, 1, 20),
    wait: number('wait', options.wait, 0, 120_000),
    headers: options.header.map(each => pair('header', each, ':')),
    cookies: options.cookie.map(each => pair('cookie', each, '=')),
    selectors: Object.fromEntries(['accept', 'reject', 'withdraw'].map(name => [name, options[name].flatMap(listOf)])),
  }
  const proof = await proofOf(address, given)
  progress()
  const data = dataOf(proof)
  mkdirSync(options.out, { recursive: true })
  writeFileSync(join(options.out, 'report.html'), reportOf(proof))
  writeFileSync(join(options.out, 'report.json'), `${JSON.stringify(data, null, 2)}\n`)
  if (options.json) json(data)
  else {
    tell(proof)
    console.log(`The report: ${join(options.out, 'report.html')}, and report.json beside it`)
  }
  const failed = proof.stages.find(stage => stage.failed)
  if (proof.findings.length) process.exitCode = 1
  else if (failed) {
    // The results that there are have been given, and are not all that was asked for.
    console.error(`smg-consent: ${address}: expected all stages, got only some: ${failed.skipped}`)
    process.exitCode = 2
  }
}

const collect = (value, list) => [...list, value]

export default program =>
  program
    .command('prove')
    .summary('shows in a browser what a page loads and stores without a grant, and writes a report')
    .description(
      'Opens a page in your own Chrome, Edge or Chromium as a visitor who was never there, and records every request, cookie and stored name before a choice, after “Reject”, after “Accept”, after a withdrawal, and on the way back. Writes a report for people, and the same as data. Ends with 0 where nothing was there without a grant, with 1 where something was, with 2 where the page did not open or its banner could not be pressed.',
    )
    .argument('<url>', 'of the page')
    .option(
      '--accept <selector>',
      'of a banner that is not SMG Consent: what accepts all; more than one in their order, by commas',
      collect,
      [],
    )
    .option('--reject <selector>', 'the same for what refuses all', collect, [])
    .option('--withdraw <selector>', 'the same for what takes the grant back', collect, [])
    .option('--pages <number>', 'to look at in each stage: this one, and others of the site that it links to', '2')
    .option('--wait <ms>', 'for what comes by itself, on each page before and after scrolling', '3000')
    .option('--strict', 'count any cookie or stored name without a grant, but the banner’s record')
    .option('--first-party <host>', 'a host that is the site’s own too, with all below its domain', collect, [])
    .option('--out <folder>', 'for report.html and report.json', 'smg-consent-proof')
    .option('--json', 'the same as report.json on stdout')
    .option(
      '--browser <path>',
      'the browser’s program; else that of the environment variable CHROMIUM, else what is found',
    )
    .option('--headed', 'let the browser’s window be seen')
    .option('--proxy <address>', 'for all that the browser asks, such as http://127.0.0.1:8080')
    .option('--insecure', 'take any certificate: for test sites')
    .option('--header <name: value>', 'sent to the site itself, such as a password for a test site', collect, [])
    .option('--cookie <name=value>', 'that the visitors have from the start', collect, [])
    .action(prove)
