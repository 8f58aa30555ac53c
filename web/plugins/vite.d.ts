import type { Plugin } from 'vite'
import type { Options } from './types/options.js'

export type { Options }

/** `plugins: [smg({ config })]` */
export default function smg(options: Options): Plugin
