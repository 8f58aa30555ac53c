// The look of the layers: makes the palette of smg.css of what the site says, by the option `theme` or by custom
// properties. What is a colour, a length or a font only the browser knows: so that is judged here, for both ways alike.

import { json } from './browser.js'
import { contrast, palette } from './palette.js'

// What `theme` may say stands first, in the order of the "theme" effect.
const names = 'accent background text radius font muted line edge button hover'.split(' ')
// The CSS property that a value must be one for, if that is not "color".
const kinds = { __proto__: null, radius: 'border-radius', font: 'font-family' }
const screen = matchMedia('(prefers-color-scheme: dark)')
const said = new Set()
let options = [] // the values of the "theme" effect
let look // what the palette was made of, as JSON

export const setTheme = (...values) => {
  options = values
}

// "rgb(1, 2, 3)", "rgba(1, 2, 3, 0.5)" or "color(srgb 0.1 none -0.3 / 0.5)": all that stands before a blank, a comma or
// the end. Of "none" it is the last letter, no number, which counts as 0, as CSS has it. What lies beyond sRGB ends at
// its edge.
const channels = text =>
  text.match(/[-\de.]+(?=[ ,)])/g).map((word, i) => {
    const number = word * (i < 3 && text[0] == 'c' ? 255 : 1)
    return number > 255 ? 255 : number > 0 ? number : 0
  })

// Writes the palette of this mode ("auto", "light", "dark") to the stylesheet. `host` is whose custom properties count,
// `probe` an element within, on which values are tried. Without a place in the page they have no values yet.
export const setColours = (sheet, mode, host, probe) => {
  const dark = mode == 'auto' ? screen.matches : mode == 'dark'
  const style = host.isConnected && getComputedStyle(host)
  const values = style ? names.map(name => style.getPropertyValue('--smg-' + name).trim()) : []
  const now = json([dark, values])
  if (now == look) return
  look = now
  const given = { __proto__: null }
  const report = (name, expected, got) => {
    const path = values[names.indexOf(name)] ? '--smg-' : 'SMG_CONFIG.consent.theme.'
    const line = `SMG Consent: ${path}${name}: expected ${expected}, got ${got}`
    said.has(line) || console.warn(line)
    said.add(line)
  }
  values.forEach((property, i) => {
    const value = property || options[i]
    if (!value) return
    const name = names[i]
    const kind = kinds[name] || 'color'
    // By what scheme light-dark() and the browser's own colours are to be read.
    probe.style = 'color-scheme:' + (dark ? 'dark' : 'light')
    probe.style[kind] = value
    if (!probe.style[kind]) return report(name, 'a CSS ' + kind, value)
    // A browser that knows colours beyond rgb() knows this too, and then has them all in sRGB.
    probe.style.color = `color-mix(in srgb,${value},${value})`
    given[name] = kinds[name] ? value : channels(getComputedStyle(probe).color)
    if (name == 'background' && given[name][3] < 1) report(name, 'an opaque color', value)
  })
  // Chromium writes `style=""` where an attribute is removed that it was not asked for after a property was set.
  probe.hasAttribute('style') && probe.removeAttribute('style')
  const rules = palette(given, dark, (name, need, colour, ground, shown) => {
    const got = ((contrast(colour, ground) * 100) | 0) / 100
    report(name, `a contrast of ${need}:1`, `${got}:1 of rgb(${colour}) on rgb(${ground}); rgb(${shown}) is shown`)
  })
  sheet.replaceSync(
    `:host{${Object.entries(rules)
      .map(([name, value]) => `--smg_${name}:${value}`)
      .join(';')}}`,
  )
}

// Calls `f` when the visitor turns from light to dark, or back: before the frame that is painted by it.
export const onSchemeChange = f => screen.addEventListener('change', f)
