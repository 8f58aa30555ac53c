// The modules of a bundle, which have less in them: what is left answers byte for byte as the whole does, and what was left
// out is as if it had never been there. Recorded events are put to both, with the same configurations.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { lessened } from '../../../web/cli/parts/module-data.mjs'
import { dist, languages as within } from '../../browser/support/paths.mjs'
import { folder, replay, scripts } from '../../browser/support/replay.mjs'

const five = ['ga4', 'metrica', 'webvisor', 'clarity', 'hotjar', 'metaPixel']
const exportsOf = bytes => new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
const hash = path =>
  `sha256-${createHash('sha256')
    .update(readFileSync(join(dist, path)))
    .digest('base64')}`

// Every tag of a language that is left out, wherever an event names it, is that of one that stays.
const inLanguages = (text, kept) => {
  const [stands] = kept.filter(tag => tag !== 'en').concat('en')
  return within
    .filter(tag => !kept.includes(tag))
    .flatMap(tag => [tag, ...(tag === 'kk' ? ['kz'] : [])])
    .reduce((all, tag) => all.replace(new RegExp(`"${tag}((-\\w+)*)"`, 'gi'), `"${stands}"`), text)
}
// What a configuration says of a definition that is left out goes.
function ofProcessors(line, kept) {
  const isKept = ([id]) => kept.includes(id) || !five.includes(id)
  try {
    const event = JSON.parse(line)
    const analytics = Object.fromEntries(Object.entries(event.config.analytics).filter(isKept))
    return JSON.stringify({ ...event, config: { ...event.config, analytics } })
  } catch {
    return line // no event, none with a configuration, or one that is nested too deep for anybody
  }
}
// Of what names a definition that is left out, or tells of those that are not used, the whole knows more: no recording of
// either is put to both.
const names = (text, ids) => ids.some(id => new RegExp(`\\b${id}\\b`, 'i').test(text))

for (const name of ['smg.first.wasm', 'smg.wasm'])
  for (const [languages, processors] of [
    [['en'], five],
    [['en', 'ru'], five],
    [['en', 'kk'], five],
    [within, ['ga4']],
    [within, ['metrica']],
    [
      ['en', 'ru'],
      ['ga4', 'clarity'],
    ],
  ])
    test(`${name} with ${languages} and ${processors} alone answers recorded events as the whole does`, () => {
      const bytes = readFileSync(join(dist, name))
      const own = lessened(bytes, { tags: within, languages, processors })
      const gone = five.filter(id => !processors.includes(id) && !(id === 'webvisor' && processors.includes('metrica')))
      let compared = 0
      const kinds = new Set()
      for (const script of scripts) {
        const recorded = inLanguages(readFileSync(join(folder, script), 'utf8').trimEnd(), languages)
        const text = recorded
          .split('\n')
          .map(line => ofProcessors(line, processors))
          .join('\n')
        const tellsOfUnused = text.includes('"table":"all"') || text.includes('"type":"explain"')
        if (names(text, gone) || (gone.length && tellsOfUnused)) continue
        const [whole, less] = [bytes, own].map(each => replay(exportsOf(each), text))
        assert.equal(less, whole, script)
        compared += text.split('\n').length
        for (const [, kind] of whole.matchAll(/\["([a-z-]+)"/g)) kinds.add(kind)
      }
      assert.ok(compared > 100, `${compared} events`)
      for (const kind of ['render', 'store', 'load', 'stop', 'erase', 'emit']) assert.ok(kinds.has(kind), kind)
    })

const start = (config, languages) =>
  JSON.stringify({
    ...{
      type: 'start',
      now: 1,
      random: '0'.repeat(32),
      cookies: '',
      refusal: null,
      table: true,
      pending: [],
      woken: [],
    },
    ...{ shown: '', host: 'x.test', path: '/', secure: true, gpc: false, framed: false, config, languages },
  })

test('what was left out is not there: a language, a definition, a file beside the script', () => {
  const bytes = readFileSync(join(dist, 'smg.wasm'))
  const dropped = ['processors/tiktok.json', 'languages/de.json'].map(path => [path, hash(path)])
  const own = lessened(bytes, { tags: within, languages: ['en'], processors: ['ga4'], dropped })
  const said = (config, languages) => JSON.parse(replay(exportsOf(own), start(config, languages)))
  const layer = effects => effects.find(([kind, place]) => kind === 'render' && place === 'banner')[2][1]

  const ga4 = { ga4: 'G-ABC1234567' }
  assert.equal(layer(said({ analytics: ga4 }, ['kk', 'ru'])).lang, 'en')
  assert.match(
    JSON.stringify(said({ analytics: { ...ga4, hotjar: 1234567 } }, ['en'])),
    /SMG_CONFIG\.analytics\.hotjar: expected a known processor/,
  )
  const wants = (module, analytics, tag) =>
    JSON.parse(
      replay(exportsOf(module), JSON.stringify({ type: 'wants', now: 1, config: { analytics }, languages: [tag] })),
    )
  const asked = (module, analytics, tag) =>
    wants(module, analytics, tag).map(([, path, integrity]) => [path, integrity])
  const all = { tiktok: 'C4A1B2C3D4E5F6G7H8I9', youtube: true }
  const [youtube, uk] = ['processors/youtube.json', 'languages/uk.json'].map(path => [path, hash(path)])
  assert.deepEqual(asked(bytes, all, 'de'), [dropped[0], youtube, dropped[1]])
  assert.deepEqual(asked(own, all, 'de'), [youtube])
  assert.deepEqual(asked(own, all, 'uk'), [youtube, uk])
})

test('no byte moves: the module is as long as it was, and with all kept it is the same', () => {
  const bytes = readFileSync(join(dist, 'smg.wasm'))
  const all = { tags: within, languages: within, processors: five }
  assert.ok(lessened(bytes, all).equals(bytes))
  const own = lessened(bytes, { ...all, languages: ['en'] })
  assert.equal(own.length, bytes.length)
  // What goes before it, code and all.
  const first = own.findIndex((byte, i) => byte !== bytes[i])
  assert.ok(own.indexOf('Cookie consent') < first)
})

test('a module of another make is refused', () => {
  const bytes = readFileSync(join(dist, 'smg.wasm'))
  const all = { tags: within, languages: within, processors: five }
  assert.throws(() => lessened(bytes, { ...all, tags: ['en', 'xx'] }), /expected the languages en,xx, got none/)
  assert.throws(
    () => lessened(bytes, { ...all, dropped: [['processors/none.json', 'sha256-x']] }),
    /expected "processors\/none\.json/,
  )
  assert.throws(() => lessened(Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]), all), /no data/)
})
