// A browser, as far as the module can tell: one visitor's storage and clock, and tabs with a page of the site in each.
// Effects are performed as web/smg.js does. A world is plain data, and is never changed: each step makes a new one. What
// is checked on the way is in properties.mjs.

import { NUMBER } from './machine.mjs'
import { checkAnswer, checkRest, choiceOf, Violation } from './properties.mjs'
import { learn } from './records.mjs'

const NOON = 1_770_033_600 // seconds; the middle of a day
const LEAPS = {
  'two seconds': 2,
  'a term': 183 * 86400,
  'three days back': -3 * 86400,
  'twenty hours back': -20 * 3600,
}
const FAULTS = { 'the cookie is lost': 'cookieLost', 'the refusal is lost': 'refusalLost' }
const FRESH = '9'

// What steps tell a processor of the grants of others.
export function saidOf(steps) {
  const text = JSON.stringify(steps)
  return [
    text.includes('"webvisor":true') && 'webvisor',
    text.includes('"ad_storage":"granted"') && 'metaPixel',
  ].filter(Boolean)
}

// The actions that are events of a page, by their names.
const press = /^(accept|reject|settings|close|withdraw)$/
const save = /^save (.*)$/
const call = /^call (\w+)(.*)$/
const told = /^(sync|added|eraseAgain)$/
// A frame that waits for analytics, and the two buttons of its face.
const frame = {
  type: 'added',
  purposes: ['analytics'],
  processors: [],
  waiting: [['0', 'analytics', null, null, 'a.test']],
}
const onFace = /^(once|always)$/
// Presses on "Accept" that nobody may have meant: no choice.
const unmeant = {
  'a pointer comes early': { pointer: true, age: 145 },
  'a page has an element that accepts': { inside: false },
}

/** The event of that name, or null. */
export function eventOf(name) {
  if (told.test(name)) return { type: name }
  if (call.test(name)) {
    const [, method, args] = call.exec(name)
    return { type: 'call', name: method, args: args.trim() ? JSON.parse(`[${args}]`) : [] }
  }
  const pressed = { type: 'action', inside: true, trusted: true, target: '' }
  if (name === 'a frame waits') return frame
  if (onFace.test(name)) return { ...pressed, name, target: '0', purpose: 'analytics', processor: null }
  if (press.test(name)) return { ...pressed, name }
  if (name in unmeant) return { ...pressed, name: 'accept', ...unmeant[name] }
  if (save.test(name)) return { ...pressed, name: 'save', on: save.exec(name)[1].split('+').filter(Boolean) }
  return null
}

