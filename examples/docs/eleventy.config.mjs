// The documentation, as a site that asks before it counts: Markdown in src, facts from the sources of the module by the
// files of src/_data. All addresses within the built folder are relative, so that it works wherever it is put, and from a
// disk without a server too. The pages go to build/examples/docs, which the examples' server serves at /docs/.

import { IdAttributePlugin } from '@11ty/eleventy'
import { prerenderPage } from '../../web/prerender.mjs'
import { relative } from './lib/address.mjs'
import { bundle } from './lib/bundle.mjs'
import { configFor } from './lib/consent.mjs'
import { section } from './lib/readme.mjs'

/** A value as JavaScript that may stand in a script element: "</script>" in a text must not end it. */
const javascript = value => JSON.stringify(value, null, 2).replaceAll('<', '\\u003c')

const dist = '../../build/dist'

export default function (eleventy) {
  eleventy.addPlugin(IdAttributePlugin)
  eleventy.addFilter('config', (page, isQuiet) => javascript(configFor(relative(page, '/privacy/'), isQuiet)))
  eleventy.addFilter('section', section)

  eleventy.addPassthroughCopy({ 'src/static': '/' })
  for (const name of ['smg.all.js', 'smg.nowasm.js'])
    eleventy.addPassthroughCopy({ [`${dist}/${name}`]: `smg/${name}` })
  eleventy.on('eleventy.after', ({ directories }) => bundle(directories.output))

  // The banner in the page: it is there before the module's script. Needs the module to be built.
  eleventy.addTransform('banner', async function (page) {
    const isAsking = this.page.outputPath?.endsWith('.html') && page.includes('window.SMG_CONFIG')
    return isAsking ? (await prerenderPage(page)).html : page
  })
  // Last, so that what others have written into the page is relative too.
  eleventy.addTransform('relative', function (page) {
    if (!this.page.outputPath?.endsWith('.html')) return page
    return page.replace(/ (href|src)="(\/[^"]*)"/g, (_, name, to) => ` ${name}="${relative(this.page.url, to)}"`)
  })
  return {
    dir: { input: 'src', output: '../../build/examples/docs' },
    markdownTemplateEngine: 'njk',
  }
}
