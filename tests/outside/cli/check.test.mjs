// `check`: each fault with its line and what to do, nothing of a sound configuration, and doubts about what is seldom meant.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { examples, withExample } from '../../../web/cli/parts/examples.mjs'
import { askable } from '../../../web/cli/parts/ids.mjs'
import { root } from '../../browser/support/paths.mjs'
import { scratch } from './support.mjs'

const sound = {
  analytics: { ga4: 'G-ABC1234D67', matomo: { host: 'stats.example.kz', site: '3' }, youtube: true },
  consent: { company: 'Example LLP', country: 'KZ', bin: '987654321098', policyUrl: '/privacy', language: 'ru' },
}

test('a sound configuration has nothing said of it, in JSON, in a script and in a page', t => {
  const script = `window.SMG_CONFIG = ${JSON.stringify(sound)}`
  const { smg } = scratch(t, {
    'a.json': sound,
    'bom.json': `\uFEFF${JSON.stringify(sound)}`,
    'a.js': `/* ours */ ${script};`,
    'a.mjs': `export {}; ${script}`,
    'a.html': `<!doctype html>\r\n<title>x</title><script>1</script>\r\n<script>\r\n${script}</script>`,
  })
  for (const name of ['a.json', 'bom.json', 'a.js', 'a.mjs', 'a.html']) {
    const { status, out, err } = smg('check', name, '--strict')
    assert.deepEqual([status, out, err], [0, `${name}: 0 faults, 0 warnings\n`, ''], name)
  }
})

const faulty = `{
  "analytics": {
    "ga4": "UA-1",
    "metrika": 1234,
    "matomo": { "site": "x", "url": "a" }
  },
  "consent": {
    "company": "Example", "policyUrl": "/p", "country": "KZ", "bin": "987654321098",
    "languag": "ru",
    "revision": 1.5,
    "cookie": { "expiresAfterDays": "abc", "domain": "example.kz" },
    "language": "jp",
    "theme": { "accent": 5 },
    "processors": [{ "id": "own", "masc": 1 }],
    "quietOn": ["/a", "b"]
  },
  "extra": true
}`

test('each fault has its line, its column, its path and a remedy', t => {
  const { smg } = scratch(t, { 'a.json': faulty })
  const { status, out } = smg('check', 'a.json')
  assert.equal(status, 1)
  for (const line of [
    /^a\.json:3:12: SMG_CONFIG\.analytics\.ga4: expected G-\[A-Z0-9\]\{6,12\}, such as G-ABC1234567, got "UA-1"; copy the id/m,
    /^a\.json:4:5: SMG_CONFIG\.analytics\.metrika: expected a known processor, got 1234; did you mean metrica\?/m,
    /^a\.json:5:15: SMG_CONFIG\.analytics\.matomo\.host: expected .*, got null; add it$/m,
    /^a\.json:5:25: SMG_CONFIG\.analytics\.matomo\.site: expected \[0-9\]\{1,9\}, such as 1, got "x"/m,
    /^a\.json:5:30: SMG_CONFIG\.analytics\.matomo\.url: expected one of its values, got "a"; take it out$/m,
    /^a\.json:9:5: SMG_CONFIG\.consent\.languag: .* did you mean language\?/m,
    /^a\.json:10:17: SMG_CONFIG\.consent\.revision: expected 0\.\.999999999, got 1\.5;/m,
    /^a\.json:11:37: SMG_CONFIG\.consent\.cookie\.expiresAfterDays: expected 1\.\.400, got "abc";/m,
    /^a\.json:12:17: SMG_CONFIG\.consent\.language: expected a language that there is, got "jp"; write one of ar, az,/m,
    /^a\.json:13:26: SMG_CONFIG\.consent\.theme\.accent: expected .*, got 5;/m,
    /^a\.json:14:35: SMG_CONFIG\.consent\.processors\[0\]\.masc: .* did you mean mask\?/m,
    /^a\.json:15:23: SMG_CONFIG\.consent\.quietOn\[1\]: expected a path such as/m,
    /^a\.json:17:12: SMG_CONFIG\.extra: expected analytics or consent, got true;/m,
  ])
    assert.match(out, line)
  // The domain is the site's own, whatever its host.
  assert.doesNotMatch(out, /cookie\.domain/)
  assert.match(out, /^a\.json: 14 faults, 1 warning$/m)
})

