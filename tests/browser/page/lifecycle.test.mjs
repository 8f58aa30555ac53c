// What a browser does with pages beyond loading them: it renders them before anybody has come, hides them, leaves them in
// the middle of something, and has a wrong clock. What it keeps and what it shows at once, pages.test.mjs has.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { chromiumArgs } from '../drivers/chromium.mjs'
import {
  accept,
  acceptAll,
  asked,
  assertLoads,
  chosen,
  clock,
  cookie,
  DAY,
  emitted,
  executablePath,
  forget,
  grant,
  isAsking,
  NAME,
  now,
  open,
  openSettings,
  page,
  parse,
  press,
  ran,
  setClock,
  settle,
  sorted,
  source,
  state,
  storage,
  switches,
  tag,
  turn,
  until,
} from '../support/site.mjs'
import { all } from '../support/vendors.mjs'

const html = page({ body: '<button id="withdraw" data-smg-action="withdraw">Withdraw</button>' })
const bare = '<!doctype html><title>Without the module</title><p>Nothing here.'

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
    [...chromiumArgs(site.lab.port), '--headless=new', `--user-data-dir=${profile}`, `${site.origin}/first`],
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
  await until('the script is there too', () => site.requested('/smg/smg.js'))
  // Longer than the way from the module to the last load takes.
  await settle(site.page, 1500)
  assert.deepEqual(site.thirdPartyUrls, [], 'a page that nobody sees sends nothing')
  assert.equal(told('ready/true') + told('ready/false') + told('show/true'), 0, 'and has nobody to ask')
  go()
  await until('the visitor has come', () => told('activated/true'))
  await until('the module has started', () => told('ready/false'))
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
  await until(`all have loaded, not only ${site.loads}`, () => all.every(id => site.loads.includes(id)))
  await settle(site.page, 800)
  assertLoads(site, all)
  assert.equal(told('show/false'), 0)
  assert.equal(site.requested('/next'), 1, 'it is the page that was prerendered')
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
  // The page that is about to reload itself asks too.
  const reloaded = site.page.waitForEvent('load')
  await show(site.page, true)
  await reloaded
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
    // What Hotjar has written as the page went is erased too.
    await until('only the refusal is kept', async () => {
      const { cookies, local } = await storage(site)
      return !cookies.length && Object.keys(local).join() === NAME
    })
    await chosen(site.page, 'refused')
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
