// `smg-consent scan`: what of built pages would load without a grant, where it stands, whose it is, what to write instead.

import assert from 'node:assert/strict'
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dist } from '../../browser/support/paths.mjs'
import { command, folderOf } from './support/command.mjs'
import { elements, embeds, inline } from './support/snippets.mjs'

const page = (head, body = '') =>
  `<!doctype html>\n<html lang="en">\n<head>\n<title>A page</title>\n${head}\n</head>\n<body>\n${body}\n</body>\n</html>\n`

async function scan(t, files, ...more) {
  const folder = folderOf(t, files)
  const { code, out, err } = await command(['scan', folder, '--json', ...more])
  assert.equal(err, '')
  const result = JSON.parse(out)
  for (const each of [...result.findings, ...result.mentions]) each.file = each.file.slice(folder.length + 1)
  return { code, ...result, loading: result.findings.filter(({ loads }) => loads) }
}
const idsOf = findings => findings.map(({ processor }) => processor?.id)
const placeOf = ({ file, line, column }) => `${file}:${line}:${column}`

test('a snippet of each vendor is found, and what the site has given it is read out', async t => {
  const given = { ...inline, ...elements }
  const files = Object.entries(given).map(([id, { text, html }]) => [
    `${id}.html`,
    page(html ?? `<script>${text}</script>`),
  ])
  const { code, loading } = await scan(t, Object.fromEntries(files))
  assert.equal(code, 1)
  for (const [id, { entry }] of Object.entries(given)) {
    const found = loading.filter(({ file }) => file === `${id}.html`)
    assert.deepEqual(idsOf(found), [id])
    assert.deepEqual(found[0].gives, { [id]: entry }, id)
    assert.match(found[0].remedy, RegExp(`^remove it; in SMG_CONFIG.analytics: ${id}: `))
  }
})

test('the same snippets are found in script files', async t => {
  const files = Object.entries(inline).map(([id, { text }]) => [`js/${id}.js`, `\n  ${text}`])
  const { loading } = await scan(t, { 'index.html': page(''), ...Object.fromEntries(files) })
  for (const [id, { entry }] of Object.entries(inline)) {
    const found = loading.filter(({ file }) => file === `js/${id}.js`)
    assert.deepEqual(idsOf(found), [id])
    assert.deepEqual(found[0].gives, { [id]: entry }, id)
    assert.equal(found[0].line, 2)
  }
})

test('for each embed the element that stands for it is named', async t => {
  const files = Object.entries(embeds).map(([id, { html }]) => [`${id}.html`, page('', html)])
  const { loading } = await scan(t, Object.fromEntries(files))
  for (const [id, { instead }] of Object.entries(embeds)) {
    const found = loading.filter(({ file }) => file === `${id}.html`)
    assert.deepEqual(idsOf(found), [id])
    assert.ok(
      found[0].remedy.includes(`in its place ${instead}, and ${id}: true in SMG_CONFIG.analytics`),
      found[0].remedy,
    )
    assert.deepEqual(found[0].gives, { [id]: true })
  }
})

test('where more of a frame’s address matters than the form for its kind has, the address stays whole', async t => {
  const frame = (id, address, rest = '') =>
    `<iframe data-smg-src="${address}" data-smg-processor="${id}"${rest}></iframe>`
  const add = host => `; and add ${host} to frame-src of the policy`
  const video = 'https://www.youtube.com/embed/dQw4w9WgXcQ'
  const whole = {
    youtube: [
      'https://www.youtube.com/embed/videoseries?list=PLabc',
      'https://www.youtube.com/embed/live_stream?channel=UCabc',
      `${video}?start=90`,
      `${video}?si=a&amp;list=PLabc`,
      `${video}/more`,
    ],
    vimeo: ['https://player.vimeo.com/video/123456789?h=1a', 'https://player.vimeo.com/video/123456789#t=30s'],
    spotify: ['https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC?theme=0'],
  }
  for (const [id, addresses] of Object.entries(whole))
    for (const address of addresses) {
      const { loading } = await scan(t, { 'a.html': page('', `<iframe title="How" src="${address}"></iframe>`) })
      const needs = `, and ${id}: true in SMG_CONFIG.analytics${id === 'youtube' ? add('www.youtube.com') : ''}`
      assert.equal(loading[0].remedy, `in its place ${frame(id, address, ' title="How"')}${needs}`)
    }
  const hosts = ['youtube.com', 'm.youtube.com', 'youtube-nocookie.com', 'www.youtube-nocookie.com']
  const others = hosts.map(host => video.replace('www.youtube.com', host))
  for (const address of [video, ...others, `${video}?si=a&amp;feature=oembed&amp;rel=0`]) {
    const { loading } = await scan(t, { 'a.html': page('', `<iframe src="${address}"></iframe>`) })
    assert.match(loading[0].remedy, /^in its place <div data-smg-embed="youtube:dQw4w9WgXcQ"><\/div>/)
  }
})

