// What the plugins for site generators have in common: what they make of a page, and of a site. Each of them only says where
// its generator keeps pages, files and addresses.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { minified } from '../build/stylesheet.mjs'
import { visit } from '../cli/parts/module.mjs'
import { configScript, hashOf } from '../cli/parts/snippet.mjs'
import { asHtml, tableOf } from '../cli/parts/table.mjs'
import { once } from '../prerender/built.mjs'
import { prerenderPage } from '../prerender.mjs'
import { filesFor, settingsLabel } from './asked.mjs'
import { isObject } from './options.mjs'
import { edited, escaped, placesIn, tagOf } from './places.mjs'
import { allowing, sitePolicy } from './policy.mjs'

// ---- A page ----------------------------------------------------------------------------------------------------

const STYLE = 'smg.table.css'
const tableStyle = once(() => minified('table.css'))
const contentOf = async ({ dist }, name) => (name === STYLE ? tableStyle() : readFileSync(join(dist, name)))

/** The text of the page's script that sets SMG_CONFIG, in as few bytes as it takes. */
export const settingScript = config => configScript(config, 0)

// `base`: the address that the site's paths begin with, which ends in "/". Another build has another address, so that no
// browser keeps an older script, whose second file may be gone.
async function addressOf(name, options, base) {
  const version = createHash('sha256').update(await contentOf(options, name))
  return `${options.address ?? base + options.folder.slice(1)}${name}?${version.digest('hex').slice(0, 8)}`
}

/** The attributes of the module's tag. */
export async function scriptAttributes(options, base) {
  const { script, integrity, dist } = options
  const src = await addressOf(script, options, base)
  const isElsewhere = /^(\w+:)?\/\//.test(src)
  return {
    async: true,
    fetchpriority: 'high',
    src,
    integrity: integrity && JSON.parse(readFileSync(join(dist, 'integrity.json'), 'utf8'))[script],
    crossorigin: (integrity || isElsewhere) && 'anonymous',
  }
}

async function tagsFor(page, places, config, options, base) {
  const tags = places.hasTag
    ? []
    : [
        `<script>${settingScript(config)}</script>`,
        `${tagOf('script', await scriptAttributes(options, base))}</script>`,
      ]
  // Where it has files of ours, the site has the table's style too.
  if (places.hasTable && !options.address && !page.includes(STYLE))
    tags.push(tagOf('link', { rel: 'stylesheet', href: await addressOf(STYLE, options, base) }))
  return tags.map(tag => `${tag}\n`).join('')
}

// Where the site's own host would have to be named and is not known, the table is the module's alone.
function tableFor(config, lang, all, { host, dist }, said) {
  try {
    const { language } = visit(config, { lang, dist })
    const table = tableOf(config, language, { host, all, dist, remedy: 'give the option host, "www.example.com"' })
    const [, inner] = asHtml(table).match(/^<div[^>]*>(.*)<\/div>$/s)
    return inner
  } catch (error) {
    said.push(`the table is left to the module, since ${error.message}`)
    return ''
  }
}

// Where it cannot be known what the page shows, or a page cannot bring it, the module shows it as it comes.
async function withBanner(html, config, { prerender, dist, host }, said) {
  if (!prerender) return { html, hashes: [] }
  try {
    const { why, said: faults = [], ...page } = await prerenderPage(html, { config, host, dist })
    said.push(...faults.map(text => `SMG_CONFIG: ${text}`), ...(why ? [`a page brings no banner: ${why}`] : []))
    return { hashes: [], ...page }
  } catch (error) {
    said.push(`a page brings no banner: ${error.message}`)
    return { html, hashes: [] }
  }
}

// The policy that the page has in its <meta> is made to allow what has been written into it; one that it is to have comes
// first. A header the page cannot know.
function withPolicy(html, hashes, policy) {
  const places = placesIn(html)
  const meta = content => tagOf('meta', { 'http-equiv': 'Content-Security-Policy', content })
  if (!places.policy) return policy ? edited(html, [[places.head, places.head, `${meta(policy)}\n`]]) : html
  const { start, end, content } = places.policy
  const allowed = allowing(content, hashes)
  return allowed === allowing(content, {}) ? html : edited(html, [[start, end, meta(allowed)]])
}

