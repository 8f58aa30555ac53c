import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

// That of the sources, or the one in a package that a test has made.
const { default: smg } = await import(
  process.env.PLUGIN ?? new URL('../../../../web/plugins/vite.mjs', import.meta.url).href
)
const page = name => fileURLToPath(new URL(name, import.meta.url))

// What a test gives instead of what is right.
const others = JSON.parse(process.env.OPTIONS ?? '{}')

export default defineConfig({
  appType: 'mpa',
  build: { rollupOptions: { input: [page('index.html'), page('ru/index.html'), page('ru/policy.html')] } },
  plugins: [
    smg({
      config: {
        analytics: { ga4: 'G-ABC1234567', clarity: 'abcdefghij', tiktok: 'ABCDEFGHIJ1234567890' },
        consent: { company: 'Ann & Bob </script><b>Ltd</b>' },
      },
      host: 'www.plugin.test',
      policy: 'headers',
      ...others,
    }),
  ],
})
