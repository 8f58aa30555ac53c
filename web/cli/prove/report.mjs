// The report for whoever answers for the site: one file that asks nobody for anything, without scripts.

import { readFileSync } from 'node:fs'
import { askedText, howLong, limits, linesOf, ownerText, resultOf, tallyOf } from './words.mjs'

class Html {
  constructor(text) {
    this.text = text
  }
}
const escaped = value =>
  value instanceof Html
    ? value.text
    : Array.isArray(value)
      ? value.map(escaped).join('')
      : String(value ?? '').replace(
          /[&<>"]/g,
          sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign],
        )
/** A template whose values are texts, or what it has made itself. */
const html = (parts, ...values) => new Html(parts.map((part, i) => (i ? escaped(values[i - 1]) : '') + part).join(''))
const when = (is, make) => (is ? make() : '')

const lines = findings =>
  html`<ul>${linesOf(findings).map(
    ({ what, code, more }) => html`<li>${what} <code>${code}</code> <span class="more">${more}</span></li>`,
  )}</ul>`

const table = (label, head, rows) => html`<div class="scroll" role="group" aria-label="${label}" tabindex="0"><table>
<thead><tr>${head.map(each => html`<th scope="col">${each}</th>`)}</tr></thead>
<tbody>${rows.map(row => html`<tr>${row.map(cell => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`

// Who got something, and in which stages: to be seen at a glance. What it was stands with the stages.
function overview({ owners, stages }) {
  const ungranted = stages.filter(({ isGranted, skipped }) => !isGranted && !skipped)
  const rows = owners.map(({ whose, findings }) => [
    html`<strong>${whose.name}</strong><span class="more">${ownerText(whose)}</span>`,
    ...ungranted.map(
      ({ id }) => tallyOf(findings.filter(each => each.stage === id)) || html`<span class="muted">nothing</span>`,
    ),
  ])
  return html`<div class="card">${table('What was found', ['Whose', ...ungranted.map(({ title }) => title)], rows)}</div>`
}

function requestsOf({ requests }, isOwn) {
  const hosts = new Map()
  for (const { url, type } of requests) {
    const { host } = new URL(url)
    const one = hosts.get(host) ?? { count: 0, types: new Set() }
    one.count++
    one.types.add(type)
    hosts.set(host, one)
  }
  const rows = [...hosts].map(([host, { count, types }]) => [
    html`<code>${host}</code>`,
    isOwn(host.replace(/:\d+$/, '')) ? 'the site’s own' : 'another’s',
    count,
    [...types].join(', '),
  ])
  return html`<details class="wide"><summary>All requests: ${requests.length}, to ${rows.length} ${rows.length === 1 ? 'host' : 'hosts'}</summary>${table('All requests', ['Host', 'Whose', 'Requests', 'For'], rows)}</details>`
}

function keptOf({ kept }) {
  const rows = kept.map(({ kind, store, what, host, days, httpOnly, whose }) => [
    html`<code>${what}</code>`,
    kind === 'cookie' ? `cookie${httpOnly ? ', HttpOnly' : ''}` : store,
    host,
    kind === 'cookie' ? howLong({ days }) : '',
    whose.name === host ? 'the site’s own' : whose.name,
  ])
  return html`<details class="wide"><summary>All that was stored at its end: ${rows.length}</summary>${table('All that was stored', ['Name', 'Where', 'Of', 'Kept', 'Whose'], rows)}</details>`
}

const picture = ({ screenshot, title }) =>
  html`<figure>${
    screenshot
      ? html`<img alt="The page at this stage: ${title}" width="1280" height="800" src="data:image/jpeg;base64,${screenshot.toString('base64')}">`
      : ''
  }</figure>`

function stage(proof, each) {
  const [kind, result] = resultOf(each, proof.findings)
  const own = proof.findings.filter(({ stage: id }) => id === each.id)
  const told = proof.notes.filter(({ stage: id }) => id === each.id)
  return html`
<li class="card stage">
${each.skipped ? '' : picture(each)}
<div${each.skipped ? new Html(' class="wide"') : ''}>
<h3>${each.title}</h3>
<p class="result ${kind}">${result}</p>
${when(
  !each.skipped,
  () => html`<p>${each.did}</p>
${when(each.pressed, () => html`<p class="muted">Pressed: ${each.pressed}.</p>`)}
${when(each.decision, () => html`<p class="muted">At the end the banner itself said: ${each.decision}.</p>`)}
${when(each.asked?.length, () => html`<p>Asked with the grant: ${askedText(each)}.</p>`)}
${when(each.isShown === false && proof.banner.kind !== 'none', () => html`<p class="muted">The banner did not open by itself.</p>`)}
<p class="muted">${each.pages.map((url, i) => html`${i ? html`<br>` : ''}<code>${url}</code>`)}</p>`,
)}
</div>
${when(own.length, () => html`<div class="wide">${lines(own)}</div>`)}
${when(
  told.length,
  () =>
    html`<details class="wide"><summary>Noted, and no finding: ${told.length}</summary><ul>${told.map(
      note => html`<li><code>${note.what}</code> <span class="more">${note.whose.name}: ${note.why}</span></li>`,
    )}</ul></details>`,
)}
${when(!each.skipped, () => html`${requestsOf(each, proof.isOwn)}${when(each.kept.length, () => keptOf(each))}`)}
</li>`
}

const fact = ([name, ...values]) =>
  html`<dt>${name}</dt>${values.map(
    ([value, more]) => html`<dd>${value}${more ? html`<span class="more">${more}</span>` : ''}</dd>`,
  )}`

// Who came, and why so: no more than what was done.
function order({ stages }) {
  const did = id => stages.some(each => each.id === id && !each.skipped)
  if (!did('rejected') && !did('accepted'))
    return 'One visitor came, in a browser that had never been there, and answered nothing.'
  const first = did('rejected') ? 'The first one refused' : 'The first one answered nothing'
  if (!did('accepted')) return 'One visitor came, in a browser that had never been there, and refused.'
  return `Two visitors came, each in a browser of his own that had never been there, since whoever has answered once is not asked again. ${first}; the second one accepted${did('withdrawn') ? ', came back, and took the grant back' : ''}.`
}

/** The text of the file. `proof` is what the command has put together. */
export function reportOf(proof) {
  const style = new Html(readFileSync(new URL('./report.css', import.meta.url), 'utf8'))
  const { owners, verdict, isComplete } = proof
  const kind = owners.length ? 'found' : isComplete ? 'clean' : 'skipped'
  const { host, pathname } = new URL(proof.finalUrl)
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${host}: what loads without consent, ${proof.date.slice(0, 10)}</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="eyebrow">What a page loads and stores without consent</p>
<h1>${host}${pathname === '/' ? '' : pathname}</h1>
<p class="verdict ${kind}">${verdict}</p>
<dl>${proof.facts.map(fact)}</dl>

<h2>What was found</h2>
${owners.length ? overview(proof) : html`<p>No request to another host, no cookie and no stored name of a known processor was seen while there was no grant.</p>`}

<h2>What was done</h2>
<p>${order(proof)}</p>
<ol class="stages">${proof.stages.map(each => stage(proof, each))}</ol>

<h2>What counts</h2>
<p>Without a grant, which is in all stages but “After ‘Accept’”: each request to a host that is not the site’s own, each connection that the page has the browser make ahead, each cookie and stored name of another’s, and those on the site itself that belong to a processor of the catalogue. ${proof.isStrict ? 'With --strict, any cookie and stored name but the banner’s own record counts too.' : 'Other cookies of the site’s own are listed, and do not count.'} What was asked in the ${proof.moment / 1000} s in which a withdrawal took effect is noted, and does not count; nor do cookies on hosts of others that a grant had let them set: no page can delete those.</p>

<h2>What was not looked at</h2>
<ul>${limits(proof).map(text => html`<li>${text}</li>`)}</ul>

<footer>Made by smg-consent ${proof.tool.version}, prove, on ${proof.dateText}. The same as data stands beside it, in report.json.</footer>
</main>
</body>
</html>
`.text
}
