// Where records and cookies stand: erasing writes no cookie, blocks no page and still finds what there is; the refusal
// has the cookie's name; a choice that was not kept holds nowhere; pages that ask for different things ask once each.

import assert from 'node:assert/strict'
import test from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import {
  accept,
  acceptAll,
  asked,
  cookie,
  emitted,
  events,
  forget,
  inEachEngine,
  isAsking,
  NAME,
  open,
  page,
  press,
  ran,
  refusal,
  setCookie,
  settle,
  state,
  until,
} from '../support/site.mjs'
import { analytics } from '../support/vendors.mjs'

const { ga4, metrica } = analytics
const quiet = page({ config: { analytics: { ga4 }, consent: { onWithdraw: 'none' } } })

// An init function: counts what is assigned to document.cookie.
function count() {
  const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
  window.__assigned = []
  Object.defineProperty(Document.prototype, 'cookie', {
    configurable: true,
    get,
    set(text) {
      window.__assigned.push(text)
      set.call(this, text)
    },
  })
}

const jar = async site => (await site.context.cookies()).map(({ name, domain, path }) => `${name} ${domain}${path}`)

// The browser's own jar has what a page writes a moment later. These records are left in it, and stay so.
async function keeps(site, places) {
  const left = async () => (await jar(site)).filter(name => name.startsWith(NAME))
  await until(`the records ${places} are left`, async () => isDeepStrictEqual(await left(), places))
  await settle(site.page)
  assert.deepEqual(await left(), places)
}

async function withdrawn(site) {
  const before = (await events(site.page, 'change')).length
  await site.page.evaluate(() => {
    window.__assigned = []
    window.SMGConsent.withdraw()
  })
  await emitted(site.page, 'change', before + 1)
}

const odd = ['/x;Max-Age=31536000;y/z', '/x;Path=/;Max-Age=31536000/y;z/', `${'/f'.repeat(500)}/page`]

inEachEngine((_, visit) => {
  for (const path of odd)
    test(`erasing at ${path.slice(0, 34)} sets no cookie, and goes on for no time`, async t => {
      const site = await visit(t, { html: quiet, path, pages: { [path]: quiet }, init: [count] })
      await asked(site)
      await acceptAll(site, ['ga4'])
      await emitted(site.page, 'change')
      // One that cannot be reached from here, so that all is tried; and one of the page's own folder.
      await site.page.evaluate(() => {
        for (let i = 0; i < 5; i++) document.cookie = `_ga_FOLDER${i}=1`
      })
      await withdrawn(site)
      await until('the cookies are erased', async () => !(await jar(site)).length)
      const assigned = await site.page.evaluate(() => window.__assigned)
      assert.ok(assigned.length > 5 && assigned.length <= 4000, `${assigned.length} assignments`)
      for (const text of assigned) assert.equal(text.match(/max-age/gi)?.length, 1, text)
      assert.deepEqual(await jar(site), [])
    })

  test('erasing finds a cookie on each path and domain that the page can see', async t => {
    const host = 'a.www.deep.test'
    const path = '/shop/shoes/red.html'
    const site = await visit(t, { html: quiet, host, path, pages: { [path]: quiet } })
    await asked(site)
    await acceptAll(site, ['ga4'])
    await emitted(site.page, 'change')
    const places = await site.page.evaluate(() => {
      const places = []
      for (const path of ['/', '/shop', '/shop/', '/shop/shoes', '/shop/shoes/', '/shop/shoes/red.html'])
        for (const domain of ['', '; Domain=a.www.deep.test', '; Domain=www.deep.test', '; Domain=deep.test'])
          for (const how of ['', '; Secure; SameSite=None', '; Secure; SameSite=None; Partitioned']) {
            document.cookie = `_ga_X=1; Path=${path}${domain}${how}`
            places.push(path)
          }
      return document.cookie.split('; ').filter(pair => pair === '_ga_X=1').length
    })
    assert.ok(places >= 20, `${places} cookies of one name`)
    await withdrawn(site)
    await until('all are gone', () => site.page.evaluate(() => !/_ga/.test(document.cookie)))
  })

  test('after a withdrawal no grant of ours is left on a parent domain or another path', async t => {
    const host = 'a.www.deep.test'
    const path = '/shop/shoes'
    const site = await visit(t, { html: quiet, host, path, pages: { [path]: quiet } })
    await asked(site)
    await acceptAll(site, ['ga4'])
    await emitted(site.page, 'change')
    const { value } = await cookie(site)
    await site.page.evaluate(pair => {
      for (const where of ['Domain=deep.test; Path=/', 'Domain=www.deep.test; Path=/shop', 'Path=/shop'])
        document.cookie = `${pair}; Secure; Max-Age=9999; ${where}`
    }, `${NAME}=${value}`)
    await withdrawn(site)
    await keeps(site, [])
    await site.page.evaluate(() => localStorage.clear())
    forget(site)
    await site.page.reload()
    await asked(site)
    await settle(site.page)
    assert.deepEqual(site.loads, [])
  })

  test('with a domain of its own a site leaves what stands on other domains', async t => {
    const html = page({
      config: { analytics: { ga4 }, consent: { onWithdraw: 'none', cookie: { domain: 'www.deep.test' } } },
    })
    const site = await visit(t, { html, host: 'a.www.deep.test' })
    await asked(site)
    await acceptAll(site, ['ga4'])
    await emitted(site.page, 'change')
    const { value } = await cookie(site)
    await site.page.evaluate(pair => {
      for (const where of ['; Domain=deep.test', '']) document.cookie = `${pair}; Secure; Max-Age=9999; Path=/${where}`
    }, `${NAME}=${value}`)
    await withdrawn(site)
    await keeps(site, [`${NAME} .deep.test/`])
    assert.equal((await state(site.page)).choice, 'refused')
  })

  test('a choice that this path does not see holds on no other', async t => {
    const config = { analytics: { ga4 }, consent: { cookie: { path: '/shop/' } } }
    const html = page({ config })
    const site = await visit(t, { html, pages: { '/shop/': html } })
    await asked(site)
    await press(site.page, 'accept')
    await emitted(site.page, 'error')
    await keeps(site, [])
    assert.deepEqual(await jar(site), [])
    assert.equal(await refusal(site.page), null)
    await site.go('/shop/')
    await asked(site)
    await settle(site.page)
    assert.deepEqual(site.loads, [])
    // There it can be kept.
    await acceptAll(site, ['ga4'])
  })
})