export class World {
  /**
   * `sites`: the configurations that a page may have, by name, and `processors`: the ids that their records tell of, in
   * their order, by the same names. `actions`: what may happen, by name.
   */
  constructor(machine, { sites, processors, tabs = 1, actions }) {
    Object.assign(this, { machine, sites, tabs, actions })
    // How each writes its records is learned from a visitor of its own, who accepts.
    this.readers = {}
    for (const [name, config] of Object.entries(sites)) {
      const { cookies } = this.settle(this.#act(this.open(this.start(), 0, name), 0, 'accept'))
      this.readers[name] = learn(cookies, processors[name], config.consent?.revision ?? 0)
    }
  }

  /** A visitor who was never here. */
  start() {
    return {
      cookies: '',
      refusal: null,
      kept: '', // the cookie as it was before it was cleared: a restored profile brings it back
      cookieLost: false, // what is stored is lost without a word
      refusalLost: false,
      failed: false, // has that happened? and has the clock leapt? Once in a world each.
      leapt: false,
      now: NOON,
      tabs: Array.from({ length: this.tabs }, () => null),
    }
  }

  /** Equal for worlds that nothing tells apart: which tab is which makes no difference. */
  key(world) {
    return JSON.stringify({ ...world, tabs: world.tabs.map(tab => JSON.stringify(tab)).sort() })
  }

  /** Everything that may happen: [name, function that returns the world after it] each. */
  *steps(world) {
    const configs = Object.keys(this.sites)
    for (const [index, tab] of world.tabs.entries()) {
      const named = name => (this.tabs > 1 ? `tab ${index + 1}: ${name}` : name)
      if (!tab || tab.leaving || this.actions.includes('load anew'))
        for (const config of configs)
          yield [named(configs.length > 1 ? `load the ${config} page` : 'load'), () => this.open(world, index, config)]
      if (!tab) continue
      // Where it is said that scripts arrive, they are on their way until then.
      if (tab.pending.length && this.actions.includes('a script arrives'))
        yield [named('a script arrives'), () => this.#arrive(world, index, { type: 'eraseAgain' })]
      if (tab.pending.length && this.actions.includes('a script fails'))
        yield [named('a script fails'), () => this.#arrive(world, index, { type: 'failed', id: tab.pending[0] })]
      if (tab.waiting) yield [named('next'), () => this.send(world, index, 'next', { type: 'next' })]
      // No visitor presses so fast that more than two answers are on their way.
      if (tab.waiting > 1) continue
      for (const name of this.actions) {
        const event = eventOf(name)
        if (
          !event ||
          (save.test(name) && !tab.layers.includes('settings')) ||
          (name === 'eraseAgain' && !tab.erasesAgain)
        )
          continue
        yield [named(name), () => this.send(world, index, name, event)]
      }
    }
    yield* this.#happenings(world)
  }

  #arrive(world, index, event) {
    const [, ...pending] = world.tabs[index].pending
    const tabs = world.tabs.map((tab, i) => (i === index ? { ...tab, pending } : tab))
    const next = this.send({ ...world, tabs }, index, event.type, event)
    if (event.type !== 'failed') return next
    // What did not come does not run, and is not to be tried again before it was refused.
    const { [event.id]: _, ...loads } = next.tabs[index].loads
    const failed = [...new Set([...next.tabs[index].failed, event.id])].sort()
    return { ...next, tabs: next.tabs.map((tab, i) => (i === index ? { ...tab, loads, failed } : tab)) }
  }

  // To the storage and the clock.
  *#happenings(world) {
    const { cookies, refusal, kept } = world
    const tabs = world.tabs.map(tab => tab && { ...tab, refused: null })
    const may = name => this.actions.includes(name)
    const step = (name, changes) => [name, () => ({ ...world, tabs, ...changes })]
    if (may('clear') && (cookies || refusal)) yield step('clear', { cookies: '', refusal: null, kept: cookies || kept })
    if (may('clear cookies') && cookies) yield step('clear cookies', { cookies: '', kept: cookies })
    if (may('restore cookies') && kept && kept !== cookies) yield step('restore cookies', { cookies: kept })
    for (const [name, seconds] of Object.entries(LEAPS))
      if (may(name) && !world.leapt) yield step(name, { now: world.now + seconds, leapt: true })
    for (const [name, fault] of Object.entries(FAULTS))
      if (may(name) && !world.failed) yield step(name, { [fault]: true, failed: true })
    if (may('mend') && (world.cookieLost || world.refusalLost))
      yield step('mend', { cookieLost: false, refusalLost: false })
  }

  open(world, index, config) {
    const tab = {
      config,
      state: this.machine.fresh,
      waiting: 0, // "next" effects that are not answered yet
      layers: '', // what is shown, by place
      loads: {}, // processor → true while it runs, false when it was stopped
      told: {}, // processor → what the last steps that it was given say of others: ["webvisor"] ...
      pending: [], // processors whose script is on its way
      failed: [], // those whose script did not come
      woken: [], // what content was woken for
      once: false, // was the frame shown once?
      leaving: false,
      erasesAgain: false, // is anything on its way that erases again?
      chosen: false, // has anything been chosen in this page, or was there a record when it looked?
      asked: false, // has the page itself asked for the banner, since the last choice?
      refused: null, // see #note()
    }
    const event = { type: 'start', languages: ['en'], host: 'site.test', secure: true, gpc: false, framed: false }
    const next = { ...world, tabs: world.tabs.map((other, i) => (i === index ? tab : other)) }
    return this.send(next, index, 'load', { ...event, config: this.sites[config] })
  }

  /** The world after the page in that tab was sent `event`. `cause`: its name. */
  send(world, index, cause, event) {
    const copy = tab => tab && { ...tab, loads: { ...tab.loads }, told: { ...tab.told } }
    const next = { ...world, tabs: world.tabs.map(copy) }
    const tab = next.tabs[index]
    const start = event.type === 'start'
    const random = FRESH.repeat(32)
    const { pending } = tab
    const woken = tab.once ? [...tab.woken, 'analytics'] : tab.woken
    const shared = { now: world.now, random, table: false, pending, woken, shown: '' }
    // What is no record makes both as long as ever, so that what is kept of the first event has always the same places.
    const cookies = `${world.cookies}${world.cookies && '; '}_other=`.padEnd(400, '-')
    const refusal = world.refusal ?? (start ? '-'.repeat(60) : null)
    let answer
    try {
      ;[answer, tab.state] = this.machine.send(tab.state, { ...event, ...shared, cookies, refusal })
    } catch (error) {
      // A trap, an answer that is no JSON, or more memory.
      if (!['RuntimeError', 'SyntaxError', 'RangeError'].includes(error.name)) throw error
      throw new Violation(`the module fails: ${error.message}`)
    }
    tab.waiting -= event.type === 'next'
    const { readers } = this
    const reader = readers[tab.config]
    // While it is being learned there is nothing to check by.
    if (reader) checkAnswer(answer, { world, tab, cause, reader, readers })
    this.#note(next, index, cause)
    for (const [kind, ...args] of answer) this.#perform(next, tab, kind, args)
    this.#renumber(next)
    return next
  }

  // An action, by its name alone.
  #act(world, index, name) {
    return this.send(world, index, name, eventOf(name))
  }

