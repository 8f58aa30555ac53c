// The countries whose law has sentences of its own, as src/countries has them.

import { folder } from '../../lib/sources.mjs'

const names = new Intl.DisplayNames('en', { type: 'region' })
const codes = folder('src/countries').flatMap(({ value }) => value.countries ?? value.of ?? [])

export default codes.map(code => ({ code, name: names.of(code) })).sort((a, b) => a.name.localeCompare(b.name))
