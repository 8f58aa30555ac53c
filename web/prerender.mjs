// Puts the banner into the HTML of pages, so that it is there with the page's first paint: README.md, "The banner in the
// page". For generators of sites: `const { html } = await prerenderPage(page, { host })`; for a folder of pages
// `smg-consent prerender FOLDER`.

import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { minify } from 'terser'
import { stylesheet } from './build/stylesheet.mjs'
import { distFolder } from './files-of.mjs'
import { built, once } from './prerender/built.mjs'
import { firstLayer } from './prerender/core.mjs'
import { configOf, read } from './prerender/page.mjs'
import { coloured, rulesFor } from './prerender/style.mjs'

const GUARD = new URL('./prerender/guard.js', import.meta.url)
// Presses that are kept for the module.
const PENDING = ':host([aria-busy]) .actions{opacity:.5}'

const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const quoted = text => (/^[\w-]+$/.test(text) ? text : `"${escaped(text).replaceAll('"', '&quot;')}"`)
// A node as layers.js builds it: what has a class has it as its part too.
function toHtml(node) {
  if (!Array.isArray(node)) return escaped(node)
  const [tag, attributes, ...children] = node
  const pairs = Object.entries({ ...attributes, part: attributes.class }).filter(([, value]) => value)
  const words = pairs.map(([name, value]) => (value === true ? name : `${name}=${quoted(value)}`))
  return `<${[tag, ...words].join(' ')}>${children.map(toHtml).join('')}</${tag}>`
}

const css = once(stylesheet)

async function guard({ name, hidesForGpc, hidesInFrames }, { tag = 'smg.js', isAlone = false }, style) {
  const source = readFileSync(GUARD, 'utf8').replace('__TAG__', tag.replaceAll('.', '\\.'))
  const { code } = await minify(source, {
    ecma: 2020,
    toplevel: true,
    compress: {
      global_defs: {
        __NAME__: name,
        __GPC__: hidesForGpc,
        __FRAMES__: hidesInFrames,
        __CSS__: style,
        // What would take the page over is a script.
        __HYDRATED__: !isAlone,
      },
      passes: 2,
      unsafe_arrows: true,
    },
    format: { ascii_only: true, inline_script: true, semicolons: true },
  })
  return code.replace(/;$/, '')
}

/**
 * The banner of a page in the language `lang` on a site with this SMG_CONFIG: { html, hashes, said }. `html` stands first
 * in <body>; `hashes` is what a Content-Security-Policy needs in script-src (style-src needs nothing); `said`: what the
 * console would be told of the configuration. Or { why }, a text, where a page cannot bring it. `host` is needed where
 * the configuration has no `company`; `dist` is the folder of the build; `page` is what read() says
 * of the page.
 */
export async function prerenderBanner({ config, lang, host, dist = distFolder(), ...page }) {
  const { module, tags, fileOf } = built(dist)
  const layer = firstLayer(module, config, { lang, host, tags, fileOf })
  if (layer.why) return layer
  const { node, theme, said } = layer
  const { 'data-region': region, 'data-theme': mode } = node[1]
  // As layers.js makes it.
  const section = ['section', { 'data-nosnippet': true, 'aria-label': region }, ['div', { role: 'status' }], node]
  const rules = rulesFor(await css(), [section], page) + PENDING
  const script = await guard(layer, page, await coloured(rules, mode, theme))
  const html = `<smg-consent id=smg-consent><template>${toHtml(section)}</template><script type=module async>${script}</script></smg-consent>`
  return { html, hashes: [`'sha256-${createHash('sha256').update(script).digest('base64')}'`], said }
}

const banners = new Map()
const bannerOf = options => {
  const key = JSON.stringify(options)
  if (!banners.has(key)) banners.set(key, prerenderBanner(options))
  return banners.get(key)
}

/**
 * A page with its banner in it: { html, lang, hashes, said }, or { html, why } where there is none in it, which is no
 * fault. One that was put in before is replaced. Throws where it cannot be known what the page shows. `config` is for
 * sites whose SMG_CONFIG does not stand in the page itself.
 */
export async function prerenderPage(page, { config, host, dist } = {}) {
  let html = page
  const { old } = read(html)
  if (old) html = html.slice(0, old[0]) + html.slice(old[1])
  const { isPart, lang, tag, isAlone, scripts, isFitted, charset, at } = read(html)
  if (/^\s*<\?xml/.test(html)) return { html, why: 'it is XHTML' }
  if (isPart) return { html, why: 'it is a part of pages: it has no doctype, <html>, <head> or <body>' }
  if (!tag) return { html, why: 'the tag of the module is not in it' }
  const own = config ?? configOf(scripts)
  if (own === undefined) return { html, why: 'SMG_CONFIG is not in it: name its file by --config smg-config.json' }
  if (at === undefined) return { html, why: 'it has no body' }
  if (charset && charset.toLowerCase() !== 'utf-8') throw Error(`expected the charset utf-8, got ${charset}`)
  const { html: banner, ...facts } = await bannerOf({ config: own, lang, host, dist, tag, isFitted, isAlone })
  return banner ? { html: html.slice(0, at) + banner + html.slice(at), lang, ...facts } : { html, ...facts }
}

// `smg-consent prerender` under the name that it had first.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.argv.splice(2, 0, 'prerender')
  // Not awaited: the command imports this file, which would then never be done.
  import('./cli/smg-consent.mjs')
}
