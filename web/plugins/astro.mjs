// The integration for Astro: README.md says what it does, and its options.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'
import { optionsOf } from './options.mjs'
import { sitePolicy } from './policy.mjs'
import { scriptAttributes, settingScript, siteOf } from './shared.mjs'

const NAME = 'smg-consent/astro'
const baseOf = config => `/${config.base ?? ''}/`.replace(/\/+/g, '/')

// Adds the module's tag to a page that is not there as a file. An async script has no other order than that of arrival.
async function loader(options, base) {
  const { src, integrity, crossorigin } = await scriptAttributes(options, base)
  const members = { async: true, fetchPriority: 'high', ...(integrity && { integrity, crossOrigin: crossorigin }), src }
  return `document.head.append(Object.assign(document.createElement("script"),${JSON.stringify(members)}))`
}

/** `integrations: [smg({ config })]` */
export default function smg(given) {
  let options = optionsOf(NAME, given)
  let base
  let written
  return {
    name: 'smg-consent',
    hooks: {
      async 'astro:config:setup'({ config, injectScript }) {
        options = { ...options, host: options.host ?? (config.site && new URL(config.site).hostname) }
        base = baseOf(config)
        written = [settingScript(options.config), await loader(options, base)]
        for (const text of written) injectScript('head-inline', text)
      },
      'astro:server:setup'({ server }) {
        // Astro takes the base away from an address before it hands it on.
        server.middlewares.use(options.folder, sirv(options.dist, { dev: true }))
      },
      async 'astro:build:done'({ dir, logger }) {
        const output = fileURLToPath(dir)
        const site = siteOf(options, base, text => logger.warn(text))
        for (const name of readdirSync(output, { recursive: true })) {
          if (!/\.html?$/.test(name)) continue
          const path = join(output, name)
          const html = readFileSync(path, 'utf8')
          // Astro puts inline scripts behind the stylesheets, for which they wait. Where the page is a file, the tag itself
          // stands in it, before those.
          const bare = written.reduce((rest, text) => rest.replace(`<script>${text}</script>`, () => ''), html)
          if (bare !== html) writeFileSync(path, await site.page(bare))
        }
        await site.copy(output)
        await site.finish(output)
      },
    },
  }
}

/**
 * `security: { csp: csp(options) }`: what Astro's own policy needs on a site with these options, besides what it knows of by
 * itself. The option `sources` is for what the site needs else.
 */
export function csp(given) {
  const options = optionsOf(NAME, given)
  const directives = sitePolicy([options.config], options).split('; ')
  const of = name =>
    directives
      .find(directive => directive.startsWith(`${name} `))
      ?.split(' ')
      .slice(1) ?? []
  const isAstros = directive => /^(script|style)-src /.test(directive)
  return {
    directives: directives.filter(directive => !isAstros(directive)),
    scriptDirective: { resources: of('script-src') },
    styleDirective: { resources: of('style-src') },
  }
}
