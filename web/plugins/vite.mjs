// The plugin for Vite: README.md says what it does, and its options.

import { posix } from 'node:path'
import sirv from 'sirv'
import { optionsOf } from './options.mjs'
import { siteOf } from './shared.mjs'

// The site's base as a page sees it: "" and "./" make addresses that begin at the page.
const baseFor = (base, path) => (base && base !== './' ? base : `${posix.relative(posix.dirname(path), '/') || '.'}/`)

/** `plugins: [smg({ config })]` */
export default function smg(given) {
  const options = optionsOf('smg-consent/vite', given)
  let vite
  let site
  return {
    name: 'smg-consent',
    configResolved(resolved) {
      vite = resolved
      const isServed = vite.command === 'serve'
      // Vite's own scripts in the page are inline while it serves it.
      site = siteOf(isServed ? { ...options, policy: false } : options, vite.base, text =>
        vite.logger.warn(`[smg-consent] ${text}`),
      )
    },
    configureServer: ({ middlewares }) => {
      middlewares.use(vite.base + options.folder.slice(1), sirv(options.dist, { dev: true }))
    },
    transformIndexHtml: {
      order: 'post',
      handler: (html, { path }) => site.page(html, options.config, baseFor(vite.base, path)),
    },
    generateBundle: {
      order: 'post',
      async handler() {
        if (vite.build.ssr || (this.environment && this.environment.name !== 'client')) return
        for (const [fileName, source] of await site.files()) this.emitFile({ type: 'asset', fileName, source })
      },
    },
    writeBundle: { order: 'post', handler: ({ dir }) => site.finish(dir) },
  }
}
