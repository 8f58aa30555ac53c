// What there is to copy, made of a configuration. Pure: tests call it in Node.

import { policyOf } from '../../../web/build/policy.mjs'

/** The two tags. "</script>" in a text must not end them. */
export const snippetOf = config => `<script>
window.SMG_CONFIG = ${JSON.stringify(config, null, 2).replaceAll('<', '\\u003c')}
</script>
<script async fetchpriority="high" src="/smg/smg.js"></script>`

/** The policy's header for the definitions that the configuration uses; their "{host}" is what the site has given. */
export function policyFor({ analytics }, catalogue) {
  const used = catalogue.filter(({ id, partOf }) => id in analytics || (partOf in analytics && analytics[id] !== false))
  const given = (source, entry) => source.replace(/\{(\w+)\}/g, (hole, name) => entry?.[name]?.split('/')[0] || hole)
  const definitions = used.map(({ id, hosts = {} }) => ({
    hosts: Object.fromEntries(
      Object.entries(hosts).map(([kind, sources]) => [kind, sources.map(source => given(source, analytics[id]))]),
    ),
  }))
  return `Content-Security-Policy: ${policyOf(definitions)}`
}

/** The command that makes the folder of files for it, of a file that has the snippet. */
export const commandFor = ({ consent: { language } }) =>
  `npx smg-consent bundle snippet.html --out smg${language ? ` --lang ${language}` : ''}`
