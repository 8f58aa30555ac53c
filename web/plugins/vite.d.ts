import type { Plugin } from 'vite'
import type { Options } from './options.js'

export type { Options }

/** `plugins: [smg({ config })]` */
export default function smg(options: Options): Plugin
