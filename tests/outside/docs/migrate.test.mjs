// smg-consent migrate: what is made of another banner's configuration is sound, says what else there is to do, and where.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { migrate, names } from '../../../web/cli/migrate/migrate.mjs'
import { faultsOf } from '../../../web/cli/parts/faults.mjs'
import { visit } from '../../../web/cli/parts/module.mjs'
import { scratch } from '../cli/support.mjs'

const folder = fileURLToPath(new URL('migrate/', import.meta.url))
const files = readdirSync(folder)
const sourceOf = name =>
  join(
    folder,
    files.find(file => file.startsWith(`${name}.`) && !file.endsWith('.json')),
  )
const wantedOf = name => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))

test('each banner has a configuration here', () => {
  for (const name of names) assert.ok(sourceOf(name), name)
  assert.ok(names.length >= 4)
})

for (const name of names) {
  test(`${name}: a site's configuration becomes this one`, () => {
    const wanted = wantedOf(name)
    const { from, config, byHand } = migrate(sourceOf(name))
    assert.equal(from, name)
    assert.deepEqual(config, wanted.config)
    const told = byHand.map(({ line, text }) => `${line ?? null}: ${text}`)
    for (const [line, text] of wanted.byHand)
      assert.ok(
        byHand.some(each => (each.line ?? null) === line && each.text.includes(text)),
        `line ${line}: ${text}\n${told.join('\n')}`,
      )
  })

  test(`${name}: what is made passes the schema, and the module starts with it without a word`, () => {
    const { config } = migrate(sourceOf(name))
    assert.deepEqual(faultsOf(config), [])
    const host = config.consent.cookie.domain
    const { said, purposes } = visit(config, { host })
    assert.deepEqual(said, [])
    // All that the other banner asked for is asked for.
    for (const id of Object.keys(config.consent.purposes ?? {})) assert.ok(purposes.includes(id), `${id}: ${purposes}`)
  })
}

test('nothing of the file is run', () => {
  for (const name of names) migrate(sourceOf(name))
  assert.equal('hasRun' in globalThis, false)
})

test('ids that the other banner leaves to the page come by --id', t => {
  const ids = ['gtm=GTM-ABCDEFG', 'matomo.host=stats.example', 'matomo.site=3']
  const { status, out } = scratch(t).smg('migrate', sourceOf('klaro'), '--id', ...ids, '--json')
  assert.equal(status, 0)
  const { config, byHand } = JSON.parse(out)
  assert.equal(config.analytics.gtm, 'GTM-ABCDEFG')
  assert.deepEqual(config.analytics.matomo, { host: 'stats.example', site: '3' })
  assert.ok(!byHand.some(({ text }) => text.includes('--id')))
  // Both processors ask for statistics themselves.
  assert.equal('analytics' in config.consent.purposes, false)
})

test('the configuration alone is on stdout, what to do beside it', t => {
  const { status, out, err } = scratch(t).smg('migrate', sourceOf('orejime'))
  assert.equal(status, 0)
  assert.deepEqual(JSON.parse(out), wantedOf('orejime').config)
  assert.match(err, /orejime\.html:22: "session" is mandatory/)
  // And is a file that the other commands read.
  const checked = scratch(t, { 'smg.json': out }).smg('check', 'smg.json')
  assert.equal(checked.status, 0, checked.out)
})

test('wrong use is told in one line, with what to do', t => {
  const { smg } = scratch(t, { 'a.js': 'const x = 1', 'b.js': 'const x = {\n  a: [1\n}' })
  const faults = [
    [['nothing.js'], /nothing\.js: expected the configuration of another banner, got no such file; /],
    [[sourceOf('klaro'), '--from', 'cookiebot'], /--from: expected one of klaro, orejime, .*, got "cookiebot"; /],
    [[sourceOf('klaro'), '--from', 'orejime'], /expected the configuration of orejime, got a file without it; /],
    [['a.js'], /a\.js: expected the configuration of klaro or .*, got a file without it; /],
    [['b.js'], /b\.js:3:1: expected a script, got Unexpected token; /],
  ]
  for (const [given, message] of faults) {
    const { status, out, err } = smg('migrate', ...given)
    assert.equal(status, 2, err)
    assert.match(err, message)
    assert.equal(err.trim().split('\n').length, 1, err)
    assert.equal(out, '')
  }
})

