// What follows from the schemas and definitions in src: the types of SMG_CONFIG in web/smg.d.ts, in README.md the table of
// options and the security policy, and in src/catalogue/README.md those of processors, each between two marks. Writes them:
// `npm run contract --prefix tests`.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { policyOf } from '../web/build/policy.mjs'
import { root } from './browser/support/paths.mjs'

const read = name => readFileSync(join(root, name), 'utf8')
const schemas = ['config.schema.json', 'processor.schema.json'].map(name => JSON.parse(read(`src/${name}`)))
const [config, processor] = schemas

/** The README's table: of `description` the second column, of `otherwise` or `default` the third. */
export function options({ properties }) {
  const rows = Object.entries(properties.consent.properties).map(([name, { description, otherwise, ...option }]) => {
    const value = typeof option.default === 'number' ? option.default : `\`${JSON.stringify(option.default)}\``
    return `| \`${name}\` | ${description} | ${otherwise ?? ('default' in option ? value : '')} |`
  })
  return ['| option | value | default |', '| --- | --- | --- |', ...rows].join('\n').replaceAll('|  |', '| |')
}

const comment = (text, indent) => {
  if (!text) return ''
  const words = text.split(' ')
  const lines = ['']
  for (const word of words) {
    if (`${indent} * ${lines.at(-1)} ${word}`.length > 120) lines.push('')
    lines[lines.length - 1] += (lines.at(-1) && ' ') + word
  }
  if (lines.length === 1 && `${indent}/** ${text} */`.length <= 120) return `${indent}/** ${text} */\n`
  return `${indent}/**\n${lines.map(line => `${indent} * ${line}\n`).join('')}${indent} */\n`
}

// $defs that have a title are types of that name; others are written where they are used.
function typeOf(node, schema, indent) {
  if (node === true) return 'unknown'
  if (node.$ref === 'processor.schema.json') return 'Processor'
  if (node.$ref) {
    const found = schema.$defs[node.$ref.replace('#/$defs/', '')]
    return found.title ?? typeOf(found, schema, indent)
  }
  const within = (inner, more = indent) => typeOf(inner, schema, more)
  if ('const' in node) return `'${node.const}'`
  if (node.enum) return node.enum.map(word => `'${word}'`).join(' | ')
  if (node.anyOf) return [...new Set(node.anyOf.map(one => within(one)))].join(`\n${indent}  | `)
  if (node.prefixItems) {
    const items = node.prefixItems.map((item, i) => (i < node.minItems ? within(item) : `(${within(item)})?`))
    return `[${[...items, ...(node.items ? [`...${within(node.items)}[]`] : [])].join(', ')}]`
  }
  if (node.type === 'array') {
    const item = within(node.items)
    return /[ |]/.test(item) ? `(${item})[]` : `${item}[]`
  }
  if (node.properties) return `{\n${members(node, schema, `${indent}  `)}${indent}}`
  if (node.type === 'object') return `Record<string, ${within(node.additionalProperties)}>`
  return []
    .concat(node.type)
    .map(type => ({ integer: 'number' })[type] ?? type)
    .join(' | ')
}

function members({ properties, required = [] }, schema, indent) {
  return Object.entries(properties)
    .map(([name, node]) => {
      return `${comment(node.description, indent)}${indent}${name}${required.includes(name) ? '' : '?'}: ${typeOf(node, schema, indent)}\n`
    })
    .join('')
}

const declared = (name, node, schema) =>
  comment(node.description, '') +
  (node.properties
    ? `export interface ${name} {\n${members(node, schema, '  ')}}`
    : `export type ${name} =\n  | ${typeOf({ ...node, title: undefined }, schema, '')}`)

/** The types of SMG_CONFIG and of a definition. */
export function types(config, processor) {
  const titled = [config, processor].flatMap(schema =>
    Object.values(schema.$defs)
      .filter(({ title }) => title)
      .map(node => [node.title, node, schema]),
  )
  const once = titled.filter(([name], i) => titled.findIndex(([other]) => other === name) === i)
  return [...once, ['Processor', processor, processor], ['Config', config, config]]
    .map(parts => declared(...parts))
    .join('\n\n')
}

