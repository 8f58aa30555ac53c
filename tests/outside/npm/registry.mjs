// A registry of npm on this machine, so that a package is installed as its users install it, with what it depends on,
// while nothing is asked of any other host. It has the package that is tested, and what npm has installed for web/.

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import { root } from '../../browser/support/paths.mjs'

const readJson = file => JSON.parse(readFileSync(file, 'utf8'))

// The folders of all packages below a node_modules, those within others too.
function packagesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => !name.startsWith('.'))
    .flatMap(name => (name.startsWith('@') ? readdirSync(join(folder, name)).map(each => join(name, each)) : [name]))
    .map(name => join(folder, name))
    .flatMap(path => [path, ...packagesIn(join(path, 'node_modules'))])
}

// As npm packs it: the files within "package/".
const tarballOf = folder =>
  execFileSync('tar', ['-czf', '-', '--exclude=./node_modules', '--transform=s,^\\.,package,', '.'], {
    cwd: folder,
    maxBuffer: 1e9,
  })

/** Starts it on a free port of loopback: { url, close() }. `tarball` is the file of the package that is tested. */
export async function startRegistry(tarball, manifest) {
  const versions = new Map([[manifest.name, { [manifest.version]: { manifest, pack: () => readFileSync(tarball) } }]])
  for (const folder of packagesIn(join(root, 'web/node_modules'))) {
    const found = readJson(join(folder, 'package.json'))
    const known = versions.get(found.name) ?? {}
    known[found.version] = { manifest: found, pack: () => tarballOf(folder) }
    versions.set(found.name, known)
  }
  function answer(path, origin) {
    const [, name, version] = path.match(/^\/((?:@[^/]+\/)?[^/]+)(?:\/-\/(.+)\.tgz)?$/) ?? []
    const known = versions.get(name)
    if (version) return known?.[version]?.pack()
    if (!known) return undefined
    const described = Object.entries(known).map(([version, { manifest }]) => [
      version,
      { ...manifest, dist: { tarball: `${origin}/${name}/-/${version}.tgz` } },
    ])
    return JSON.stringify({
      name,
      'dist-tags': { latest: described.at(-1)[0] },
      versions: Object.fromEntries(described),
    })
  }
  const server = http.createServer((request, response) => {
    const body = answer(decodeURIComponent(request.url), `http://${request.headers.host}`)
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' })
    response.end(body ?? '{}')
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise(resolve => server.close(resolve)),
  }
}