test('class, style and id of a frame stay, with what else it may do', async t => {
  const rest = ' class="fill" style="position:absolute;inset:0" id="film" allow="autoplay" allowfullscreen'
  const { loading } = await scan(t, {
    'index.html': page(
      '',
      `<div class="ratio"><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?si=1"${rest}></iframe></div>
<iframe class="lazy wide" data-src="https://player.vimeo.com/video/123456789"></iframe>
<iframe style="border:0;" src="https://www.google.com/maps/embed?pb=!1m18"></iframe>`,
    ),
  })
  const inside = 'data-smg-src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ" data-smg-processor="youtube"'
  assert.deepEqual(
    loading.map(({ remedy }) => remedy),
    [
      `in its place <iframe ${inside}${rest}></iframe>, and youtube: true in SMG_CONFIG.analytics`,
      'in its place <iframe data-smg-src="https://player.vimeo.com/video/123456789?dnt=1" data-smg-processor="vimeo" class="wide"></iframe>, and vimeo: true in SMG_CONFIG.analytics',
      'in its place <div data-smg-embed="googleMaps:pb=!1m18"></div>, and googleMaps: true in SMG_CONFIG.analytics',
    ],
  )
})

test('a place is the line and column of the element, or within a script that of the address', async t => {
  const { loading } = await scan(t, {
    // Line ends as on Windows, and what is in a <noscript> is a text to the parser.
    'index.html': [
      '<!doctype html>',
      '<html><head><title>A page</title>',
      '  <noscript>',
      '    <img src="https://www.facebook.com/tr?id=123456789012345&noscript=1"></noscript>',
      '  <script>',
      '    load("https://mc.yandex.ru/metrika/tag.js")',
      '  </script>',
      '  <style>',
      '    @import "https://fonts.googleapis.com/css";',
      '  </style>',
      '</head><body>',
      '<p>Text</p> <iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
      '</body></html>',
    ].join('\r\n'),
    'a.css': '.a { color: red }\n.b { background: url("https://pictures.other.kz/b.png") }\n',
  })
  assert.deepEqual(loading.map(placeOf), [
    'a.css:2:18',
    'index.html:4:5',
    'index.html:6:10',
    'index.html:9:13',
    'index.html:12:13',
  ])
  assert.ok(loading[1].isNoscript)
  assert.match(loading[1].remedy, /^remove it: it fires without asking/)
})

test('preconnects and their like are to be removed', async t => {
  const rels = ['preconnect', 'dns-prefetch', 'preload', 'prefetch', 'modulepreload']
  const { loading } = await scan(t, {
    'index.html': page(
      rels.map(rel => `<link rel="${rel}" href="//mc.yandex.ru/metrika/tag.js" as="script">`).join('\n'),
    ),
  })
  assert.deepEqual(
    loading.map(({ rel }) => rel),
    rels,
  )
  assert.deepEqual(
    idsOf(loading),
    rels.map(() => 'metrica'),
  )
  for (const { remedy, gives } of loading) {
    assert.match(remedy, /^remove it/)
    assert.deepEqual(gives, {})
  }
})

