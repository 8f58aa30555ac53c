// What a browser does with pages beyond loading them: it keeps them whole for the back button, renders them before
// anybody has come, shows two at once, hides them, leaves them in the middle of something, and has a wrong clock.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import {
  accept,
  acceptAll,
  asked,
  assertLoads,
  clock,
  cookie,
  DAY,
  emitted,
  executablePath,
  flags,
  forget,
  isAsking,
  launch,
  NAME,
  now,
  open,
  openSettings,
  page,
  parse,
  press,
  ran,
  refusal,
  setClock,
  setCookie,
  settle,
  sorted,
  source,
  storage,
  switches,
  tag,
  turn,
  until,
} from './site.mjs'
import { all } from './vendors.mjs'

const html = page({ body: '<button id="withdraw" data-smg-action="withdraw">Withdraw</button>' })
const bare = '<!doctype html><title>Without the module</title><p>Nothing here.'

const state = tab => tab.evaluate(() => window.SMGConsent.getConsent())

// The same, or undefined while the page is reloading or its module on its way.
const said = tab => state(tab).catch(() => undefined)

// A grant of everything, to be put where a test needs one.
let granted
async function grant(t) {
  if (granted) return granted
  const site = await open(t)
  await asked(site)
  await acceptAll(site, all)
  granted = (await cookie(site)).value
  return granted
}

// ---- Back and forward -----------------------------------------------------------------------------------------------

// Playwright turns the back-forward cache off for every browser that it starts, unless told not to.
let restoring
after(() => restoring?.close())

// Goes to a site, does something there, and comes back to the page as it was kept. The browser may give a kept page up
// for reasons of its own, a shortage of memory among them: then once more, on a new site.
async function comeBack(t, act, { init = [] } = {}) {
  restoring ??= await launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] })
  // Told outside the page, where a reload does not lose it.
  const note = () => addEventListener('pageshow', event => event.persisted && navigator.sendBeacon('/restored'))
  for (let attempt = 0; attempt < 4; attempt++) {
    const site = await open(t, { html, browser: restoring, pages: { '/bare': bare }, init: [note, ...init] })
    await asked(site)
    await act(site)
    forget(site)
    // A restored page fires no "load".
    await site.page.goBack({ waitUntil: 'commit' })
    const kept = await until('restored', () => site.requested('/restored'), 3000).then(
      () => true,
      () => false,
    )
    if (kept) return site
  }
  return assert.fail('the browser has kept no page')
}

async function running(site) {
  await acceptAll(site, all)
  await emitted(site.page, 'change')
  // A page that has something on its way is not kept.
  await settle(site.page)
}

test('back to a page whose processors run: they go on, and nothing is loaded again', async t => {
  const site = await comeBack(t, async site => {
    await running(site)
    await site.go('/bare')
  })
  await settle(site.page, 800)
  assert.deepEqual(site.loads, [])
  assert.equal(site.requested('/'), 0)
  assert.equal(await isAsking(site.page), false)
  assert.equal((await state(site.page)).choice, 'granted')
})

test('back to a page that asks, after a grant elsewhere: it asks no more and loads each processor once', async t => {
  const text = await grant(t)
  const site = await comeBack(t, async site => {
    await site.go('/bare')
    await setCookie(site, text)
  })
  await ran(site.page, all)
  await settle(site.page)
  assertLoads(site, all)
  assert.equal(await isAsking(site.page), false)
})

test('back to a page that asks, after a refusal elsewhere: it asks no more', async t => {
  // The record of a refusal keeps its day and the marks, and nothing else of a grant.
  const [version, revision, , , , , , ...marks] = (await grant(t)).split('.')
  const day = (now() - (now() % DAY)).toString(36)
  const refused = [version, revision, day, '', '', '', '', ...marks].join('.').replaceAll('+', '-')
  const site = await comeBack(t, async site => {
    await site.go('/bare')
    await site.page.evaluate(([name, value]) => localStorage.setItem(name, value), [NAME, refused])
  })
  await until('it asks no more', async () => !(await isAsking(site.page)))
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.equal((await state(site.page)).choice, 'refused')
})

