// Pages that bring their banner in their own HTML, with a module's script that comes when the test says.

import { prerenderPage } from '../../../web/prerender.mjs'
import { noLongTimers, open, page } from './site.mjs'
import { analytics } from './vendors.mjs'

export const config = { analytics, consent: { company: 'Example', policyUrl: '/privacy' } }

/** The page of page() with its banner in it. */
export async function brought(options = {}, more = {}) {
  const { html, why } = await prerenderPage(page({ config, ...options }), more)
  if (why) throw Error(why)
  return html
}

/**
 * open(), of a page with its banner in it; the script waits for `release()`, which has an answer of its own, or that of
 * the build, and the banner as long as that takes. `change(html)` is what another build, or the site, would make of the page.
 */
export async function visit(t, { change = html => html, release: first, ...options } = {}) {
  let release
  const gate = new Promise(resolve => {
    release = resolve
  })
  if (first) release()
  const html = change(await brought(options))
  const site = await open(t, {
    ...options,
    html,
    init: [noLongTimers, ...(options.init ?? [])],
    async answer(request) {
      return request.path === '/smg/smg.js' ? gate : options.answer?.(request)
    },
    path: '/blank',
    pages: { '/blank': '<!doctype html><title>Nothing yet</title>', ...options.pages },
  })
  site.release = answer => release(answer)
  await site.page.goto(`${site.origin}/`, { waitUntil: 'commit' })
  return site
}

/** True while the page's own banner stands, and the module has not taken it. */
export const isWaiting = tab => tab.evaluate(() => !!document.querySelector('smg-consent')?.kept)

/** Once the module has answered its first event. */
export const started = tab => tab.waitForFunction(() => window.__events.some(({ type }) => type === 'ready'))
