// Languages that lie in files beside the script: a page in one of them is English until the file has come, and stays so
// where it does not come; a page in one that the module has asks for none. Nothing else waits for it or is lost by it.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { dist, root, textsOf } from '../support/paths.mjs'
import {
  accept,
  acceptAll,
  asked,
  assertLoads,
  assertUndecided,
  cookie,
  file,
  inEachEngine,
  loaded,
  noLongTimers,
  open,
  openSettings,
  page,
  parse,
  press,
  refusal,
  settle,
  tag,
  until,
} from '../support/site.mjs'
import { all, analytics } from '../support/vendors.mjs'

const tags = readdirSync(join(root, 'src/translations')).flatMap(name => name.match(/(.*)\.json$/)?.[1] ?? [])
const pathOf = language => `/smg/languages/${language}.json`
const isFile = ({ path }) => path.startsWith('/smg/languages/')
const files = site => site.log.filter(isFile).map(({ path }) => path)
const ours = site => site.log.filter(({ path }) => path.startsWith('/smg/')).map(({ path }) => path.split('?')[0])
const english = textsOf('en')
const german = textsOf('de')

// An init function: notes each label that "Accept" has had, in their order, and the language of its layer.
function watchLabels() {
  window.__labels = []
  const { attachShadow } = Element.prototype
  Element.prototype.attachShadow = function (options) {
    const shadow = attachShadow.call(this, options)
    const note = () => {
      const label = shadow.querySelector('.banner [data-smg=accept]')?.textContent
      if (label && label !== window.__labels.at(-1)) window.__labels.push(label)
    }
    new MutationObserver(note).observe(shadow, { __proto__: null, childList: true, subtree: true })
    return shadow
  }
}
const titleOf = tab =>
  tab.evaluate(() => document.querySelector('smg-consent').shadowRoot.querySelector('dialog[open] h2').textContent)
const labels = tab => tab.evaluate(() => window.__labels)

const speaks = (site, language) =>
  site.page.waitForFunction(
    ([label, lang]) => {
      const layer = document.querySelector('smg-consent')?.shadowRoot?.querySelector('.banner')
      return layer?.lang === lang && layer.querySelector('[data-smg=accept]').textContent === label
    },
    [textsOf(language).accept_all, language],
    { timeout: 15_000 },
  )

// The server's answers to files of languages, each held back until `go()`, in a page that waits for them for ever: the
// module gives up after four seconds, within which a busy machine may not have come to go().
function held() {
  let go
  const gate = new Promise(resolve => (go = resolve))
  const answer = async request => {
    if (isFile(request)) await gate
  }
  return { go: () => go(), answer }
}
const init = [watchLabels]
const patient = [watchLabels, noLongTimers]

inEachEngine((engine, visit) => {
  test(`${engine}: a page in German is English until the file has come, and German then`, async t => {
    const { go, answer } = held()
    const site = await visit(t, { lang: 'de', answer, init: patient })
    await speaks(site, 'en')
    await until('the file is asked for', () => files(site).length)
    await assertUndecided(site)
    go()
    await speaks(site, 'de')
    assert.deepEqual(await labels(site.page), [english.accept_all, german.accept_all])
    assert.deepEqual(files(site), [pathOf('de')])
    assert.equal(ours(site).length, 3, ours(site).join())
    await openSettings(site.page)
    assert.equal(await titleOf(site.page), german.dialog_title)
    await press(site.page, 'close')
    await assertUndecided(site)
    await acceptAll(site, all)
    assertLoads(site, all)
    assert.equal(parse((await cookie(site)).value).language, 'de')
    assert.deepEqual(site.said, [])
  })

  test(`${engine}: by the option the page is German from the start`, async t => {
    const { go, answer } = held()
    const site = await visit(t, { config: { analytics, consent: { language: 'de' } }, answer, init: patient })
    await until('the file is asked for', () => files(site).length)
    await settle(site.page)
    assert.deepEqual(await labels(site.page), [])
    go()
    await speaks(site, 'de')
    assert.deepEqual(await labels(site.page), [german.accept_all])
    assert.deepEqual(site.said, [])
    await assertUndecided(site)
  })

  test(`${engine}: setLanguage brings a language at run time`, async t => {
    const site = await visit(t)
    await asked(site)
    assert.deepEqual(files(site), [])
    await site.page.evaluate(() => window.SMGConsent.setLanguage('fr-CA'))
    await speaks(site, 'fr')
    assert.deepEqual(files(site), [pathOf('fr')])
    // It is here now.
    for (const language of ['ru', 'fr', 'en', 'fr']) {
      assert.equal(await site.page.evaluate(to => window.SMGConsent.setLanguage(to), language), true)
      await speaks(site, language)
    }
    assert.deepEqual(files(site), [pathOf('fr')])
    await assertUndecided(site)
    assert.deepEqual(site.said, [])
  })

  const wrong = {
    'is missing': () => ({ status: 404, body: 'not found' }),
    'is of another build': () => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...german, accept_all: 'Alle nehmen' }),
    }),
    'is cut off': () => 'drop',
    'does not answer': () => new Promise(() => {}),
  }
  for (const [what, reply] of Object.entries(wrong))
    test(`${engine}: where the file ${what} the page stays English, one line says so, and nothing else is lost`, async t => {
      const answer = request => (isFile(request) ? reply() : undefined)
      const site = await visit(t, { lang: 'de', answer, init })
      await speaks(site, 'en')
      await until('the console is told', () => site.said.length)
      await openSettings(site.page)
      assert.equal(await titleOf(site.page), english.dialog_title)
      await press(site.page, 'close')
      await assertUndecided(site)
      await acceptAll(site, all)
      assertLoads(site, all)
      assert.deepEqual(await labels(site.page), [english.accept_all])
      assert.equal(site.said.length, 1, site.said.join('\n'))
      assert.match(
        site.said[0],
        /^SMG Consent: https:\/\/\S+\/smg\/languages\/de\.json is missing, or of another build/,
      )
      assert.equal(parse((await cookie(site)).value).language, 'en')
      // Firefox says that the hash does not match, as if the page had thrown it.
      site.errors = site.errors.filter(text => !/integrity attribute/.test(text))
    })
})