async function clearedMeanwhile(site) {
  await running(site)
  await site.go('/bare')
  await site.context.clearCookies()
}

test('back to a page whose processors run, after the cookie has gone: they end, and it asks', async t => {
  const site = await comeBack(t, clearedMeanwhile)
  await asked(site)
  await settle(site.page)
  assert.deepEqual(site.loads, [])
  assert.equal((await state(site.page)).choice, 'undecided')
})

// Not so: what Hotjar writes in the last moment of a page outlives it, and the next page, which knows of no choice any
// more, does nothing but ask.
const todo = 'a visitor without any record is only asked: nothing is erased before a choice'
test('... and what they write as they go is erased too', { todo }, async t => {
  const site = await comeBack(t, clearedMeanwhile)
  await asked(site)
  await settle(site.page)
  const kept = await storage(site)
  assert.deepEqual(
    [...kept.cookies.map(entry => entry.name), ...Object.keys(kept.local), ...Object.keys(kept.session)],
    [],
  )
})

test('back to a page whose processors run, after a withdrawal on the next one: they end', async t => {
  const withdrawn = async site => {
    await running(site)
    await site.go('/second')
    await ran(site.page, all)
    await site.page.locator('#withdraw').click()
    await until('the refusal is stored', () => refusal(site.page).catch(() => null))
    await until('the page has ended them', async () => !(await cookie(site, '_ga')))
    await settle(site.page, 800)
  }
  // A message from the other page would make the browser give this one up; here it must hear of it by itself.
  const site = await comeBack(t, withdrawn, { init: [() => void delete window.BroadcastChannel] })
  await until('the page knows', async () => (await said(site.page))?.choice === 'refused')
  await settle(site.page, 800)
  assert.deepEqual(site.loads, [])
  assert.equal(await isAsking(site.page), false)
  const kept = await storage(site)
  assert.deepEqual(kept.cookies, [])
  assert.deepEqual(Object.keys(kept.local), [NAME])
})

// ---- Before anybody has come ----------------------------------------------------------------------------------------

/*
 * A browser that is driven through its debugging interface prerenders nothing. So this one is not: it opens `path`, and
 * the pages themselves say where they are, by requests of their own. `go` lets the first page lead to the second.
 */
async function wander(t, options = {}) {
  let go
  const gone = new Promise(resolve => {
    go = resolve
  })
  const first = `<!doctype html><title>The first page</title>
<script>
  ${options.cookie ? `document.cookie = ${source(`${NAME}=${options.cookie}; path=/`)}` : ''}
  fetch('/go').then(() => (location.href = '/next'))
</script>
<script type="speculationrules">{ "prerender": [{ "source": "list", "urls": ["/next"], "eagerness": "immediate" }] }</script>`
  const tell = `<script>
  const tell = (name, value) => fetch('/told/' + name + '/' + value)
  tell('prerendering', document.prerendering)
  document.addEventListener('prerenderingchange', () => {
    tell('activated', performance.getEntriesByType('navigation')[0].activationStart > 0)
  })
  addEventListener('smg:show', () => tell('show', document.prerendering))
  addEventListener('smg:ready', () => tell('ready', document.prerendering))
  addEventListener('smg:change', () => tell('change', document.prerendering))
</script>`
  const site = await open(t, {
    html: bare,
    pages: {
      '/first': first,
      '/next': page({ head: tell + tag }),
      '/go': () => gone.then(() => ({ status: 204 })),
    },
    answer: request => (request.path.startsWith('/told/') ? { status: 204 } : undefined),
  })
  const profile = mkdtempSync(join(tmpdir(), 'smg-visitor-'))
  const chromium = spawn(
    executablePath,
    [...flags(), '--headless=new', `--user-data-dir=${profile}`, `${site.origin}/first`],
    { stdio: 'ignore' },
  )
  const ended = once(chromium, 'exit')
  t.after(async () => {
    go()
    chromium.kill()
    await ended
    // Its processes end one after the other, and write until then.
    await until('its files have gone', () =>
      rm(profile, { recursive: true, force: true }).then(
        () => true,
        () => false,
      ),
    )
  })
  const told = what => site.requested(`/told/${what}`)
  await until('the next page was rendered beforehand', () => told('prerendering/true'), 30_000)
  assert.match(site.log.find(request => request.path === '/next').headers['sec-purpose'], /prerender/)
  await until('the script is there too', () => site.requested('/smg/smg.js'), 10_000)
  // Longer than the way from the module to the last load takes.
  await settle(site.page, 1500)
  assert.deepEqual(site.thirdPartyUrls, [], 'a page that nobody sees sends nothing')
  assert.equal(told('ready/true') + told('ready/false') + told('show/true'), 0, 'and has nobody to ask')
  go()
  await until('the visitor has come', () => told('activated/true'), 10_000)
  await until('the module has started', () => told('ready/false'), 10_000)
  return { site, told }
}

