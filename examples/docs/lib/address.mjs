// Addresses within the site: written from its root in the sources ("/options/#theme"), relative in what is built.

import { posix } from 'node:path'

/** The address `to`, "/…" from the site's root, as seen from the page at `from`. Any other address stays as it is. */
export function relative(from, to) {
  const [, path, rest] = /^(\/(?!\/)[^?#]*)(.*)$/s.exec(to) ?? []
  if (path === undefined) return to
  // Without a server nobody makes the folder's index of its address.
  const file = path.endsWith('/') ? `${path}index.html` : path
  return posix.relative(posix.dirname(`${from}index.html`), file) + rest
}
