// The documentation, as a site that asks before it counts: Markdown in src, facts from the sources of the module by the
// files of src/_data. All addresses within the built folder are relative, so that it works wherever it is put, and from a
// disk without a server too. The pages go to build/examples/docs, which the examples' server serves at /docs/.

import { IdAttributePlugin } from '@11ty/eleventy'
import smg from '../../web/plugins/eleventy.mjs'
import { relative } from './lib/address.mjs'
import { bundle } from './lib/bundle.mjs'
import { configFor } from './lib/consent.mjs'
import { section } from './lib/readme.mjs'

// What others have written into the page too: tags, the banner, and the address of the policy in the configuration.
function relativeAddresses(eleventy) {
  eleventy.addTransform('relative', function (page) {
    if (!this.page.outputPath?.endsWith('.html')) return page
    const seen = to => relative(this.page.url, to)
    return page
      .replace(/ (href|src)="(\/[^"]*)"/g, (_, name, to) => ` ${name}="${seen(to)}"`)
      .replace(/"policyUrl":"(\/[^"]*)"/, (_, to) => `"policyUrl":"${seen(to)}"`)
  })
}

export default function (eleventy) {
  eleventy.addPlugin(IdAttributePlugin)
  eleventy.addFilter('section', section)

  eleventy.addPassthroughCopy({ 'src/static': '/' })
  eleventy.on('eleventy.after', ({ directories }) => bundle(directories.output))

  // One file with all in it: the configuration has words of its own, for which two would be fetched.
  eleventy.addPlugin(smg, {
    script: 'smg.all.js',
    languages: [],
    table: false,
    config: ({ quiet }) => configFor(quiet),
  })
  // Plugins are run behind this function, and their transforms behind its own.
  eleventy.addPlugin(relativeAddresses)
  return {
    dir: { input: 'src', output: '../../build/examples/docs' },
    markdownTemplateEngine: 'njk',
  }
}
