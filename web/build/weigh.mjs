// What a file weighs: raw, and as it travels, by gzip and by brotli, each at its best.
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export const weigh = async bytes => {
  const [gzipped, brotlied] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  ])
  return { raw: bytes.length, gzip: gzipped.length, brotli: brotlied.length }
}
