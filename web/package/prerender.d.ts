import type { Config } from './dist/smg.js'

export interface Prerendered {
  /** The page, with the banner in it where there is no `why`. */
  html: string
  /** Why the page has no banner in it, which is no fault. */
  why?: string
  /** The language that the banner is in. */
  lang?: string
  /** What a Content-Security-Policy needs in script-src. */
  hashes?: string[]
  /** What the console would be told of the configuration. */
  said?: string[]
}

/**
 * Puts the banner into the HTML of a page. One that was put in before is replaced. Throws where it cannot be known what
 * the page shows. `config` is for sites whose SMG_CONFIG does not stand in the page itself, `host` for those whose
 * configuration has no `company`; `dist` is the folder of the built files, of the package itself without it.
 */
export declare function prerenderPage(
  page: string,
  options?: { config?: Config; host?: string; dist?: string },
): Promise<Prerendered>
