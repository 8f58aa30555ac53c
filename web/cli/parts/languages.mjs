// The languages that a user names: "ru,kk", or "all".

import { distFolder, languageTags } from '../../files-of.mjs'

/** The tags of a list with commas; own languages of the configuration are among them. Throws where there is no such one. */
export function languagesOf(list, config, dist = distFolder()) {
  const known = [...new Set([...languageTags(dist), ...Object.keys(config.consent?.texts ?? {})])]
  if (list === 'all') return known
  return list.split(',').map(each => {
    const [tag] = each.trim().toLowerCase().split('-')
    if (!known.includes(tag))
      throw Error(`--lang: expected a language that there is, got "${each}"; write some of ${known.join(',')}, or all`)
    return tag
  })
}

/** The language that a configuration says, or English where each page's own counts. */
export const languageOf = config => {
  const { language } = config?.consent ?? {}
  return typeof language === 'string' && language !== 'auto' ? language : 'en'
}
