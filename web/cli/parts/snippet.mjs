// What an owner pastes into his pages.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { distFolder } from '../../files-of.mjs'
import { inlineScripts, settingOf } from '../../prerender/page.mjs'
import { languageOf } from './languages.mjs'

/** The text of the script that sets a configuration, for people to read unless `indent` is 0; nothing in it ends the script. */
export const configScript = (config, indent = 2) =>
  `window.SMG_CONFIG = ${JSON.stringify(config, null, indent).replaceAll('<', '\\u003c')}`

/** What a policy's script-src needs for an inline script: its hash. */
export const hashOf = text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The hash of the script that sets the configuration: in the page, if `file` is one, else as snippet() writes it. */
export function configHash(file, config) {
  const text = readFileSync(file, 'utf8')
  const scripts = /^\s*</.test(text) ? inlineScripts(text) : []
  const setting = settingOf(scripts.map(each => each.text))
  // The browser has read line ends of Windows as plain ones by then.
  return hashOf(setting ? scripts[setting.script].text.replace(/\r\n?/g, '\n') : configScript(config))
}

/** The words of a language for the way back to the settings, as escaped HTML. */
function settingsIn(tag, dist) {
  const file = join(dist, `languages/${tag}.json`)
  const words = (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).manage_link) || 'Cookie settings'
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/**
 * What goes into the pages: the tags, and what else they need, each with a word on its place. `base`: the address of the
 * module's folder; `integrity`: of smg.js. With `isFile` the configuration is taken from smg-config.js in that folder, else
 * it stands in the page.
 */
export function snippet({ config, base, integrity, isFile, dist = distFolder() }) {
  const folder = base.replace(/\/?$/, '/')
  const checked = integrity ? ` integrity="${integrity}" crossorigin="anonymous"` : ''
  return `<!-- In the head of each page: -->
${isFile ? `<script src="${folder}smg-config.js"></script>` : `<script>${configScript(config)}</script>`}
<script async fetchpriority="high" src="${folder}smg.js"${checked}></script>

<!-- Anywhere a visitor looks for it: opens the settings again. -->
<button type="button" data-smg-action="settings">${settingsIn(languageOf(config), dist)}</button>

<!-- In the policy: the table of who gets which data, which fills itself. -->
<div data-smg-table></div>
`
}

/** Says of an address of the module's folder that pages in other folders would take for another one. */
export function warnOfBase(base) {
  if (!/^(\/|https:\/\/)/.test(base))
    console.error(
      `warning: --base: expected an address that begins with "/" or "https://", got "${base}"; pages in other folders look for the module elsewhere then, so write "/${base.replace(/^(\.*\/)+/, '')}"`,
    )
}
