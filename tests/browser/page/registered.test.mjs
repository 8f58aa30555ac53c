// A page that registers a custom property (@property, CSS.registerProperty) gives it a type, and takes its inheritance
// away, in shadow roots too. So no name that the module has for itself may be one that pages have.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { dist, root } from '../support/paths.mjs'
import { asked, emitted, open, openSettings, page, press, still, tag } from '../support/site.mjs'

const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ']
const words =
  'background bg text fg foreground muted line edge border button hover accent primary secondary radius side space ' +
  'spacing gap size font color theme shadow ring input card light dark angle x0 n-1 _ a1'
const pairs = letters.flatMap(a => letters.map(b => a + b))
const names = [...new Set([...letters, ...pairs, ...words.split(' ')])].map(name => `--${name}`)

// The README's, which pages set: what they do with these is their own will.
const [, said] = /custom properties, on `smg-consent` or `:root`, outrank the option: (.*)/.exec(
  readFileSync(join(root, 'README.md'), 'utf8'),
)
const documented = [...new Set(said.match(/--smg-[a-z]+/g))]

const properties = text => [...new Set(text.match(/(?<![\w-])--[A-Za-z_][\w-]*(?=[:,)])/g))]
const files = ['smg.js', 'smg.split.js', 'smg.css']
const shipped = name => properties(readFileSync(join(dist, name), 'utf8'))
const own = name => shipped(name).filter(found => !documented.includes(found))

const register = list => {
  for (const name of list) CSS.registerProperty({ name, syntax: '<angle>', inherits: false, initialValue: '0deg' })
}
const registered = list => page({ head: `<script>(${register})(${JSON.stringify(list)})</script>${tag}` })

// All that is shown, as boxes and properties.
const look = async tab => {
  // Who wants no motion has a layer fade in all the same, for a frame.
  await still(tab)
  return tab.evaluate(() => {
    const { shadowRoot } = document.querySelector('smg-consent')
    const layers = shadowRoot.querySelectorAll('section *, dialog *')
    return [...layers].flatMap(element => {
      const style = getComputedStyle(element)
      const { x, y, width, height } = element.getBoundingClientRect()
      const values = [...style].filter(name => !name.startsWith('--')).map(name => `${name}: ${style[name]}`)
      return [[x, y, width, height].join(), ...values].map(line => `${element.className || element.localName}: ${line}`)
    })
  })
}

async function looks(t, html) {
  const site = await open(t, { html, host: 'www.registered.test', context: { reducedMotion: 'reduce' } })
  await asked(site)
  await site.page.mouse.move(0, 0)
  const banner = await look(site.page)
  await openSettings(site.page)
  await site.page.mouse.move(0, 0)
  const settings = await look(site.page)
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  await site.page.locator('.float').waitFor()
  await site.page.mouse.move(0, 0)
  return [...banner, ...settings, ...(await look(site.page))]
}

function changes(seen, expected) {
  return expected.filter((line, i) => seen[i] !== line)
}

test('every custom property that ships begins with --smg, and the documented ones are there', () => {
  for (const name of files) {
    assert.deepEqual(
      shipped(name).filter(found => !/^--smg/.test(found)),
      [],
      name,
    )
    assert.ok(own(name).length > 8, name)
  }
  assert.equal(documented.length, 11)
  // The shell reads them by a list of their names, the size alone is the stylesheet's.
  const read = /\baccent( [a-z]+)+/.exec(readFileSync(join(dist, 'smg.js'), 'utf8'))[0].split(' ')
  assert.deepEqual([...read.map(name => `--smg-${name}`), '--smg-size'].sort(), documented.toSorted())
})

test('nothing of it looks different where a page registers names that pages have', async t => {
  for (const name of files)
    assert.deepEqual(
      own(name).filter(found => names.includes(found)),
      [],
    )
  const expected = await looks(t, page())
  assert.deepEqual(changes(await looks(t, registered(names)), expected).slice(0, 5), [])
  // And it would be seen.
  assert.ok(changes(await looks(t, registered(own('smg.js'))), expected).length > 0)
})
