// The look that a site asks for, by the option `theme` or by custom properties: whatever its colours are, in light and
// dark, words stand out by 4.5, edges by 3; and what cannot be shown as it was asked for is said once.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'
import { palette } from '../../../web/palette.js'
import { builtExamples, examples } from '../support/paths.mjs'
import { asked, control, file, open, openSettings, press, tag, turn, until } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const brands = {
  white: '#ffffff',
  snow: '#fdfdfd',
  pearl: '#eeeeee',
  silver: '#c0c0c0',
  'light grey': '#aaaaaa',
  'grey of the middle, lighter': '#808080',
  'grey of the middle': '#777777',
  'grey of the middle, darker': '#757575',
  grey: '#555555',
  anthracite: '#2d2d2d',
  black: '#000000',
  "the company's teal": '#0b5f5b',
  "the company's teal on dark": '#7bd3c6',
  yellow: '#ffff00',
  lemon: '#fff44f',
  'yellow of a bank': '#ffdd2d',
  gold: '#ffd700',
  amber: '#ffbf00',
  orange: '#ff6600',
  'burnt orange': '#cc5500',
  red: '#ff0000',
  'signal red': '#e30613',
  wine: '#5e1224',
  pink: '#ff69b4',
  'neon pink': '#ff10f0',
  magenta: '#ff00ff',
  violet: '#8f00ff',
  aubergine: '#3b0764',
  lavender: '#e6e6fa',
  indigo: '#4b0082',
  blue: '#0000ff',
  navy: '#001f3f',
  'blue of a network': '#1877f2',
  sky: '#87ceeb',
  cyan: '#00ffff',
  'neon blue': '#1f51ff',
  'petrol blue': '#00566b',
  mint: '#98ff98',
  'neon green': '#39ff14',
  lime: '#ccff00',
  green: '#00ff00',
  grass: '#2e7d32',
  forest: '#0b3d0b',
  olive: '#808000',
  sand: '#e0cda9',
  brown: '#654321',
}
const wide = {
  'of a wide screen': 'color(display-p3 0 1 0)',
  'in oklch': 'oklch(0.72 0.19 49)',
  'that is half there': 'rgb(255 0 0 / 0.5)',
  'by its name': 'rebeccapurple',
  'in hsl': 'hsl(50deg 100% 50%)',
}

