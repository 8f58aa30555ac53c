// Makes of config.schema.json the list by which src/config.c reads the options, and their defaults: three macros. An
// option whose form is none of these ends the build. A form is one letter, and what the message says was expected:
//
//     W  a string of this pattern, or a whole number that written out is one
//     T  a text: a string, or an object of strings by language        L  the same, of web addresses
//     O  an object        A  an array        F  true or false
//     N  a whole number 0..999999999        D  a whole number 1..400, of days
//     B  an object, or the word that its first member would be

const numbers = { '0..999999999': 'N', '1..400': 'D' }
const texts = { '#/$defs/text': 'T', '#/$defs/link': 'L' }

function formOf(name, option, schema) {
  const { $ref, type, pattern, minimum, maximum } = option
  const [, inner] = pattern?.match(/^\^\((.*)\)\$$/) ?? []
  const range = `${minimum}..${maximum}`
  if ($ref in texts) return texts[$ref] + schema.$defs[$ref.replace('#/$defs/', '')].expected
  if (option.enum) return `W${option.enum.join('|')}`
  if (option.anyOf) return `B${option.anyOf[0].enum.join('|')}, or an object`
  if (inner) return `W${inner}`
  if (type === 'integer' && range in numbers) return numbers[range] + range
  const form = { boolean: 'Ftrue or false', object: 'Oan object', array: 'Aan array' }[type]
  if (!form) throw Error(`config.schema.json: ${name}: expected a type that src/options.mjs knows`)
  return form
}

/** The macros, as C. `lacking`: names of options that the first module does not know: constants stand for them there. */
export function optionsOf(schema, lacking = []) {
  const { consent } = schema.properties
  const { cookie, theme } = consent.properties
  const groups = { CONSENT: consent.properties, COOKIE: cookie.properties, THEME: theme.anyOf[1].properties }
  const lines = []
  const defaults = []
  for (const [group, options] of Object.entries(groups)) {
    const carried = Object.entries(options).filter(([name]) => !lacking.includes(name))
    const rows = carried.map(([name, option]) => {
      if (typeof option.default === 'string') defaults.push(`WORD(${group}_${name}, ${JSON.stringify(option.default)})`)
      else if ('default' in option) defaults.push(`NUMBER(${group}_${name}, ${Number(option.default)})`)
      return `X(${name}, ${JSON.stringify(formOf(name, option, schema))})`
    })
    lines.push(`#define ${group}_OPTIONS(X) \\\n    ${rows.join(' \\\n    ')}`)
  }
  if (lacking.length) lines.push(`enum { ${lacking.map(name => `CONSENT_${name}`).join(', ')} };`)
  return `${lines.join('\n')}\n#define OPTION_DEFAULTS(WORD, NUMBER) \\\n    ${defaults.join(' \\\n    ')}`
}