test('of a page with two banners one is to be chosen', t => {
  const both = `${readFileSync(sourceOf('klaro'), 'utf8')}\nwindow.orejimeConfig = { purposes: [{ id: "a", title: "A" }] }`
  const file = join(scratch(t, { 'both.js': both }).folder, 'both.js')
  assert.throws(() => migrate(file), /expected one configuration, got those of klaro and orejime; choose by --from/)
  assert.equal(migrate(file, { from: 'orejime' }).from, 'orejime')
})

// What becomes of a configuration that is given as a text, and what its owner is told, each with its line.
function migrated(t, text, options) {
  const file = join(scratch(t, { 'a.js': text }).folder, 'a.js')
  const { config, byHand } = migrate(file, options)
  return { ...config, told: byHand.map(({ line, text }) => `${line ?? ''}: ${text}`) }
}
const has = (told, ...texts) => {
  for (const text of texts) assert.ok(told.join('\n').includes(text), `${text}\n${told.join('\n')}`)
}

test('klaro: what stands for all languages is that of each that has none', t => {
  const policy = (translations, more = '') =>
    migrated(
      t,
      `window.klaroConfig = {\nservices: [{ name: 'vimeo', purposes: ['media'] }],\n${more}\ntranslations: ${translations} }`,
    )
  const given =
    "{ zz: { privacyPolicyUrl: '/datenschutz' }, de: { a: 'b' }, pl: {}, en: { privacyPolicyUrl: '/privacy' } }"
  const { consent, told } = policy(given, "lang: 'ru',")
  const own = '/datenschutz'
  assert.deepEqual(consent.policyUrl, { de: own, pl: own, en: '/privacy', ru: own })
  has(
    told,
    '4: "zz" stood for each language without an address of its own, and is now that of de, pl, ru; languages that',
  )
  const cases = [
    ["{ zz: { privacyPolicyUrl: '/a' }, de: {}, en: { privacyPolicyUrl: '' } }", '', '/a'],
    ["{ zz: { privacyPolicyUrl: '/a' }, de: { privacyPolicyUrl: '/b' } }", '', { de: '/b', en: '/a' }],
    [
      "{ pl: { privacyPolicyUrl: '/{lang}/a' }, de: {} }",
      "fallbackLang: 'pl',",
      { pl: '/pl/a', de: '/de/a', en: '/en/a' },
    ],
    ['{}', "privacyPolicy: { default: '/a', de: '/b' },", { de: '/b', en: '/a' }],
    ['{}', "privacyPolicy: '/a',", '/a'],
    ['{ de: {} }', '', undefined],
  ]
  for (const [translations, more, wanted] of cases)
    assert.deepEqual(policy(translations, more).consent?.policyUrl, wanted, translations + more)
  // Here too English stands for all others.
  assert.doesNotMatch(policy(cases[1][0]).told.join(), /stood for/)
})

