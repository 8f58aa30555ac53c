// No page of the examples is wider than a phone's screen, nor is anything on it cut off at the side.

import assert from 'node:assert/strict'
import test from 'node:test'
import { exampleServer } from '../support/example-server.mjs'
import { open } from '../support/site.mjs'

const port = exampleServer()
const paths = ['/', '/plain/', '/gallery/', '/smgcorp/']
for (const language of ['', 'kk/', 'en/']) paths.push(`/smgcorp/${language}`, `/smgcorp/${language}privacy.html`)

for (const width of [320, 360])
  test(`no example is wider than a screen of ${width} pixels`, async t => {
    const wide = []
    for (const path of new Set(paths)) {
      const answer = async ({ host, url }) => {
        if (host !== 'localhost') return undefined
        const { pathname, search } = new URL(url)
        const response = await fetch(`http://127.0.0.1:${port()}${pathname}${search}`)
        const headers = { 'content-type': response.headers.get('content-type') ?? '' }
        return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) }
      }
      const context = { viewport: { width, height: 640 } }
      const { page } = await open(t, { host: 'localhost', scheme: 'http', path, answer, context })
      await page.locator('main').waitFor()
      const found = await page.evaluate(async () => {
        await document.fonts.ready
        await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 100)))
        return document.documentElement.scrollWidth
      })
      if (found > width) wide.push(`${path} ${found}`)
      await page.close()
    }
    assert.deepEqual(wide, [])
  })