// Runs in the page. What the layers show, by the colours that are computed: of every word and edge in a layer how far
// it stands out from all that lies under it, down to the layer; what lies over it under the pointer too.
const measure = tab =>
  tab.evaluate(async () => {
    // The colours follow in the frame after the change.
    await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const roots = [...document.querySelectorAll('smg-consent, smg-face')].map(element => element.shadowRoot)
    const layers = '.banner, .settings, .float, .status, .face'
    const numbers = text => text.match(/[\d.]+/g).map(Number)
    const over = ([r, g, b, a = 1], under) => [r, g, b].map((channel, i) => channel * a + under[i] * (1 - a))
    const ground = element => {
      const { backgroundColor, boxShadow } = getComputedStyle(element)
      const back = numbers(backgroundColor)
      const own = element.matches(layers) ? back : over(back, ground(element.parentElement))
      return boxShadow.endsWith('inset') ? over(numbers(boxShadow.slice(0, boxShadow.indexOf(')'))), own) : own
    }
    const luminance = rgb =>
      rgb
        .map(channel => channel / 255)
        .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
    const ratio = (colour, under) => {
      const [dark, light] = [luminance(over(numbers(colour), under)), luminance(under)].sort((a, b) => a - b)
      return Math.floor(((light + 0.05) / (dark + 0.05)) * 100) / 100
    }
    const shown = roots
      .flatMap(root => [...root.querySelectorAll('*')])
      .filter(element => element.closest(layers) && element.checkVisibility())
    const texts = shown
      .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
      .map(element => [
        `${element.closest(layers).className}: ${element.textContent.slice(0, 20)}`,
        ratio(getComputedStyle(element).color, ground(element)),
      ])
    // What an edge or a ring stands out from.
    const outer = element =>
      element.matches(layers) ? numbers(getComputedStyle(element).backgroundColor) : ground(element.parentElement)
    const edges = shown
      .filter(element => element.matches('.button, .float, input'))
      .map(element => [
        `edge of ${element.name || element.textContent.slice(0, 20)}`,
        ratio(getComputedStyle(element).borderTopColor, outer(element)),
      ])
    const knobs = shown
      .filter(element => element.matches('input'))
      .map(element => [
        `knob of ${element.name}`,
        ratio(getComputedStyle(element, '::before').borderTopColor, ground(element)),
      ])
    const rings = shown
      .filter(element => element.matches(':focus-visible'))
      .map(element => [
        `ring of ${element.name || element.textContent.slice(0, 20)}`,
        ratio(getComputedStyle(element).outlineColor, outer(element)),
      ])
    // Of a layer that is seen through nobody knows what lies under it.
    const clear = shown
      .filter(element => element.matches(layers))
      .map(element => [element.className, getComputedStyle(element).backgroundColor])
      .filter(([, colour]) => !/^rgb\(/.test(colour))
      .map(([name, colour]) => [`${name} is ${colour}`, 0])
    return { texts: [...texts, ...clear], edges: [...edges, ...knobs, ...rings] }
  })

// What is too faint in what is shown.
async function faint(tab, least) {
  const { texts, edges } = await measure(tab)
  assert.ok(texts.length >= least.texts && edges.length >= least.edges, JSON.stringify({ texts, edges }))
  return [...texts.filter(([, ratio]) => ratio < 4.5), ...edges.filter(([, ratio]) => ratio < 3)].map(
    ([what, ratio]) => `${what}: ${ratio}`,
  )
}

const declare = (tab, properties) =>
  tab.evaluate(all => {
    for (const [name, value] of Object.entries(all)) document.documentElement.style.setProperty(name, value)
  }, properties)

// The states of the product: how each is reached, and how much there must be to see.
const consent = { company: 'SMG', policyUrl: '/policy' }
const broken = () => Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set() {} })
const states = {
  'the first layer': {
    least: { texts: 6, edges: 4 },
    async reach({ page }) {
      await page.keyboard.press('Tab')
      await (await control(page, 'reject')).hover()
    },
  },
  settings: {
    least: { texts: 30, edges: 18 },
    async reach({ page }) {
      await openSettings(page)
      await turn(page, 'analytics')
      await page.locator('dialog[open] details').evaluateAll(all => all.forEach(each => (each.open = true)))
      await page.keyboard.press('Tab')
      await (await control(page, 'close')).hover()
    },
  },
  'the small button': {
    least: { texts: 1, edges: 1 },
    async reach({ page }) {
      await press(page, 'reject')
      await page.locator('.float').hover()
    },
  },
  'the face of a frame that waits': {
    body: '<iframe data-smg-src="https://video.example/1" data-smg-purpose="marketing" title="A film" width="500" height="400"></iframe>',
    least: { texts: 9, edges: 5 },
    async reach({ page }) {
      await page.locator('smg-face .button').first().hover()
    },
  },
  'the status of a choice that was not kept': {
    init: [broken],
    least: { texts: 2, edges: 0 },
    async reach({ page }) {
      await press(page, 'accept')
      await page.locator('.status').waitFor()
      await page.locator('.status [data-smg=close]').hover()
    },
  },
}
const context = { reducedMotion: 'reduce' }

