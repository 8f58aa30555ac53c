// A random walk: a visitor who does anything at all, in up to three tabs, thousands of times. After each step two
// things must hold: no loader was requested that the record in the cookie jar, as it was at some moment of that step,
// did not allow; and no page view has loaded a processor twice. The record is read here by a reader of its own.
//
// SMG_WALK_SEED replays a walk (the steps are the same; the browser's timing is its own), SMG_WALK_STEPS sets its length.
// The bound is a count: on an idle machine of two cores a step takes less than a tenth of a second in Chromium.
//
// Takes long.

import assert from 'node:assert/strict'
import test from 'node:test'
import { asked, clock, emitted, forget, inEachEngine, NAME, open, ran, settle, until } from '../support/site.mjs'
import { all, analytics as every, processorOf, purposes } from '../support/vendors.mjs'

const STEPS = 2000
// The same walk each time, so that a failure is that of a change; another one by SMG_WALK_SEED.
const SEED = Number(process.env.SMG_WALK_SEED) || 20261125
const DAYS = [-400, -1, 0, 0, 0, 100, 400]
const KEPT_DAYS = 182

// mulberry32: 32 bits of state, the same numbers everywhere.
function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

// ---- The record, read from the jar ----------------------------------------------------------------------------------

const form = new RegExp(
  [
    '1',
    '\\d+',
    '[0-9a-z]+(?:-[0-9a-z]+)?',
    '[0-9a-f]{32}',
    '(?:b|s|p|a)u?',
    '[A-Za-z0-9-]+',
    '[\\w-]*',
    '[^.]+',
    '[^.]+',
  ]
    .map(part => `(${part})`)
    .join('\\.') + '$',
  'y',
)

// True of a record's time, in seconds since 1970 to the base of 36, for as long as the record is kept; `now` in seconds.
const holds = (time, now) => {
  const made = now - Number.parseInt(time, 36)
  return made >= -86_400 && made < KEPT_DAYS * 86_400
}

// The tokens that the record grants at `now`, in seconds.
function tokens(text, now) {
  form.lastIndex = 0
  const match = form.exec(text)
  if (match?.[2] !== '0') return []
  // A damaged mark is one of another page of the site: then the record has the time of the grant before it, too.
  const [made, kept = made] = match[3].split('-').map(time => now - Number.parseInt(time, 36))
  if (made < -86_400 || kept >= KEPT_DAYS * 86_400) return []
  return match[9].split(/(?=[+*-])/).flatMap(mark => (mark[0] === '-' ? [] : [mark.slice(1)]))
}

const records = async site => (await site.context.cookies()).filter(entry => entry.name === NAME)

// What a record calls each processor is found out by granting each alone, once.
let named
async function names(t, visit) {
  if (named) return named
  const found = {}
  for (const id of all) {
    const site = await visit(t)
    await asked(site)
    await site.page.evaluate(name => window.SMGConsent.acceptProcessor(name, true), id)
    await until('it is stored', async () => (await records(site)).length)
    const [{ value }] = await records(site)
    const granted = tokens(value, Date.now() / 1000)
    assert.equal(granted.length, 1, `${id} alone: ${value}`)
    found[granted[0]] = id
  }
  assert.equal(Object.keys(found).length, all.length)
  named = found
  return named
}

// ---- What a visitor may do ------------------------------------------------------------------------------------------

// Presses what can be pressed by that name: in the open dialog, else in the banner, else nothing. In the page, for speed.
const press = (tab, name) =>
  tab.evaluate(what => {
    const root = document.querySelector('#smg-consent')?.shadowRoot
    const place = root?.querySelector('dialog[open]') ?? root
    const found = [...(place?.querySelectorAll(`[data-smg=${what}]`) ?? [])].filter(node => node.checkVisibility())
    found.at(-1)?.click()
  }, name)

const pagePress = (tab, name) =>
  tab.evaluate(what => document.querySelector(`[data-smg-action=${what}]`)?.click(), name)

const call = (tab, name, ...args) =>
  tab.evaluate(([what, given]) => void window.SMGConsent?.[what]?.(...given), [name, args])

