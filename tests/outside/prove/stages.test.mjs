// `smg-consent prove` through all stages: with SMG Consent, which it presses itself, and with another banner by selectors.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dist } from '../../browser/support/paths.mjs'
import { add, foreign, inShort, page, prove, script, smg } from './support/stage.mjs'

const analytics = { ga4: 'G-ABC1234567', metrica: 12345678 }
const hardCoded = `${script('window.dataLayer = []; function gtag() { dataLayer.push(arguments) }')}
<script async src="https://www.googletagmanager.com/gtag/js?id=G-ABC1234567"></script>`
const selectors = ['--accept', '#yes', '--reject', 'button:is(.no, .nope)', '--withdraw', '#again, .no']

test('SMG Consent that keeps its word: nothing without a grant, all stages by its own controls', async t => {
  const { code, err, proof, report, lab } = await prove(t, {
    html: page({
      head: smg({ ...analytics, youtube: true }),
      body: '<div data-smg-embed="youtube:dQw4w9WgXcQ"></div>',
    }),
  })
  assert.deepEqual(proof.findings, [])
  assert.equal(code, 0, err)
  assert.equal(proof.banner, 'smg')
  assert.ok(proof.isComplete)
  assert.deepEqual(
    proof.stages.map(({ id, decision, pages }) => [id, decision, pages.length]),
    [
      ['before', 'undecided', 2],
      ['rejected', 'refused', 2],
      ['rejected-return', 'refused', 1],
      ['accepted', 'granted', 2],
      ['withdrawn', 'refused', 2],
      ['withdrawn-return', 'refused', 1],
    ],
  )
  // It would have seen what is there: with a grant it does.
  const accepted = proof.stages.find(({ id }) => id === 'accepted')
  assert.deepEqual([...accepted.asked].sort(), ['Google Analytics 4', 'Yandex Metrica', 'YouTube'])
  assert.ok(accepted.kept.some(({ what, whose }) => what === '_ga' && whose.processor.id === 'ga4'))
  assert.ok(accepted.kept.some(({ what, whose }) => what === 'smg_consent' && /own record/.test(whose.name)))
  // The link that would have logged the visitor out, and the one to another site, were not followed.
  const paths = lab.log.map(({ host, path }) => host + path)
  assert.ok(paths.includes('www.shop.test/second'))
  assert.ok(!paths.some(path => /logout|elsewhere/.test(path)))
  const [module] = proof.module
  assert.equal(module.file, 'smg.js')
  assert.match(module.integrity, /^sha384-/)
  assert.ok(report.includes('Nothing was loaded or stored without a grant.'))
  assert.ok(report.includes(module.integrity))
  assert.ok(report.includes('The first one refused; the second one accepted, came back, and took the grant back.'))
})

// Frames come late, as on a slow machine: the banner is there, and painted only then.
const lateFrames = script(
  'const frame = requestAnimationFrame; window.requestAnimationFrame = f => setTimeout(() => frame(f), 900)',
)
// Its module is a file that comes after the page has loaded.
const split = smg(analytics).replace('smg.js', 'smg.split.js')
const wait = ({ path }) => (path.endsWith('.wasm') ? new Promise(resolve => setTimeout(resolve, 1500)) : undefined)

for (const [what, head, answer] of [
  ['comes after the page has loaded', split, wait],
  ['is painted late', lateFrames + smg(analytics)],
])
  test(`a banner that ${what} is answered all the same`, async t => {
    const { code, err, proof } = await prove(t, { html: page({ head }), answer })
    assert.equal(code, 0, err)
    assert.deepEqual(
      proof.stages.map(({ id, decision }) => [id, decision]),
      [
        ['before', 'undecided'],
        ['rejected', 'refused'],
        ['rejected-return', 'refused'],
        ['accepted', 'granted'],
        ['withdrawn', 'refused'],
        ['withdrawn-return', 'refused'],
      ],
    )
  })

test('Google Analytics in the page itself: the request, who caused it, and the cookie', async t => {
  const { code, proof, report } = await prove(t, { html: page({ head: hardCoded + smg({ clarity: 'abcdefghij' }) }) })
  assert.equal(code, 1)
  for (const stage of ['before', 'rejected', 'rejected-return', 'withdrawn', 'withdrawn-return'])
    assert.deepEqual(
      inShort(proof, stage)
        .filter(text => /googletagmanager|_ga$/.test(text))
        .sort(),
      ['cookie _ga', 'request www.googletagmanager.com'],
      stage,
    )
  assert.deepEqual(inShort(proof, 'accepted'), [])
  assert.deepEqual(new Set(proof.findings.map(({ whose }) => whose.processor?.id)), new Set(['ga4']))
  const request = proof.findings.find(({ kind }) => kind === 'request')
  assert.equal(request.what, 'https://www.googletagmanager.com/gtag/js?id=G-ABC1234567')
  assert.equal(request.cause.url, 'https://www.shop.test/')
  assert.ok(request.cause.line > 1)
  assert.ok(report.includes('Without a grant, this page loaded or stored something for Google Analytics 4.'))
})

test('what runs on after a withdrawal is found, and what it has left', async t => {
  const runs = `setInterval(() => fetch('https://mc.yandex.ru/watch/1', { mode: 'no-cors' }), 200); document.cookie = '_ym_uid=1; max-age=9999'`
  const { code, proof } = await prove(t, { html: page({ body: foreign({ yes: runs }) }), args: selectors })
  assert.equal(code, 1)
  assert.deepEqual(inShort(proof, 'before'), [])
  assert.deepEqual(inShort(proof, 'rejected'), [])
  assert.deepEqual(inShort(proof, 'withdrawn').sort(), ['cookie _ym_uid', 'request mc.yandex.ru'])
  assert.ok(proof.findings.find(({ what }) => what === '_ym_uid').isLeft)
  assert.ok(proof.notes.some(({ why }) => why === 'asked while the withdrawal took effect'))
  // The page does not start it again.
  assert.deepEqual(inShort(proof, 'withdrawn-return'), ['cookie _ym_uid'])
})

