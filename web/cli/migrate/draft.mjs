// The configuration that is being made, and the list of what is left to do by hand.

import { faultsOf } from '../parts/faults.mjs'
import { ownPurposeId, processorCalled, purposeCalled } from './names.mjs'
import { Opaque } from './source.mjs'

// What Google sells: not to be had without TCF.
const ADVERTISING = /adsense|ad-?manager|doubleclick|googletag$/i

const isNothing = value =>
  value === undefined || (value !== null && typeof value === 'object' && !Object.keys(value).length)

/**
 * A text without its HTML: other banners take it in their texts, this one shows it as it is written. Undefined of what has to be
 * run to be known.
 */
export const withoutMarkup = text => (text instanceof Opaque ? undefined : plain(String(text)))
const plain = text =>
  text
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()

/** What takes the place of a callback. */
export const listen = type => `listen by SMGConsent.on("${type}", …)`

export class Draft {
  consent = {}
  analytics = {}
  #purposes = new Map() // id → { name, description } that it may need
  #processors = new Map() // id → { definition, line }
  #byHand = []
  #opaque = new Set() // what has to be run to be known, and was told of
  #told = new Set() // purposes whose own words were told of

  constructor({ dist } = {}) {
    this.dist = dist
  }

  /** Something that the owner has to do: what stands at that line, and what to do about it. */
  do(line, text) {
    if (!this.#byHand.some(each => each.line === line && each.text === text)) this.#byHand.push({ line, text })
  }

  /** do(), of a value that has to be run to be known. */
  leave(value, line, text) {
    this.#opaque.add(value)
    this.do(line, text)
  }

  /** Tells of such values, as opaqueIn() gives them, those of which nothing was told yet. */
  leaveOthers(opaque) {
    for (const { value, path, line } of opaque) {
      if (this.#opaque.has(value)) continue
      this.leave(
        value,
        line,
        `${path} has to be run to be known, and was not read: if it matters here, give by hand what it says`,
      )
    }
  }

  /** Sets an option, "layout" or "cookie.path", unless there is nothing to set; what has to be run is left to the owner. */
  set(path, value, line) {
    if (isNothing(value) || value === null || value === '') return
    if (value instanceof Opaque) {
      this.leave(value, line ?? value.line, `what has to be run to be known: give its value as consent.${path}`)
      return
    }
    const steps = path.split('.')
    const last = steps.pop()
    const whole = steps.reduce((at, step) => (at[step] ??= {}), this.consent)
    whole[last] = value
  }

  /** The cookie's domain. That of whatever host the page is on needs no word here. */
  domain(value, line) {
    if (value instanceof Opaque && /^(self\.)?location\.host(name)?$|^document\.domain$/.test(value.name)) {
      const text = 'the host of the page: leave consent.cookie.domain out, then the cookie is of this host'
      this.leave(value, line, text)
    } else this.set('cookie.domain', typeof value === 'string' ? value.replace(/^\./, '') : value, line)
  }

  /** Days, which may be 1 to 400 here. */
  days(path, value, line) {
    if (typeof value === 'number' && !(value >= 1 && value <= 400)) {
      const held = Math.min(400, Math.max(1, Math.round(value)))
      this.do(line, `${value} days: 1 to 400 can be kept here, so it became ${held}`)
      this.set(path, held)
    } else this.set(path, typeof value === 'number' ? Math.round(value) : value, line)
  }

  /**
   * A purpose of the other banner: the id that it has here, "necessary" where nothing is asked. `own`: { name, description },
   * texts or texts by language, which are taken where it is a purpose of the site's own.
   */
  purpose(name, line, own = {}) {
    const known = purposeCalled(name)
    if (known === 'necessary') return known
    const id = known ?? ownPurposeId(name)
    if (!this.#purposes.has(id)) this.#purposes.set(id, known ? {} : own)
    if (known && !this.#told.has(id) && (!isNothing(own.name) || !isNothing(own.description))) {
      this.#told.add(id)
      this.do(
        line,
        `your words for "${name}" were not taken, since "${known}" has its own in each language; to keep yours, give them in consent.purposes.${known}`,
      )
    }
    return id
  }

  /**
   * A service of the other banner. Returns the definition of the processor, or undefined where it is not known here: then what
   * it loads can wait in the page for its purpose.
   */
  service(name, line, { entry } = {}) {
    const definition = processorCalled(name, this.dist)
    if (ADVERTISING.test(name))
      this.do(line, 'Google’s advertising wants a certified platform where visitors are in Europe, which this is not')
    if (!definition) return undefined
    const { id, idPattern, parameters } = definition
    this.#processors.set(id, { definition, line, name })
    if (entry !== undefined) this.analytics[id] = entry
    else if (!idPattern && !parameters) this.analytics[id] = true
    return definition
  }

  /** Says of each function that the site's own code is called by what does that here. `remedies`: texts by its name. */
  calls(whole, remedies, lineOf) {
    for (const [name, remedy] of Object.entries(remedies)) {
      if (!(whole?.[name] instanceof Opaque) && typeof whole?.[name] !== 'string') continue
      this.leave(whole[name], lineOf(whole, name), `${name}: ${remedy}`)
    }
  }

  /** Of what the other banner let run as necessary, in its `word` for that, and what is asked for here. */
  notNecessary(line, name, word, { processor, purpose }) {
    const purposes = processor ? [processor.purpose, ...(processor.otherPurposes ?? [])] : [purpose]
    const of = `of the purpose${purposes.length > 1 ? 's' : ''} ${purposes.join(' and ')}`
    const what = processor ? `the processor ${processor.id} here, ${of},` : `${of} here,`
    this.do(
      line,
      `"${name}" is ${word}, and ran without asking. It is ${what} and asked for: let it run unasked, in your page, only if you can say why it is necessary`,
    )
  }

  /** What marks elements of the page that belong to a service: of a processor that loads itself none is left. */
  mark(line, old, { processor, purpose }, more = '') {
    if (processor && !processor.embed)
      this.do(line, `take out of your pages what is marked ${old}: the module loads ${processor.id} itself`)
    else {
      const now = processor ? `data-smg-processor="${processor.id}"` : `data-smg-purpose="${purpose}"`
      this.do(line, `in your pages: ${old} becomes ${now}${more}`)
    }
  }

  #askFor() {
    const asked = new Set(
      Object.keys(this.analytics).flatMap(id => {
        const { purpose, otherPurposes = [] } = processorCalled(id, this.dist) ?? {}
        return [purpose, ...otherPurposes]
      }),
    )
    for (const [id, own] of this.#purposes) {
      if (asked.has(id) && isNothing(own)) continue
      this.consent.purposes ??= {}
      this.consent.purposes[id] = Object.fromEntries(Object.entries(own).filter(([, value]) => !isNothing(value)))
    }
  }

  // Takes out what the module would not take, and says so.
  #leaveOut(config, host) {
    for (const { steps, path, text, expected, got } of faultsOf(config, { host, dist: this.dist })) {
      this.do(undefined, `${path}: ${text ?? `expected ${expected}, got ${got}`}; it was left out`)
      const whole = steps.slice(0, -1).reduce((at, step) => at?.[step], config)
      if (whole) delete whole[steps.at(-1)]
    }
  }

  /** { config, byHand }: what is sound, and { line, text } of all else, in the order of the lines. `host`: of the site. */
  finish({ host } = {}) {
    const { analytics, consent } = this
    const lacking = new Set([...this.#processors.keys()].filter(id => !(id in analytics)))
    this.#leaveOut({ analytics }, host)
    for (const [id, { definition, line, name }] of this.#processors) {
      // Its purpose is asked for with it, once the id is there.
      if (lacking.has(id)) this.#doGive(definition, line, name)
    }
    this.#askFor()
    const config = { analytics, ...(isNothing(consent) ? {} : { consent }) }
    this.#leaveOut(config, host)
    return { config, byHand: this.#byHand.sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity)) }
  }

  #doGive({ id, parameters }, line, name) {
    const given = parameters ? Object.keys(parameters).map(each => `--id ${id}.${each}=…`) : [`--id ${id}=…`]
    const what = parameters ? Object.keys(parameters).join(' and ') : 'id'
    this.do(
      line,
      `"${name}" is the processor ${id} here: give its ${what} by ${given.join(' ')}; smg-consent scan finds it in your pages`,
    )
  }
}