test('a page that is only prerendered does not ask; once it is seen, it does', async t => {
  const { site, told } = await wander(t)
  await until('it asks', () => told('show/false'))
  await settle(site.page, 800)
  assert.deepEqual(site.thirdPartyUrls, [])
  assert.equal(site.requested('/next'), 1, 'it is the page that was prerendered')
})

test('a page that is prerendered with a stored grant loads its processors when it is seen, each once', async t => {
  const { site, told } = await wander(t, { cookie: await grant(t) })
  await until(`all have loaded, not only ${site.loads}`, () => all.every(id => site.loads.includes(id)), 10_000)
  await settle(site.page, 800)
  assertLoads(site, all)
  assert.equal(told('show/false'), 0)
  assert.equal(site.requested('/next'), 1, 'it is the page that was prerendered')
})

// ---- Two tabs -------------------------------------------------------------------------------------------------------

// Presses in the page at a time of the machine's clock, which the tabs share.
function pressAt(tab, name, time) {
  return tab.evaluate(
    ([what, when]) =>
      new Promise(resolve => {
        const button = document.querySelector('#smg-consent').shadowRoot.querySelector(`[data-smg=${what}]`)
        setTimeout(
          () => {
            while (Date.now() < when);
            button.click()
            resolve()
          },
          when - Date.now() - 20,
        )
      }),
    [name, time],
  )
}

// An init function: tells what happens in each page and when, outside of it, where a reload does not lose it.
function tellAll() {
  const tell = (...what) => window.labNote(location.pathname, JSON.stringify([Date.now(), ...what]))
  for (const type of ['ready', 'consent', 'change', 'hide', 'error'])
    addEventListener(`smg:${type}`, ({ detail }) => tell(type, detail?.choice ?? detail?.new?.choice ?? detail))
  addEventListener('storage', ({ key, newValue }) => key === 'smg_consent' && tell('storage', newValue))
  new BroadcastChannel('smg_consent').addEventListener('message', () => tell('message'))
}

// What holds once all is done, in both tabs, in what is stored, and in a page that comes later and knows nothing else.
// Empty, or what is wrong with it.
async function disagreement(site, tabs) {
  let choices
  let grant
  let refused
  const agree = async () => {
    // A page that is reloading itself says nothing: whatever a grant has started ends so where a refusal holds.
    choices = (await Promise.all(tabs.map(said))).map(one => one?.choice)
    grant = (await cookie(site))?.value
    refused = await refusal(site.page).catch(() => undefined)
    if (choices.some(choice => choice !== choices[0])) return false
    return choices[0] === (grant && refused === null ? 'granted' : refused && !grant ? 'refused' : '')
  }
  const wait = () => until('all agree', agree, 10_000).catch(() => {})
  await wait()
  // They must stay so.
  await settle(site.page, 700)
  await wait()
  const third = await site.tab('/third')
  await emitted(third, 'ready')
  const last = (await state(third)).choice
  await third.close()
  const told = `they say ${choices.map(String)}, a third page ${last}; the cookie is ${grant}, the refusal ${refused}`
  return last === choices[0] && (await agree()) ? '' : told
}