test('hosts that are in no definition are listed apart', async t => {
  const { code, loading, mentions } = await scan(t, {
    'index.html': page(
      `<link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=Inter">
<script src="https://cdn.unknown.kz/a.js"></script>`,
      `<iframe src="https://form.unknown.kz/1"></iframe>
<img srcset="https://pictures.unknown.kz/1.png 1x, /own.png 2x" src="/own.png">
<video poster="https://pictures.unknown.kz/2.png"><source src="https://video.unknown.kz/2.mp4"></video>
<p style="background: url(https://pictures.unknown.kz/3.png)"></p>
<iframe srcdoc="<img src=https://pictures.unknown.kz/4.png>"></iframe>
<script>fetch('https://api.unknown.kz/')</script>`,
    ),
  })
  assert.equal(code, 1)
  assert.deepEqual(
    loading.map(({ processor, kind, host }) => [processor, kind, host]),
    [
      [null, 'style', 'fonts.googleapis.com'],
      [null, 'script', 'cdn.unknown.kz'],
      [null, 'frame', 'form.unknown.kz'],
      [null, 'img', 'pictures.unknown.kz'],
      [null, 'img', 'pictures.unknown.kz'],
      [null, 'media', 'video.unknown.kz'],
      [null, 'img', 'pictures.unknown.kz'],
      [null, 'img', 'pictures.unknown.kz'],
    ],
  )
  assert.match(loading[1].remedy, /type="text\/plain" data-smg-purpose=/)
  assert.match(loading[2].remedy, /data-smg-src="https:\/\/form\.unknown\.kz\/1"/)
  assert.deepEqual(
    mentions.map(({ host }) => host),
    ['api.unknown.kz'],
  )
})

test('what waits, what no browser runs, links and the site itself are no findings', async t => {
  const folder = folderOf(t, {
    'index.html': page(
      `<link rel="canonical" href="https://www.shop.kz/">
<script>window.SMG_CONFIG = { analytics: { gtm: "GTM-ABC1234" }, consent: { policyUrl: "https://legal.other.kz/", processors: [{ id: "own", start: [["script", "https://static.hotjar.com/c/hotjar-1.js"]] }] } }</script>
<script async fetchpriority="high" src="/smg/smg.js"></script>
<script async src="https://cdn.jsdelivr.net/npm/smg-consent@0.2.0/smg.js"></script>
<script type="application/ld+json">{ "@context": "https://schema.org", "url": "https://www.youtube.com/@shop" }</script>
<script type="text/plain" data-smg-processor="ga4" src="https://www.googletagmanager.com/gtag/js?id=G-ABC1234567"></script>
<script type="text/plain" data-smg-purpose="marketing">${inline.metaPixel.text}</script>
<script src="https://static.shop.kz/a.js"></script>
<script>const link = 'https://t.me/shop', policy = 'https://www.hotjar.com/legal/policies/privacy/'</script>
<link rel="alternate" href="https://www.youtube.com/feed">`,
      `<smg-consent id=smg-consent><template><a href="https://partner.other.kz">x</a></template><script type=module>load("https://www.clarity.ms/tag/x")</script></smg-consent>
<iframe data-smg-src="https://www.youtube.com/embed/dQw4w9WgXcQ" data-smg-purpose="functional"></iframe>
<img data-smg-src="https://pictures.other.kz/1.png" data-smg-purpose="marketing" alt="">
<template data-smg-purpose="analytics"><script src="https://mc.yandex.ru/metrika/tag.js"></script></template>
<div data-smg-embed="youtube:dQw4w9WgXcQ"></div>
<a href="https://t.me/shop">Telegram</a> <a href="https://www.youtube.com/watch?v=1">Film</a>
<img src="/a.png"><script src="a.js"></script>
<form action="https://forms.other.kz/"></form>`,
    ),
    'a.js': `export const link = "https://www.youtube.com/watch?v=1"\nexport const format = "http://www.w3.org/2000/svg"\n`,
  })
  // All that is built lies in the site, as the README has it.
  cpSync(dist, join(folder, 'smg'), { recursive: true })
  const { code, out } = await command(['scan', folder, '--json'])
  const { findings, pagesWithBanner } = JSON.parse(out)
  assert.deepEqual(findings, [])
  assert.equal(code, 0)
  assert.equal(pagesWithBanner, 1)
})

test('a template without a mark is inert, one that makes a shadow root is not', async t => {
  const frame = '<iframe src="https://player.vimeo.com/video/123456789"></iframe>'
  const { loading } = await scan(t, {
    'index.html': page(
      '',
      `<template>${frame}</template>\n<div><template shadowrootmode="open">${frame}</template></div>`,
    ),
  })
  assert.deepEqual(loading.map(placeOf), ['index.html:9:38'])
})

