// What a README says to the owners of sites is said once: pages take whole sections of it.

import { text } from './sources.mjs'

// The pages that the README's headings have become.
const pages = {
  'put-it-on-your-site': '/start/html/',
  'one-file-or-two': '/start/html/#one-file-or-two',
  'the-banner-in-the-page': '/start/html/#the-banner-in-the-page',
  options: '/options/',
  'content-that-waits-for-a-grant': '/content/',
  look: '/look/',
  'content-security-policy': '/csp/',
  api: '/api/',
  'what-it-does-not-do': '/limits/',
}

/**
 * The Markdown of a README, `file`, with its links as this site has them: one to a heading leads to its page, one to a
 * file of the repository, which is not part of this site, names the file.
 */
export const linked = (markdown, file) =>
  markdown.replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (whole, words, to) => {
    const [, ofTop] = /^(?:\.\.\/)+README\.md#(.+)$/.exec(to) ?? []
    if (ofTop in pages) return `[${words}](${pages[ofTop]})`
    if (/^https?:/.test(to)) return whole
    // What of another README is not taken is named alone.
    if (to.startsWith('#') && file !== 'README.md') return words
    if (!to.startsWith('#')) return `${words} (\`${to.split('#')[0]}\` in the repository)`
    const page = pages[to.slice(1)]
    if (!page) throw Error(`${file}: expected a page for the heading ${to}; name it in examples/docs/lib/readme.mjs`)
    return `[${words}](${page})`
  })

/**
 * The Markdown below the heading `title` of a README, up to the next heading of its rank or a higher one; "### " in it
 * becomes "## ". Throws where there is no such heading.
 */
export function section(title, file = 'README.md') {
  const lines = text(file).split('\n')
  const start = lines.findIndex(line => line.replace(/^#+ /, '') === title && line.startsWith('#'))
  if (start < 0) throw Error(`${file}: expected a heading "${title}", got none; name the new one in examples/docs/src`)
  const rank = lines[start].indexOf(' ')
  const isEnd = line => /^#+ /.test(line) && line.indexOf(' ') <= rank
  const rest = lines.slice(start + 1)
  const end = rest.findIndex(isEnd)
  const found = end < 0 ? rest : rest.slice(0, end)
  return linked(found.filter(line => !/^<!-- .* -->$/.test(line)).join('\n'), file)
    .replaceAll('\n### ', '\n## ')
    .trim()
}