test('another banner by selectors: all stages; and one that refuses in word only', async t => {
  const good = await prove(t, {
    html: page({ body: foreign({ yes: add('https://www.clarity.ms/tag/abcdefghij') }) }),
    args: selectors,
  })
  assert.equal(good.code, 1, 'what Clarity has stored stays, since nothing erases it')
  assert.deepEqual([...new Set(good.proof.findings.map(({ stage }) => stage))], ['withdrawn', 'withdrawn-return'])
  assert.deepEqual([...new Set(good.proof.findings.map(({ kind }) => kind))].sort(), ['cookie', 'stored'])
  assert.equal(good.proof.banner, 'selectors')
  assert.ok(good.proof.isComplete)

  const bad = await prove(t, {
    html: page({ body: foreign({ no: add('https://www.clarity.ms/tag/abcdefghij') }) }),
    args: ['--reject', '.no', '--pages', '1'],
  })
  assert.equal(bad.code, 1)
  assert.deepEqual(inShort(bad.proof, 'before'), [])
  assert.ok(inShort(bad.proof, 'rejected').includes('request www.clarity.ms'))
  assert.match(bad.proof.stages.find(({ id }) => id === 'accepted').skipped, /no --accept was given/)
})

test('where nobody answered with the grant, the withdrawal is said to have had nothing to stop', async t => {
  const html = page({ head: smg({ ga4: 'G-ABC1234567', clarity: 'abcdefghij' }) })
  const none = await prove(t, {
    html,
    answer: ({ host }) => (host.endsWith('.test') ? undefined : 'drop'),
    args: ['--pages', '1'],
  })
  assert.equal(none.code, 0, none.err)
  const stage = ({ proof }, id) => proof.stages.find(each => each.id === id)
  assert.deepEqual(
    stage(none, 'accepted').unanswered.map(({ name, failure }) => [name, /^net::ERR_/.test(failure)]),
    [
      ['Google Analytics 4', true],
      ['Microsoft Clarity', true],
    ],
  )
  assert.ok(stage(none, 'withdrawn').isHollow)
  assert.ok(!stage(none, 'rejected').isHollow)
  assert.ok(none.report.includes('Google Analytics 4 (no answer), Microsoft Clarity (no answer).'))
  assert.match(
    none.report,
    /none of those whom the page asked with the grant answered \(net::ERR_\w+\), so that the withdrawal had nothing to stop/,
  )
  assert.equal(none.report.match(/"result clean"/g).length, 3)

  const one = await prove(t, {
    html,
    answer: ({ host }) => (host.endsWith('clarity.ms') ? { status: 403 } : undefined),
    args: ['--pages', '1'],
  })
  assert.deepEqual(stage(one, 'accepted').unanswered, [{ name: 'Microsoft Clarity', failure: 'the answer 403' }])
  assert.ok(!stage(one, 'withdrawn').isHollow)
  assert.match(
    one.report,
    /there was no answer from Microsoft Clarity \(the answer 403\), so that .+ nothing of theirs to stop/,
  )
})

test('SMG Consent with nothing to ask for says so, and the first stage is judged', async t => {
  const clean = await prove(t, { html: page({ head: smg({}) }), args: ['--pages', '1'] })
  assert.equal(clean.code, 0, clean.err)
  assert.equal(clean.proof.banner, 'smg')
  assert.match(clean.proof.verdict, /without a grant; SMG Consent has nothing to ask for on this page\.$/)
  for (const { id, skipped } of clean.proof.stages)
    if (id !== 'before') assert.equal(skipped, 'SMG Consent has nothing to ask for on this page')

  // A page that was built with the banner's element in it.
  const built = page({ head: hardCoded + smg({}), body: '<smg-consent id="smg-consent"></smg-consent>' })
  const found = await prove(t, { html: built, args: ['--pages', '1'] })
  assert.equal(found.code, 1, found.err)
  assert.ok(inShort(found.proof, 'before').includes('request www.googletagmanager.com'))
  assert.match(found.proof.verdict, /loaded or stored something for Google Analytics 4/)
})

test('a file that `bundle` has made is held against the list beside it', async t => {
  const body = `${readFileSync(join(dist, 'smg.js'), 'utf8')}\n`
  const integrity = `sha384-${createHash('sha384').update(body).digest('base64')}`
  const lists = [
    [{ body: JSON.stringify({ 'smg.js': integrity }) }, true, 'and the integrity.json beside it has its hash'],
    [{ body: '{"smg.js": "sha384-other"}' }, false, 'but the integrity.json beside it has another hash'],
    [{ status: 404, body: '' }, undefined, 'compare it with your integrity.json'],
  ]
  for (const [list, isListed, words] of lists) {
    const answer = ({ path }) =>
      path === '/smg/smg.js'
        ? { headers: { 'content-type': 'text/javascript' }, body }
        : path === '/smg/integrity.json'
          ? list
          : undefined
    const { proof, report } = await prove(t, { html: page({ head: smg({}) }), answer, args: ['--pages', '1'] })
    assert.deepEqual(proof.module, [
      { url: 'https://www.shop.test/smg/smg.js', integrity, ...(isListed !== undefined && { isListed }) },
    ])
    assert.ok(report.includes('/smg/smg.js, not a file of this build as it is; “bundle” makes such'))
    assert.ok(report.includes(words), words)
  }
})
