import type { Config, SMGConsentApi } from './dist/smg.js'

export type * from './dist/smg.js'

export interface StartOptions {
  /**
   * The folder, an address, where the files of `dist/` lie: languages and processors that are a file each, and the module
   * as JavaScript for browsers that refuse WebAssembly, are fetched from there. They must be of the same version as the
   * package. Without it these are not to be had: such a page is in English, such a processor does not load, and where
   * WebAssembly is refused there is no banner, and nothing loads.
   */
  files?: string
  /**
   * The address of `smg.js`, which lies with all files of `dist/` in one folder: a tag for it is added, and the bundle has
   * no part of the module. May be a TrustedScriptURL.
   */
  src?: string
  /** The hash of `src`, as `dist/integrity.json` names it. */
  integrity?: string
  /** For the scripts that are added. That of the page's first script that has one is taken without it. */
  nonce?: string
}

/**
 * Starts the banner in this page. `config` is what `window.SMG_CONFIG` would be, which it becomes; without it that of the
 * page is taken. Called again it changes nothing, and returns the same promise: React's strict mode and hot reload do no
 * harm. Where another configuration comes, the first one holds, and the console says so once.
 *
 * Resolves with the API when the module has started or has failed to; with undefined on a server, where nothing is done,
 * and where the module could not be fetched, which the console says. Never rejects.
 */
export declare function start(config?: Config, options?: StartOptions): Promise<SMGConsentApi | undefined>