for (const [state, { init, body, least, reach }] of Object.entries(states)) {
  const reached = async (t, options) => {
    const site = await open(t, { context, init, body, config: { analytics, consent }, ...options })
    await asked(site)
    await reach(site)
    return site
  }

  test(`${state}: whatever the brand's colour, all can be read and seen, in light and dark`, async t => {
    const { page } = await reached(t)
    const found = []
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      for (const [name, brand] of Object.entries({ ...brands, ...wide }))
        for (const which of ['accent', 'background', 'text']) {
          await declare(page, {
            '--smg-accent': '',
            '--smg-background': '',
            '--smg-text': '',
            [`--smg-${which}`]: brand,
          })
          for (const line of await faint(page, least)) found.push(`${colorScheme}, ${name} as ${which}: ${line}`)
        }
    }
    assert.deepEqual(found, [])
  })

  test(`${state}: so it is with each of the other colours, and with all of them at once`, async t => {
    const { page } = await reached(t)
    const all = 'accent background text muted edge line button hover'.split(' ')
    const none = Object.fromEntries(all.map(name => [`--smg-${name}`, '']))
    const some = ['#ffffff', '#000000', '#777777', '#ffff00', '#001f3f', '#ff10f0', 'rgb(0 128 128 / 0.3)']
    const found = []
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      for (const [i, brand] of some.entries()) {
        for (const which of ['muted', 'edge', 'button', 'hover']) {
          await declare(page, { ...none, [`--smg-${which}`]: brand })
          for (const line of await faint(page, least)) found.push(`${colorScheme}, ${which} ${brand}: ${line}`)
        }
        // Every colour beside every other, in turn.
        const mixed = Object.fromEntries(all.map((name, k) => [`--smg-${name}`, some[(i + k * (i + 1)) % some.length]]))
        await declare(page, mixed)
        for (const line of await faint(page, least)) found.push(`${colorScheme}, ${JSON.stringify(mixed)}: ${line}`)
      }
    }
    assert.deepEqual(found, [])
  })

  test(`${state}: axe finds no colour that is too faint`, async t => {
    const { page } = await reached(t)
    // It does not judge what a shadow covers, as that of what is under the pointer.
    await page.mouse.move(0, 0)
    await page.evaluate(axe)
    const found = []
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      for (const name of ["the company's teal", 'yellow', 'grey of the middle', 'neon pink', 'white', 'black'])
        for (const which of ['accent', 'background']) {
          await declare(page, { '--smg-accent': '', '--smg-background': '', [`--smg-${which}`]: brands[name] })
          await measure(page)
          const broken = await page.evaluate(async () => {
            const rules = ['color-contrast', 'link-in-text-block']
            const { violations, passes } = await window.axe.run(
              { include: [['smg-consent'], ['smg-face']].filter(([name]) => document.querySelector(name)) },
              {
                runOnly: { type: 'rule', values: rules },
                rules: { 'link-in-text-block': { enabled: true } },
              },
            )
            if (!passes.some(({ id }) => id === 'color-contrast')) throw Error('axe did not look')
            return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.any[0]?.message}`))
          })
          found.push(...broken.map(line => `${colorScheme}, ${name} as ${which}: ${line}`))
        }
    }
    assert.deepEqual(found, [])
  })

  test(`${state}: the option says it as well as the custom property`, async t => {
    for (const [colorScheme, brand] of [
      ['light', 'yellow'],
      ['dark', "the company's teal"],
    ]) {
      const given = { accent: brands[brand], radius: '3px', font: 'monospace' }
      const look = async options => {
        const { page } = await reached(t, { ...options, context: { ...context, colorScheme } })
        await measure(page)
        return page.evaluate(() =>
          [...document.querySelectorAll('smg-consent, smg-face')]
            .flatMap(host => [...host.shadowRoot.querySelectorAll('*')])
            .map(element => {
              const { color, backgroundColor, borderTopColor, borderRadius, fontFamily } = getComputedStyle(element)
              return [element.localName, color, backgroundColor, borderTopColor, borderRadius, fontFamily].join()
            }),
        )
      }
      const plain = await look({})
      const byOption = await look({ config: { analytics, consent: { ...consent, theme: given } } })
      const rules = Object.entries(given).map(([name, value]) => `--smg-${name}: ${value}`)
      const byProperty = await look({ head: `<style>:root { ${rules.join(';')} }</style>${tag}` })
      assert.deepEqual(byOption, byProperty, `${colorScheme}, ${brand}`)
      assert.notDeepEqual(byOption, plain, `${colorScheme}, ${brand}`)
    }
  })
}

const lookOf = tab =>
  tab.evaluate(async () => {
    await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const root = document.querySelector('smg-consent').shadowRoot
    const of = name => getComputedStyle(root.querySelector(name))
    const { backgroundColor, color, colorScheme, borderRadius, fontFamily } = of('.banner')
    return {
      background: backgroundColor,
      text: color,
      colorScheme,
      borderRadius,
      fontFamily,
      link: of('.banner a').color,
    }
  })

test('a background decides whether all is light or dark, whatever the visitor or the site has set', async t => {
  for (const colorScheme of ['light', 'dark'])
    for (const mode of ['auto', 'light', 'dark'])
      for (const [background, scheme] of [
        ['#fffbe6', 'light'],
        ['#10191b', 'dark'],
      ]) {
        const site = await open(t, {
          context: { ...context, colorScheme },
          config: { analytics, consent: { ...consent, theme: { mode, background } } },
        })
        await asked(site)
        const what = `${colorScheme}, ${mode}, ${background}`
        assert.equal((await lookOf(site.page)).colorScheme, scheme, what)
        assert.deepEqual(await faint(site.page, { texts: 4, edges: 3 }), [], what)
        assert.deepEqual(site.said, [], what)
      }
})

test('the mode may be said in the object as by the word alone', async t => {
  for (const mode of ['light', 'dark']) {
    const looks = []
    for (const theme of [mode, { mode }]) {
      const site = await open(t, {
        context: { ...context, colorScheme: mode === 'light' ? 'dark' : 'light' },
        config: { analytics, consent: { ...consent, theme } },
      })
      await asked(site)
      looks.push(await lookOf(site.page))
      assert.equal(await site.page.locator('.banner').getAttribute('data-theme'), mode)
    }
    assert.deepEqual(looks[0], looks[1])
    assert.equal(looks[0].colorScheme, mode)
  }
})

test('a colour that can be read is shown as it is, and nothing is said of it', async t => {
  const theme = { accent: '#0b5f5b', background: '#fbfaf7', text: '#15252a', radius: '4px', font: 'Georgia, serif' }
  const site = await open(t, { context, config: { analytics, consent: { ...consent, theme } } })
  await asked(site)
  assert.deepEqual(await lookOf(site.page), {
    background: 'rgb(251, 250, 247)',
    text: 'rgb(21, 37, 42)',
    colorScheme: 'light',
    borderRadius: '4px',
    fontFamily: 'Georgia, serif',
    link: 'rgb(11, 95, 91)',
  })
  assert.deepEqual(site.said, [])
})

test('a colour that cannot be read is corrected, and said once, by the name that it was given by', async t => {
  for (const [path, options] of [
    [
      'SMG_CONFIG.consent.theme.accent',
      { config: { analytics, consent: { ...consent, theme: { accent: '#ffff00' } } } },
    ],
    ['--smg-accent', { head: `<style>smg-consent { --smg-accent: #ffff00 }</style>${tag}` }],
  ]) {
    const site = await open(t, { context, config: { analytics, consent }, ...options })
    await asked(site)
    await lookOf(site.page)
    await openSettings(site.page)
    for (const colorScheme of ['dark', 'light', 'dark', 'light']) {
      await site.page.emulateMedia({ colorScheme })
      await lookOf(site.page)
    }
    const [line] = site.said
    assert.equal(site.said.length, 1, site.said.join('\n'))
    const [, ...shown] =
      /: expected a contrast of 4\.5:1, got 1\.07:1 of rgb\(255,255,0\) on rgb\(255,255,255\); rgb\((\d+),(\d+),(\d+)\) is shown$/.exec(
        line,
      ) ?? assert.fail(line)
    assert.ok(line.startsWith(`SMG Consent: ${path}: `), line)
    assert.equal((await lookOf(site.page)).link, `rgb(${shown.join(', ')})`)
    // The hue is the brand's: as much red as green, and no blue.
    assert.equal(shown[0], shown[1])
    assert.equal(shown[2], '0')
  }
})

test('every kind of pair that fails is said: words, quiet words, edges, buttons, what is under the pointer', async t => {
  const given = { text: '#eeeeee', muted: '#dddddd', edge: '#cccccc', button: '#0b5f5b', hover: '#ffffff' }
  const rules = Object.entries(given).map(([name, value]) => `--smg-${name}: ${value}`)
  const site = await open(t, {
    context,
    config: { analytics, consent },
    head: `<style>:root { ${rules.join(';')} }</style>${tag}`,
  })
  await asked(site)
  await lookOf(site.page)
  assert.deepEqual(
    site.said.map(line => /^SMG Consent: (--smg-\w+): expected a contrast of (.*?):1, got/.exec(line)?.slice(1)).sort(),
    [
      ['--smg-button', '4.5'],
      ['--smg-edge', '3'],
      ['--smg-hover', '4.5'],
      ['--smg-muted', '4.5'],
      ['--smg-text', '4.5'],
    ],
  )
})

test('a value that is none is said once and dropped, and the others hold', async t => {
  const bad = { accent: 'nosuch', text: 'url(x)', radius: 'big', font: '5px' }
  const expected = { accent: 'color', text: 'color', radius: 'border-radius', font: 'font-family' }
  const good = { background: 'rgb(251, 250, 247)' }
  const plain = await open(t, { context, config: { analytics, consent: { ...consent, theme: good } } })
  await asked(plain)
  for (const [path, options] of [
    ['SMG_CONFIG.consent.theme.', { config: { analytics, consent: { ...consent, theme: { ...good, ...bad } } } }],
    [
      '--smg-',
      {
        head: `<style>:root { ${Object.entries({ ...good, ...bad })
          .map(([name, value]) => `--smg-${name}: ${value}`)
          .join(';')} }</style>${tag}`,
      },
    ],
  ]) {
    const site = await open(t, { context, config: { analytics, consent }, ...options })
    await asked(site)
    assert.deepEqual(await lookOf(site.page), await lookOf(plain.page))
    assert.deepEqual(
      site.said.toSorted(),
      Object.entries(bad)
        .map(([name, value]) => `SMG Consent: ${path}${name}: expected a CSS ${expected[name]}, got ${value}`)
        .sort(),
    )
  }
})

test('what is no value at all is said by the core, and the rest of the theme holds', async t => {
  const theme = {
    accent: {},
    background: '#fbfaf7',
    text: '',
    acent: '#0b5f5b',
    mode: 'pink',
    font: 'Arial;} *{display:none',
  }
  const site = await open(t, { context, config: { analytics, consent: { ...consent, theme } } })
  await asked(site)
  assert.equal((await lookOf(site.page)).background, 'rgb(251, 250, 247)')
  const path = 'SMG Consent: SMG_CONFIG.consent.theme.'
  for (const [name, what] of [
    ['accent', 'expected [ -~]{1,200}, got {}'],
    ['text', 'expected [ -~]{1,200}, got ""'],
    ['acent', 'expected a known option (nearest: accent), got "#0b5f5b"'],
    ['mode', 'expected auto|light|dark, got "pink"'],
    ['font', 'expected a CSS font-family, got Arial;} *{display:none'],
  ])
    assert.equal(
      site.said.filter(line => line === `${path}${name}: ${what}`).length,
      1,
      `${name}: ${site.said.join('\n')}`,
    )
  assert.equal(site.said.length, 5)
})

test('a background that could be seen through is shown without, and that is said', async t => {
  const theme = { background: 'rgb(0 0 0 / 0.8)' }
  const site = await open(t, { context, config: { analytics, consent: { ...consent, theme } } })
  await asked(site)
  assert.equal((await lookOf(site.page)).background, 'rgb(51, 51, 51)')
  assert.deepEqual(await faint(site.page, { texts: 4, edges: 3 }), [])
  assert.deepEqual(site.said, [
    'SMG Consent: SMG_CONFIG.consent.theme.background: expected an opaque color, got rgb(0 0 0 / 0.8)',
  ])
})

test('a page that turns its own colours is followed: by a class, by a stylesheet that comes late', async t => {
  const site = await open(t, {
    context,
    config: { analytics, consent },
    head: `<style>.dark { --smg-background: #10191b } body.gold { --smg-accent: #5a4500 }</style>${tag}`,
    pages: { '/late.css': { headers: { 'content-type': 'text/css' }, body: ':root { --smg-accent: #5e1224 }' } },
  })
  await asked(site)
  const before = await lookOf(site.page)
  await site.page.evaluate(() => document.documentElement.classList.add('dark'))
  const dark = await lookOf(site.page)
  assert.deepEqual([dark.background, dark.colorScheme], ['rgb(16, 25, 27)', 'dark'])
  await site.page.evaluate(() => document.documentElement.classList.remove('dark'))
  assert.deepEqual(await lookOf(site.page), before)
  await site.page.evaluate(() => document.body.classList.add('gold'))
  assert.equal((await lookOf(site.page)).link, 'rgb(90, 69, 0)')
  await site.page.evaluate(() => document.body.classList.remove('gold'))
  await site.page.evaluate(() => {
    const link = document.createElement('link')
    Object.assign(link, { rel: 'stylesheet', href: '/late.css' })
    document.head.append(link)
  })
  await until('the stylesheet has come', async () => (await lookOf(site.page)).link === 'rgb(94, 18, 36)')
})

test('a policy that forbids every inline style keeps none of it away', async t => {
  const config = { analytics, consent: { ...consent, theme: { accent: '#0b5f5b', radius: '3px' } } }
  const site = await open(t, {
    context,
    config,
    nonce: 'n0',
    head: '<script nonce="n0" async src="/smg/smg.js"></script>',
    headers: {
      'content-security-policy':
        "script-src 'self' 'nonce-n0' 'wasm-unsafe-eval'; style-src 'none'; require-trusted-types-for 'script'",
    },
    init: [
      () => {
        window.__violations = []
        document.addEventListener('securitypolicyviolation', event => window.__violations.push(event.violatedDirective))
      },
    ],
  })
  await asked(site)
  const { link, borderRadius } = await lookOf(site.page)
  assert.deepEqual([link, borderRadius], ['rgb(11, 95, 91)', '3px'])
  assert.deepEqual(await site.page.evaluate(() => window.__violations), [])
})

test('the example of a company wears its own colours, in light and dark', async t => {
  for (const colorScheme of ['light', 'dark']) {
    const site = await open(t, {
      context: { ...context, colorScheme },
      path: '/smgcorp/en/privacy.html',
      answer: ({ path }) =>
        path.startsWith('/smg/') ? undefined : (file(builtExamples, path) ?? file(examples, path)),
    })
    await asked(site)
    const shown = await lookOf(site.page)
    const own = await site.page.evaluate(() => {
      const style = document.body.appendChild(document.createElement('i')).style
      return ['--accent', '--panel', '--ink'].map(name => {
        style.color = `var(${name})`
        return getComputedStyle(document.body.lastChild).color
      })
    })
    assert.deepEqual([shown.link, shown.background, shown.text], own)
    assert.equal(shown.link, colorScheme === 'light' ? 'rgb(11, 95, 91)' : 'rgb(123, 211, 198)')
    assert.deepEqual(await faint(site.page, { texts: 4, edges: 3 }), [])
    assert.deepEqual(site.said, [])
    // The table is the page's: in its words' colour, on its ground.
    const table = await site.page
      .locator('.smg-table td')
      .first()
      .evaluate(cell => getComputedStyle(cell).color)
    assert.equal(table, own[2])
  }
})

// The arithmetic alone, on far more than a browser has time for.
test('of 13,824 themes no pair fails, nor is a colour touched that need not be', () => {
  const luminance = rgb =>
    rgb
      .map(channel => channel / 255)
      .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
  const ratio = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
  }
  const steps = [0, 85, 170, 255]
  const cube = steps.flatMap(r => steps.flatMap(g => steps.map(b => [r, g, b])))
  let seen = 0
  for (const dark of [false, true])
    for (const accent of cube)
      for (const other of cube)
        for (const given of [
          { accent, background: other },
          { accent, text: other },
          { accent, button: other, hover: accent.toReversed() },
        ].slice(0, dark ? 2 : 3)) {
          const failed = []
          const shown = palette(given, dark, name => failed.push(name))
          const colours = Object.fromEntries(
            Object.entries(shown).flatMap(([name, value]) =>
              /^rgb/.test(value) ? [[name, value.match(/\d+/g).map(Number)]] : [],
            ),
          )
          const what = JSON.stringify({ dark, given, shown })
          for (const [one, ground, need] of [
            ['text', 'background', 4.5],
            ['muted', 'background', 4.5],
            ['accent', 'background', 4.5],
            ['edge', 'background', 3],
            ['label', 'button', 4.5],
            ['label', 'hover', 4.5],
          ])
            assert.ok(ratio(colours[one], colours[ground]) >= need, `${one} on ${ground}: ${what}`)
          for (const name of ['accent', 'text'])
            if (given[name]) {
              const holds = ratio(given[name], colours.background) >= 4.5
              assert.equal(failed.includes(name), !holds, what)
              if (holds) assert.deepEqual(colours[name], given[name], what)
            }
          if (given.background) assert.deepEqual(colours.background, given.background, what)
          seen++
        }
  assert.ok(seen > 13_000, seen)
})
