// What a site has given to a vendor, read out of the vendor's snippet: where the definition's own start hands over "{id}",
// the snippet has the id.

import { loadersOf } from './catalogue.mjs'
import { formsOf, hasForm, holesOf, valuesIn } from './template.mjs'

const constantOf = node => {
  if (node.type === 'UnaryExpression' && node.operator === '-') return undefined
  if (node.type === 'TemplateLiteral' && node.quasis.length === 1) return node.quasis[0].value.cooked
  return node.type === 'Literal' ? node.value : undefined
}

// Where the template has a hole, what the node has there; undefined where the two cannot be the same call.
function matched(template, node, forms) {
  if (!node) return undefined
  if (typeof template === 'string') {
    const value = constantOf(node)
    if (!holesOf(template).length) return value === template ? {} : undefined
    return value === undefined ? undefined : valuesIn(template, forms, String(value))
  }
  if (Array.isArray(template)) {
    if (node.type !== 'ArrayExpression') return undefined
    return all(
      template.map((each, i) => [each, node.elements[i]]),
      forms,
    )
  }
  if (!template || typeof template !== 'object' || node.type !== 'ObjectExpression') return {}
  const memberOf = name => node.properties.find(({ key }) => key && (key.name ?? String(key.value)) === name)?.value
  // Of an object those members that have a hole; the site may have chosen others otherwise.
  const wanted = Object.entries(template).filter(([, each]) => holesOf(JSON.stringify(each)).some(name => forms[name]))
  return all(
    wanted.map(([name, each]) => [each, memberOf(name)]),
    forms,
  )
}

function all(pairs, forms) {
  const values = {}
  for (const [template, node] of pairs) {
    // What the module gives behind the id, such as options, is its own choice.
    if (!holesOf(JSON.stringify(template)).some(name => forms[name]) && typeof template !== 'string') continue
    const found = matched(template, node, forms)
    if (!found) return undefined
    Object.assign(values, found)
  }
  return values
}

const sameEnd = (path, wanted) => path === wanted || path.endsWith(`.${wanted}`)

/** [{ values, at }]: the calls of a script that give the processor what its start gives it. */
export function callsOf(definition, { calls }) {
  const forms = formsOf(definition)
  const steps = [...(definition.start ?? []), ...(definition.loaded ?? [])].filter(
    ([verb, , ...rest]) =>
      (verb === 'call' || verb === 'set') && holesOf(JSON.stringify(rest)).some(name => forms[name]),
  )
  return steps.flatMap(([verb, path, ...templates]) =>
    calls
      .filter(call => !!call.isSet === (verb === 'set') && sameEnd(call.path, path))
      .map(({ values, at }) => ({
        at,
        values: all(
          templates.map((each, i) => [each, values[i]]),
          forms,
        ),
      }))
      .filter(({ values }) => values && Object.keys(values).length),
  )
}

/** What the site has given, as far as a script tells: { id } or by the names of the parameters. */
export function valuesOf(definition, script) {
  const forms = formsOf(definition)
  const values = Object.assign({}, ...callsOf(definition, script).map(call => call.values))
  if (definition.idPattern && !values.id) {
    // The names of the vendor's functions are given to its snippet too.
    const names = new Set((definition.start ?? []).flatMap(([, path]) => String(path).split('.')))
    const id = script.given.find(text => hasForm(definition.idPattern, text) && !names.has(text) && text !== 'script')
    if (id) values.id = id
  }
  for (const [name, form] of Object.entries(definition.parameters ?? {})) {
    if (values[name] || !JSON.stringify(definition.start).includes(`https://{${name}}/`)) continue
    const address = script.mentions.find(each => each.address.endsWith('/'))?.address
    const text = address?.replace(/^(https?:)?\/\/|\/$/g, '')
    if (text && hasForm(form, text)) values[name] = text
  }
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in forms && name !== 'embed'))
}

/** The same of an element: some vendors take what the site gives from attributes of their script's. */
export function valuesOfElement(definition, { attributes = {}, kind }) {
  const forms = formsOf(definition)
  const values = {}
  for (const { attributes: wanted } of loadersOf(definition))
    for (const [name, template] of Object.entries(wanted)) {
      const [hole] = holesOf(template).filter(each => forms[each])
      const word = hole && attributes[name]?.match(/[\w-]{4,}/g)?.find(text => hasForm(forms[hole], text))
      if (word) values[hole] = word
    }
  // A widget that is a script names what it shows in an attribute: data-telegram-post="channel/12".
  if (definition.embed && kind === 'script')
    for (const [name, value] of Object.entries(attributes))
      if (name.startsWith(`data-${definition.id}-`) && hasForm(definition.embed.pattern, value)) values.embed = value
  return values
}

/** The same of the picture that a vendor's snippet has for visitors without scripts: its address may name the id. */
export function valuesOfPicture({ idPattern }, { kind }, url) {
  const id = kind === 'img' && idPattern && url.searchParams.get('id')
  return id && hasForm(idPattern, id) ? { id } : {}
}
