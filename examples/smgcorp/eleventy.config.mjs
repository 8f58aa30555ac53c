// The site as smgcorp.kz is built: its ids in src/_data/site.js, one layout that prints them into each page. The pages go
// to build/examples/smgcorp, from where the examples' server serves them at /smgcorp/.

import { prerenderPage } from '../../web/prerender.mjs'
import site from './src/_data/site.js'

/** A value as JavaScript that may stand in a script element: "</script>" in a text must not end it. */
const javascript = value => JSON.stringify(value, null, 2).replaceAll('<', '\\u003c')

export default function (eleventy) {
  eleventy.addFilter('javascript', javascript)
  eleventy.addFilter('home', lang => site.languages.find(({ tag }) => tag === lang).home)
  eleventy.addPassthroughCopy({ 'src/static': '/' })
  // The banner in the page: it is there before the module's script. Needs the module to be built.
  eleventy.addTransform('banner', async function (page) {
    return this.page.outputPath?.endsWith('.html') ? (await prerenderPage(page)).html : page
  })
  return {
    dir: { input: 'src', output: '../../build/examples/smgcorp' },
    pathPrefix: '/smgcorp/',
  }
}
