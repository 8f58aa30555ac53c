// A site that the lab plays, beside the rest of the internet, and `smg-consent prove` at it.

import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { isFirstParty, startLab } from '../../../browser/support/lab.mjs'
import { dist } from '../../../browser/support/paths.mjs'
import { command, folderOf } from './command.mjs'

const types = { '.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' }
const html = body => ({ headers: { 'content-type': 'text/html; charset=utf-8' }, body })

/** A page as a site writes it, long enough to be scrolled, with a link to a second one. */
export const page = ({ head = '', body = '' } = {}) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">
${head}
</head>
<body style="font: 1rem/1.6 system-ui; margin: 2rem">
<h1>A shop</h1>
<p><a href="/second">About us</a> <a href="/logout">Log out</a> <a href="https://elsewhere.kz/">Elsewhere</a></p>
${body}
${'<p>Text that makes the page long enough to be scrolled.</p>\n'.repeat(60)}
<div id="end"></div>
</body>
</html>`

/** The page's head with SMG Consent in it, as the README has it. */
export const smg = (analytics, consent = {}) =>
  `<script>window.SMG_CONFIG = ${JSON.stringify({ analytics, consent: { company: 'A shop', ...consent } })}</script>
<script async fetchpriority="high" src="/smg/smg.js"></script>`

/** A script of the page's own. */
export const script = text => `<script>${text}</script>`
/** A statement that loads a script. */
export const add = url =>
  `{ const s = document.createElement('script'); s.src = ${JSON.stringify(url)}; document.head.append(s) }`

/** A banner of somebody else's; `on.yes` and `on.no` is what the page does with a choice. */
export const foreign = (
  on = {},
) => `<div id="their-banner"><button id="yes">Yes</button> <button class="no">No</button></div>
<button id="again">Cookies</button>
${script(`
const banner = document.querySelector('#their-banner')
const choose = value => { localStorage.setItem('their-choice', value); banner.hidden = true }
const choice = localStorage.getItem('their-choice')
if (choice) banner.hidden = true
if (choice === 'yes') { ${on.yes ?? ''} }
document.querySelector('#yes').onclick = () => { choose('yes'); ${on.yes ?? ''} }
document.querySelector('.no').onclick = () => { choose('no'); ${on.no ?? ''} }
document.querySelector('#again').onclick = () => { banner.hidden = false }
`)}`

/**
 * Proves a page on a site of its own: { code, out, err, proof, report, lab, folder }. `html` is the page, and every other of
 * the site; `answer(request)` comes before all else.
 */
export async function prove(
  t,
  { html: text, answer = () => undefined, host = 'www.shop.test', args = [], options } = {},
) {
  const lab = await startLab()
  t.after(() => lab.close())
  lab.answer = async request => {
    const given = await answer(request)
    if (given !== undefined || !isFirstParty(request.host)) return given
    if (request.path.startsWith('/smg/')) {
      const path = request.path.slice(5)
      return { headers: { 'content-type': types[extname(path)] ?? 'text/plain' }, body: readFileSync(join(dist, path)) }
    }
    return ['/', '/second', '/third'].includes(request.path) ? html(text) : undefined
  }
  const folder = folderOf(t, {})
  const network = ['--proxy', `http://127.0.0.1:${lab.port}`, '--insecure', '--wait', '300']
  // The same engine without a window takes half the time.
  const env = { CHROMIUM: process.env.CHROMIUM_SHELL ?? process.env.CHROMIUM }
  const done = await command(['prove', `https://${host}/`, '--out', folder, '--json', ...network, ...args], {
    env,
    ...options,
  })
  const read = name => {
    try {
      return readFileSync(join(folder, name), 'utf8')
    } catch {
      return undefined
    }
  }
  return { ...done, lab, folder, proof: JSON.parse(read('report.json') ?? 'null'), report: read('report.html') }
}

/** The findings of a stage, in short: "request www.google-analytics.com", "cookie _ga". */
export const inShort = ({ findings }, stage) => [
  ...new Set(
    findings
      .filter(each => each.stage === stage)
      .map(({ kind, what }) => `${kind} ${/^\w+:\/\//.test(what) ? new URL(what).host : what}`),
  ),
]