test('what a lazy loader or Partytown wakes loads without a grant too', async t => {
  const { loading } = await scan(t, {
    'index.html': page(
      `<script type="text/partytown" src="https://www.googletagmanager.com/gtm.js?id=GTM-ABC1234"></script>`,
      `<iframe class="lazy" data-src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>`,
    ),
  })
  assert.deepEqual(idsOf(loading), ['gtm', 'youtube'])
})

test('a call that is left of a snippet is named, and is no fault by itself', async t => {
  const { code, findings } = await scan(t, {
    'index.html': page(`<script>gtag('js', new Date()); gtag('config', 'G-ABC1234567'); gtag('event', 'x')</script>`),
    'a.js': `gtag('config', 'AW-123456789')`,
  })
  assert.equal(code, 0)
  assert.deepEqual(
    findings.map(({ kind, loads, processor }) => [kind, loads, processor.id]),
    [
      ['call', false, 'googleAds'],
      ['call', false, 'ga4'],
    ],
  )
  assert.match(
    findings[1].remedy,
    /^remove the whole snippet, the function too: what queues keeps .+ and Google gets it after/,
  )
})

test('a function that queues, left of a snippet, is named itself', async t => {
  const forms = [
    'function gtag(){dataLayer.push(arguments)}',
    'window.gtag = window.gtag || function () { window.dataLayer.push(arguments) }',
    'const gtag = (...all) => dataLayer.push(all)',
  ]
  for (const form of forms) {
    const alone = await scan(t, { 'index.html': page(`<script>window.dataLayer = []; ${form}</script>`) })
    assert.equal(alone.code, 0)
    const [{ kind, loads, processor }] = alone.findings
    assert.deepEqual([alone.findings.length, kind, loads, processor.name], [1, 'queue', false, 'Google’s tag'])
    assert.deepEqual(processor.oneOf, ['ga4', 'googleAds', 'gtm'])
  }
  const called = await scan(t, { 'a.js': `${forms[0]}\ngtag('js', new Date())\ngtag('config', 'AW-123456789')` })
  assert.deepEqual(
    called.findings.map(({ kind, processor, line }) => [kind, processor.id, line]),
    [
      ['queue', 'googleAds', 1],
      ['call', 'googleAds', 3],
    ],
  )
  // One that keeps nothing, as the README has it, one of the page's own, and one within a snippet that is still whole.
  const others = await scan(t, {
    'a.js': 'function gtag(){}\nfunction log(){ lines.push(arguments) }\nwindow.ym ||= function () {}',
    'index.html': page(`<script>${inline.clarity.text}</script>`),
  })
  assert.deepEqual(
    others.findings.map(({ kind }) => kind),
    ['inline'],
  )
  const { out } = await command(['scan', folderOf(t, { 'a.js': forms[0] })])
  assert.match(out, /^Google’s tag \(ga4 or googleAds or gtm\); Google Ireland Limited, Google LLC$/m)
  assert.match(out, /^Nothing that would load without a grant, and 1 place with what is left of a snippet$/m)
})

test('where a host serves several of a vendor’s processors, a connection ahead is put down to none of them', async t => {
  const { loading } = await scan(t, {
    'index.html': page(`<link rel="preconnect" href="https://www.googletagmanager.com">
<link rel="preload" as="script" href="https://www.googletagmanager.com/gtm.js?id=GTM-ABC1234">
<link rel="preconnect" href="https://www.google-analytics.com">`),
  })
  assert.deepEqual(
    loading.map(({ processor }) => processor.name),
    ['Google’s tag', 'Google Tag Manager', 'Google Analytics 4'],
  )
})

test('the picture of Meta’s snippet alone tells the id', async t => {
  const { loading } = await scan(t, {
    'index.html': page(
      '',
      '<noscript><img src="https://www.facebook.com/tr?id=123456789012345&amp;ev=PageView&amp;noscript=1"></noscript>',
    ),
  })
  assert.deepEqual(loading[0].gives, { metaPixel: '123456789012345' })
  assert.match(loading[0].remedy, /^remove it: .+; in SMG_CONFIG\.analytics: metaPixel: "123456789012345"$/)
})

