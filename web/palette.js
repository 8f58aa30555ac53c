// The colours of the layers, from those that a site has named: arithmetic alone, which knows neither page nor browser.
// A colour is [red, green, blue], each 0..255; one that is given may have its opacity behind, 0..1.

const POLES = [
  [0, 0, 0],
  [255, 255, 255],
]
const PALETTES = [
  [POLES[1], [23, 33, 45], [8, 75, 144]], // light: background, text, accent
  [
    [23, 29, 37],
    [238, 242, 246],
    [141, 194, 247],
  ],
]
const STEPS = 50 // from a colour to black or white
const MIDDLE = 0.18 // the luminance from which on black stands out more than white

// `part`, 0..1, of the other colour in this one: rounded, as it will be shown.
const mix = (colour, other, part) => colour.map((channel, i) => (channel + (other[i] - channel) * part + 0.5) | 0)

// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
const luminance = colour => {
  const [red, green, blue] = colour.map(channel =>
    channel > 10 ? ((channel / 255 + 0.055) / 1.055) ** 2.4 : channel / 3294.6,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
export const contrast = (one, other) => {
  const ratio = (luminance(one) + 0.05) / (luminance(other) + 0.05)
  return ratio < 1 ? 1 / ratio : ratio
}

// All that smg.css takes from here, as CSS has it, by name: colours of which each pair can be told apart, whatever is
// `given`, which is what the site has named, by name too. What it has not follows from that, and what follows from
// nothing is as on a light or a dark screen. Where a background is given, that alone says which: on a light one the rest
// of a dark palette could not be read. A given colour that cannot stay is told: fail(its name, the contrast that is
// needed, the colour, the one that it lies on, what is shown).
export const palette = (given, dark, fail) => {
  // What is given, over what it lies on; else `other`.
  const own = (name, other, ground = background) =>
    given[name] ? mix(ground, given[name], given[name][3] ?? 1) : other
  const [paper] = PALETTES[+dark]
  const background = own('background', paper, paper)
  const isDark = luminance(background) < MIDDLE
  const [, ink, blue] = PALETTES[+isDark]
  // The colour, if it stands out from the ground: for words by 4.5, for what shows a control by 3 (WCAG 2.2, 1.4.3 and
  // 1.4.11). Else the nearest to it, on its way to black or white, that does so well, by `aim`; or else black or white.
  const fit = (name, colour, ground = background, need = 4.5, aim = need * 1.5) => {
    for (let step = 0; ; step++)
      for (const pole of POLES) {
        const shown = mix(colour, pole, step / STEPS)
        if (contrast(shown, ground) < (step % STEPS ? aim : need)) continue
        if (step && given[name]) fail(name, need, colour, ground, shown)
        return shown
      }
  }
  const text = fit('text', own('text', ink))
  const brand = own('accent', blue)
  const button = own('button', mix(background, brand, 0.1))
  // The words on a button, and on all that is under the pointer.
  const label = fit('button', brand, button)
  const colours = {
    background,
    text,
    muted: fit('muted', own('muted', mix(text, background, 0.2))),
    accent: fit('accent', brand),
    line: own('line', mix(background, text, 0.15)),
    edge: fit('edge', own('edge', mix(text, background, 0.45)), background, 3),
    button,
    hover: fit('hover', own('hover', mix(background, brand, 0.2)), label, 4.5, 4.5),
    label,
  }
  for (const name in colours) colours[name] = `rgb(${colours[name]})`
  return {
    scheme: isDark ? 'dark' : 'light',
    radius: given.radius || '16px',
    font: given.font || 'system-ui,sans-serif',
    ...colours,
  }
}