for (const [what, name, kept] of [
  ['a name', 'choice', 'choice'],
  ['a number', 7, '7'],
  ['a name of another form', 'a b', NAME],
  ['what is no name', [['choice']], NAME],
])
  test(`the refusal is kept under the cookie's name, and found again: ${what}`, async t => {
    const html = page({ config: { analytics: { ga4 }, consent: { cookie: { name } } } })
    const site = await open(t, { html })
    await asked(site)
    await press(site.page, 'reject')
    await emitted(site.page, 'change')
    assert.deepEqual(await site.page.evaluate(() => Object.keys(localStorage)), [kept])
    await site.page.reload()
    await emitted(site.page, 'consent')
    assert.equal(await isAsking(site.page), false)
    assert.deepEqual(await jar(site), [])
  })

test('two sites under one host keep their answers apart, each by a name of its own', async t => {
  const of = name => page({ config: { analytics: { ga4 }, consent: { cookie: { name, path: `/${name}/` } } } })
  const site = await open(t, { path: '/one/', pages: { '/one/': of('one'), '/two/': of('two') } })
  await asked(site)
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  await site.go('/two/')
  await asked(site)
  await acceptAll(site, ['ga4'])
  await emitted(site.page, 'change')
  await site.go('/one/')
  await emitted(site.page, 'consent')
  assert.equal((await state(site.page)).choice, 'refused')
})

test("a name that every object has inherited is not taken for the site's", async t => {
  const site = await open(t, { html: quiet, init: [() => void (Object.prototype.name = 'inherited')] })
  await asked(site)
  await press(site.page, 'reject')
  await emitted(site.page, 'change')
  assert.ok(await refusal(site.page))
})

test('sections that use different processors ask once each, and neither tab takes from the other', async t => {
  const of = ids => page({ config: { analytics: { ...ids, webvisor: false } } })
  const site = await open(t, { path: '/en', pages: { '/en': of({ ga4 }), '/ru': of({ metrica }) } })
  await asked(site)
  const other = await site.tab('/ru')
  await asked(site, other)
  await acceptAll(site, ['ga4'])
  await settle(other)
  assert.equal(await isAsking(other), true)
  await acceptAll(site, ['metrica'], other)
  await settle(site.page, 800)
  assert.equal((await state(site.page)).choice, 'granted')
  for (const path of ['/ru', '/en', '/ru', '/en']) {
    await site.go(path)
    await ran(site.page, [path === '/en' ? 'ga4' : 'metrica'])
    assert.equal(await accept(site.page).count(), 0)
  }
})

test('a grant that is dated ahead does not beat a refusal', async t => {
  const site = await open(t, { html: quiet })
  await asked(site)
  await acceptAll(site, ['ga4'])
  await emitted(site.page, 'change')
  const fields = (await cookie(site)).value.split('.')
  fields[2] = (Math.floor(Date.now() / 1000) + 86300).toString(36)
  await withdrawn(site)
  await setCookie(site, fields.join('.'))
  forget(site)
  await site.page.reload()
  await emitted(site.page, 'consent')
  await until('the grant has gone', async () => !(await cookie(site)))
  await settle(site.page)
  assert.deepEqual(site.loads, [])
  assert.equal((await state(site.page)).choice, 'refused')
  assert.equal(await cookie(site), undefined)
})
