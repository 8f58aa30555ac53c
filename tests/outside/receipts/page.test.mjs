// A page whose decisions go to the servers of examples/receipts, in a browser, from a press to a row of the table.

import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { chromium } from 'playwright-core'
import { chosen, executablePath, press, until, watch } from '../../browser/support/site.mjs'
import { lacks, serve } from './servers.mjs'

const options = { skip: lacks }
let servers
let browser
before(async () => {
  if (lacks) return
  servers = await serve()
  // Every name but this machine's is nobody's.
  const args = ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost']
  browser = await chromium.launch({ executablePath, args })
})
after(async () => {
  await browser?.close()
  await servers?.close()
})

async function open(t) {
  const context = await browser.newContext({ locale: 'en-GB' })
  t.after(() => context.close())
  await context.addInitScript(watch)
  const page = await context.newPage()
  await page.goto(servers.origin)
  await page.locator('[data-smg=accept]:visible').waitFor()
  return { context, page }
}
const rows = () =>
  servers.psql('select choice, id, language from receipts.record order by number').split('\n').filter(Boolean)
async function lastOf(count) {
  await until(`${count} rows`, () => rows().length >= count)
  return rows().slice(-1)[0]
}

test('"Accept" becomes a row with the consent id, and the cookie is set anew by the server', options, async t => {
  assert.deepEqual(rows(), [])
  const { context, page } = await open(t)
  assert.deepEqual(rows(), [])
  const answered = page.waitForResponse('**/receipts')
  await press(page, 'accept')
  const response = await answered
  assert.equal(response.status(), 204)
  const row = await lastOf(1)
  const [cookie] = await context.cookies()
  const [, id] = /\.([0-9a-f]{32})\./.exec(cookie.value)
  assert.equal(row, `granted|${id}|en`)
  const set = (await response.allHeaders())['set-cookie']
  assert.ok(set.startsWith(`smg_consent=${cookie.value}; `), set)
  assert.equal(cookie.httpOnly, false)
  assert.ok(Math.abs(cookie.expires - Date.now() / 1000 - 182 * 86_400) < 120)
  // The module reads it as its own.
  await page.reload()
  await chosen(page, 'granted')
  await page.evaluate(() => window.SMGConsent.withdraw())
  assert.equal(await lastOf(2), 'withdrawn||en')
  assert.deepEqual(await context.cookies(), [])
})

test('"Reject" becomes a row without an id, and no cookie', options, async t => {
  const { context, page } = await open(t)
  const before = rows().length
  await page.locator('[data-smg=reject]:visible').click()
  assert.equal(await lastOf(before + 1), 'refused||en')
  assert.deepEqual(await context.cookies(), [])
  assert.equal(await page.evaluate(() => Object.keys(localStorage).join()), 'smg_consent')
})