// Turns some of the switches of the open dialog, as `random` says.
const turnSome = (tab, random) =>
  tab.evaluate(
    chances => {
      const inputs =
        document.querySelector('#smg-consent')?.shadowRoot?.querySelectorAll('dialog[open] input[name]') ?? []
      ;[...inputs].forEach((input, i) => !input.disabled && chances[i % chances.length] < 0.3 && input.click())
    },
    Array.from({ length: 8 }, random),
  )

const pick = (list, random) => list[Math.floor(random() * list.length)]
const where = ['/', '/second', '/bare']

// [weight, name, action]. An action may return true: then the tabs are left to find out by themselves.
const actions = [
  [6, 'accept', walk => press(walk.tab, 'accept')],
  [6, 'reject', walk => press(walk.tab, 'reject')],
  [6, 'settings', walk => pagePress(walk.tab, 'settings')],
  [6, 'switches', walk => turnSome(walk.tab, walk.random)],
  [6, 'save', walk => press(walk.tab, 'save')],
  [
    5,
    'settings, switches, save',
    async walk => {
      await pagePress(walk.tab, 'settings')
      await turnSome(walk.tab, walk.random)
      await press(walk.tab, 'save')
    },
  ],
  [4, 'close', walk => press(walk.tab, 'close')],
  [5, 'withdraw', walk => pagePress(walk.tab, 'withdraw')],
  [3, 'acceptAll()', walk => call(walk.tab, 'acceptAll')],
  [3, 'rejectAll()', walk => call(walk.tab, 'rejectAll')],
  [4, 'reset()', walk => call(walk.tab, 'reset')],
  [3, 'show()', walk => call(walk.tab, 'show')],
  [3, 'hide()', walk => call(walk.tab, 'hide')],
  [2, 'setLanguage()', walk => call(walk.tab, 'setLanguage', pick(['en', 'ru', 'kk'], walk.random))],
  [
    6,
    'acceptPurpose()',
    walk => call(walk.tab, 'acceptPurpose', pick(Object.keys(purposes), walk.random), walk.random() < 0.5),
  ],
  [6, 'acceptProcessor()', walk => call(walk.tab, 'acceptProcessor', pick(all, walk.random), walk.random() < 0.5)],
  [5, 'reload', walk => walk.tab.reload({ waitUntil: 'commit' })],
  [6, 'go', walk => walk.tab.goto(walk.site.origin + pick(where, walk.random), { waitUntil: 'commit' })],
  [2, 'back', walk => walk.tab.goBack({ waitUntil: 'commit', timeout: 5000 })],
  [
    2,
    'press and leave',
    async walk => {
      await walk.tab.evaluate(
        ([name, path]) => {
          document.querySelector(`[data-smg-action=${name}]`)?.click()
          location.href = path
        },
        [pick(['accept', 'withdraw'], walk.random), pick(where, walk.random)],
      )
    },
  ],
  [
    2,
    'a tab more or less',
    async walk => {
      if (walk.tabs.length < 3) {
        const tab = await walk.site.context.newPage()
        walk.tabs.push(tab)
        await tab.goto(walk.site.origin, { waitUntil: 'commit' })
      } else await walk.tabs.pop().close()
    },
  ],
  [
    4,
    'cookies cleared',
    async walk => {
      await walk.site.context.clearCookies()
      return walk.random() < 0.5
    },
  ],
  [
    2,
    'localStorage cleared',
    async walk => {
      await walk.tab.evaluate(() => localStorage.clear())
      return walk.random() < 0.5
    },
  ],
  [
    3,
    'clock',
    async walk => {
      const days = pick(DAYS, walk.random)
      const unaware = walk.random() < 0.5
      walk.days = days
      await setClocks(walk)
      return unaware
    },
  ],
  [
    2,
    'cookie damaged',
    async walk => {
      const at = walk.random()
      const [record] = await records(walk.site)
      if (!record) return
      const i = Math.floor(at * record.value.length)
      const value =
        record.value.slice(0, i) + pick(['', '-', '+', '0', 'z', '.'], walk.random) + record.value.slice(i + 1)
      await walk.site.context.addCookies([{ ...record, value }])
    },
  ],
  [
    2,
    'Accept and Reject at once',
    async walk => {
      // The record that Accept makes may be gone before it can be looked at.
      for (const id of walk.used) walk.allowed.add(id)
      const [one, two] = walk.random() < 0.5 ? walk.tabs : [...walk.tabs].reverse()
      await Promise.allSettled([pagePress(one, 'accept'), pagePress(two, 'reject')])
    },
  ],
]
const total = actions.reduce((sum, [weight]) => sum + weight, 0)

