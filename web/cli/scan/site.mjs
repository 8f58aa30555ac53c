// Which hosts are a site's own: those under its registrable domain, and what the user names besides.

import { getDomain } from 'tldts'

// An address by number, or a name in one word, has no domain that others register under: it is compared as it is.
export const domainOf = host => getDomain(host, { allowPrivateDomains: true }) ?? host

/** (host) => whether it is the site's own, by the hosts that are known to be. */
export function ownership(hosts) {
  const domains = new Set(hosts.map(domainOf))
  return host => domains.has(domainOf(host))
}
