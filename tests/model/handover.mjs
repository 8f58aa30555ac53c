// A page with the first module, and the way from it to the whole: web/core.first.js itself, both modules, and beside them
// what web/smg.js does with events and answers. What may happen in which order is searched as in any world; but since the
// shell cannot be copied, a state is the path to it, and is reached anew each time. The modules remember what they were
// asked, so that this costs little.
//
// Beside the module at hand the whole is told every event that was answered: what the first one answers is held against
// that, and the whole that takes over must be in the very state.

import { MORE } from './machine.mjs'
import { difference } from './pair.mjs'
import { checkAnswer, checkRest, choiceOf, Violation } from './properties.mjs'
import { allowed } from './records.mjs'
import { promises } from './shell.mjs'
import { eventOf, saidOf, World } from './world.mjs'

const NOON = 1_770_033_600 // seconds; the middle of a day
// Nothing tells the page of it but that it looks.
const takenBack = 'another tab takes marketing back'
const secondFile = /^https:\/\/site\.test\/smg\.more\.01234567\.js(\?1)?$/
const MOST_EVENTS = 300 // in one page
const MOST_WAITING = 3 // events that no module has answered yet, before no other may happen

function hold(condition, text) {
  if (!condition) throw new Violation(text)
}

// A module that is asked the same again answers from memory.
class Asked {
  #machine
  #answers = new Map()

  constructor(machine) {
    this.#machine = machine
    this.fresh = machine.fresh
  }

  send(state, text) {
    const key = `${state} ${text}`
    if (!this.#answers.has(key)) this.#answers.set(key, this.#machine.send(state, JSON.parse(text)))
    return this.#answers.get(key)
  }
}

// What may be under way when a page comes to rest, each with what becomes of it.
const ends = {
  comes: ['comes', 'there', 'renewed'],
  fails: ['fails', 'broken', 'renewed', 'late'],
  'is slow': ['late', 'renewed'],
}
const names = {
  comes: 'the second file comes',
  fails: 'the second file fails',
  there: 'the whole is there',
  broken: 'the whole cannot be made',
  late: 'ten seconds pass',
  renewed: 'the first is renewed',
}

export class Handover {
  /**
   * `whole` and `first`: Machines; `shell`: what shellOf() gives. `site`, `processors`, `actions`: as those of a world,
   * with one site. `atOnce`: the browser makes a further module at once. `broken`: what code of the page's does in the midst of a load, names with "; " between.
   */
  constructor({ whole, first, shell }, { site, processors, actions, broken = [], atOnce = false }) {
    const world = new World(whole, { sites: { usual: site }, processors: { usual: processors }, actions: [] })
    Object.assign(this, { shell, site, actions, broken, atOnce, readers: world.readers })
    this.modules = { whole: new Asked(whole), first: new Asked(first) }
    /** How many answers of the first module were held against the whole's. */
    this.compared = 0
  }

  start() {
    return { path: [], key: 'nothing' }
  }

  key(state) {
    return state.key
  }

  *steps({ path }) {
    const page = this.#at(path)
    for (const name of page ? page.possible() : ['load'])
      yield [
        name,
        () => {
          const next = [...path, name]
          return { path: next, key: this.#at(next).key() }
        },
      ]
  }

  /** Checks a state by what would come of it, now and if all were refused in it. */
  check({ path }) {
    for (const end of Object.keys(ends))
      for (const more of [[], ['reject']]) {
        const page = this.#at(path)
        if (more.length && (!page.core || page.tab.leaving)) continue
        try {
          for (const name of more) page.happen(name)
          page.rest(end, more.length > 0)
        } catch (error) {
          if (error instanceof Violation) error.message += ` (then: ${[...more, `rest, the file ${end}`].join(', ')})`
          throw error
        }
      }
  }

  // The page at the end of the path; of one that was loaded anew, the last.
  #at(path) {
    let page
    for (const name of path) {
      if (name === 'load') page = new Page(this, page?.world)
      else page.happen(name)
    }
    return page
  }
}

class Page {
  elements = [] // tags of the second file that are under way
  arrivals = [] // what resolves the promises of the whole
  renewals = [] // what resolves those of a further first module
  timers = []
  ordered = [] // events, in the order in which they were caused
  waiting = new Map() // events that are not answered yet → their names
  dropped = [] // those that the first module lacked while there was no other
  isBusy = false
  newest = 0
  owed = 0 // loads that were broken off, which the core has yet to hear of
  last = -1 // place in `ordered` of the last that was answered, of those that nothing else caused
  depth = 0 // of events within events
  breaks = new Map() // events → what happens in the midst of a load that comes of them, if anything
  violation // the first one

