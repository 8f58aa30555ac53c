// What the files of src/countries become: texts, which join those of the languages under the file's name and theirs
// (kz_operator), so that a page may override them like any other; and a list of laws, each with its countries and the
// keys of its facts in their order. The first law is that of countries that are in no file.

/** The holes of a text, in one order, as one text. */
export const holes = text => [...String(text).matchAll(/\{\w+\}/g)].map(String).sort().join()
// Without {} around them: what src/settings.c can put into a fact.
const fillable = ['company', 'countries', 'data', 'days', 'email', 'number', 'outside']

/** The codes of ISO 3166-1 that browsers have a name for. */
const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
export const isCountry = code => /^[A-Z]{2}$/.test(code) && names.of(code) !== undefined

/**
 * Puts the files' texts into the `languages`, and answers the laws. `files`: each with its path, id and value, in their
 * schema's form. `expect` notes a fault.
 */
export function lawsOf(files, languages, expect) {
  const english = languages.find(({ id }) => id === 'en').value
  for (const { path, id, value } of files) {
    const own = value.texts?.en ?? {}
    for (const [tag, texts] of Object.entries(value.texts ?? {})) {
      const language = languages.find(each => each.id === tag)
      expect(language, path, `texts.${tag}`, `one of ${languages.map(each => each.id)}`, tag)
      for (const [name, text] of Object.entries(texts)) {
        const where = `texts.${tag}.${name}`
        const key = `${id}_${name}`
        expect(name in own, path, where, 'a text that is in English too', name)
        expect(holes(text) === holes(own[name]), path, where, holes(own[name]) || 'no {hole}', text)
        for (const [hole] of text.matchAll(/\{\w+\}/g))
          expect(fillable.includes(hole.slice(1, -1)), path, where, `some of ${fillable}`, hole)
        if (!language) continue
        expect(!(key in language.value), path, where, 'a name that is free in the languages', key)
        language.value[key] = text
      }
    }
  }

  const laws = files.map(({ path, id, value }) => {
    const own = value.texts?.en ?? {}
    const told = new Set(value.sources?.flatMap(({ facts }) => facts))
    const keys = value.facts.map(fact => (fact in own ? `${id}_${fact}` : fact))
    value.facts.forEach((fact, i) => {
      expect(keys[i] in english, path, 'facts', 'texts of this file, of en.json or of another country', fact)
      // What holds for everybody is no law's, and needs none to be read in.
      expect(!value.countries.length || told.has(fact), path, 'sources', `a source of ${fact}`, [...told])
    })
    if (value.abroad) expect(told.has('abroad'), path, 'sources', 'a source of abroad', [...told])
    for (const fact of told)
      expect(value.facts.includes(fact) || fact in value, path, 'sources', 'facts that are said', fact)
    for (const name of Object.keys(own)) expect(value.facts.includes(name), path, 'facts', `the text ${name}`)
    for (const country of value.countries) {
      expect(isCountry(country), path, 'countries', 'codes of ISO 3166-1', country)
      const others = files.filter(other => other.value.countries.includes(country))
      expect(others.length === 1, path, 'countries', 'countries of one file each', country)
    }
    return { countries: value.countries, facts: keys, abroad: value.abroad ?? false }
  })
  expect(laws.filter(({ countries }) => !countries.length).length === 1, 'countries', 'countries', 'one file of none')
  return laws.sort((a, b) => a.countries.length - b.countries.length)
}
