// The Content-Security-Policy of a site that serves the module and its own files itself, and uses these processors. What
// an inline script needs besides, a nonce or its hash, only the site knows.

const ownHost = { script: ["'self'", "'wasm-unsafe-eval'"], style: ["'self'"], frame: ["'self'"] }
// Directives whose name is not the member of `hosts` with "-src" behind it. Trusted Types are asked for by a directive
// of their own, and only where a site requires them.
const named = { form: 'form-action', 'trusted-types': undefined }
const address = source => (/^['\w]+:|^'/.test(source) ? source : `https://${source}`)

/** The header's value for definitions (src/processors), in one line. */
export function policyOf(definitions) {
  const directives = new Map([['default-src', ["'self'"]]])
  const allow = (kind, sources) => {
    const directive = kind in named ? named[kind] : `${kind}-src`
    if (!directive) return
    const now = directives.get(directive) ?? ownHost[kind] ?? ["'self'"]
    directives.set(directive, [...new Set([...now, ...sources.map(address)])])
  }
  allow('script', [])
  for (const { hosts = {} } of definitions) for (const [kind, sources] of Object.entries(hosts)) allow(kind, sources)
  directives.set('object-src', ["'none'"]).set('base-uri', ["'self'"])
  return [...directives].map(([directive, sources]) => `${directive} ${sources.join(' ')}`).join('; ')
}