function choose(random) {
  let left = random() * total
  return actions.find(([weight]) => (left -= weight) < 0) ?? actions[0]
}

// ---- The walk -------------------------------------------------------------------------------------------------------

const body = ['accept', 'reject', 'settings', 'withdraw']
  .map(name => `<button type="button" data-smg-action="${name}">${name}</button>`)
  .join(' ')

// Tells the page what time it is, since it may have asked before the clock was set, and been on its way when all were told;
// then that it is seen, upon which it looks at the records. Returns how it stands; undefined: not yet.
const look = (tab, shift) =>
  tab
    .evaluate(
      ([name, ms]) => {
        window.__shift = ms
        if (location.protocol === 'about:') return { granted: [], ran: {}, scripts: [] }
        const record = document.cookie.split('; ').find(text => text.startsWith(`${name}=`))
        if (location.pathname === '/bare') return { record, granted: [], ran: {}, scripts: [] }
        document.dispatchEvent(new Event('visibilitychange'))
        const consent = window.SMGConsent?.getConsent?.()
        return (
          consent && {
            record,
            refusal: localStorage.getItem(name),
            choice: consent.choice,
            granted: Object.keys(consent.processors).filter(id => consent.processors[id]),
            ran: Object.fromEntries(Object.entries(window.__vendors ?? {}).map(([id, list]) => [id, list.length])),
            scripts: [...document.querySelectorAll('script[src^="https:"]')].map(script => script.src),
          }
        )
      },
      [NAME, shift],
    )
    .catch(error => ({ away: error.message.split('\n')[0] }))

// An init function: the page's clock is the walk's, also where the page was kept and comes back.
function follow() {
  const ask = () => {
    const request = new XMLHttpRequest()
    request.open('GET', '/shift', false)
    request.send()
    window.__shift = Number(request.responseText)
  }
  if (location.protocol === 'https:') ask()
  addEventListener('pageshow', ({ persisted }) => persisted && ask())
}

// Where two processes of Firefox write one cookie at once, the one may go on seeing what the browser no longer has, until
// somebody writes again: without the module too, where one tab sets the cookie and another deletes it.
const PHANTOM = 500
const exorcise = tab =>
  tab.evaluate(name => {
    document.cookie = `${name}=; Max-Age=0; Path=/; SameSite=Lax; Secure`
  }, NAME)

const setClocks = walk =>
  Promise.allSettled(walk.tabs.map(tab => tab.evaluate(shift => void (window.__shift = shift), walk.shift())))

