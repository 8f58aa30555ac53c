// Makes smg.nowasm.js of what wasm2js has made of the module: web/nowasm.js around its code, and its data, which wasm2js
// writes as base64, as a text in which each byte is a character (module-text.mjs).
import { join } from 'node:path'
import { build } from 'esbuild'
import { minify } from 'terser'
import { literal, textOf } from './module-text.mjs'

const segment = /base64DecodeToExistingUint8Array\(bufferView, (\d+), "([^"]*)"\)/g
const mark = '__MODULE__'
const names =
  'window document Math NaN Infinity ArrayBuffer Int8Array Int16Array Int32Array Uint8Array Uint16Array Uint32Array ' +
  `Float32Array Float64Array Error Object unescape encodeURIComponent ${mark}`

const between = (code, from, to) => {
  const [start, end] = [code.search(from), code.search(to)]
  if (start < 0 || end < start) throw Error(`wasm2js: expected ${from} and behind it ${to}`)
  return code.slice(start, end)
}

/** The script, from the output of wasm2js and the folder `web`. */
export async function withoutWasm(code, web) {
  const segments = [...code.matchAll(segment)].map(([, at, text]) => [Number(at), Buffer.from(text, 'base64')])
  const base = Math.min(...segments.map(([at]) => at))
  const data = Buffer.alloc(Math.max(...segments.map(([at, bytes]) => at + bytes.length)) - base)
  for (const [at, bytes] of segments) bytes.copy(data, at - base)
  const helpers = between(code, /^ *function wasm2js_/m, /^function asmFunc/m)
  const functions = between(code, /^function asmFunc/m, /^var retasmFunc/m)
  const module = `let bufferView
const initActiveSegments = ({ data }) => bufferView.set(data, ${base})
${helpers}
export ${functions}`
  const { outputFiles } = await build({
    entryPoints: [join(web, 'nowasm.js')],
    bundle: true,
    format: 'iife',
    plugins: [
      {
        name: 'wasm2js',
        setup(build) {
          build.onResolve({ filter: /^#nowasm$/ }, () => ({ path: 'nowasm', namespace: 'wasm2js' }))
          build.onLoad({ filter: /.*/, namespace: 'wasm2js' }, () => ({ contents: module }))
        },
      },
    ],
    target: 'es2021',
    write: false,
  })
  const options = { ecma: 2020, toplevel: true, format: { ascii_only: true, ast: true } }
  const { code: small, ast } = await minify(outputFiles[0].text, options)
  const free = [...ast.globals.keys()].filter(name => !names.split(' ').includes(name))
  if (free.length) throw Error(`smg.nowasm.js: unexpected names: ${free}`)
  return `${small.replace(mark, () => literal(textOf(data)))}\n`
}
