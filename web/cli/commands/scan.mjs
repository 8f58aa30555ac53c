// Finds in built pages what would be loaded without a grant: README.md, "scan".

import { existsSync } from 'node:fs'
import { counted, fail, json, progress } from '../say.mjs'
import { catalogueIn } from '../scan/catalogue.mjs'
import { grouped } from '../scan/groups.mjs'
import { written } from '../scan/remedy.mjs'
import { scanPath } from '../scan/scan.mjs'

const MANY = 3 // places of the same finding that are named one by one

const kinds = {
  script: 'a script',
  inline: 'an inline script that loads',
  file: 'a script file that loads',
  call: 'a call or a setting that is left of its snippet',
  queue: 'a function that keeps what it is told, left of its snippet',
  img: 'a picture',
  frame: 'a frame',
  media: 'a video or sound',
  object: 'an embedded object',
  style: 'a stylesheet',
  font: 'a font',
  manifest: 'a manifest',
}
const kindOf = ({ kind, rel, isNoscript, isLazy }) =>
  (rel && kind === 'hint' ? rel : kinds[kind]) +
  (isNoscript ? ' for visitors without scripts' : isLazy ? ' that a script of the page loads' : '')
const placeOf = ({ file, line, column }) => `${file}:${line}:${column}`

// What one template of a site has put into all its pages is told once.
function tellGroup(findings) {
  for (const same of grouped(findings, each => JSON.stringify([kindOf(each), each.address, each.remedy]))) {
    const [{ address = '', remedy }] = same
    for (const each of same.slice(0, MANY)) console.log(`  ${placeOf(each)}`)
    if (same.length > MANY) console.log(`  and ${counted(same.length - MANY, 'more place')} (--json names all)`)
    console.log(`    ${kindOf(same[0])}${address && `: ${address}`}`)
    console.log(`    → ${remedy}`)
  }
}

// { id: [entry, …] }: more than one where a site has several counters of a vendor.
function allGiven(findings) {
  const given = {}
  for (const { gives } of findings)
    for (const [id, entry] of Object.entries(gives ?? {})) given[id] = { ...given[id], [written(entry)]: true }
  // An id that one snippet tells stands for those that did not.
  return Object.entries(given).map(([id, entries]) => {
    const texts = Object.keys(entries)
    const full = texts.filter(text => !text.includes('…'))
    return [id, full.length ? full : texts]
  })
}

const processorText = ({ id, oneOf, name, company, purpose }) =>
  id ? `${name} (${id}), ${purpose}; ${company}` : `${name} (${oneOf.join(' or ')}); ${company}`

function bannerText({ pages, pagesWithBanner, pagesWithout }) {
  const lacking = pagesWithout.length
  if (!pages) return 'there is no page among them'
  if (!lacking) return pages === 1 ? 'the page has the banner’s tag' : 'all pages have the banner’s tag'
  const which = `${pagesWithout.slice(0, MANY).join(', ')}${lacking > MANY ? ', …' : ''}`
  if (!pagesWithBanner) return pages === 1 ? 'the page has no tag of the banner' : 'no page has a tag of the banner'
  return `${lacking} of ${pages} pages ${lacking === 1 ? 'has' : 'have'} no tag of the banner: ${which}`
}

function tell(result) {
  const { findings, mentions, files, pages } = result
  const known = findings.filter(({ processor }) => processor)
  const unknown = findings.filter(({ processor }) => !processor)
  for (const group of grouped(known, ({ processor }) => processor.id ?? processor.name)) {
    console.log(processorText(group[0].processor))
    tellGroup(group)
    console.log('')
  }
  if (unknown.length) console.log('Not in the catalogue:\n')
  for (const group of grouped(unknown, ({ host }) => host)) {
    const [{ host, alsoUsedBy = [] }] = group
    console.log(`${host}${alsoUsedBy.length ? `, which ${alsoUsedBy.join(', ')} may use too` : ''}`)
    tellGroup(group)
    console.log('')
  }
  if (mentions.length) {
    console.log('Named in scripts, which may be no more than links; smg-consent prove tells what is asked:')
    for (const group of grouped(mentions, ({ host }) => host))
      console.log(`  ${group[0].host} (${counted(group.length, 'place')}, the first at ${placeOf(group[0])})`)
    console.log('')
  }
  const given = allGiven(findings)
  if (given.length) {
    console.log('SMG_CONFIG.analytics for all of these:')
    console.log(`  { ${given.map(([id, texts]) => `${id}: ${texts[0]}`).join(', ')} }`)
    for (const [id, [, ...more]] of given)
      if (more.length)
        console.log(`  ${id} has other values in the pages too, of which it takes one: ${more.join(', ')}`)
    console.log('')
  }
  const loading = findings.filter(({ loads }) => loads).length
  const left = findings.length - loading
  console.log(`${counted(files, 'file')}, ${counted(pages, 'page')} of them; ${bannerText(result)}`)
  console.log(
    (loading
      ? `${counted(loading, 'place')} that would load without a grant`
      : 'Nothing that would load without a grant') +
      (left ? `, and ${counted(left, 'place')} with what is left of a snippet` : ''),
  )
}

function scan(path, options) {
  if (!existsSync(path))
    fail(
      `${path}: expected a folder of built pages, or one file, got none; name the folder that the site is built into`,
    )
  const result = scanPath(path, catalogueIn(), { hosts: options.firstParty, tell: progress })
  progress()
  if (!result.files) fail(`${path}: expected *.html, *.js or *.css, got none; build the site first`)
  if (options.json) json(result)
  else tell(result)
  if (result.findings.some(({ loads }) => loads)) process.exitCode = 1
}

const collect = (value, list) => [...list, value]

export default program =>
  program
    .command('scan')
    .summary('finds trackers and embeds in built pages that would load without a grant')
    .description(
      'Reads each *.html, *.js and *.css of a folder, or the one file, and names what would ask other hosts before a visitor’s yes: scripts and snippets of vendors, pictures for visitors without scripts, preconnects, frames, fonts. Says whose each is, and what to write in its place. Ends with 1 where there is any.',
    )
    .argument('<path>', 'of the folder of the built pages, or of one file')
    .option('--first-party <host>', 'a host that is the site’s own too, with all below its domain', collect, [])
    .option('--json', 'for machines: { files, pages, pagesWithBanner, pagesWithout, ownHosts, findings, mentions }')
    .action(scan)