async function walk(
  t,
  { seed, steps, init = [], analytics = every, patience = 60_000, phantoms = false, visit = open, context },
) {
  const random = generator(seed)
  const byToken = await names(t, visit)
  const state = { random, days: 0, seconds: 0, allowed: new Set(), begun: new Set(), used: Object.keys(analytics) }
  let exorcised = 0
  state.shift = () => (state.days * 86_400 + state.seconds) * 1000
  const trail = []

  async function sample() {
    const now = (Date.now() + state.shift()) / 1000
    const granted = (await records(site)).flatMap(({ value }) => tokens(value, now).map(token => byToken[token]))
    for (const id of granted) state.allowed.add(id)
    return granted
  }

  const site = await visit(t, {
    context,
    body,
    config: { analytics, consent: { floatingButton: false, pageAccept: true } },
    pages: {
      '/bare': '<!doctype html><title>Without the module</title>',
      '/shift': () => ({ headers: { 'content-type': 'text/plain' }, body: String(state.shift()) }),
    },
    init: [clock, follow, ...init],
    answer: async request => {
      if (request.method === 'GET' && processorOf(request.url)) await sample().catch(() => {})
    },
  })
  Object.assign(state, { site, tabs: [site.page, await site.tab('/second')] })

  // Judges the requests so far by a look at the jar that is younger than they are: an older one could have missed the
  // record that allowed them. Returns what the jar grants.
  let seen = site.log.length
  async function judge() {
    const entries = site.log.slice(seen)
    seen += entries.length
    const granted = await sample()
    for (const { method, url } of entries) {
      const id = method === 'GET' && processorOf(url)
      if (id && !state.allowed.has(id) && !state.begun.has(id))
        throw new Error(`${id} was requested, and no record allowed it`)
    }
    return granted
  }

  function once({ ran, scripts }) {
    for (const [id, times] of Object.entries(ran))
      if (times > 1) throw new Error(`${id} ran ${times} times in one page`)
    const twice = scripts.find((url, i) => processorOf(url) && scripts.indexOf(url) !== i)
    if (twice) throw new Error(`${twice} was loaded twice in one page`)
  }

  // Until every tab holds no more than the record grants, has loaded what it says is granted, and knows of the refusal that
  // another one has stored: the cookie of a grant is gone from all tabs a moment before the refusal that took it back has
  // come to them, and "Accept" in between is of the same instant: that refusal takes its record away before anybody can
  // look. With `phantoms` a tab that sees a record which there no longer is has it deleted, once; then the same is asked
  // of it.
  async function settled() {
    const begun = Date.now()
    const end = begun + patience
    const left = new Set(phantoms ? state.tabs : [])
    for (;;) {
      const granted = await judge()
      const views = await Promise.all(state.tabs.map(tab => look(tab, state.shift())))
      const jar = left.size ? (await records(site)).map(({ value }) => `${NAME}=${value}`) : []
      const haunted = state.tabs.filter((tab, i) => left.has(tab) && views[i]?.record && !jar.includes(views[i].record))
      if (haunted.length && Date.now() > begun + PHANTOM)
        for (const tab of haunted) {
          left.delete(tab)
          exorcised++
          await exorcise(tab).catch(() => {})
        }
      const open = views.flatMap((view, i) => {
        if (!view || view.away) return [`tab ${i}: ${view?.away ?? 'its module is not there'}`]
        once(view)
        const more = view.granted.filter(id => all.includes(id) && !(granted.includes(id) && view.ran[id]))
        const ran = Object.keys(view.ran)
        return more.length ? [`tab ${i}: ${more} granted, not recorded (${granted}) or not loaded (${ran})`] : []
      })
      const choices = views.map(view => view?.choice)
      const isRefused = views.some(view => holds(view?.refusal?.split('.')[2], (begun + state.shift()) / 1000))
      if (isRefused && choices.includes('refused') && choices.includes('undecided'))
        open.push(`the tabs tell ${choices}, where a refusal is stored`)
      if (!open.length && !haunted.length) return
      if (Date.now() > end) throw new Error(`the tabs do not settle: ${[...open, ...site.said.slice(-2)].join('; ')}`)
      // The browser has the same few cores.
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }

  for (let step = 1; step <= steps; step++) {
    const [, name, act] = choose(random)
    const index = Math.floor(random() * state.tabs.length)
    state.tab = state.tabs[index]
    trail.push(`${step} tab ${index}: ${name}`)
    try {
      // What the step before had begun may reach the lab in this one.
      state.begun = new Set(state.allowed)
      state.allowed.clear()
      // A new tab's history begins with an empty page, to which one may have gone back.
      if ((await state.tab.evaluate(() => location.href).catch(() => '')) === 'about:blank')
        await state.tab.goto(site.origin, { waitUntil: 'commit' })
      // By the clock a visitor is slow: of two choices in one second a refusal holds, whichever came first, and the
      // record of the other may be gone before it can be looked at.
      state.seconds += 3
      await setClocks(state)
      await sample()
      // A page on its way to another one cannot be told anything: then the step is none.
      const unaware = await act(state).catch(error => void trail.push(`  (${error.message.split('\n')[0]})`))
      await sample()
      if (!unaware) await settled()
      await judge()
    } catch (error) {
      error.message = `seed ${seed}, step ${step}: ${error.message}\nafter\n${trail.slice(-15).join('\n')}`
      throw error
    }
  }
  // Of a file that was cut off as its page went Firefox tells that it has not its hash, but that of nothing.
  site.errors = site.errors.filter(text => !/hashes in the integrity attribute.*OLBgp1GsljhM2TJ\+sbHj/.test(text))
  return { loads: site.loads.length, views: site.requested('/smg/smg.js'), exorcised }
}

inEachEngine((name, visit) => {
  const own = name === 'Firefox' ? { context: { windows: true }, phantoms: true } : {}
  const steps = Number(process.env.SMG_WALK_STEPS) || STEPS
  test(`a walk of ${steps} steps loads nothing that no record allows, and nothing twice`, async t => {
    t.diagnostic(`SMG_WALK_SEED=${SEED}`)
    const begun = Date.now()
    const { loads, views, exorcised } = await walk(t, { seed: SEED, steps, visit, ...own })
    t.diagnostic(`${loads} loads in ${views} page views, in ${Math.round((Date.now() - begun) / 1000)} s`)
    if (exorcised) t.diagnostic(`${exorcised} times a tab went on seeing a record that there no longer was`)
    assert.ok(loads > steps / 20, `only ${loads} loads: a walk that grants nothing finds nothing`)
  })
})

// ---- The walk finds what it looks for -------------------------------------------------------------------------------

test('it finds a page that loads a processor by itself now and then', async t => {
  const init = [
    () => {
      let views = Number(window.name) || 0
      window.name = String(++views)
      if (views % 3) return
      addEventListener('DOMContentLoaded', () => {
        const script = document.createElement('script')
        script.src = 'https://static.hotjar.com/c/hotjar-1234567.js?sv=6'
        document.head.append(script)
      })
    },
  ]
  // One that the visitor is not asked about, so that no choice can be what allowed it.
  const { hotjar, ...analytics } = every
  assert.ok(hotjar)
  await assert.rejects(
    walk(t, { seed: 1, steps: 300, init, analytics }),
    /hotjar.* (was requested, and no record allowed it|was loaded twice)/,
  )
})

test('it finds a module that is told of a grant that there no longer is', async t => {
  const init = [
    () => {
      const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
      let last = ''
      const record = /smg_consent=1[^;]+/
      Object.defineProperty(Document.prototype, 'cookie', {
        set,
        configurable: true,
        get() {
          const text = get.call(this)
          last = record.exec(text)?.[0] ?? last
          return record.test(text) ? text : `${last}; ${text}`
        },
      })
    },
  ]
  await assert.rejects(walk(t, { seed: 2, steps: 300, init, patience: 20_000 }), /no record allowed it|not recorded/)
})

test('it finds a processor that is loaded twice', async t => {
  const init = [
    () => {
      const { append } = Element.prototype
      Element.prototype.append = function (...nodes) {
        for (const node of nodes)
          if (node.src?.includes('hotjar')) {
            const second = document.createElement('script')
            second.src = node.src
            append.call(this, second)
          }
        return append.apply(this, nodes)
      }
    },
  ]
  await assert.rejects(walk(t, { seed: 3, steps: 300, init }), /hotjar.*(times|twice) in one page/)
})

// ---- What walks have found ------------------------------------------------------------------------------------------

test('a part that is granted without its whole loads nothing, and the module goes on', async t => {
  const site = await open(t)
  await asked(site)
  // What an earlier walk's pages had begun is not this one's.
  await settle(site.page, 1000)
  forget(site)
  await site.page.evaluate(() => window.SMGConsent.acceptProcessor('webvisor', true))
  await emitted(site.page, 'change')
  assert.equal((await site.page.evaluate(() => window.SMGConsent.getConsent())).choice, 'granted')
  assert.deepEqual(site.said, [])
  assert.deepEqual(site.loads, [])
})

test('a page may ask while a grant of another tab is being carried out', async t => {
  const site = await open(t, {
    init: [
      () => {
        window.__told = []
        const ask = () => window.__told.push(window.SMGConsent.getConsent())
        addEventListener('smg:hide', () => setTimeout(ask))
      },
    ],
  })
  await asked(site)
  const other = await site.tab('/second')
  await asked(site, other)
  await press(other, 'accept')
  await ran(site.page, all)
  await emitted(site.page, 'change')
  assert.deepEqual(site.said, [])
  const [consent] = await site.page.evaluate(() => window.__told)
  assert.equal(consent.choice, 'granted')
  assert.ok(consent.time > 0)
})
