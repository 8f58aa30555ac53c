// `init`: by flags and by questions, to a configuration that is sound, and lines that work as they stand.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import test from 'node:test'
import { acceptAll, assertLoads, assertUndecided, open, until } from '../../browser/support/site.mjs'
import { all, analytics } from '../../browser/support/vendors.mjs'
import { command, pageWith, scratch } from './support.mjs'

const { ga4, metrica, clarity, hotjar, metaPixel } = analytics
const five = [
  '--ga4',
  ga4,
  '--metrica',
  metrica,
  '--clarity',
  clarity,
  '--hotjar',
  hotjar,
  '--meta-pixel',
  metaPixel,
].map(String)
const owner = [
  '--company',
  'Example </script> LLP',
  '--country',
  'KZ',
  '--bin',
  '987654321098',
  '--policy-url',
  '/privacy',
  '--language',
  'ru',
]

test('flags make a configuration that is sound, and lines that ask, load nothing before the answer, and work', async t => {
  const site = scratch(t)
  const { status, out } = site.smg('init', '--yes', ...five, ...owner)
  assert.equal(status, 0)
  assert.deepEqual(site.list(), ['smg-config.json', 'smg-snippet.html'])
  assert.match(out, /^Content-Security-Policy: .*'sha256-/m)
  assert.equal(site.smg('check', 'smg-config.json').status, 0)

  const visit = await open(t, { html: pageWith(site.read('smg-snippet.html'), { lang: 'ru' }) })
  await assertUndecided(visit)
  assert.match(await visit.page.locator('smg-consent .content').innerText(), /Example <\/script> LLP/)
  await visit.page.locator('.smg-table[lang=ru] tr').first().waitFor({ state: 'attached' })
  assert.equal(await visit.page.locator('button[data-smg-action=settings]').innerText(), 'Настройки cookie')
  await acceptAll(visit, all)
  assertLoads(visit, all)
})

test('--id takes any processor: a value, several values, none', t => {
  const site = scratch(t)
  const ids = [
    '--id',
    'youtube',
    '--id',
    'matomo.host=stats.example.kz',
    '--id',
    'matomo.site=3',
    '--id',
    'plausible=pa-Ab12cD34eF',
    '--no-webvisor',
  ]
  const { status, out, err } = site.smg(
    'init',
    '--yes',
    '--metrica',
    '1',
    ...ids,
    '--out',
    'a.json',
    '--snippet',
    'a.html',
    '--json',
  )
  assert.equal(status, 0, err + out)
  const { config, files, policy, snippet } = JSON.parse(out)
  assert.deepEqual(config.analytics, {
    metrica: '1',
    youtube: true,
    matomo: { host: 'stats.example.kz', site: '3' },
    plausible: 'pa-Ab12cD34eF',
    webvisor: false,
  })
  assert.deepEqual(files, ['a.json', 'a.html'])
  assert.deepEqual(JSON.parse(site.read('a.json')), config)
  assert.equal(site.read('a.html'), snippet)
  assert.match(policy, /https:\/\/stats\.example\.kz/)
})

test('what is wrong is said, and nothing is written', t => {
  const site = scratch(t)
  for (const [given, words] of [
    [['--yes'], /expected a processor, got none; name one: --ga4, .* or by --id one of amplitude, /],
    [['--yes', '--ga4', 'UA-1'], /SMG_CONFIG\.analytics\.ga4: expected G-.*, got "UA-1"; copy the id/],
    [['--yes', '--id', 'gaa4=1'], /analytics\.gaa4: expected a known processor, got "1"; did you mean ga4\?/],
    [['--yes', '--id', 'matomo.site=3'], /analytics\.matomo\.host: expected .*; add it/],
    [['--yes', '--id', '=3'], /--id: expected name=value, .* got "=3"/],
    [['--yes', '--ga4', ga4, '--country', 'Kazakhstan'], /consent\.country: expected .* got "Kazakhstan"/],
    [['--yes', '--ga4', ga4, '--country', 'Kazakhstan'], /such as KZ, .*; correct --country, or leave it out$/m],
    [['--yes', '--id', 'youtube=abc'], /--id: expected youtube alone, .* got "youtube=abc"; write --id youtube$/m],
    [
      ['--yes', '--purpose', 'Not one'],
      /consent\.purposes\.Not one: expected .*; correct --purpose, or leave it out$/m,
    ],
    [
      ['--yes', '--ga4', ga4, '--out', 'no/such/a.json'],
      /--out: expected a folder that there is, got no\/such; make it/,
    ],
    [['--yes', '--ga4', ga4, '--snippet', 'no/a.html'], /--snippet: expected a folder that there is, got no; make it/],
    [['--ga4', ga4], /expected a terminal to ask in, got none; give all by flags, and --yes/],
  ]) {
    const { status, err } = site.smg('init', ...given)
    assert.equal(status, 2, given.join(' '))
    assert.match(err, words)
    assert.deepEqual(site.list(), [])
  }
})

test('what is there is not overwritten, unless that is asked for', t => {
  const site = scratch(t, { 'smg-config.json': '{}' })
  const { status, err } = site.smg('init', '--yes', '--ga4', ga4)
  assert.equal(status, 2)
  assert.match(err, /smg-config\.json: expected no such file; --force overwrites, --out and --snippet name others/)
  assert.deepEqual([site.list(), site.read('smg-config.json')], [['smg-config.json'], '{}'])
  assert.equal(site.smg('init', '--yes', '--ga4', ga4, '--force').status, 0)
  assert.equal(JSON.parse(site.read('smg-config.json')).analytics.ga4, ga4)
})

test('a processor that adds inline scripts gets a configuration in a file, which its policy can allow', t => {
  const site = scratch(t)
  const ids = ['--id', 'bitrix24.code=1_abcdef', '--id', 'bitrix24.folder=cdn-ru.bitrix24.kz/b1']
  const { status, out } = site.smg('init', '--yes', ...ids, '--json')
  assert.equal(status, 0)
  assert.doesNotMatch(site.smg('init', '--yes', ...ids, '--force').out, /hash of the first|--inline/)
  const { policy, snippet } = JSON.parse(out)
  assert.doesNotMatch(policy, /'sha256-/)
  assert.match(snippet, /<script src="\/smg\/smg-config\.js"><\/script>/)
})

// util-linux has a terminal for it.
const terminal = ['/usr/bin/script', '/bin/script'].find(path => existsSync(path))
// `init` in a terminal: type(words, keys) types the keys once the words have been said, after all that was said to the keys
// before; done() waits for its end.
function inTerminal(t, site, ...given) {
  const line = ["stty cols 100 rows 40; '" + process.execPath, command, 'init', ...given].join("' '") + "'"
  const child = spawn(terminal, ['-qec', line, '/dev/null'], {
    cwd: site.folder,
    env: { ...process.env, TERM: 'xterm' },
  })
  t.after(() => child.kill())
  const ended = once(child, 'exit')
  let said = ''
  child.stdout.on('data', text => (said += text))
  return {
    async type(words, keys) {
      await until(`"${words}" is said, not only: ${said}`, () => said.includes(words))
      said = ''
      child.stdin.write(keys)
    },
    async done() {
      const [status] = await ended
      assert.equal(status, 0, said)
    },
  }
}
const [down, enter, erase] = ['\x1b[B', '\r', '\x15']
const skip = !terminal && 'no script(1) here'

test('in a terminal it asks, and takes no id that has not the right form', { skip }, async t => {
  const site = scratch(t)
  const { type, done } = inTerminal(t, site, '--policy-url', '/privacy')
  await type('What does the site use?', down)
  await type('Cloudflare Web Analytics', down)
  await type('Google Analytics 4', ' ')
  await type('Google Analytics 4', enter)
  await type('Google Analytics 4, id:', `UA-1${enter}`)
  await type('expected G-', `${erase}G-ABC1234D67${enter}`)
  await type('Who asks', `Example LLP${enter}`)
  await type('Where the operator is', `KZ${enter}`)
  await type('BIN', `12${enter}`)
  await type('expected', `${erase}987654321098${enter}`)
  await type('Contact', enter)
  await type('Language', `auto${enter}`)
  await done()
  assert.deepEqual(JSON.parse(site.read('smg-config.json')), {
    analytics: { ga4: 'G-ABC1234D67' },
    consent: { policyUrl: '/privacy', company: 'Example LLP', country: 'KZ', bin: '987654321098', language: 'auto' },
  })
})

test('a site of which only content waits names what for, in a terminal and by a flag', { skip }, async t => {
  const site = scratch(t)
  const { type, done } = inTerminal(t, site, ...owner.slice(0, 8), '--email', 'a@example.kz', '--language', 'ru')
  await type('What does the site use?', enter)
  await type('What does content in the pages wait for?', ` ${enter}`)
  await done()
  const { analytics, consent } = JSON.parse(site.read('smg-config.json'))
  assert.deepEqual([analytics, consent.purposes], [{}, { analytics: {} }])
  assert.equal(site.smg('init', '--yes', '--purpose', 'functional', '--force').status, 0)
  assert.deepEqual(JSON.parse(site.read('smg-config.json')), {
    analytics: {},
    consent: { purposes: { functional: {} } },
  })
  assert.equal(site.smg('check', 'smg-config.json').status, 0)
})