test('Accept in one tab and Reject in the other at the same instant: both end alike, every time', async t => {
  const site = await open(t, { html, pages: { '/third': html, '/bare': bare }, init: [tellAll] })
  const tabs = [site.page, await site.tab('/second')]
  const faults = []
  for (let round = 0; round < 20; round++) {
    for (const tab of tabs) await asked(site, tab)
    site.calls.length = 0
    const [first, second] = round % 2 ? tabs : [...tabs].reverse()
    // The same instant, and a little to either side of it.
    const lag = [0, 0, 1, 2, 5, 10, 20][round % 7] * (round % 4 < 2 ? 1 : -1)
    const at = Date.now() + 250
    await Promise.all([pressAt(first, 'accept', at), pressAt(second, 'reject', at + lag)])

    const fault = await disagreement(site, [first, second])
    if (fault) {
      const told = site.calls.map(([path, time, ...what]) => `  ${time - at} ms ${path}: ${what}`).join('\n')
      faults.push(`round ${round}, Accept in ${round % 2 ? '/' : '/second'}, Reject ${lag} ms later: ${fault}\n${told}`)
    }

    // The next round begins with nothing, on pages of its own.
    for (const tab of tabs) await tab.goto(`${site.origin}/bare`)
    await site.context.clearCookies()
    await tabs[0].evaluate(() => localStorage.clear())
    await Promise.all([site.go('/', tabs[0]), site.go('/second', tabs[1])])
  }
  assert.equal(faults.join('\n'), '', 'what the two tabs and a third one say')
})

// On a slow machine the next frame is far away, and until then a choice waits to be carried out.
for (const [what, first, then, choice] of [
  ['Accept after a Reject', 'rejectAll', 'acceptAll', 'granted'],
  ['Reject after an Accept', 'acceptAll', 'rejectAll', 'refused'],
])
  test(`${what} in another tab, which has not yet been painted there: both end alike`, async t => {
    const slow = () => {
      const { requestAnimationFrame } = window
      window.requestAnimationFrame = f => setTimeout(() => requestAnimationFrame(f), 1000)
    }
    const site = await open(t, { html, pages: { '/third': html }, init: [slow, tellAll] })
    const other = await site.tab('/second')
    for (const tab of [site.page, other]) await asked(site, tab)
    await other.evaluate(name => void window.SMGConsent[name](), first)
    const stored = async () => (first === 'acceptAll' ? cookie(site) : refusal(site.page))
    await until('it is stored', stored)
    await site.page.evaluate(name => void window.SMGConsent[name](), then)
    assert.equal((await said(other)).choice, first === 'acceptAll' ? 'granted' : 'refused')
    assert.equal(await disagreement(site, [site.page, other]), '')
    assert.equal((await state(other)).choice, choice)
    assert.equal(site.calls.filter(([, , type]) => type === 'error').length, 0, 'nobody is told that it was not stored')
  })

// What two tabs that store at once may leave behind; the refusal is what holds.
test('a grant that a refusal of the same day overrules does not stay stored', async t => {
  const text = await grant(t)
  const site = await open(t, { html })
  await asked(site)
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  await setCookie(site, text)
  await site.page.reload()
  await emitted(site.page, 'consent')
  await settle(site.page)
  assert.equal((await state(site.page)).choice, 'refused')
  assert.deepEqual(site.loads, [])
  assert.equal(await cookie(site), undefined)
})

const decisions = {
  'a grant': { act: tab => press(tab, 'accept'), choice: 'granted' },
  'a refusal': { act: tab => press(tab, 'reject'), choice: 'refused' },
  'a choice in the settings': {
    async act(tab) {
      await openSettings(tab)
      await turn(tab, 'analytics')
      await press(tab, 'save')
    },
    choice: 'granted',
  },
  'a call of the page': { act: tab => tab.evaluate(() => void window.SMGConsent.acceptAll()), choice: 'granted' },
}

