// The policy in each language is the file of its tag. They stand beside the home pages.
import site from '../_data/site.js'

const homeOf = page => site.languages.find(({ tag }) => tag === page.fileSlug)?.home

export default {
  layout: 'policy.njk',
  file: 'privacy.html',
  permalink: ({ page }) => `${homeOf(page)}privacy.html`,
  eleventyComputed: {
    lang: ({ page }) => page.fileSlug,
  },
}
