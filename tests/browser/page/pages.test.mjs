// What a browser does with more pages than the one that is seen: it keeps them whole for the back button, and shows two
// at once. In Chromium and in Firefox, by the same words.

import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import {
  acceptAll,
  asked,
  assertLoads,
  chosen,
  cookie,
  DAY,
  emitted,
  executablePath,
  forget,
  grant,
  inEachEngine,
  isAsking,
  launch,
  NAME,
  now,
  openSettings,
  page,
  press,
  ran,
  refusal,
  setCookie,
  settle,
  source,
  state,
  storage,
  turn,
  until,
} from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

const html = page({ body: '<button id="withdraw" data-smg-action="withdraw">Withdraw</button>' })
const bare = '<!doctype html><title>Without the module</title><p>Nothing here.'

// The decision, or undefined while the page is reloading or its module on its way.
const said = tab => state(tab).catch(() => undefined)

// Presses in the page at a time of the machine's clock, which the tabs share. It waits in the page's own thread: a timer
// would come late in a tab that is hidden. False where the banner has gone, since the other tab was quicker.
const pressAt = (tab, name, time) =>
  tab.evaluate(
    ([what, when]) => {
      const button = document.querySelector('#smg-consent')?.shadowRoot.querySelector(`[data-smg=${what}]`)
      while (Date.now() < when);
      button?.click()
      return !!button
    },
    [name, time],
  )

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
  const wait = () =>
    until('all agree', agree).then(
      () => true,
      () => false,
    )
  await wait()
  // They must stay so.
  await settle(site.page, 700)
  await wait()
  const third = await site.tab('/third')
  await emitted(third, 'ready')
  const last = (await state(third)).choice
  await third.close()
  // A page that is just loading anew says so when it is there.
  const isSettled = await wait()
  const told = `they say ${choices.map(String)}, a third page ${last}; the cookie is ${grant}, the refusal ${refused}`
  return isSettled && last === choices[0] ? '' : told
}

