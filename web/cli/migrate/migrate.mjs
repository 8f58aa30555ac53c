// Makes SMG_CONFIG of another banner's configuration. Each file of peers/ is one banner: its `name`, `find(source)`, which gives
// its configuration or undefined, and `convert(draft, { found, source })`.

import { readdirSync } from 'node:fs'
import { Draft } from './draft.mjs'
import { opaqueIn, readSource } from './source.mjs'

const folder = new URL('peers/', import.meta.url)
const peers = await Promise.all(
  readdirSync(folder)
    .sort()
    .filter(file => file.endsWith('.mjs'))
    .map(file => import(new URL(file, folder))),
)

export const names = peers.map(({ name }) => name)

/**
 * { from, config, byHand }: the banner that it was, SMG_CONFIG, and { line, text } of what is left to do; without a line where
 * it is not about one. `ids`: what is known besides, as SMG_CONFIG.analytics has it. Throws where the file has no configuration
 * of one of them, of `from` where that is given.
 */
export function migrate(file, { from, ids = {}, host, dist } = {}) {
  const source = readSource(file)
  const asked = peers.filter(({ name }) => !from || name === from)
  const found = asked.map(peer => [peer, peer.find(source)]).filter(([, config]) => config)
  if (!found.length)
    throw Error(
      `${file}: expected the configuration of ${from ?? names.join(' or ')}, got a file without it; name the script or page in which it stands`,
    )
  if (found.length > 1)
    throw Error(
      `${file}: expected one configuration, got those of ${found.map(([{ name }]) => name).join(' and ')}; choose by --from`,
    )
  const [[peer, config]] = found
  const draft = new Draft({ dist })
  peer.convert(draft, { found: config, source })
  draft.leaveOthers(opaqueIn(config))
  Object.assign(draft.analytics, ids)
  return { from: peer.name, ...draft.finish({ host }) }
}