for (const [what, { act, choice }] of Object.entries(decisions))
  test(`${what} reaches another open tab within a second`, async t => {
    const site = await open(t, { html })
    await asked(site)
    const other = await site.tab('/second')
    await asked(site, other)
    await act(other)
    await emitted(other, 'hide')
    await until('the first tab knows', async () => (await said(site.page))?.choice === choice, 1000)
    assert.equal(await isAsking(site.page), false)
    await emitted(other, 'consent')
    assert.deepEqual((await state(site.page)).processors, (await state(other)).processors)
  })

test('a withdrawal reaches another open tab within a second', async t => {
  const site = await open(t, { html })
  await asked(site)
  await acceptAll(site, all)
  const other = await site.tab('/second')
  await ran(other, all)
  await emitted(other, 'consent')
  await other.locator('#withdraw').click()
  await until('the first tab knows', async () => (await said(site.page))?.choice === 'refused', 1000)
})

// ---- Hidden ---------------------------------------------------------------------------------------------------------

// Chromium without a screen hides no tab: the page is told so.
function show(tab, shown) {
  return tab.evaluate(visible => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => !visible })
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (visible ? 'visible' : 'hidden'),
    })
    document.dispatchEvent(new Event('visibilitychange'))
  }, shown)
}

test('a cookie that is cleared while the tab is hidden is missed when it is seen again', async t => {
  const site = await open(t, { html })
  await asked(site)
  await acceptAll(site, all)
  await emitted(site.page, 'change')
  await show(site.page, false)
  await site.context.clearCookies()
  forget(site)
  await show(site.page, true)
  await asked(site)
  await settle(site.page)
  assert.deepEqual(site.loads, [])
  assert.equal((await state(site.page)).choice, 'undecided')
})

test('a call that changes one thing brings back nothing of a grant whose cookie was cleared', async t => {
  const site = await open(t, { html })
  await asked(site)
  await acceptAll(site, all)
  await emitted(site.page, 'change')
  await site.context.clearCookies()
  await site.page.evaluate(() => void window.SMGConsent.acceptProcessor('ga4', false))
  await settle(site.page, 800)
  const record = await cookie(site)
  const kept = record ? Object.entries(parse(record.value).processors).filter(([, on]) => on) : []
  assert.deepEqual(kept, [])
})

// ---- Left in the middle ---------------------------------------------------------------------------------------------

test('leaving the page in the same task as the press keeps the choice', async t => {
  const leave = (tab, name) =>
    tab.evaluate(what => {
      const { shadowRoot } = document.querySelector('#smg-consent')
      const button = [...shadowRoot.querySelectorAll(`[data-smg=${what}]`)].at(-1)
      button.click()
      location.href = '/second'
    }, name)

  await t.test('Reject', async t => {
    const site = await open(t, { html })
    await asked(site)
    await leave(site.page, 'reject')
    await site.page.waitForURL('**/second')
    await emitted(site.page, 'consent')
    assert.equal((await state(site.page)).choice, 'refused')
    assert.deepEqual(site.thirdPartyUrls, [])
  })

  await t.test('Save', async t => {
    const site = await open(t, { html })
    await asked(site)
    await openSettings(site.page)
    await turn(site.page, 'analytics')
    assert.equal((await switches(site.page)).analytics, true)
    await leave(site.page, 'save')
    await site.page.waitForURL('**/second')
    await ran(site.page, ['ga4', 'metrica'])
    await settle(site.page)
    assert.deepEqual(sorted([...new Set(site.loads)]), ['ga4', 'metrica'])
    assert.equal(await isAsking(site.page), false)
  })

  await t.test('Withdraw', async t => {
    const site = await open(t, { html })
    await asked(site)
    await acceptAll(site, all)
    await emitted(site.page, 'change')
    forget(site)
    const gone = site.page.waitForEvent('load')
    await site.page.evaluate(() => {
      document.querySelector('#withdraw').click()
      location.href = '/second'
    })
    // Where the module reloads the page, that may win.
    await gone
    await emitted(site.page, 'consent')
    await settle(site.page, 800)
    assert.deepEqual(site.loads, [])
    const kept = await storage(site)
    assert.deepEqual(kept.cookies, [])
    assert.deepEqual(Object.keys(kept.local), [NAME])
    assert.equal((await state(site.page)).choice, 'refused')
  })

  await t.test('Accept, and the tab is closed', async t => {
    const site = await open(t, { html })
    await asked(site)
    const closed = site.page.waitForEvent('close')
    const other = await site.context.newPage()
    await site.page
      .evaluate(() => {
        document.querySelector('#smg-consent').shadowRoot.querySelector('[data-smg=accept]').click()
        window.close()
      })
      .catch(() => {})
    if (!site.page.isClosed()) await site.page.close()
    await closed
    await other.goto(site.origin)
    await ran(other, all)
    assert.equal(await isAsking(other), false)
  })
})

