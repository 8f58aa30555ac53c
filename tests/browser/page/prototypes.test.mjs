// Pages, and scripts from before 2010, that give members to all objects, lists and texts. The module reads only what a
// thing itself has: nothing is granted by a press that is not on its button, nothing of it looks or works otherwise.

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  asked,
  assertLoads,
  loaded,
  nothing,
  open,
  page,
  press,
  settle,
  source,
  storage,
  tag,
  until,
} from '../support/site.mjs'
import { onlyOurErrors } from '../support/theirs.mjs'
import { all, analytics } from '../support/vendors.mjs'

const strange = 'https://strange.example/x.js'
// Members of all objects: a value, or the source of one.
const members = {
  smgAction: 'accept',
  smgSrc: strange,
  smgPurpose: 'analytics',
  smgProcessor: 'none',
  smgType: 'text/plain',
  smg: 'accept',
  dataset: { smgAction: 'accept' },
  onclick: 'document.title = "code"',
  style: 'color: red',
  hidden: 'hidden',
  inert: true,
  'a b': 'x',
  '': 'x',
  lang: 'zz',
  class: 'x',
  content: 'x',
  text: 'x',
  src: strange,
  href: strange,
  nonce: 'x',
  once: true,
  capture: true,
  passive: true,
  signal: 'x',
  attributeFilter: 'x',
  attributes: true,
  subtree: true,
  delegatesFocus: true,
  slotAssignment: 'x',
  timeZone: 'x',
  dateStyle: 'x',
  entryTypes: ['x'],
  createHTML: 'x',
  trustedTypes: {},
  subtle: 'x',
  consent: { layout: 'bar', floatingButton: false, debug: true, nonce: 'x', texts: { en: { title: 'x' } } },
  debug: true,
  analytics: { ga4: 'G-XXXXXXXXXX' },
  SMG_CONFIG: { analytics: {} },
  SMGConsent: [],
  ready: true,
  banner: 'x',
  settings: 'x',
  status: 'x',
  float: 'x',
  matches: 'x',
  closest: 'x',
  querySelector: 'x',
  close: 'x',
  showModal: 'x',
  layout: 'dialog',
  offsetTop: 5,
  offsetHeight: 500,
  prerendering: true,
  detail: 5,
  get: 'x',
  set: 'x',
  value: 'x',
  writable: 'x',
  // biome-ignore lint/suspicious/noThenProperty: it is what is tested
  then: 'x',
  0: 'x',
  1: 'x',
  length: 3,
  type: 'x',
  name: 'x',
}

// Each in the page of its own, before all else, as `for (const name in object)` sees it.
const html = code =>
  page({
    config: { analytics, consent: { company: 'A company' } },
    head: `<script>${code}</script>${tag}`,
    body: `<button id="button" type="button">A button</button>
<p id="text">Text</p><form id="form"><input name="q"></form>
<script type="text/plain" data-smg-purpose="analytics">document.body.id = 'woken'</script>
<iframe data-smg-src="/framed" data-smg-purpose="analytics" title="A frame"></iframe>
<template data-smg-purpose="analytics"><b id="within">Within</b></template>
<div data-smg-table></div>`,
  })
const pages = { '/framed': '<!doctype html><title>A frame</title>', '/x': '' }

let expected
async function assertUnmoved(t, what, code) {
  const site = await open(t, { html: html(code), pages, context: { locale: 'en-GB' } })
  // Playwright and the stand-ins for vendors are such scripts too: what fails in them is theirs.
  onlyOurErrors(site)
  await asked(site)
  const layer = site.page.locator('smg-consent .banner')
  const seen = [await layer.innerHTML(), await layer.getAttribute('class'), await layer.boundingBox()]
  assert.deepEqual(seen, expected ?? seen, what)
  for (const id of ['button', 'text', 'form']) await site.page.locator(`#${id}`).click()
  await settle(site.page, 300)
  assert.deepEqual(site.thirdPartyUrls, [], what)
  assert.equal((await site.context.cookies()).length, 0, what)
  assert.equal(site.requested('/framed'), 0, what)
  assert.equal(await site.page.locator('body#woken').count(), 0, what)
  await press(site.page, 'settings')
  await site.page.locator('smg-consent dialog[open]').waitFor()
  await press(site.page, 'close')
  await press(site.page, 'accept')
  await loaded(site, all)
  assertLoads(site, all)
  await site.page.locator('body#woken').waitFor({ timeout: 15_000 })
  await site.page.locator('#within').waitFor({ timeout: 15_000 })
  await until(`${what}: the frame is asked for`, () => site.requested('/framed') > 0)
  assert.deepEqual(
    site.thirdPartyUrls.filter(url => url.includes('strange')),
    [],
    what,
  )
  assert.equal(await site.page.title(), 'A page', what)
  assert.deepEqual(
    site.said.filter(line => /stopped|undefined/.test(line)),
    [],
    what,
  )
  return seen
}

test('nothing is there: what is expected of the pages below', async t => {
  expected = await assertUnmoved(t, 'nothing', '')
})

// Several at a time: none of them has a part in what another one is for.
const entries = Object.entries(members)
for (let i = 0; i < entries.length; i += 6) {
  const few = entries.slice(i, i + 6)
  const what = JSON.stringify(few.map(([name]) => name))
  test(`members of all objects change nothing: ${what}`, async t => {
    const code = few.map(([name, value]) => `Object.prototype[${source(name)}] = ${source(value)}`)
    await assertUnmoved(t, what, code.join('\n'))
  })
}

const functions = {
  'toJSON of all objects': 'Object.prototype.toJSON = function () { return "an object" }',
  'toJSON of all lists and texts':
    'Array.prototype.toJSON = String.prototype.toJSON = Number.prototype.toJSON = Boolean.prototype.toJSON = () => "x"',
  'functions of all objects': 'Object.prototype.each = Object.prototype.extend = function () { return this }',
  'functions of all lists': 'Array.prototype.last = Array.prototype.remove = Array.prototype.contains = function () {}',
  'functions of all texts': 'String.prototype.trimAll = String.prototype.contains = function () {}',
  'functions of all functions': 'Function.prototype.extend = Function.prototype.implement = function () {}',
}
for (const [what, code] of Object.entries(functions))
  test(`${what} change nothing`, async t => {
    await assertUnmoved(t, what, code)
  })

test('a member of all objects is no part of what is stored: nothing is, before a choice', async t => {
  const code = 'for (const name of ["smgAction", "consent", "cookie", "analytics"]) Object.prototype[name] = "accept"'
  const site = await open(t, { html: html(code), pages })
  await asked(site)
  assert.deepEqual(await storage(site), nothing)
})
