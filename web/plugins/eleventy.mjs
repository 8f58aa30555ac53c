// The plugin for Eleventy 3: README.md says what it does, and its options.

import { resolve } from 'node:path'
import { optionsOf } from './options.mjs'
import { escaped } from './places.mjs'
import { siteOf } from './shared.mjs'

const NAME = 'smg-consent/eleventy'

/** `eleventyConfig.addPlugin(smg, { config })` */
export default function smg(eleventy, given) {
  eleventy.versionCheck('>=3.0.0')
  const isGiven = value => typeof value === 'function' || (value !== null && typeof value === 'object')
  const words = 'the object that SMG_CONFIG is to be, or a function that makes it of the data of a page'
  const options = optionsOf(NAME, given, { config: [isGiven, words] })
  const site = siteOf(options, `/${eleventy.pathPrefix ?? ''}/`.replace(/\/+/g, '/'), text =>
    console.warn(`[smg-consent] ${text}`),
  )

  // Transforms are not told of a page's data; a preprocessor is, before any page is made. The object is the page's own,
  // so that what is computed is in it by the time that it is read.
  const dataOf = new Map()
  eleventy.addPreprocessor('smg-consent', '*', data => void dataOf.set(data.page.inputPath, data))

  let isMade = false
  eleventy.addTransform('smg-consent', async function (content) {
    const { inputPath, outputPath } = this.page
    const data = dataOf.get(inputPath) ?? {}
    if (typeof content !== 'string' || !/\.html?$/.test(outputPath || '') || data.smg === false) return content
    const config = typeof options.config === 'function' ? await options.config(data) : options.config
    if (config === null || typeof config !== 'object')
      throw Error(`${NAME}: config: expected a function that gives an object, got ${config} for ${inputPath}`)
    isMade = true
    return site.page(content, config)
  })
  eleventy.on('eleventy.after', async ({ directories, outputMode, results }) => {
    if (!isMade || outputMode !== 'fs' || !results.some(Boolean)) return
    const output = resolve(directories.output)
    await site.copy(output)
    await site.finish(output)
  })

  eleventy.addShortcode('smgTable', which => `<div data-smg-table${which === 'all' ? '="all"' : ''}></div>`)
  eleventy.addShortcode(
    'smgSettings',
    (label = '') => `<button type="button" data-smg-action="settings">${escaped(label)}</button>`,
  )
}

smg.eleventyPackage = NAME
smg.eleventyPluginOptions = { unique: true }