  #perform(world, tab, kind, [first, second]) {
    const show = on => [...new Set([...tab.layers.split(' '), first])].filter(name => name && (on || name !== first))
    if (kind === 'store') {
      const value = /=([^;]*)/.exec(first)[1]
      if (!world.cookieLost) world.cookies = value && `smg_consent=${value}`
      if (!world.refusalLost) world.refusal = second
    } else if (kind === 'next') tab.waiting++
    else if (kind === 'render' && first !== 'status') tab.layers = show(second).sort().join(' ')
    else if (kind === 'reload') tab.leaving = true
    else if (kind === 'once') tab.once = true
    else if (kind === 'unlock' && this.actions.includes('content waits')) {
      tab.woken = [...new Set([...tab.woken, ...second])].sort()
    } else if (kind === 'load') {
      tab.loads[first] = true
      tab.failed = tab.failed.filter(id => id !== first)
      if (this.actions.includes('a script arrives') && second.some(([verb]) => verb === 'script'))
        tab.pending = [...tab.pending, first]
    } else if (kind === 'stop' && second.length) tab.loads[first] = false
    if (/^(load|update)$/.test(kind)) tab.told[first] = saidOf(second)
    tab.erasesAgain ||= kind === 'load' || kind === 'later'
  }

  // What was chosen where: `refused` is 0 in the tab that refused last, 1 when another one has granted in the same second,
  // else null.
  #note(world, index, cause) {
    const choice = choiceOf(cause)
    const here = world.tabs[index]
    here.chosen ||= Boolean(world.cookies || world.refusal)
    if (cause === 'call show') here.asked = true
    if (!choice) return
    here.chosen = true
    here.asked = false
    for (const tab of world.tabs)
      if (tab && tab !== here) tab.refused = choice !== 'refusal' && tab.refused === 0 ? 1 : null
    here.refused = choice === 'refusal' && !world.cookieLost && !world.refusalLost ? 0 : null
  }

  // Consent ids matter only by whether they are the same: they are told apart in the order in which they stand.
  #renumber(world) {
    const { machine } = this
    const inTexts = [world.cookies, world.kept].flatMap(text => [...text.matchAll(NUMBER)].map(([, digit]) => digit))
    const inTabs = world.tabs.flatMap(tab => (tab ? machine.numbers(tab.state) : []))
    const digits = new Map([...new Set([...inTexts, ...inTabs])].map((digit, i) => [digit, String(i + 1)]))
    if (digits.size > 8) throw new Error('more consent ids at once than there are digits')
    const inTurn = text => text.replace(NUMBER, run => digits.get(run[0]).repeat(32))
    world.cookies = inTurn(world.cookies)
    world.kept = inTurn(world.kept)
    for (const tab of world.tabs) if (tab) tab.state = machine.renumber(tab.state, digits)
  }

  /** Every page looks at the storage and gets what it waits for, until nothing is on its way any more. */
  settle(world) {
    let next = world
    let quiet = false
    const tell = (index, type) => {
      const before = this.key(next)
      next = this.send(next, index, type, { type })
      quiet &&= this.key(next) === before
    }
    const alive = index => next.tabs[index] && !next.tabs[index].leaving
    for (let round = 0; !quiet; round++) {
      if (round > 9) throw new Violation('it never comes to rest')
      quiet = true
      for (let index = 0; index < this.tabs; index++) {
        if (alive(index)) tell(index, 'sync')
        for (let i = 0; alive(index) && next.tabs[index].waiting; i++) {
          if (i > 30) throw new Violation('it never comes to rest')
          tell(index, 'next')
        }
      }
    }
    return next
  }

  /** Checks a world by what would come of it. */
  check(world) {
    const { readers } = this
    const rest = after('', () => this.settle(world))
    after('', () => checkRest(rest, { readers }))
    for (const [index, tab] of world.tabs.entries()) {
      if (!tab) continue
      after(`reject in tab ${index + 1}`, () =>
        checkRest(this.settle(this.#act(world, index, 'reject')), { readers, refusedIn: index }),
      )
      if (rest.tabs[index].leaving) continue
      // A refusal of the same second would hold.
      const tabs = rest.tabs.map(other => other && { ...other, refused: null })
      const later = { ...rest, tabs, now: rest.now + LEAPS['two seconds'] }
      after(`rest, two seconds, accept in tab ${index + 1}`, () =>
        checkRest(this.settle(this.#act(later, index, 'accept')), { readers, grantedIn: index }),
      )
    }
  }
}

// What is only tried out is told with what it was.
function after(tried, f) {
  try {
    return f()
  } catch (error) {
    if (error instanceof Violation) error.message += ` (then: ${[tried, 'rest'].filter(Boolean).join(', ')})`
    throw error
  }
}