test('what was necessary, and is a processor or a purpose that is asked for here, is told of as such', t => {
  const noMarks = /Take the marks|Take its <template>/
  const klaro = migrated(
    t,
    `window.klaroConfig = { services: [
      { name: 'google-tag-manager', required: true, purposes: ['necessary'] },
      { name: 'films', title: 'YouTube', required: true },
      { name: 'own-counter', required: true, purposes: ['statistics'] },
    ] }`,
  )
  has(
    klaro.told,
    '2: "google-tag-manager" is required, and ran without asking. It is the processor gtm here, of the purposes analytics and marketing, and asked for',
    '2: "google-tag-manager" is the processor gtm here: give its id by --id gtm=…',
    '3: "films" is required, and ran without asking. It is the processor youtube here, of the purpose functional,',
    '4: "own-counter" is required, and ran without asking. It is of the purpose analytics here, and asked for',
    'only if you can say why it is necessary',
    'data-name="own-counter" becomes data-smg-purpose="analytics"',
  )
  assert.doesNotMatch(klaro.told.join('\n'), noMarks)
  assert.deepEqual([klaro.analytics, klaro.consent.purposes], [{ youtube: true }, { analytics: {} }])

  const vanilla = migrated(
    t,
    `import * as CookieConsent from 'vanilla-cookieconsent'
    CookieConsent.run({ categories: {
      necessary: { readOnly: true, services: {
        facebook: { label: 'x' }, captcha: { label: 'Turnstile' }, login: {} } },
      performance: { readOnly: true },
    } })`,
  )
  has(
    vanilla.told,
    '3: "necessary" is read-only: nothing is asked for it here. Take the marks',
    '4: "facebook" is read-only, and ran without asking. It is the processor metaPixel here, of the purpose marketing,',
    '4: "captcha" is read-only, and ran without asking. It is the processor turnstile here',
    'give its id by --id metaPixel=…',
    'take out of your pages what is marked data-service="facebook"',
    '5: "performance" is read-only, and ran without asking. It is of the purpose analytics here',
    'data-category="performance" becomes data-smg-purpose="analytics"',
  )
  assert.doesNotMatch(vanilla.told.join('\n'), /"login"/)
  assert.deepEqual(vanilla.consent.purposes, { analytics: {} })
  const { told, consent } = migrated(
    t,
    'CookieConsent.run({ categories: { essential: { services: { a: {}, ga: {} } } } })',
  )
  has(told, '"essential" is taken for necessary by its name, and not asked for', 'what is marked data-service="ga"')
  assert.doesNotMatch(told.join('\n'), /ran without asking|data-smg-purpose/)
  assert.equal(consent?.purposes, undefined)

  const orejime = migrated(
    t,
    `window.orejimeConfig = { purposes: [
      { id: 'matomo', title: 'Matomo', isMandatory: true },
      { id: 'publicite', title: 'Publicité', isMandatory: true },
      { id: 'session', title: 'Session', isMandatory: true },
      { id: 'ads', title: 'Ads', isMandatory: true, purposes: [{ id: 'clarity', title: 'Clarity' }] },
    ] }`,
  )
  has(
    orejime.told,
    '2: "matomo" is mandatory, and ran without asking. It is the processor matomo here, of the purpose analytics,',
    '3: "publicite" is mandatory, and ran without asking. It is of the purpose marketing here',
    '4: "session" is mandatory: nothing is asked for it here. Take its <template>',
    '5: "clarity" is mandatory, and ran without asking. It is the processor clarity here, of the purpose replay,',
  )
  assert.deepEqual(orejime.consent.purposes, { marketing: {} })
})

test('what waits for its id asks for no purpose of its own', t => {
  const text = `import { run } from 'vanilla-cookieconsent'
    run({ categories: { analytics: { services: { clarity: {} } } } })`
  const { analytics, consent, told } = migrated(t, text)
  assert.deepEqual([analytics, consent.purposes], [{}, { analytics: {} }])
  has(told, 'give its id by --id clarity=…')
  const named = migrated(t, text, { ids: { clarity: 'abcdefghij' } })
  assert.deepEqual([named.analytics, named.consent.purposes], [{ clarity: 'abcdefghij' }, { analytics: {} }])
})

test('vanilla-cookieconsent: callbacks, links and the host of the page', t => {
  const { consent, told } = migrated(
    t,
    `CookieConsent.run({
      cookie: { domain: window.location.hostname },
      onFirstConsent: first,
      onConsent: () => {},
      onChange: () => {},
      onModalShow: () => {},
      onModalHide: () => {},
      onModalReady: () => {},
      categories: { necessary: { readOnly: true }, analytics: { services: {
        ga: { onAccept: () => {},
          onReject: () => {} } } } },
      language: { default: 'de', translations: { de: { consentModal: {
        description: 'Wie <a href="https://help.example/">Hilfe</a> und <a href="/datenschutz">hier</a>.',
        footer: '<a href="/datenschutz">Datenschutz</a> <a href="/impressum">Impressum</a>' } } } },
    })`,
  )
  const on = type => `listen by SMGConsent.on("${type}", …)`
  has(
    told,
    '2: the host of the page: leave consent.cookie.domain out, then the cookie is of this host',
    `3: onFirstConsent: ${on('consent')}`,
    `4: onConsent: ${on('consent')}`,
    `5: onChange: ${on('change')}`,
    `6: onModalShow: ${on('show')}`,
    `7: onModalHide: ${on('hide')}`,
    `8: onModalReady: ${on('ready')}`,
    `10: onAccept: mark the script that it runs with data-smg-purpose="analytics", or ${on('consent')}`,
    `11: onReject: ${on('change')}`,
    '13: the link to https://help.example/ (Hilfe) was not taken',
    '14: the link to /impressum (Impressum) was not taken',
  )
  assert.doesNotMatch(told.join('\n'), /onReject: mark|" or "|link to \/datenschutz/)
  assert.equal(consent.policyUrl, '/datenschutz')
  const alone = migrated(
    t,
    `CookieConsent.run({ categories: { analytics: {} }, language: { translations: { en: { consentModal: {
      footer: '<a href="/imprint">Imprint</a>' } } } } })`,
  )
  has(alone.told, '2: the link to /imprint (Imprint) was not taken')
  assert.equal(alone.consent.policyUrl, undefined)
})