inEachEngine((name, visit) => {
  // ---- Back and forward ---------------------------------------------------------------------------------------

  // Playwright turns the back-forward cache off, unless told not to; with it, it loses track of pages now and then.
  let keeping
  before(async () => {
    if (name === 'Chromium')
      keeping = { browser: await launch({ executablePath, ignoreDefaultArgs: ['--disable-back-forward-cache'] }) }
  })
  after(() => keeping?.browser.close())

  // Goes to a site, does something there, and comes back to the page as it was kept. The browser may give a kept page up
  // for reasons of its own, a shortage of memory among them: then once more, on a new site.
  async function comeBack(t, act, { init = [] } = {}) {
    // Told outside the page, where a reload does not lose it.
    const note = () => addEventListener('pageshow', event => event.persisted && navigator.sendBeacon('/restored'))
    for (let attempt = 0; attempt < 4; attempt++) {
      const site = await visit(t, { ...keeping, html, pages: { '/bare': bare }, init: [note, ...init] })
      await asked(site)
      await act(site)
      forget(site)
      // A restored page fires no "load".
      // Whether it is there, the page tells.
      await site.page.goBack({ waitUntil: 'commit' }).catch(() => {})
      // One that was not kept is asked for anew.
      await until('back', () => site.requested('/restored') || site.requested('/')).catch(() => {})
      // So is one that was, and that loads itself anew at once: its word may come after that.
      const kept = await until('restored', () => site.requested('/restored'), 1000).then(
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
    const day = (Math.floor(now() / DAY) * DAY).toString(36)
    const refused = [version, revision, day, '', '', '', '', ...marks].join('.').replaceAll('+', '-')
    const site = await comeBack(t, async site => {
      await site.go('/bare')
      await site.page.evaluate(([name, value]) => localStorage.setItem(name, value), [NAME, refused])
    })
    await until('it asks no more', async () => !(await isAsking(site.page)))
    assert.deepEqual(site.thirdPartyUrls, [])
    assert.equal((await state(site.page)).choice, 'refused')
  })

  // It may be seen to ask before it reloads itself, since Hotjar ends only with its page, and after.
  async function asksAgain(site) {
    const asks = () => isAsking(site.page).catch(() => false)
    await until('it has come back', () => site.requested('/smg/smg.js') > 0)
    await until('it asks', asks)
    await settle(site.page, 800)
    await until('it still asks', asks)
  }

  async function clearedMeanwhile(site) {
    await running(site)
    await site.go('/bare')
    await site.context.clearCookies()
  }

  test('back to a page whose processors run, after the cookie has gone: they end, and it asks', async t => {
    const site = await comeBack(t, clearedMeanwhile)
    await asksAgain(site)
    assert.deepEqual(site.loads, [])
    await chosen(site.page, 'undecided')
  })

  // Not so: what Hotjar writes in the last moment of a page outlives it, and the next page, which knows of no choice any
  // more, does nothing but ask.
  const todo = 'a visitor without any record is only asked: nothing is erased before a choice'
  test('... and what they write as they go is erased too', { todo }, async t => {
    const site = await comeBack(t, clearedMeanwhile)
    await asksAgain(site)
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
      await until('the refusal is stored', () => refusal(site.page))
      await until('the page has ended them', async () => !(await cookie(site, '_ga')))
      await until('it has loaded anew', () => site.requested('/second') === 2)
      await chosen(site.page, 'refused')
      await settle(site.page, 800)
    }
    // A message from the other page would make the browser give this one up; here it must hear of it by itself.
    const site = await comeBack(t, withdrawn, { init: [() => void delete window.BroadcastChannel] })
    await until('the page knows', async () => (await said(site.page))?.choice === 'refused')
    // It reloads itself, since Hotjar ends only with its page.
    await until('it has come back', () => site.requested('/smg/smg.js') > 0)
    await emitted(site.page, 'consent')
    await settle(site.page, 800)
    assert.deepEqual(site.loads, [])
    assert.equal(await isAsking(site.page), false)
    // What Hotjar has written as the page went is erased too.
    await until('only the refusal is kept', async () => {
      const { cookies, local } = await storage(site)
      return !cookies.length && Object.keys(local).join() === NAME
    })
  })

  // Makes a call, and leaves for another address right behind the reload that follows from it.
  const leaveInstead = (site, call, path) =>
    site.page.evaluate(
      ([method, to]) => {
        // The last that is done before the page loads itself anew is to give it its address once more.
        const { replaceState } = History.prototype
        History.prototype.replaceState = function (...args) {
          replaceState.apply(this, args)
          History.prototype.replaceState = replaceState
          Promise.resolve().then(() => (location.href = to))
        }
        window.SMGConsent[method]()
      },
      [call, path],
    )

  // A page loads itself anew to end Hotjar, and is left in that moment: the way that began last wins, and the browser may
  // keep the page as it is, with all that runs in it.
  for (const [call, choice] of [
    ['withdraw', 'refused'],
    ['reset', 'undecided'],
  ]) {
    const ended = async site => {
      await until('nothing runs', () => site.page.evaluate(() => window.SMGConsent?.getConsent && !window.__vendors))
      await chosen(site.page, choice)
      await settle(site.page, 800)
      assert.deepEqual(site.loads, [])
    }

    test(`a download takes the place of the reload after ${call}(): the page loads anew when it is seen again`, async t => {
      const download = { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' }
      const site = await visit(t, { html, pages: { '/file': () => ({ headers: download, body: 'a price list' }) } })
      await asked(site)
      await running(site)
      forget(site)
      await leaveInstead(site, call, '/file')
      await until('the file was asked for', () => site.requested('/file'))
      await settle(site.page, 800)
      assert.ok(await site.page.evaluate(() => window.__vendors), 'it was not to load anew by itself')
      await site.page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')))
      await ended(site)
    })

    if (name === 'Chromium')
      test(`back to a page that was left as it loaded itself anew, after ${call}(): it does so now`, async t => {
        const site = await comeBack(t, async site => {
          await running(site)
          await leaveInstead(site, call, '/bare')
          await until('it has been left', async () => (await site.page.evaluate(() => location.pathname)) === '/bare')
        })
        await until('it has loaded anew', () => site.requested('/') > 0)
        await ended(site)
      })

    // In Firefox nothing says beforehand which of the two wins.
    for (const lag of [0, 5, 20])
      test(`back to a page that was left ${lag} ms after ${call}(): what ran has ended`, async t => {
        const site = await visit(t, { ...keeping, html, pages: { '/bare': bare } })
        await asked(site)
        await running(site)
        await site.page.evaluate(
          ([method, ms]) => {
            window.SMGConsent[method]()
            setTimeout(() => (location.href = '/bare'), ms)
          },
          [call, lag],
        )
        const isLeft = () => site.page.evaluate(() => location.pathname === '/bare')
        await until('it is another page', async () => (await isLeft()) || site.requested('/') > 1)
        await site.page.evaluate(() => new Promise(requestAnimationFrame)).catch(() => {})
        if (!(await isLeft().catch(() => false))) await site.go('/bare')
        forget(site)
        await site.page.goBack({ waitUntil: 'commit' }).catch(() => {})
        await ended(site)
      })
  }

  // ---- Two tabs -----------------------------------------------------------------------------------------------

  test('Accept in one tab and Reject in the other at the same instant: both end alike, every time', async t => {
    const site = await visit(t, { html, pages: { '/third': html, '/bare': bare }, init: [tellAll] })
    const tabs = [site.page, await site.tab('/second')]
    const faults = []
    let both = 0
    for (let round = 0; round < 20; round++) {
      for (const tab of tabs)
        await asked(site, tab).catch(async error => {
          const stored = tab.evaluate(() => [document.cookie, { ...localStorage }])
          throw new Error(`round ${round}: ${error.message}; ${source([await said(tab), await stored, site.calls])}`)
        })
      site.calls.length = 0
      const [first, second] = round % 2 ? tabs : [...tabs].reverse()
      // The same instant, and a little to either side of it.
      const lag = [0, 0, 1, 2, 5, 10, 20][round % 7] * (round % 4 < 2 ? 1 : -1)
      // Both pages are at it by then, also on a machine that takes its time to tell them.
      const begun = Date.now()
      await Promise.all(tabs.map(tab => tab.evaluate(() => 0)))
      const at = Date.now() + 300 + 3 * (Date.now() - begun)
      const pressed = await Promise.all([pressAt(first, 'accept', at), pressAt(second, 'reject', at + lag)])
      if (pressed.every(Boolean)) both++

      const fault = await disagreement(site, [first, second])
      if (fault) {
        const told = site.calls.map(([path, time, ...what]) => `  ${time - at} ms ${path}: ${what}`).join('\n')
        faults.push(
          `round ${round}, Accept in ${round % 2 ? '/' : '/second'}, Reject ${lag} ms later: ${fault}\n${told}`,
        )
      }

      // The next round begins with nothing, on pages of its own.
      for (const tab of tabs) await tab.goto(`${site.origin}/bare`)
      await site.context.clearCookies()
      // In Firefox a page that deletes a cookie just as another process sets it sees it for ever, though there is none.
      const empty = () => {
        localStorage.clear()
        document.cookie = 'smg_consent=; Max-Age=0; Path=/; Secure'
        return !document.cookie && !localStorage.length
      }
      for (const tab of tabs) await until('nothing is stored', () => tab.evaluate(empty))
      await Promise.all([site.go('/', tabs[0]), site.go('/second', tabs[1])])
    }
    assert.equal(faults.join('\n'), '', 'what the two tabs and a third one say')
    assert.ok(both >= 5, `only in ${both} rounds both buttons were there to be pressed`)
  })

  // On a slow machine the next frame is far away, and until then a choice waits to be carried out.
  function still() {
    if (location.pathname === '/third') return
    const { requestAnimationFrame } = window
    const held = []
    window.requestAnimationFrame = f => held.push(f)
    window.__paint = () => {
      window.requestAnimationFrame = requestAnimationFrame
      held.forEach(f => requestAnimationFrame(f))
    }
  }

  for (const [what, first, then] of [
    ['Accept after a Reject', 'rejectAll', 'acceptAll'],
    ['Reject after an Accept', 'acceptAll', 'rejectAll'],
  ])
    test(`${what} in another tab, which has not yet been painted there: both end refused`, async t => {
      const site = await visit(t, { html, pages: { '/third': html }, init: [still] })
      const other = await site.tab('/second')
      for (const tab of [site.page, other]) await asked(site, tab)
      await other.evaluate(name => void window.SMGConsent[name](), first)
      await until('it is stored', () => (first === 'acceptAll' ? cookie(site) : refusal(site.page)))
      await site.page.evaluate(name => void window.SMGConsent[name](), then)
      // By then the other tab has heard of it, and is still to carry out its own.
      await settle(other, 600)
      assert.equal((await state(other)).choice, first === 'acceptAll' ? 'granted' : 'refused')
      for (const tab of [other, site.page]) await tab.evaluate(() => window.__paint())
      assert.equal(await disagreement(site, [site.page, other]), '')
      await chosen(other, 'refused')
    })

  // What two tabs that store at once may leave behind; the refusal is what holds.
  test('a grant that a refusal of the same day overrules does not stay stored', async t => {
    const text = await grant(t)
    const site = await visit(t, { html })
    await asked(site)
    await press(site.page, 'reject')
    await emitted(site.page, 'change')
    await setCookie(site, text)
    await site.page.reload()
    await emitted(site.page, 'consent')
    await chosen(site.page, 'refused')
    await until('the grant has gone', async () => !(await cookie(site)))
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
    test(`${what} reaches another open tab`, async t => {
      const site = await visit(t, { html })
      await asked(site)
      const other = await site.tab('/second')
      await asked(site, other)
      await act(other)
      await emitted(other, 'hide')
      await until('the first tab knows', async () => (await said(site.page))?.choice === choice)
      await until('it asks no more', async () => !(await isAsking(site.page)))
      await emitted(other, 'consent')
      assert.deepEqual((await state(site.page)).processors, (await state(other)).processors)
    })

  test('a withdrawal reaches another open tab', async t => {
    const site = await visit(t, { html })
    await asked(site)
    await acceptAll(site, all)
    const other = await site.tab('/second')
    await ran(other, all)
    await emitted(other, 'consent')
    await other.locator('#withdraw').click()
    await until('the first tab knows', async () => (await said(site.page))?.choice === 'refused')
  })
})
