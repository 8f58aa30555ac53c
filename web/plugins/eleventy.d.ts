import type { Config } from 'smg-consent'
import type { Options } from './types/options.js'

export interface EleventyOptions extends Omit<Options, 'config'> {
  /** What SMG_CONFIG is to be, or what makes it of the data of a page. */
  // biome-ignore lint/suspicious/noExplicitAny: a page's data may be anything
  config: Config | ((data: any) => Config | Promise<Config>)
}

/** `eleventyConfig.addPlugin(smg, { config })` */
// biome-ignore lint/suspicious/noExplicitAny: Eleventy 3 has no types
export default function smg(eleventyConfig: any, options: EleventyOptions): void