test('what a bundle has beside the pages is not counted, and pages without the banner’s tag are named', async t => {
  const folder = folderOf(t, {
    'a.html': page(''),
    'b.html': page('<script src="/smg/smg.js"></script>'),
    'c.js': '',
    'site.json': JSON.stringify({ analytics: { ga4: 'G-ABC1234567' }, consent: { company: 'A shop' } }),
  })
  await command(['bundle', join(folder, 'site.json'), '--out', join(folder, 'smg')])
  const [debug] = readdirSync(dist).filter(name => name.startsWith('smg.debug.'))
  cpSync(join(dist, debug), join(folder, 'smg', debug))
  for (const name of ['smg.js', 'smg-config.js', 'smg-snippet.html', debug])
    assert.ok(existsSync(join(folder, 'smg', name)), name)
  const { out } = await command(['scan', folder])
  assert.match(out, /^3 files, 2 pages of them; 1 of 2 pages has no tag of the banner: \S+a\.html$/m)
  const { pagesWithout } = JSON.parse((await command(['scan', folder, '--json'])).out)
  assert.deepEqual(pagesWithout, [join(folder, 'a.html')])
})

test('one file is taken for itself', async t => {
  const folder = folderOf(t, { 'a.html': page('', embeds.youtube.html), 'b.html': page('', embeds.vimeo.html) })
  const { code, out } = await command(['scan', join(folder, 'a.html')])
  assert.equal(code, 1)
  assert.match(out, /a\.html:8:1$/m)
  assert.doesNotMatch(out, /Vimeo/)
  assert.match(out, /^1 file, 1 page of them; the page has no tag of the banner$/m)
})

test('the id of a script that has none is taken from the calls of the page', async t => {
  const { loading } = await scan(t, {
    'index.html': page(
      `<script async src="https://www.googletagmanager.com/gtag/js"></script>\n<script>gtag('config', 'G-ABC1234567')</script>`,
    ),
  })
  assert.deepEqual(loading[0].gives, { ga4: 'G-ABC1234567' })
})

test('a script that is no JavaScript, for its template’s marks, is searched all the same', async t => {
  const { loading } = await scan(t, { 'index.html': page(`<script>{% if x %}${inline.metaPixel.text}</script>`) })
  assert.deepEqual(idsOf(loading), ['metaPixel'])
})

test('--first-party names hosts of the site’s own', async t => {
  const files = { 'index.html': page('<script src="https://static.shop-cdn.kz/a.js"></script>') }
  assert.equal((await scan(t, files)).code, 1)
  assert.equal((await scan(t, files, '--first-party', 'www.shop-cdn.kz')).code, 0)
})

test('for people: each finding with its place and remedy, what a template repeats only once, and the whole configuration', async t => {
  const html = page(`<script>${inline.gtm.text}</script>`, embeds.youtube.html)
  const folder = folderOf(t, Object.fromEntries([1, 2, 3, 4, 5].map(i => [`${i}.html`, html])))
  const { code, out } = await command(['scan', folder])
  assert.equal(code, 1)
  assert.match(out, /^Google Tag Manager \(gtm\), analytics; Google Ireland Limited, Google LLC$/m)
  assert.match(out, /1\.html:5:\d+$/m)
  assert.equal(out.match(/gtm\.js\?id=$/gm).length, 1)
  assert.match(out, /and 2 more places/)
  assert.match(out, /\{ gtm: "GTM-ABC1234", youtube: true \}/)
  assert.match(
    out,
    /^5 files, 5 pages of them; no page has a tag of the banner\n10 places that would load without a grant$/m,
  )
})

test('what is no folder, or has no pages, is told in one line', async t => {
  const missing = await command(['scan', '/nowhere/at/all'])
  assert.equal(missing.code, 2)
  assert.match(
    missing.err,
    /^smg-consent: \/nowhere\/at\/all: expected a folder of built pages, or one file, got none; .+\n$/,
  )
  const empty = await command(['scan', folderOf(t, { 'a.txt': '' })])
  assert.equal(empty.code, 2)
  assert.match(empty.err, /expected \*\.html, \*\.js or \*\.css, got none/)
})