test('a cookie’s domain that has to be run is left out or asked for, by each banner', t => {
  const sources = {
    klaro: domain => `window.klaroConfig = { services: [{ name: 'vimeo' }], cookieDomain: ${domain} }`,
    orejime: domain => `window.orejimeConfig = { purposes: [{ id: 'a', title: 'A' }], cookie: { domain: ${domain} } }`,
    tarteaucitron: domain => `tarteaucitron.init({ cookieDomain: ${domain} })`,
  }
  for (const [name, source] of Object.entries(sources)) {
    has(migrated(t, source('location.hostname')).told, '1: the host of the page: leave consent.cookie.domain out')
    const told = migrated(t, source('"." + domain()')).told
    assert.ok(told.join().includes('1: what has to be run to be known: give its value as consent.cookie.domain'), name)
  }
})

test('klaro: callbacks name an event of this module, and what to ask', t => {
  const { told } = migrated(
    t,
    `window.klaroConfig = { services: [
      { name: 'vimeo', onInit: () => {}, onAccept: () => {}, onDecline: () => {} },
      { name: 'some-shop', purposes: ['ads'], callback: () => {} }],
      callback: () => {} }`,
  )
  const listen = 'listen by SMGConsent.on("consent", …) and ask'
  has(
    told,
    '2: onInit: listen by SMGConsent.on("ready", …)',
    `2: onAccept: ${listen} SMGConsent.acceptedProcessor("vimeo")`,
    `2: onDecline: ${listen} SMGConsent.acceptedProcessor("vimeo")`,
    `3: callback: ${listen} SMGConsent.acceptedPurpose("marketing")`,
    '4: callback: listen by SMGConsent.on("consent", …)',
  )
})

test('whatever has to be run to be known is told of, wherever it stands, and makes no text', t => {
  const sources = {
    klaro: `window.klaroConfig = { services: [{ name: 'films', purposes: ['films'],
      title: title() },
      { name: name(), purposes: ['maps'] },
      service()], translations: {
      en: { privacyPolicyUrl: '/' + policy, purposes: { films: {
        title: name(),
        description: text() } } } } }`,
    orejime: `window.orejimeConfig = { purposes: [{ id: 'films',
      title: title(),
      description: text },
      { id: id(), title: 'Maps' },
      purpose()],
      privacyPolicyUrl: '/' + policy }`,
    'vanilla-cookieconsent': `CookieConsent.run({ categories: { films: {
      autoClear: { cookies: cookies() },
      services: { films: { label: label() } } } },
      revision: revision() })`,
    tarteaucitron: `tarteaucitron.init({
      privacyUrl: '/' + policy, cookieName: name() })`,
  }
  for (const [name, source] of Object.entries(sources)) {
    const { consent, analytics, told } = migrated(t, source)
    assert.doesNotMatch(JSON.stringify([consent, analytics]), /\[object|objectObject|function/, name)
    for (const [i, line] of source.split('\n').entries())
      if (/\w\(\)|policy|: text/.test(line)) {
        const ofLine = told.filter(each => each.startsWith(`${i + 1}: `) && /has to be run/.test(each))
        // As many as there are: of two in one line, two.
        assert.equal(ofLine.length, line.match(/\w\(\)|policy|: text/g).length, `${name}: ${line}\n${told.join('\n')}`)
      }
  }
})