const between = (text, [from, to], inner) => {
  const start = text.indexOf(from) + from.length
  const end = text.indexOf(to)
  if (start < from.length || end < start) throw Error(`expected ${from} and ${to}`)
  return `${text.slice(0, start)}\n${inner}\n${text.slice(end)}`
}

const formatted = text =>
  execFileSync(
    join(root, 'tests/node_modules/.bin/biome'),
    ['format', `--config-path=${join(root, 'tests')}`, '--stdin-file-path=types.d.ts'],
    { input: text, encoding: 'utf8' },
  )

const definitionsIn = folder =>
  readdirSync(join(root, folder))
    .filter(file => file.endsWith('.json'))
    .sort()
    .map(file => JSON.parse(read(`${folder}/${file}`)))
const definitions = definitionsIn('src/processors')
/** The policy that the README gives: for all processors that come with the module. */
export const policy = policyOf(definitions)

// What a site writes behind the id in SMG_CONFIG.analytics.
function given({ idPattern, parameters, partOf }) {
  if (idPattern) return `\`${idPattern}\``
  const forms = Object.entries(parameters ?? {}).map(([name, form]) => `${name}: \`${form}\``)
  return forms.length ? `{ ${forms.join(', ')} }` : `\`${partOf ? 'false' : 'true'}\``
}

/** How a processor ends, in a few words. */
export function endOf({ id, embed, partOf, reload, certainty, restart }) {
  if (embed) return `its frames, \`data-smg-embed="${id}:…"\`, by a reload`
  if (reload || certainty) return 'by a reload'
  return restart || partOf ? 'in the page' : 'in the page; starts again after a reload'
}

/** "thin", and the members of which no source is the vendor's own or was measured. */
export function certaintyOf({ certainty, sources }) {
  const members = [...new Set(sources.flatMap(({ facts }) => facts))]
  const isSecondHand = name => sources.every(({ facts, certainty }) => !facts.includes(name) || certainty)
  return [...(certainty ? [`**${certainty}**`] : []), members.filter(isSecondHand).join(' ')].filter(Boolean).join('; ')
}

/** A table of these processors: what a site needs to know to take one, and how sure it is. */
export function processors(all) {
  const rows = all.map(definition => {
    const { id, name, purpose, otherPurposes = [] } = definition
    const cells = [
      `\`${id}\``,
      name.en ?? name,
      [purpose, ...otherPurposes].join(', '),
      given(definition),
      endOf(definition),
      certaintyOf(definition),
    ]
    return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  const head = ['id', 'processor', 'purpose', 'in `SMG_CONFIG.analytics`', 'ends', 'not from the vendor itself']
  return [`| ${head.join(' | ')} |`, `|${head.map(() => ' --- |').join('')}`, ...rows]
    .join('\n')
    .replaceAll('|  |', '| |')
}

/** Each place that follows from the schemas: its path, the file as it is, as it should be. */
export const derived = () =>
  [
    ['README.md', ['<!-- options -->', '<!-- /options -->'], options(config)],
    ['README.md', ['<!-- policy -->', '<!-- /policy -->'], `\`\`\`\nContent-Security-Policy: ${policy}\n\`\`\``],
    ['src/catalogue/README.md', ['<!-- built in -->', '<!-- /built in -->'], processors(definitions)],
    [
      'src/catalogue/README.md',
      ['<!-- catalogue -->', '<!-- /catalogue -->'],
      processors(definitionsIn('src/catalogue')),
    ],
    ['web/smg.d.ts', ['// Made from src/*.schema.json:', '// End of what is made.'], types(config, processor)],
  ].map(([path, marks, inner]) => {
    const is = read(path)
    const should = between(is, marks, inner)
    return { path, is, should: path.endsWith('.ts') ? formatted(should) : should }
  })

if (process.argv[1] === new URL(import.meta.url).pathname)
  // One after the other, each by what the one before it has written.
  for (let i = 0; i < derived().length; i++) {
    const { path, is, should } = derived()[i]
    if (is === should) continue
    writeFileSync(join(root, path), should)
    console.log(`${path}: written`)
  }