for (const [what, options] of Object.entries({
  'whose page says none': { lang: '', context: { locale: 'de-AT' } },
  'whose page says one that there is not': { lang: 'xx', context: { locale: 'de' } },
  'whose page says it in capitals, with a region': { lang: 'DE-CH' },
}))
  test(`a browser in German ${what} has it too`, async t => {
    const site = await open(t, options)
    await speaks(site, 'de')
    assert.deepEqual(files(site), [pathOf('de')])
    await assertUndecided(site)
    assert.deepEqual(site.said, [])
  })

for (const lang of ['en', 'ru', 'kk', 'kz', 'en-US', 'RU', 'kk-Cyrl-KZ', 'en_GB'])
  test(`a page in ${lang} asks for no second file and for no language, whatever the browser's`, async t => {
    const site = await open(t, { lang, context: { locale: 'de-DE' } })
    await asked(site)
    await settle(site.page, 800)
    assert.deepEqual(ours(site), ['/smg/smg.js'])
    await openSettings(site.page)
    await press(site.page, 'close')
    assert.deepEqual(files(site), [])
    await assertUndecided(site)
  })

test('each language comes by its own tag, and by those that pages have for it', async t => {
  const aliases = tags.flatMap(language => {
    const { $aliases = [] } = JSON.parse(readFileSync(join(root, 'src/translations', `${language}.json`), 'utf8'))
    return $aliases.map(alias => [alias, language])
  })
  assert.ok(aliases.length > 5)
  const site = await open(t)
  await asked(site)
  for (const [lang, language] of [...tags.map(each => [each, each]), ...aliases, ['zh-TW', 'zh'], ['pt-BR', 'pt']]) {
    await site.page.evaluate(to => (document.documentElement.lang = to), lang)
    await speaks(site, language)
  }
  assert.deepEqual(files(site), tags.map(pathOf))
  assert.deepEqual(site.said, [])
  await assertUndecided(site)
})

test('a page that has changed its language back by the time that the file comes stays in its own', async t => {
  const { go, answer } = held()
  const site = await open(t, { answer, init: patient })
  await asked(site)
  const set = lang => site.page.evaluate(to => (document.documentElement.lang = to), lang)
  await set('pl')
  await until('the file is asked for', () => files(site).length)
  await set('en')
  await settle(site.page)
  go()
  await settle(site.page)
  assert.deepEqual(await labels(site.page), [english.accept_all])
  await set('pl')
  await speaks(site, 'pl')
  assert.deepEqual(files(site), [pathOf('pl')])
  assert.deepEqual(site.said, [])
})

test('of two languages that are asked for the last one holds, in whatever order they come', async t => {
  const { go, answer } = held()
  const site = await open(t, {
    answer: request => (request.path === pathOf('fr') ? answer(request) : undefined),
    init: patient,
  })
  await asked(site)
  await site.page.evaluate(() => window.SMGConsent.whole())
  for (const last of ['ru', 'it']) {
    assert.equal(await site.page.evaluate(() => window.SMGConsent.setLanguage('fr')), true)
    assert.equal(await site.page.evaluate(to => window.SMGConsent.setLanguage(to), last), true)
    await speaks(site, last)
  }
  go()
  await settle(site.page)
  await speaks(site, 'it')
  assert.ok(!(await labels(site.page)).includes(textsOf('fr').accept_all))
})

