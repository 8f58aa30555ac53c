// What every contender's site answers: the page with its markup, its files, all compressed ahead with brotli's best. The
// lab of the browser tests serves it, and plays the vendors.

import { existsSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { startLab } from '../browser/support/lab.mjs'
import { assets, html } from './page.mjs'

const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
}

const brotli = body => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })

/** Bytes as they are, by gzip and by brotli, each at its best. */
export const weigh = body => ({
  raw: body.length,
  gzip: gzipSync(body, { level: 9 }).length,
  brotli: brotli(body).length,
})

export async function startServer() {
  const lab = await startLab()
  const sites = new Map() // host → path → answer
  let burn = 0

  const answer = (name, body) => {
    const type = types[extname(name)]
    const packed = type.startsWith('image/') ? body : brotli(body)
    const encoding = packed === body ? {} : { 'content-encoding': 'br' }
    const headers = { 'content-type': type, 'cache-control': 'max-age=31536000', ...encoding }
    return { headers: { ...headers, 'content-length': packed.length }, body: packed, plain: body }
  }
  const common = Object.fromEntries(Object.entries(assets).map(([path, body]) => [path, answer(path, body)]))

  lab.answer = ({ host, path }) => {
    const site = sites.get(host)
    if (site) return site[path] ?? { status: 404, body: 'not found' }
    const body = `for (const end = performance.now() + ${burn}; performance.now() < end; );
window.vendorsRun = (window.vendorsRun || 0) + 1`
    return { headers: { 'content-type': 'text/javascript' }, body }
  }

  return {
    port: lab.port,
    close: lab.close,
    // How long each vendor's script keeps the main thread busy from now on, in milliseconds.
    set burn(ms) {
      burn = ms
    },
    /** Makes the contender's site for these processors and returns its host. */
    async site(contender, processors, label = '') {
      const host = `${contender.id}${label && `-${label}`}.test`
      if (!sites.has(host)) {
        for (const file of Object.values(contender.files))
          if (!existsSync(file)) throw new Error(`${contender.name}: ${file} is missing`)
        const files = Object.entries(contender.files).map(([path, file]) => [path, answer(path, readFileSync(file))])
        const text = html(contender.markup(processors))
        const page = answer('page.html', Buffer.from((await contender.finish?.(text, host)) ?? text))
        sites.set(host, { ...common, ...Object.fromEntries(files), '/': page })
      }
      return host
    },
    /** The bodies that a host was asked for, of those that only this contender has. */
    served(host, contender) {
      const site = sites.get(host)
      const asked = new Set(lab.log.filter(entry => entry.host === host).map(({ path }) => path))
      return Object.keys(contender.files)
        .filter(path => asked.has(path))
        .map(path => site[path].plain)
    },
    /** The page itself. */
    pageOf: host => sites.get(host)['/'].plain,
    forget() {
      lab.log.length = 0
    },
  }
}
