// smg.css as it ships: small, and with short names for the custom properties that are the stylesheet's own.
import { readFileSync } from 'node:fs'
import { transform } from 'esbuild'
import { palette } from '../palette.js'

/** The CSS of a file beside smg.css, without what only people need. */
export const minified = async name => {
  const css = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
  return (await transform(css, { loader: 'css', minify: true })).code.trim()
}

// Custom properties with a prefix that is the module's: a page that registers one (@property) gives it a type in the
// shadow root too. What pages may set begins with --smg-; the stylesheet's own begin with --smg_, and are shortened,
// but not those of the palette, by which palette.js names its colours.
export async function stylesheet() {
  const css = await minified('smg.css')
  const names = Object.fromEntries(Object.keys(palette({}, false)).map(name => [`--smg_${name}`, `--smg_${name}`]))
  const foreign = css.match(/--(?!smg[-_])[\w-]+/g)
  if (foreign) throw Error(`smg.css: expected custom properties that begin with --smg- or --smg_, got ${foreign}`)
  const shorter = name => (names[name] ??= `--smg${'abcdefghijklmnopqrstuvwxyz'[Object.keys(names).length]}`)
  return css.replace(/--smg_[\w-]+/g, shorter)
}
