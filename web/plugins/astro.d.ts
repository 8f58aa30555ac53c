import type { AstroIntegration } from 'astro'
import type { Options } from './types/options.js'

export type { Options }

/** `integrations: [smg({ config })]` */
export default function smg(options: Options): AstroIntegration

/** `security: { csp: csp(options) }`: what Astro's own policy needs besides what it knows of by itself. */
export function csp(options: Options): {
  // biome-ignore lint/suspicious/noExplicitAny: Astro lists the directives that there are
  directives: any[]
  scriptDirective: { resources: string[] }
  styleDirective: { resources: string[] }
}