// ---- A wrong clock --------------------------------------------------------------------------------------------------

const YEAR = 365

for (const [what, days] of Object.entries({ ahead: YEAR, back: -YEAR })) {
  test(`a clock a year ${what} makes no grant of an old one, and is none itself when it is set right`, async t => {
    const site = await open(t, { html, init: [clock] })
    await asked(site)
    await acceptAll(site, all)
    await emitted(site.page, 'change')
    const { value } = await cookie(site)

    // A year from now it has expired; a year ago it was not yet given.
    await site.page.goto('about:blank')
    await setClock(site, days)
    forget(site)
    await site.go('/')
    await asked(site)
    await settle(site.page)
    assert.deepEqual(site.loads, [])
    assert.equal((await state(site.page)).choice, 'undecided')

    // Nothing of this has made it younger.
    await setClock(site, 0)
    await site.page.reload()
    await emitted(site.page, 'ready')
    const after = await cookie(site)
    if (after) assert.equal(after.value, value)
  })

  test(`a grant by a clock a year ${what} does not outlive the clock`, async t => {
    const site = await open(t, { html, init: [clock] })
    await setClock(site, days)
    await site.page.reload()
    await asked(site)
    await acceptAll(site, all)
    const { time } = parse((await cookie(site)).value)
    assert.ok(Math.abs(time - now() - days * DAY) < 600, 'the clock was believed')

    await site.page.goto('about:blank')
    await setClock(site, 0)
    forget(site)
    await site.go('/')
    await asked(site)
    await settle(site.page)
    assert.deepEqual(site.loads, [])
  })

  test(`a refusal by a clock a year ${what}, and one that is right, never become a grant`, async t => {
    const site = await open(t, { html, init: [clock] })
    await asked(site)
    await press(site.page, 'reject')
    await emitted(site.page, 'change')
    for (const shift of [days, 0, -days, 0]) {
      await setClock(site, shift)
      await site.page.reload()
      await emitted(site.page, 'ready')
      await settle(site.page)
      assert.notEqual((await state(site.page)).choice, 'granted')
      if (await isAsking(site.page)) {
        await press(site.page, 'reject')
        await emitted(site.page, 'change')
      }
    }
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.equal(await cookie(site), undefined)
  })

  test(`the clock jumps a year ${what} while the page is open: no choice comes of it, nor one of longer life`, async t => {
    const site = await open(t, { html, init: [clock] })
    await asked(site)
    await setClock(site, days)
    await show(site.page, true)
    await settle(site.page)
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.equal((await accept(site.page).count()) > 0, true)
    await setClock(site, 0)
    await acceptAll(site, all)
    const before = await cookie(site)
    await setClock(site, days)
    await show(site.page, true)
    await settle(site.page, 800)
    const after = await cookie(site)
    if (after) assert.deepEqual([after.value, after.expires], [before.value, before.expires])
  })
}
