// The languages, and who has read each.

import { folder } from '../../lib/sources.mjs'

const names = new Intl.DisplayNames('en', { type: 'language' })
const own = tag => new Intl.DisplayNames(tag, { type: 'language' }).of(tag)

const rowOf =
  isBuiltIn =>
  ({ id, value }) => ({
    tag: id,
    name: names.of(id),
    own: own(id),
    direction: value.$rtl ? 'rtl' : 'ltr',
    isBuiltIn,
    checkedBy: [value.$checkedBy ?? []].flat(),
  })

const builtIn = folder('src/languages').map(rowOf(true))
const fetched = folder('src/translations').map(rowOf(false))

export default { builtIn, fetched, count: builtIn.length + fetched.length }