  constructor(lab, before) {
    this.lab = lab
    this.tab = {
      ...{ config: 'usual', waiting: 0, layers: '', loads: {}, told: {}, pending: [], failed: [], woken: [] },
      ...{ once: false, leaving: false, chosen: false, asked: false, refused: null },
      ...{ choices: 0, posts: 0, due: false }, // how many were made and posted here; is one asked for, and not answered?
    }
    const { cookies = '', refusal = null } = before ?? {}
    this.world = { cookies, refusal, now: NOON, cookieLost: false, refusalLost: false, tabs: [this.tab] }
    // The whole and the first module as they are when they were told all that was answered, and nothing else.
    this.told = { whole: lab.modules.whole.fresh, first: lab.modules.first.fresh }
    this.core = this.module('first')
    const { Later, run } = promises()
    this.run = run
    this.Later = Later
    this.shell = lab.shell(this)
    this.shell.begin({
      put: exports => (this.core &&= exports),
      hand: event => this.#noting(() => this.core && this.hand(event)),
      fail: () => {
        this.core = undefined
        this.tab.layers = ''
        this.isBusy = false
      },
    })
    this.happen('load')
  }

  module = kind => ({ kind, state: this.lab.modules[kind].fresh })

  get imports() {
    return {
      renew: () =>
        this.lab.atOnce
          ? { exports: this.module('first') }
          : new this.Later(resolve => this.renewals.push(() => resolve({ exports: this.module('first') }))),
      attempt: (f, otherwise) => {
        try {
          return f()
        } catch {
          return otherwise
        }
      },
      attribute: (_, name) => (name === 'data-smg' ? 'settings' : null),
      d: { createElement: () => ({ remove() {} }), head: { append: element => this.#append(element) } },
      listen: (_, type, f) => {
        if (type === 'pointerover') this.onPointer = f
      },
      exchange: (core, text) => this.#exchange(core, text),
      handed: () => ({}),
      late: { added: () => this.dispatch({ type: 'added' }, 'added') },
      setBusy: on => {
        this.isBusy = on
      },
      whenPainted: f => f(),
      beside: (script, name) => script.replace(/[^/]*$/, name),
      address: 'https://site.test/smg.js',
      nonce: '',
      trust: () => ({ createScriptURL: url => url }),
    }
  }

  get browser() {
    const setTimeout = f => this.timers.push(f)
    return { Promise: this.Later, setTimeout, console: { warn() {} }, document: {}, window: {} }
  }

  #append(element) {
    // By these two a browser runs the file of this build or none.
    this.#noting(() => {
      hold(element.integrity === 'sha384-of-this-build', 'the second file may be any')
      hold(secondFile.test(element.src), `the second file at ${element.src}`)
    })
    this.elements.push(element)
  }