test('a domain that is not the host’s is a fault where the host is given', t => {
  const { smg } = scratch(t, {
    'a.json': { ...sound, consent: { ...sound.consent, cookie: { domain: 'example.kz' } } },
  })
  assert.equal(smg('check', 'a.json', '--host', 'www.example.kz').status, 0)
  const { status, out } = smg('check', 'a.json', '--host', 'www.other.kz')
  assert.equal(status, 1)
  assert.match(out, /cookie\.domain: expected this host, or a domain above it/)
})

test('faults in a script and in a page are told by the lines of the file', t => {
  const { smg } = scratch(t, {
    'a.js': 'let x\n\nwindow.SMG_CONFIG = {\n  analytics: { ga4: `G-1` },\n}',
    'a.html': '<!doctype html>\n<html><head>\n<script>window.SMG_CONFIG =\n { analytics: { "ga4": "G-1" } }</script>',
  })
  assert.match(smg('check', 'a.js').out, /^a\.js:4:21: SMG_CONFIG\.analytics\.ga4:/m)
  assert.match(smg('check', 'a.html').out, /^a\.html:4:24: SMG_CONFIG\.analytics\.ga4:/m)
})

test('what cannot be read is told with its place and what to do', t => {
  for (const [name, text, words] of [
    ['a.json', '{\n  "analytics": {},\n}', 'a.json:3:1: expected JSON, got "}"; take out the comma before it'],
    [
      'a.json',
      '{ "analytics": {} "consent": {} }',
      'a.json:1:19: expected JSON, got "\\"consent\\":"; put a comma before it',
    ],
    [
      'a.json',
      '{\n "analytics": { // ids\n} }',
      'a.json:2:17: expected JSON, got "//"; take the comment out: JSON has none',
    ],
    [
      'a.json',
      '{ analytics: {} }',
      'a.json:1:3: expected JSON, got "analytics:"; put names and texts between double quotes',
    ],
    ['a.json', '{ "analytics": {', 'a.json:1:17: expected JSON, got the end of the file; close what is open'],
    ['a.json', '{ "a": "x\ny" }', 'a.json:1:8: expected JSON, got "\\"x"; write the end of a line in a text as \\n'],
    [
      'a.js',
      'window.SMG_CONFIG = {\n  analytics: { ga4: read() } }',
      'a.js:2:21: SMG_CONFIG: expected a plain value, got what has to be run',
    ],
    ['a.js', 'window.SMG_CONFIG = {', 'a.js:1:22: expected a script, got Unexpected token'],
    ['a.js', 'window.other = 1', 'a.js: expected window.SMG_CONFIG = { … }, got a file without it'],
    ['a.html', '<p>Nothing', 'a.html: expected window.SMG_CONFIG = { … }, got a file without it'],
  ]) {
    const { status, err } = scratch(t, { [name]: text }).smg('check', name)
    assert.equal(status, 2, text)
    assert.ok(err.startsWith(`smg-consent: ${words}`), `${err} is not: ${words}`)
  }
})

test('what is legal and seldom meant is a warning, and with --strict a fault', t => {
  const { smg } = scratch(t, {
    'a.json': `{
  "analytics": { "ga4": "G-XXXXXXXXXX", "metrica": 12345678, "clarity": "abcdefghij", "hotjar": 4719283,
    "metrica": 12345678 },
  "consent": { "quietIn": ["US"], "debug": true }
}`,
    'none.json': { consent: { ...sound.consent } },
  })
  const { status, out } = smg('check', 'a.json')
  assert.equal(status, 0)
  for (const line of [
    /^a\.json:2:25: warning: SMG_CONFIG\.analytics\.ga4 "G-XXXXXXXXXX" looks like the id of an example; write/m,
    /^a\.json:2:73: warning: SMG_CONFIG\.analytics\.clarity "abcdefghij" looks/m,
    /^a\.json:3:16: warning: SMG_CONFIG\.analytics\.metrica 12345678 looks/m,
    /^a\.json:3:16: warning: SMG_CONFIG\.analytics\.metrica stands there more than once/m,
    /^a\.json:4:14: warning: SMG_CONFIG\.consent\.company is missing: the banner names the host/m,
    /^a\.json:4:14: warning: SMG_CONFIG\.consent\.policyUrl is missing/m,
    /^a\.json:4:14: warning: SMG_CONFIG\.consent\.country is missing/m,
    /^a\.json:4:27: warning: SMG_CONFIG\.consent\.quietIn has no effect without region/m,
    /^a\.json:4:44: warning: SMG_CONFIG\.consent\.debug writes all/m,
  ])
    assert.match(out, line)
  assert.doesNotMatch(out, /hotjar/)
  assert.match(out, /0 faults, 9 warnings$/m)
  assert.equal(smg('check', 'a.json', '--strict').status, 1)
  assert.match(smg('check', 'none.json').out, /warning: SMG_CONFIG\.analytics asks for nothing: there is no banner/)
})

