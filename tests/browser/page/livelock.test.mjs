// A page whose own observer undoes whatever the module does in answer to a change: the tab goes on, and at some time the
// module gives way, and says so once.

import assert from 'node:assert/strict'
import test from 'node:test'
import { limit } from '../drivers/engine.mjs'
import { asked, emitted, open, press, ran, settle, until } from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const given = site => site.said.filter(line => line.includes('again and again'))
const quick = (what, promise) => limit(what, promise, 15_000)

// An init function. The module gives way after so many answers in so much time, and a slow machine does not come to so
// many: from `__begin()` on the page's clock stands.
function war() {
  const { now } = performance
  let at
  performance.now = () => at ?? now.call(performance)
  window.__begin = () => {
    at = performance.now()
    window.rounds = 0
  }
}

// The war is over: the module has said so, once, and what the page counts grows no more. Till then the page answers.
async function rests(site) {
  const rounds = () =>
    quick(
      'the page answers',
      site.page.evaluate(() => window.rounds),
    )
  await until(
    'the module gives way',
    async () => {
      await rounds()
      return given(site).length > 0
    },
    60_000,
  )
  let last
  await until('it comes to rest', async () => {
    const before = last
    last = await rounds()
    await settle(site.page, 300)
    return last > 0 && last === before
  })
  assert.equal(given(site).length, 1)
}

async function recorded(t, options) {
  const site = await open(t, { config: { analytics: { metrica: analytics.metrica } }, init: [war], ...options })
  await asked(site)
  await press(site.page, 'accept')
  await ran(site.page, ['metrica'])
  await site.page.waitForFunction(() => document.querySelector('#field').classList.contains('ym-disable-keys'))
  return site
}

test('a page that gives a field its class back does not hang, and other fields are marked on', async t => {
  const site = await recorded(t)
  await quick(
    'the page answers',
    site.page.evaluate(() => {
      const field = document.querySelector('#field')
      window.__begin()
      new MutationObserver(() => {
        if (field.className === 'own') return
        window.rounds++
        field.className = 'own'
      }).observe(field, { attributeFilter: ['class'] })
      field.className = 'other'
    }),
  )
  await rests(site)
  await site.page.evaluate(() => document.querySelector('main').append(document.createElement('textarea')))
  await site.page.waitForFunction(() => document.querySelector('textarea.ym-disable-keys'))
  assert.equal(given(site).length, 1)
})

test('a page that puts a fresh field in the place of a marked one does not hang', async t => {
  const site = await recorded(t)
  await quick(
    'the page answers',
    site.page.evaluate(() => {
      const main = document.querySelector('main')
      window.rounds = 0
      const renew = () => {
        for (const field of main.querySelectorAll('input.ym-disable-keys')) {
          window.rounds++
          field.replaceWith(document.createElement('input'))
        }
      }
      new MutationObserver(renew).observe(main, { subtree: true, childList: true, attributes: true })
      renew()
    }),
  )
  await until('it goes on', () =>
    quick(
      'the page answers',
      site.page.evaluate(() => window.rounds > 100),
    ),
  )
})

test('a field is marked before an observer of a recorder reads it, and again whenever its class is written anew', async t => {
  const site = await recorded(t)
  const seen = await site.page.evaluate(async () => {
    const seen = []
    const marked = node => node.classList.contains('ym-disable-keys')
    new MutationObserver(changes => {
      for (const { addedNodes } of changes) for (const node of addedNodes) seen.push(marked(node))
    }).observe(document, { subtree: true, childList: true })
    const field = document.createElement('input')
    document.querySelector('main').append(field)
    for (let i = 0; i < 30; i++) {
      await new Promise(resolve => setTimeout(resolve, 20))
      field.className = `key${i}`
      await Promise.resolve()
      seen.push(marked(field))
    }
    return seen
  })
  assert.deepEqual(
    seen,
    seen.map(() => true),
  )
  assert.equal(seen.length, 31)
  assert.deepEqual(given(site), [])
})

test('a page that answers the banner with another language does not hang', async t => {
  const site = await open(t, { init: [war] })
  await asked(site)
  await quick(
    'the page answers',
    site.page.evaluate(() => {
      const { shadowRoot } = document.querySelector('smg-consent')
      window.__begin()
      const turn = () => {
        window.rounds++
        document.documentElement.lang = document.documentElement.lang === 'en' ? 'ru' : 'en'
      }
      new MutationObserver(turn).observe(shadowRoot, { subtree: true, childList: true })
      turn()
    }),
  )
  await rests(site)
})

test('a page that takes the banner out each time it comes is left alone in the end', async t => {
  const site = await open(t, { init: [war] })
  await asked(site)
  await site.page.evaluate(() => {
    window.__begin()
    const out = () => {
      const banner = document.querySelector('smg-consent')
      if (banner) window.rounds++
      banner?.remove()
    }
    new MutationObserver(out).observe(document.body, { childList: true })
    out()
  })
  await rests(site)
})

test('the banner is put back on a page that adds to its body all the time', async t => {
  const site = await open(t)
  await asked(site)
  await site.page.evaluate(async () => {
    for (let i = 0; i < 300; i++) {
      document.body.append(document.createElement('i'))
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    document.querySelector('smg-consent').remove()
  })
  await asked(site)
  assert.deepEqual(given(site), [])
})

test('a page that puts an empty table in the place of a filled one is left alone in the end', async t => {
  const site = await open(t, { init: [war], body: '<div id="place"><div data-smg-table></div></div>' })
  await asked(site)
  await site.page.evaluate(() => {
    const place = document.querySelector('#place')
    window.__begin()
    const renew = () => {
      if (!place.querySelector('.smg-table')) return
      window.rounds++
      const empty = document.createElement('div')
      empty.dataset.smgTable = ''
      place.replaceChildren(empty)
    }
    new MutationObserver(renew).observe(place, { subtree: true, childList: true })
    renew()
  })
  await rests(site)
})

test('content that brings itself again whenever it wakes is left asleep in the end', async t => {
  const again = `if (!window.rounds) window.__begin()
    window.rounds++
    const next = document.createElement('script')
    next.type = 'text/plain'
    next.dataset.smgPurpose = 'analytics'
    next.text = document.querySelector('#text').textContent
    document.querySelector('main').append(next)`
  const site = await open(t, {
    init: [war],
    body: `<script type="text/plain" id="text">{${again}}</script>
      <script type="text/plain" data-smg-purpose="analytics">{${again}}</script>`,
  })
  await asked(site)
  await press(site.page, 'accept')
  await emitted(site.page, 'change')
  await rests(site)
})