/**
 * A page with all that the options ask for: { html, hashes, said }. `hashes`: of what stands in it, and a policy has to allow,
 * { directive: [hash …] }; `said`: what its owner is to know, texts. A generator makes parts of pages, too: of such a one
 * undefined.
 */
async function completed(page, config, options, base) {
  const places = placesIn(page)
  if (!places.isPage) return undefined
  const { lang, head, tables, buttons } = places
  const said = []
  const label = buttons.length ? escaped(settingsLabel(config, lang, options.dist)) : ''
  const { html, hashes } = await withBanner(
    edited(page, [
      [head, head, await tagsFor(page, places, config, options, base)],
      ...(options.table ? tables : []).map(({ start, end, all }) => [
        start,
        end,
        tableFor(config, lang, all, options, said),
      ]),
      ...buttons.map(({ start, end }) => [start, end, label]),
    ]),
    config,
    options,
    said,
  )
  const { scripts, styles } = placesIn(html)
  const own = { 'script-src': [hashOf(settingScript(config)), ...hashes] }
  const all = () => ({ 'script-src': scripts.map(hashOf), 'style-src': styles.map(hashOf) })
  const allowed = options.hashes === 'all' ? all() : own
  const policy = options.policy === 'meta' && sitePolicy([config], options, allowed)
  return { html: withPolicy(html, allowed, policy), hashes: allowed, said }
}

// ---- The site --------------------------------------------------------------------------------------------------

const BEGIN = '# Written by smg-consent'
const END = '# End of what smg-consent has written'
// What hosts such as Netlify and Cloudflare Pages take headers from: with the policy for all pages, in the place of an
// older one of ours. Two policies would both have to allow what the site does.
function headersWith(policy, base, old = '') {
  const others = old.replace(RegExp(`${BEGIN}\n.*?${END}\n`, 's'), '')
  if (/^\s+content-security-policy\s*:/im.test(others))
    throw Error(
      '_headers: expected no Content-Security-Policy in it, got one: take it out, and name its sources in the option ' +
        '"sources"; or give a function as "policy", and write the header yourself',
    )
  const before = others && !others.endsWith('\n') ? `${others}\n` : others
  const all = base.startsWith('/') ? `${base}*` : '/*'
  return `${before}${BEGIN}\n${all}\n  Content-Security-Policy: ${policy}\n${END}\n`
}

const readIfThere = path => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
// A server that watches the folder reloads the page for what is written into it.
function write(path, content) {
  if (existsSync(path) && readFileSync(path).equals(Buffer.from(content))) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/**
 * A site that is being made: `base` is the address that its paths begin with, "/" at its end, and `say(text)` tells its
 * owner something. What it has:
 * - page(html, config, its): the page with all that the options ask for. `its`: the base as seen from this page.
 * - files(): a promise of what lies in the module's folder, as [path from the root of the site, content].
 * - copy(output): puts these files into the folder that the site is made in.
 * - finish(output): what is left to do when all pages are in that folder.
 */
export function siteOf(options, base, say) {
  const configs = new Map()
  const note = config => configs.set(JSON.stringify(config), config)
  if (isObject(options.config)) note(options.config)
  const hashes = { 'script-src': new Set(), 'style-src': new Set() }
  const told = new Set()
  const tell = text => {
    if (!told.has(text)) say(text)
    told.add(text)
  }
  const policy = () => {
    const lists = Object.fromEntries(Object.entries(hashes).map(([name, set]) => [name, [...set]]))
    return sitePolicy([...configs.values()], options, lists)
  }
  const names = () => (options.address ? [] : [...filesFor([...configs.values()], options), STYLE])
  const files = () =>
    Promise.all(names().map(async name => [options.folder.slice(1) + name, await contentOf(options, name)]))
  return {
    async page(html, config = options.config, its = base) {
      note(config)
      const done = await completed(html, config, options, its)
      if (!done) return html
      for (const [name, list] of Object.entries(done.hashes)) for (const hash of list) hashes[name].add(hash)
      done.said.forEach(tell)
      return done.html
    },
    files,
    async copy(output) {
      for (const [path, content] of await files()) write(join(output, path), content)
    },
    async finish(output) {
      const headers = join(output, '_headers')
      if (options.policy === 'headers') write(headers, headersWith(policy(), base, readIfThere(headers)))
      if (typeof options.policy === 'function') await options.policy(policy())
    },
  }
}