  #exchange(core, text) {
    const [answer, state] = core.state === undefined ? [MORE] : this.lab.modules[core.kind].send(core.state, text)
    core.state = state
    return answer === MORE ? [['more']] : answer
  }

  /** What may happen now, by name. */
  possible() {
    const { tab, lab, waiting } = this
    const { actions, broken } = lab
    const under = { comes: this.elements, fails: this.elements, there: this.arrivals, broken: this.arrivals }
    Object.assign(under, { late: this.timers, renewed: this.renewals })
    const list = Object.keys(names).flatMap(name => (under[name].length ? names[name] : []))
    if (tab.leaving || actions.includes('load')) list.push('load')
    if (!this.core || waiting.size >= MOST_WAITING || tab.leaving) return list
    if (tab.waiting) list.push('next', ...broken.map(text => `next, broken into: ${text}`))
    if (tab.waiting > 1) return list
    if (actions.includes('the pointer is over the settings')) list.push('the pointer is over the settings')
    if (actions.includes(takenBack) && this.world.cookies.includes('+marketing')) list.push(takenBack)
    return [...list, ...actions.filter(name => eventOf(name))]
  }

  happen(name) {
    const [, text] = /^next, broken into: (.*)$/.exec(name) ?? []
    if (name === 'load') {
      const about = { languages: ['en'], host: 'site.test', secure: true, gpc: false, framed: false }
      this.dispatch({ type: 'start', ...about, config: this.lab.site }, 'load')
    } else if (name === takenBack) {
      // What a purpose of one processor has is its last.
      this.world.cookies = this.world.cookies.replace(/\+marketing(.*)\+(\w+)$/, '-marketing$1-$2')
    } else if (name === names.comes) {
      const element = this.elements.shift()
      this.shell.arrive(new this.Later((...settle) => this.arrivals.push(settle)))
      element.onload()
    } else if (name === names.fails) this.elements.shift().onerror()
    else if (name === names.there) this.arrivals.shift()[0]({ exports: this.module('whole') })
    else if (name === names.broken) this.arrivals.shift()[1](new Error('no memory'))
    else if (name === names.late) this.timers.shift()()
    else if (name === names.renewed) this.renewals.shift()()
    else if (name === 'the pointer is over the settings') this.onPointer({ composedPath: () => [{}] })
    else if (name === 'next' || text) {
      this.tab.waiting--
      const event = { type: 'next' }
      this.breaks.set(event, text?.split('; '))
      this.dispatch(event, 'next')
    } else this.dispatch(eventOf(name), name)
    this.run()
    // Whoever was in between may have caught it.
    if (this.violation) throw this.violation
  }

  #noting(f) {
    try {
      return f()
    } catch (error) {
      this.violation ??= error
      throw error
    }
  }

  // From here on as web/smg.js does.
  dispatch(event, cause) {
    if (!this.core) return
    if (event.type !== 'still') {
      this.ordered.push(event)
      this.waiting.set(event, cause)
    }
    if (!this.shell.holds(event)) return this.hand(event)
    if (event.type === 'still') this.owed++
  }

  hand(event) {
    hold(this.core, 'an event is handed to a module that has given up')
    const number = ++this.newest
    hold(number < MOST_EVENTS, 'it never comes to rest')
    const { core, world, tab } = this
    const cause = this.waiting.get(event) ?? event.type
    const nowhere = { table: false, pending: [], woken: [], shown: '' }
    const shared = { now: world.now, random: '9'.repeat(32), ...nowhere }
    const refusal = world.refusal ?? (event.type === 'start' ? '-'.repeat(60) : null)
    const cookies = `${world.cookies}${world.cookies && '; '}_other=`.padEnd(400, '-')
    const text = JSON.stringify({ ...event, ...shared, cookies, refusal })
    const wasAlive = core.state !== undefined
    const answer = this.#exchange(core, text)
    if (this.shell.lacks(event, text, answer)) return this.#lacked(event, wasAlive)
    hold(answer[0]?.[0] !== 'more', 'what a module lacks is taken for an answer')
    this.#compare(core, text)
    this.#answered(event, cause)
    const before = { ...world, tabs: [{ ...tab, loads: { ...tab.loads } }] }
    const { readers } = this.lab
    if (event.type !== 'still')
      checkAnswer(answer, { world: before, tab: before.tabs[0], cause, reader: readers.usual, readers })
    this.#note(cause)
    this.depth++
    let result
    for (const [kind, ...args] of answer)
      if (kind === 'return') [result] = args
      else if (kind === 'load') this.#load([number, this.breaks.get(event)], ...args)
      else this.#perform(kind, args)
    this.depth--
    return result
  }

  // Only what the first module itself lacks may be left undone, and only where there is no other.
  #lacked(event, wasAlive) {
    const [, , isAlone] = this.shell.peek()
    if (event.type === 'still') return
    if (!isAlone) return
    hold(wasAlive, `${this.waiting.get(event)} is handed to a module that answers nothing more`)
    this.dropped.push(this.waiting.get(event))
    this.waiting.delete(event)
  }

  #compare(core, text) {
    const [, whole, expected] = this.lab.modules.whole.send(this.told.whole, text)
    this.told.whole = whole
    if (core.kind === 'first') {
      const [, first, said] = this.lab.modules.first.send(this.told.first, text)
      this.lab.compared++
      if (said !== expected) throw new Violation(difference(said, expected))
      this.told.first = first
    }
    hold(core.state === this.told[core.kind], `the ${core.kind} was told another thing than what was answered`)
  }

  #answered(event, cause) {
    if (event.type === 'failed' && event.step === 'start') this.owed--
    if (event.type === 'alone') this.dropped = []
    const place = this.ordered.indexOf(event)
    if (place < 0) return hold(/^(failed|alone|still)$/.test(event.type), `${event.type} was caused by nothing`)
    hold(this.waiting.delete(event), `${cause} is handed twice`)
    // What a page only asks, it is told without waiting.
    if (this.depth || cause === 'call getConsent') return
    hold(place > this.last, `${cause} is overtaken`)
    this.last = place
  }

  #note(cause) {
    const { tab, world } = this
    const choice = choiceOf(cause)
    tab.chosen ||= Boolean(world.cookies || world.refusal || choice)
    if (cause === 'call show') tab.asked = true
    else if (choice) tab.asked = false
    if (choice) tab.choices++
    if (cause === 'added') tab.due = false
  }

  #load([number, breaks = []], id, steps) {
    const { tab, world, lab } = this
    const may = () => {
      if (number === this.newest) return true
      const { owed } = this
      const answer = this.dispatch({ type: 'still', id })
      number = this.newest
      if (this.owed > owed) tab.failed.push(id)
      return answer
    }
    for (const i of steps.keys()) {
      if (!may()) return
      if (i === steps.length - 1) for (const name of breaks) this.dispatch(eventOf(name), name)
    }
    if (!may()) return
    hold(allowed(world, lab.readers.usual)?.includes(id), `${id} is loaded, and there is no grant any more`)
    hold(tab.loads[id] !== true, `${id} is loaded twice`)
    tab.failed = tab.failed.filter(other => other !== id)
    tab.loads[id] = true
    tab.told[id] = saidOf(steps)
  }

  #perform(kind, [first, second]) {
    const { world, tab } = this
    const others = tab.layers.split(' ').filter(name => name && name !== first)
    if (kind === 'store') {
      const value = /=([^;]*)/.exec(first)[1]
      world.cookies = value && `smg_consent=${value}`
      world.refusal = second
    } else if (kind === 'next') tab.waiting++
    else if (kind === 'render' && first !== 'status')
      tab.layers = [...others, ...(second ? [first] : [])].sort().join(' ')
    else if (kind === 'reload') tab.leaving = true
    else if (kind === 'stop' && second.length) tab.loads[first] = false
    else if (kind === 'update') tab.told[first] = saidOf(second)
    else if (kind === 'due') {
      tab.due = true
      if (this.core.kind === 'whole') this.dispatch({ type: 'added' }, 'added')
      else this.shell.want()
    } else if (kind === 'post') hold(++tab.posts <= tab.choices, 'a choice is posted twice')
  }

  /** All that is under way ends so, and all that there is to do is done. `refused`: all was refused last. */
  rest(end, refused) {
    for (let round = 0; round < 2; round++) {
      for (let i = 0; this.#goOn(end); i++) hold(i < 60, 'it never comes to rest')
      if (this.core && !this.tab.leaving && !round) this.happen('sync')
    }
    if (!this.core) {
      // No wonder that nothing is done any more: nothing may be.
      hold(!Object.keys(this.tab.loads).length, 'it gives up while something runs')
      return
    }
    hold(!this.waiting.size, `lost: ${[...this.waiting.values()]}`)
    hold(!this.owed, 'a load was broken off, and the core has not heard of it')
    hold(!this.isBusy, 'it seems busy for ever')
    hold(!this.tab.due || this.core.kind === 'first', 'what is due is not posted')
    hold(!this.dropped.some(cause => eventOf(cause)?.type === 'action'), `not done, and not told: ${this.dropped}`)
    checkRest(this.world, { readers: this.lab.readers, ...(refused && { refusedIn: 0 }) })
  }

  #goOn(end) {
    const possible = this.possible()
    const name = [...ends[end].map(each => names[each]), 'next'].find(each => possible.includes(each))
    // Where one event too many waits for others to go on.
    if (!name && this.tab.waiting && this.core && !this.tab.leaving && !this.waiting.size) throw new Error('no next')
    if (name) this.happen(name)
    return name
  }

  key() {
    const { world, core, told, waiting, elements, arrivals, renewals, timers, isBusy, owed, dropped } = this
    const under = [elements.map(({ src }) => src), arrivals.length, renewals.length, timers.length]
    return JSON.stringify([
      ...[
        world,
        core,
        told,
        [...waiting].map(([event, cause]) => [cause, this.breaks.get(event)]),
        under,
        isBusy,
        owed,
        dropped,
      ],
      this.shell.peek(),
    ])
  }
}
