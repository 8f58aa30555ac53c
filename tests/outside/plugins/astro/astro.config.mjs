import node from '@astrojs/node'
import { defineConfig } from 'astro/config'
import smg, { csp } from '../../../../web/plugins/astro.mjs'

const { SERVER: isServed, CSP: hasAstrosPolicy } = process.env
const options = {
  config: {
    analytics: { ga4: 'G-ABC1234567', clarity: 'abcdefghij', tiktok: 'ABCDEFGHIJ1234567890' },
    consent: { company: 'Ann & Bob </script><b>Ltd</b>' },
  },
  // Astro puts small scripts and styles into the pages.
  hashes: 'all',
  policy: hasAstrosPolicy ? false : 'headers',
}

export default defineConfig({
  site: 'https://www.plugin.test',
  devToolbar: { enabled: false },
  adapter: isServed ? node({ mode: 'standalone' }) : undefined,
  output: isServed ? 'server' : 'static',
  security: { csp: hasAstrosPolicy ? csp(options) : false },
  integrations: [smg(options)],
})
