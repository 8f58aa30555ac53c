// What a file weighs.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

// Raw, and as it travels: by gzip and by brotli, each at its best.
export const weigh = bytes => [
  bytes.length,
  gzipSync(bytes, { level: 9 }).length,
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
]
