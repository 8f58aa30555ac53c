// Texts of definitions with holes, such as "https://www.clarity.ms/tag/{id}", read backwards: what a site has written, and
// what stood in the holes. The forms are those of src/pattern.h.

const HOLE = /\{(\w+)\}/g
/** The text as the source of a regular expression. */
export const literal = text => text.replace(/[.*+?^$()[\]{}\\/|]/g, '\\$&')

/** The form as the source of a regular expression: a set and a count are written alike, all else stands for itself. */
export const sourceOf = form =>
  `(?:${form.replace(/\[[^\]]*\]|\{\d+(?:,\d*)?\}|[.*+?^$()\\/]/g, part => (part.length > 1 ? part : `\\${part}`))})`

export const hasForm = (form, text) => RegExp(`^${sourceOf(form)}$`).test(text)

/** What may stand in the holes of a definition's texts: { name: form }. */
export function formsOf({ idPattern, parameters, embed }) {
  return {
    ...parameters,
    ...(idPattern && { id: idPattern, number: idPattern }),
    ...(embed && { embed: embed.pattern }),
  }
}

// The same hole twice is read once, "{number}" as "{id}"; a hole of which nothing is known takes anything but what parts an
// address.
function expression(template, forms, end = '$') {
  const seen = new Set()
  const parts = template.split(HOLE).map((part, i) => {
    if (i % 2 === 0) return literal(part)
    const name = part === 'number' ? 'id' : part
    const form = forms[part] ? sourceOf(forms[part]) : '[^/?&#]*'
    if (seen.has(name)) return form
    seen.add(name)
    return `(?<${name}>${form})`
  })
  return RegExp(`^${parts.join('')}${end}`)
}

/** { id, … }: what stands in the holes where the whole text is the template filled; undefined where it is not. */
export function valuesIn(template, forms, text) {
  const found = expression(template, forms).exec(text)
  return found && { ...found.groups }
}

/** The same of a text that only begins so. */
export function valuesAtStart(template, forms, text) {
  const found = expression(template, forms, '').exec(text)
  return found && { ...found.groups }
}

export const holesOf = template => [...template.matchAll(HOLE)].map(([, name]) => name)
export const beforeHole = template => template.split('{', 1)[0]
