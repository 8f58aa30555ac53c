// Makes of a JSON Schema the table by which the core checks a page's own definitions: JSON again, with what the core
// needs of the schema and no more. A keyword that is not known here ends the build, so that no rule of the schema can
// hold in the build and be missing in the page. The table is an array of forms, of which the first is that of the
// definition. A form is
//
//     "Ktext"          K: what the value is; the text: what a message says was expected
//         S            a string of the pattern in the second line, without which the text is the pattern
//         W            a string that says something, of at most 2000 bytes
//         T            such a string, or an object of such strings
//         P            as S, or an object of such strings
//         B            true or false
//         *            any value, of at most 16 levels
//     [form]           an array of such values; [form, 1]: of at least one
//     {"name": form}   an object of these members and no others; "!" before the names of those that must be there
//     {"~": form}      an object whose members have any names; behind the "~" a text, as of S, where names have a form
//     "@a"             the same as the second form of the table, "@b" as the third
//     {"=text": rows}  an array in the way of one of the rows, which its first item tells. A row is an array of forms,
//                      each a string; "?" before one that may be missing at the end; "+": any number of values

const known = new Set([
  ...['$schema', '$defs', 'title', 'description', 'examples', 'expected', '$ref', 'type', 'const', 'anyOf'],
  ...['required', 'additionalProperties', 'properties', 'propertyNames', 'pattern'],
  ...['items', 'minItems', 'prefixItems'],
])
const deep = 'a value of at most 16 levels'
// A text's own length and blanks are the core's business in all places: they are known by these names.
const texts = { '#/$defs/word': 'W', '#/$defs/text': 'T' }
// By name too: one address, or one for each language.
const addresses = '#/$defs/policy'
// What only people read of a page's own definition the core leaves unread.
const unread = ['#/$defs/source']

/** The table of a schema, as a value that JSON can hold. */
export function tableOf(schema) {
  const fail = (node, why) => {
    throw Error(`processor.schema.json: ${why}: ${JSON.stringify(node).slice(0, 200)}`)
  }

  const resolve = node => {
    if (!node.$ref) return node
    const found = schema.$defs[node.$ref.replace('#/$defs/', '')]
    return found ?? fail(node, 'expected a reference to $defs')
  }

  const patternOf = node => {
    const { type, pattern, expected } = resolve(node)
    const [, inner] = pattern?.match(/^\^\((.*)\)\$$/) ?? []
    if (type !== 'string' || !inner || !expected)
      fail(node, 'expected a string with "pattern": "^(...)$" and "expected"')
    return expected === inner ? inner : `${expected}\n${inner}`
  }

  function rowOf(node) {
    const { prefixItems, minItems, items, ...rest } = node
    if (rest.type !== 'array' || !prefixItems || !minItems)
      fail(node, 'expected an array with prefixItems and minItems')
    if (items !== false && items !== true) fail(node, 'expected "items": true or false behind prefixItems')
    const forms = prefixItems.map((item, i) => (i < minItems ? '' : '?') + form(resolve(item)))
    return items ? [...forms, `+${deep}`] : forms
  }

  const forms = []
  const names = [undefined]
  function shared(node) {
    if (!names.includes(node.$ref)) {
      const number = names.push(node.$ref) - 1
      forms[number] = form(resolve(node))
    }
    return `@${String.fromCharCode(96 + names.indexOf(node.$ref))}`
  }

  function form(node) {
    if (node === true || unread.includes(node.$ref)) return `*${deep}`
    if (node.$ref === addresses) return `P${patternOf(resolve(node).anyOf[0])}`
    if (node.$ref in texts) return texts[node.$ref] + resolve(node).expected
    for (const keyword in node) if (!known.has(keyword)) fail(node, `no such keyword here: ${keyword}`)
    const { type, expected, ...of } = resolve(node)
    if (node.$ref) return shared(node)
    if ('const' in of) return `S${of.const}`
    if (of.anyOf) return { [`=${expected}`]: of.anyOf.map(rowOf) }
    if (type === 'boolean') return `B${expected}`
    if (type === 'string') return `S${patternOf(node)}`
    if (type === 'array') {
      if (of.prefixItems || of.minItems > 1) fail(node, 'expected one form for all items')
      return of.minItems ? [form(of.items), 1] : [form(of.items)]
    }
    if (type !== 'object') fail(node, 'expected a type')
    if (of.additionalProperties !== false) {
      if (of.properties || of.required) fail(node, 'expected members of known names or of any, not both')
      return { [`~${of.propertyNames ? patternOf(of.propertyNames) : ''}`]: form(of.additionalProperties) }
    }
    const name = key => ((of.required ?? []).includes(key) ? '!' : '') + key
    return Object.fromEntries(Object.entries(of.properties).map(([key, value]) => [name(key), form(value)]))
  }

  forms[0] = form(schema)
  return forms
}
