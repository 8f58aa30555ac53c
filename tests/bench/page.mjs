// The page on which every contender stands: an article with a header, a stylesheet and two pictures, the same for all.
// Whatever is random in it is so by a fixed seed.

import { crc32, deflateSync } from 'node:zlib'
import { random } from './stats.mjs'

const words = `the of and a to in that it is was for on with as at by from this which or have an they been their more
about when time people water city street house river morning light market road bread winter garden letter train window
stone music story journey island harbour mountain forest bridge evening table paper history season village harvest
teacher doctor engineer children language answer question reason moment picture number question colour weather summer
slowly often never always quietly together perhaps already almost before after between across under over along again
walked carried opened painted measured remembered promised arrived travelled followed returned described listened`.split(
  /\s+/,
)

const next = random(7)
const some = list => list[Math.floor(next() * list.length)]
const sentence = () => {
  const text = Array.from({ length: 8 + Math.floor(next() * 14) }, () => some(words)).join(' ')
  return `${text[0].toUpperCase()}${text.slice(1)}.`
}
const paragraph = () => `<p>${Array.from({ length: 5 }, sentence).join(' ')}</p>`
const section = n =>
  `<h2 id="s${n}">${sentence().slice(0, 40)}</h2>\n${Array.from({ length: 4 }, paragraph).join('\n')}`

const article = `<header class="top"><a class="logo" href="/">The Harbour Gazette</a>
<nav>${['News', 'City', 'Science', 'Culture', 'Sport', 'Opinion', 'Archive'].map(name => `<a href="/${name.toLowerCase()}">${name}</a>`).join('')}</nav></header>
<main><article>
<h1>${sentence().slice(0, 60)}</h1>
<p class="lead">${sentence()} ${sentence()}</p>
<img src="/first.png" width="720" height="320" alt="A view of the harbour">
${[1, 2].map(section).join('\n')}
<figure><img src="/second.png" width="360" height="240" alt="A street"><figcaption>${sentence()}</figcaption></figure>
${[3, 4].map(section).join('\n')}
</article>
<aside><h2>Most read</h2><ol>${Array.from({ length: 8 }, () => `<li><a href="/story">${sentence().slice(0, 50)}</a></li>`).join('')}</ol></aside></main>
<footer><p>${sentence()}</p><a href="/privacy">Privacy policy</a></footer>`

export const html = ({ head = '', body = '' } = {}) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The Harbour Gazette</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
${head}
</head>
<body>
${article}
${body}
</body>
</html>
`

// A site's usual stylesheet is far longer than what one page of it needs.
const unused = Array.from({ length: 120 }, (_, n) => {
  const colour = `#${Math.floor(next() * 0xffffff)
    .toString(16)
    .padStart(6, '0')}`
  return `.${some(words)}-${n} > .${some(words)} { margin: ${n % 9}px; color: ${colour}; display: flex; gap: ${n % 5}em }`
}).join('\n')

const css = `:root { --ink: #222; --paper: #fdfcf9; --link: #0a5a8a }
* { box-sizing: border-box }
body { margin: 0; font: 17px/1.6 Georgia, 'DejaVu Serif', serif; color: var(--ink); background: var(--paper) }
.top { display: flex; gap: 2rem; align-items: baseline; padding: 1rem 2rem; border-bottom: 1px solid #ddd }
.logo { font-size: 1.6rem; font-weight: bold; text-decoration: none; color: inherit }
nav a { margin-right: 1rem }
a { color: var(--link) }
main { display: grid; grid-template-columns: minmax(0, 45rem) 16rem; gap: 3rem; padding: 1rem 2rem }
h1 { font-size: 2.4rem; line-height: 1.2 }
.lead { font-size: 1.2rem }
img { max-width: 100%; height: auto; display: block }
aside { font-size: 0.9rem }
footer { padding: 2rem; border-top: 1px solid #ddd }
@media (max-width: 800px) { main { grid-template-columns: 1fr } }
${unused}
`

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

// A grey picture with as much grain as makes it weigh what a photograph of its size does.
function png(width, height) {
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rows[y * (width + 1) + 1 + x] = 40 + ((x + 2 * y) * 150) / (width + 2 * height) + next() * 2
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head[8] = 8
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** What the page needs besides itself, by path. */
export const assets = {
  '/page.css': Buffer.from(css),
  '/first.png': png(720, 320),
  '/second.png': png(360, 240),
}
