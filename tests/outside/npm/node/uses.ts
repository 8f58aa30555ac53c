// A site's own code, as TypeScript sees it: what is marked as wrong must not compile.
import { type Config, type SMGConsentApi, start } from 'smg-consent'
import { prerenderPage } from 'smg-consent/prerender'

const config: Config = { analytics: { ga4: 'G-ABC1234567' }, consent: { layout: 'bar' } }
const api: SMGConsentApi | undefined = await start(config, { files: '/smg/', nonce: 'abc' })
api?.on('consent', ({ choice }) => console.log(choice === 'granted'))
window.SMG_CONFIG = config
await start()

const { html, why } = await prerenderPage('<!doctype html>', { config, host: 'www.example.com' })
console.log(html.length, why?.length)

// @ts-expect-error: no such layout
await start({ consent: { layout: 'round' } })
// @ts-expect-error: no such option
await start(config, { file: '/smg/' })
// @ts-expect-error: undefined on a server
;(await start(config)).show()