test('a call that waits for the second file is not undone by the language of the page', async t => {
  let go
  const gate = new Promise(resolve => (go = resolve))
  const site = await open(t, {
    lang: 'de',
    async answer({ path }) {
      if (path.startsWith('/smg/smg.more.')) await gate
    },
    path: '/blank',
    pages: { '/blank': '<!doctype html><title>Nothing yet</title>' },
  })
  // A page has not loaded before its scripts have.
  await site.page.goto(`${site.origin}/`, { waitUntil: 'commit' })
  await asked(site)
  await site.page.evaluate(() => void window.SMGConsent.setLanguage('fr'))
  go()
  await speaks(site, 'fr')
  await settle(site.page)
  await speaks(site, 'fr')
})

test('a choice that was made before the file came holds, and the button is in the language then', async t => {
  const { go, answer } = held()
  const site = await open(t, { lang: 'de', answer, init: patient })
  await asked(site)
  await press(site.page, 'reject')
  await until('the refusal is stored', () => refusal(site.page))
  go()
  await site.page.waitForFunction(
    label => document.querySelector('smg-consent')?.shadowRoot.querySelector('.float')?.textContent === label,
    german.manage_link,
  )
  assert.deepEqual(site.thirdPartyUrls, [])
  // So it is on each further page.
  await site.go('/second')
  await site.page.waitForFunction(
    label => document.querySelector('smg-consent')?.shadowRoot.querySelector('.float')?.textContent === label,
    german.manage_link,
  )
  assert.deepEqual(site.said, [])
})

test('a return visit loads by its grant, whether the file comes or not', async t => {
  const { go, answer } = held()
  const site = await open(t, { lang: 'de', answer })
  await asked(site)
  await acceptAll(site, all)
  site.first = site.lab.log.length
  await site.page.reload()
  await loaded(site, all)
  go()
  assertLoads(site, all)
})

test('texts of the site stand over those of the file, and leave no gap', async t => {
  const consent = { texts: { de: { accept_all: 'Alles annehmen' } } }
  const site = await open(t, { lang: 'de', config: { analytics, consent } })
  await site.page.waitForFunction(
    ([own, theirs]) => {
      const root = document.querySelector('smg-consent')?.shadowRoot
      return (
        root?.querySelector('[data-smg=accept]')?.textContent === own &&
        root.querySelector('[data-smg=reject]').textContent === theirs
      )
    },
    [consent.texts.de.accept_all, german.reject_all],
  )
  assert.deepEqual(site.said, [])
})

test('a language that the site brings whole asks for no file', async t => {
  const texts = { de: { ...german, title: 'Kekse' } }
  const site = await open(t, { lang: 'de', config: { analytics, consent: { texts } } })
  await asked(site)
  await site.page.waitForFunction(
    () => document.querySelector('smg-consent').shadowRoot.querySelector('h2').textContent === 'Kekse',
  )
  await settle(site.page)
  assert.deepEqual(files(site), [])
})

for (const name of ['smg.all.js', 'smg.split.js'])
  test(`${name} has the language from the start, and is English where the file does not come`, async t => {
    const html = page({ head: tag.replace('smg.js', name), lang: 'de' })
    const site = await open(t, { html, init })
    await speaks(site, 'de')
    assert.deepEqual(await labels(site.page), [german.accept_all])
    assert.deepEqual(files(site), [pathOf('de')])
    assert.deepEqual(site.said, [])
    await acceptAll(site, all)
    assertLoads(site, all)

    const bare = await open(t, { html, answer: request => (isFile(request) ? { status: 404, body: '' } : undefined) })
    await speaks(bare, 'en')
    await until('the console is told', () => bare.said.length)
    assert.equal(bare.said.length, 1, bare.said.join('\n'))
    await acceptAll(bare, all)
    assertLoads(bare, all)

    const other = await open(t, { html: html.replace('lang="de"', 'lang="kk"') })
    await accept(other.page).first().waitFor()
    await settle(other.page)
    assert.deepEqual(files(other), [])
  })

test('an option whose file does not come leaves the choice to the page, with one line', async t => {
  const site = await open(t, {
    lang: 'ru',
    config: { analytics, consent: { language: 'de' } },
    answer: request => (isFile(request) ? { status: 404, body: '' } : undefined),
  })
  await speaks(site, 'ru')
  await until('the console is told', () => site.said.length)
  assert.equal(site.said.length, 1, site.said.join('\n'))
  assert.match(site.said[0], /languages\/de\.json is missing/)
})

test('the file that is served is the one of the build, and no other text is taken for it', () => {
  for (const language of tags) assert.ok(file(dist, pathOf(language).slice(4)), language)
})
