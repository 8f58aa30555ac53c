// The site as smgcorp.kz is built: its ids in src/_data/site.js, of which src/_data/consent.js makes the configuration; the
// plugin puts that, the module's tag and the banner into each page. The pages go to build/examples/smgcorp, from where the
// examples' server serves them at /smgcorp/, and the module, which must be built, for all examples at /smg/.

import smg from '../../web/plugins/eleventy.mjs'
import site from './src/_data/site.js'

export default function (eleventy) {
  eleventy.addFilter('home', lang => site.languages.find(({ tag }) => tag === lang).home)
  eleventy.addPassthroughCopy({ 'src/static': '/' })
  eleventy.addPlugin(smg, { config: ({ consent }) => consent, address: '/smg/', table: false })
  return {
    dir: { input: 'src', output: '../../build/examples/smgcorp' },
    pathPrefix: '/smgcorp/',
  }
}