test('a processor that takes no id is told as such, and one that has a form has an example of it', t => {
  const { smg } = scratch(t, { 'a.json': { ...sound, analytics: { youtube: 'abc', vimeo: false, spotify: true } } })
  const { status, out } = smg('check', 'a.json')
  assert.equal(status, 0)
  assert.match(out, /^a\.json:3:16: warning: SMG_CONFIG\.analytics\.youtube takes no id, got "abc"; write true$/m)
  assert.match(out, /0 faults, 1 warning$/m)

  const forms = askable().flatMap(({ id, idPattern, parameters }) =>
    Object.entries(parameters ?? { '': idPattern }).map(([part, form]) => [part ? `${id}.${part}` : id, form]),
  )
  for (const [name, form] of forms.filter(([, form]) => form !== undefined)) {
    assert.match(examples[name] ?? '', new RegExp(`^(?:${form})$`), name)
    assert.equal(withExample(['analytics', ...name.split('.')], form), `${form}, such as ${examples[name]}`)
  }
  // A site's own definition of that id has another form.
  assert.equal(withExample(['analytics', 'ga4'], '[a-z]{2}'), '[a-z]{2}')
})

test('machines get the same', t => {
  const { smg } = scratch(t, { 'a.json': faulty })
  const { status, out } = smg('check', 'a.json', '--json')
  assert.equal(status, 1)
  const { errors, warnings, found } = JSON.parse(out)
  assert.deepEqual([errors, warnings, found.length], [14, 1, 15])
  assert.deepEqual(found[0], {
    level: 'error',
    file: 'a.json',
    line: 3,
    column: 12,
    path: 'SMG_CONFIG.analytics.ga4',
    message: 'expected G-[A-Z0-9]{6,12}, such as G-ABC1234567, got "UA-1"',
    remedy: 'copy the id from where the vendor shows it, or take the processor out',
  })
})

test('the example of the command’s own README is what it says', t => {
  const text = readFileSync(join(root, 'web/cli/README.md'), 'utf8')
  const [, config, said] = /```json\n([\s\S]*?)```\n\n```\n([\s\S]*?)```/.exec(text)
  const { smg } = scratch(t, { 'smg-config.json': config })
  assert.equal(smg('check', 'smg-config.json').out, said)
})

test('whatever a configuration is, each command tells of it in its own words', t => {
  const odd = [
    ...[null, [], 'x', 1, { consent: null }, { analytics: null }, { analytics: 'x', consent: 'y' }],
    ...[
      { analytics: [], consent: [] },
      { analytics: { 'a.b': 2, '': 3, ga4: {} }, consent: { texts: { xx: 1 } } },
    ],
    { analytics: sound.analytics, consent: { processors: [null, 1, { id: 5 }], cookie: null, language: 5, theme: [] } },
  ]
  const files = Object.fromEntries(odd.map((value, i) => [`${i}.json`, JSON.stringify(value)]))
  const { smg } = scratch(t, files)
  for (const name of Object.keys(files)) {
    assert.match(smg('check', name).out, /\d+ faults?, \d+ warnings?$/m, files[name])
    for (const [given, ended] of [
      [['csp'], 0],
      [['table', '--host', 'x.test'], 0],
      [['bundle', '--out', 'smg', '--lang', 'en'], 1],
    ]) {
      const { status, err } = smg(given[0], name, ...given.slice(1))
      assert.equal(status, ended, `${given[0]} ${files[name]}: ${err}`)
      assert.doesNotMatch(err, /^ +at /m)
    }
  }
  assert.match(
    smg('check', '8.json').out,
    /^8\.json:1:15: SMG_CONFIG\.analytics\.a\.b: expected a known processor, got 2; smg-consent init/m,
  )
})
