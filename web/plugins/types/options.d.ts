// What the options of the plugins are; README.md says what each does.
import type { Config } from 'smg-consent'

export interface Options {
  /** What SMG_CONFIG is to be. */
  config: Config
  /** Where the module's files are put, below the site's base. Default: "/smg/" */
  folder?: string
  /** Where they lie already, with "/" at its end; none are put anywhere then. */
  address?: string
  /** Default: "smg.js" */
  script?: 'smg.js' | 'smg.all.js' | 'smg.split.js'
  /** Whether the tag names the script's hash. Default: false */
  integrity?: boolean
  /** Whether pages bring the banner in their HTML. Default: true */
  prerender?: boolean
  /** Whether the table stands in the HTML, in each empty element with data-smg-table. Default: true */
  table?: boolean
  /** The host of the site, where banner or table name it. */
  host?: string
  /** Who is told the Content-Security-Policy. Default: false, nobody */
  policy?: false | 'meta' | 'headers' | ((policy: string) => void | Promise<void>)
  /** What the site needs besides, such as { "img-src": ["https://images.example"] } */
  sources?: Record<string, string[]>
  /** Which inline scripts and styles of the built pages it allows. Default: "own", those that the plugin writes */
  hashes?: 'own' | 'all'
  /** Google's domains in the countries of the visitors, such as ["google.de"] */
  google?: string[]
  /** Which languages are there as files. Default: "all" */
  languages?: 'all' | string[]
  /** Another folder of built files. */
  dist?: string
}
