// Pages whose scripts have names that are the browser's too: `var URL = "…"`, `let Map`, `function find()`. Whatever they
// name so, the visitor is asked and answered; where nothing can be done without what the name stood for, nothing is
// loaded and the console says so. What is replaced only after the script has begun does not matter at all.

import assert from 'node:assert/strict'
import test from 'node:test'
import { asked, isAsking, loaded, open, page, press, settle, splitTag, tag, until } from '../support/site.mjs'
import { onlyOurErrors } from '../support/theirs.mjs'
import { all, analytics } from '../support/vendors.mjs'

// Together in one page, and each apart that was once not done without.
const alone = ['URL', 'Node', 'Set', 'Map']
const names = [
  ...alone,
  ...(
    'Event CustomEvent Element HTMLElement HTMLScriptElement Text Range Blob Image Option Promise Symbol Math Object ' +
    'Array RegExp String Number Boolean Error Reflect Proxy parseInt name status top parent self length origin event ' +
    'find stop print close open addEventListener removeEventListener dispatchEvent innerHeight Document Window'
  ).split(' '),
]
// Without these there is no core, no word to it, no time for a record.
const needed = ['Date', 'JSON', 'WeakMap', 'MutationObserver', 'TextEncoder', 'Uint8Array']

const waiting = `<script type="text/plain" data-smg-purpose="analytics">document.body.id = 'woken'</script>
<iframe id="frame" data-smg-src="/framed" data-smg-purpose="analytics"></iframe>`
const framed = { '/framed': '<!doctype html><title>A frame</title>' }

// `top` cannot be declared so, nor what Playwright needs.
const lets = [...names, ...needed, 'setTimeout', 'fetch', 'crypto', 'console', 'navigator']
  .filter(name => !['top', 'Document', 'Window'].includes(name))
  .map(name => `let ${name} = "the page’s own"`)
  .join('\n')
const vars = list => list.map(name => `var ${name} = "the page’s own"`).join('\n')

// The vendors' own scripts may need what the page has taken: what they throw is theirs.
async function visit(t, { head = tag, code }) {
  const site = await open(t, {
    html: page({ config: { analytics }, head: `<script>${code}</script>${head}`, body: waiting }),
    pages: framed,
  })
  onlyOurErrors(site)
  return site
}

async function assertWorks(site) {
  await until('it asks', () => isAsking(site.page))
  await press(site.page, 'accept')
  await loaded(site, all)
  await site.page.locator('body#woken').waitFor({ timeout: 15_000 })
  await until('the frame is asked for', () => site.requested('/framed') > 0)
}

for (const [script, head] of Object.entries({ 'smg.js': tag, 'smg.split.js': splitTag })) {
  for (const list of [...alone.map(name => [name]), ['WebAssembly'], names])
    test(`${script}: a page’s own ${list} hinder nothing`, async t => {
      await assertWorks(await visit(t, { head, code: vars(list) }))
    })

  for (const name of needed)
    test(`${script}: a page’s own ${name}: nothing is loaded, and the console says so once`, async t => {
      const site = await visit(t, { head, code: vars([name]) })
      await until('the console says why', () => site.said.length > 0)
      await settle(site.page)
      assert.equal(
        site.said.filter(line => /stopped, and nothing is loaded/.test(line)).length,
        1,
        site.said.join('\n'),
      )
      assert.equal(site.said.length, 1, site.said.join('\n'))
      assert.deepEqual(site.thirdPartyUrls, [])
    })
}

test('names that a page’s scripts have declared for themselves hinder nothing', async t => {
  for (const head of [tag, splitTag]) await assertWorks(await visit(t, { head, code: lets }))
})

// What the shell and its module are made with; with the names above, all that scripts are known to replace.
const later = [
  ...names.filter(name => !['top', 'Document', 'Window'].includes(name)),
  ...needed,
  ...(
    'ResizeObserver PerformanceObserver MessageChannel BroadcastChannel TextDecoder CSSStyleSheet Intl matchMedia ' +
    'requestAnimationFrame setTimeout setInterval fetch btoa escape unescape encodeURIComponent XMLHttpRequest Response'
  ).split(' '),
]

test('what is replaced after the script has begun is not used', async t => {
  for (const head of [tag, splitTag]) {
    const site = await visit(t, { head, code: '' })
    await asked(site)
    await site.page.addScriptTag({
      content: later
        .map(name => `window[${JSON.stringify(name)}] = () => { throw Error('${name} was used') }`)
        .join('\n'),
    })
    await assertWorks(site)
    await press(site.page, 'settings')
    await site.page.locator('dialog[open]').waitFor()
  }
})

test('a console of the page’s own, without its functions, hinders nothing', async t => {
  await assertWorks(
    await visit(t, { code: 'window.console = {}; SMG_CONFIG.consent = { theme: "pink", debug: true }' }),
  )
})
