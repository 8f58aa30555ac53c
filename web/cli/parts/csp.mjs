// A Content-Security-Policy in the form that a server, or a host of static pages, wants.

import { policyOf } from '../../build/policy.mjs'

const NAME = 'Content-Security-Policy'
const LINE = 2000 // the longest line that Cloudflare reads in a _headers file

const headersFile = (name, policy) => `/*\n  ${name}: ${policy}`

// nginx reads no parameter of 4096 bytes or more, and a policy may be longer: a directive at a time.
const nginx = (name, policy) => {
  const [first, ...rest] = policy.split('; ')
  return [
    `set $smg_csp "${first}";`,
    ...rest.map(directive => `set $smg_csp "$smg_csp; ${directive}";`),
    `add_header ${name} $smg_csp always;`,
  ].join('\n')
}

const worker = (
  name,
  policy,
) => `// Cloudflare reads lines of at most ${LINE} characters in _headers: as a Worker, or a Snippet, before the pages.
export default {
  async fetch(request, env) {
    const response = await (env?.ASSETS ?? globalThis).fetch(request)
    const page = new Response(response.body, response)
    page.headers.set('${name}', ${JSON.stringify(policy)})
    return page
  },
}`
const cloudflare = (name, policy) => {
  const file = headersFile(name, policy)
  return file.split('\n').every(line => line.length <= LINE) ? file : worker(name, policy)
}

/** Format → the text of a policy. */
export const formats = {
  header: (name, policy) => `${name}: ${policy}`,
  nginx,
  apache: (name, policy) => `Header always set ${name} "${policy}"`,
  netlify: headersFile,
  cloudflare,
  meta: (name, policy) => `<meta http-equiv="${name}" content="${policy}">`,
}

export const nameOf = isReport => (isReport ? `${NAME}-Report-Only` : NAME)

/** Whether a processor adds scripts to the page that have no address. */
export const addsInline = ({ hosts }) => !!hosts.script?.includes("'unsafe-inline'")

/**
 * The policy for definitions that say their hosts. `scripts`: further sources of scripts, `'nonce-…'` or `'sha256-…'`. Throws
 * where a processor of the site could not run under it.
 */
export function policyFor(definitions, scripts = []) {
  const inline = definitions.filter(addsInline).map(({ id }) => id)
  if (scripts.length && inline.length)
    throw Error(
      `${inline.join(', ')}: adds scripts to the page that a policy with a nonce or a hash refuses; put the configuration into a file, smg-config.js, which needs neither`,
    )
  return policyOf(definitions).replace("script-src 'self'", ["script-src 'self'", ...scripts].join(' '))
}

/** { directive: [source] } */
export const directivesOf = policy =>
  Object.fromEntries(
    policy.split('; ').map(directive => {
      const [name, ...sources] = directive.split(' ')
      return [name, sources]
    }),
  )
