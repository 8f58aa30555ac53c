// Asks the module, as a page would, what a first visit gets to see: nothing of the banner is known here by other means.

import { pluralOf } from '../plurals.js'

const EVENT = {
  now: 1,
  random: '0'.repeat(32),
  cookies: '',
  refusal: null,
  table: false,
  pending: [],
  woken: [],
  shown: '',
}
/** Of a "start": a page of a site and a visitor of whom nothing is known. */
export const NOBODY = { languages: [], host: 'x.invalid', secure: true, gpc: false, framed: false }

/** An instance of the module: a function that hands it an event, and gives the text of the effects that it answers with. */
export const instanceOf = module => {
  const core = new WebAssembly.Instance(module).exports
  return event => {
    const input = new TextEncoder().encode(JSON.stringify({ ...EVENT, ...event }))
    const at = core.smg_buffer(input.length)
    if (!at) throw Error(`smg.wasm: no room for an event of ${input.length} bytes`)
    new Uint8Array(core.memory.buffer).set(input, at)
    const output = core.smg_dispatch(input.length)
    const memory = new Uint8Array(core.memory.buffer)
    return new TextDecoder().decode(memory.subarray(output, memory.indexOf(0, output)))
  }
}

/** The answer to a file that the module asks for, as files.js gives it. */
export const fetched = (path, content) => {
  const [, tag] = path.match(/^languages\/(.+)\.json$/) ?? []
  return { type: 'fetched', path, content, plural: tag && pluralOf(tag) }
}

/**
 * A module that has just begun: a function that hands it an event, and gives the effects that it answers with. `fileOf` gives
 * it the files beside the script that the page asks for, its language and definitions, before its start, as files.js does.
 */
export const begin = (module, fileOf, config, languages) => {
  const answer = instanceOf(module)
  const ask = event => JSON.parse(answer(event))
  for (const [, path, integrity] of ask({ type: 'wants', config, languages }))
    ask(fetched(path, fileOf(path, integrity)))
  return ask
}
const isBanner = ([kind, place, node]) => kind === 'render' && place === 'banner' && node
const bannerOf = effects => effects.find(isBanner)?.[2]

/**
 * What the core shows on a first visit to a page in the language `lang` on `host`: { node, theme, said, name, hidesForGpc,
 * hidesInFrames }. `node` and `theme` as in include/smg.h, "render" and "theme"; `said`: what it tells the console;
 * `name`: of the cookie and of the refusal; the last two: whether the visitors who send Global Privacy Control, or who see
 * the page within another one, get to see something else. Or { why }, a text, where no page can bring the banner, since
 * it is another one for each visitor or there is none. `tags` are the languages that there are, and
 * `fileOf(path, integrity)` gives the content of a file beside the script.
 */
export function firstLayer(module, config, { lang = '', host, tags, fileOf }) {
  const languages = [lang]
  const first = visit => {
    const start = { ...NOBODY, languages, host, ...visit }
    return begin(module, fileOf, config, start.languages)({ type: 'start', config, ...start })
  }
  const effects = first()
  const node = bannerOf(effects)
  if (!node) return { why: 'its SMG_CONFIG asks for nothing' }
  const differs = visit => JSON.stringify(bannerOf(first(visit))) !== JSON.stringify(node)
  if (tags.some(tag => differs({ languages: [lang, tag] })))
    return { why: `html[lang] is "${lang}", so that the banner is in each visitor's own language` }
  if (host === undefined && differs({ host: 'y.invalid' }))
    throw Error('the banner says who asks: give SMG_CONFIG.consent.company, or the host of the site')
  // It makes all of the page dead until there is an answer, which only the module can take.
  if (node[0] === 'dialog') return { why: 'its banner is modal' }
  const press = begin(module, fileOf, config, languages)
  press({ type: 'start', config, ...NOBODY, languages })
  const rejected = press({
    type: 'action',
    name: 'reject',
    inside: true,
    trusted: true,
    pointer: false,
    repeated: false,
    age: 0,
  })
  return {
    node,
    theme: effects.find(([kind]) => kind === 'theme')?.slice(1) ?? [],
    said: effects.filter(([kind]) => kind === 'log').map(([, , text]) => text),
    name: rejected.find(([kind]) => kind === 'store')[3],
    hidesForGpc: differs({ gpc: true }),
    hidesInFrames: differs({ framed: true }),
  }
}
