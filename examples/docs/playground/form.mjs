// The form, as a configuration, and as the part of an address behind "#".

import { catalogue } from 'facts'

const form = document.querySelector('#settings')
const services = form.querySelector('[data-services]')
const THEME = ['mode', 'accent', 'background', 'text', 'radius', 'font']
const PLAIN = ['company', 'policyUrl', 'email', 'country', 'language', 'layout', 'position']
const definitionOf = id => catalogue.find(each => each.id === id)

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties)
  element.append(...children)
  return element
}

// The names of the fields of a processor: one for an id, one for each of several values, a box where there is nothing to say.
const fieldsOf = ({ id, idPattern, parameters, example }) =>
  parameters
    ? Object.entries(parameters).map(([name, pattern]) => ({
        name: `${id}.${name}`,
        label: name,
        pattern,
        example: example[name],
      }))
    : [{ name: id, label: idPattern ? 'id' : '', pattern: idPattern, example }]

const said = name => make('span', { className: 'fault', id: `${name}-fault`, role: 'status' })

function fieldOf({ name, label, pattern, example }, of) {
  const id = `of-${name}`
  if (!pattern) {
    const box = make('input', { type: 'checkbox', name, id, defaultChecked: true })
    return make('p', { className: 'field check' }, make('label', {}, box, ` ${of.name}`), said(name))
  }
  const input = make('input', { name, id, autocomplete: 'off', spellcheck: false })
  input.setAttribute('aria-describedby', `${id}-form`)
  return make(
    'p',
    { className: 'field' },
    make('label', { htmlFor: id }, label === 'id' ? of.name : `${of.name}: ${label}`),
    ' ',
    input,
    make('span', { className: 'form', id: `${id}-form` }, `such as ${example}`),
    said(name),
  )
}

/** Adds the fields of a processor, unless they are there. Returns the first of them. */
export function addService(id) {
  const definition = definitionOf(id)
  const there = services.querySelector(`[data-service="${id}"]`)
  if (!definition || there) return there?.querySelector('input')
  const row = make('div', {}, ...fieldsOf(definition).map(field => fieldOf(field, definition)))
  row.dataset.service = id
  if (!definition.isBuiltIn) {
    const remove = make('button', { type: 'button', textContent: 'Remove' })
    remove.setAttribute('aria-label', `Remove ${definition.name}`)
    remove.addEventListener('click', () => {
      row.remove()
      form.querySelector('#add').focus()
      form.dispatchEvent(new Event('input', { bubbles: true }))
    })
    row.append(remove)
  }
  services.append(row)
  return row.querySelector('input')
}

const removeAdded = () => {
  for (const row of services.querySelectorAll('[data-service]'))
    if (!definitionOf(row.dataset.service).isBuiltIn) row.remove()
}

// The value of a field, undefined where it is empty.
const filledIn = name => form.elements[name]?.value.trim() || undefined
const without = object => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
const orNothing = object => (Object.keys(object).length ? object : undefined)

function entryOf(definition) {
  const { id, idPattern, parameters, partOf } = definition
  if (parameters)
    return orNothing(
      without(Object.fromEntries(Object.keys(parameters).map(name => [name, filledIn(`${id}.${name}`)]))),
    )
  if (idPattern) return filledIn(id)
  // Without an entry nothing of a part is left out, and nothing of a whole is used.
  const { checked } = form.elements[id]
  return partOf ? (form.elements[partOf]?.value && !checked ? false : undefined) : checked || undefined
}

/** SMG_CONFIG as the form has it: only what was filled in. */
export function configOf() {
  const shown = [...services.children].map(row => definitionOf(row.dataset.service))
  const theme = without(Object.fromEntries(THEME.map(name => [name, filledIn(name)])))
  const isPlainMode = Object.keys(theme).join() === 'mode'
  return {
    analytics: without(Object.fromEntries(shown.map(definition => [definition.id, entryOf(definition)]))),
    consent: without({
      ...Object.fromEntries(PLAIN.map(name => [name, filledIn(name)])),
      modal: form.elements.modal.checked || undefined,
      floatingButton: form.elements.floatingButton.checked ? undefined : false,
      theme: isPlainMode ? theme.mode : orNothing(theme),
    }),
  }
}

const isDefault = field => (field.type === 'checkbox' ? field.checked === field.defaultChecked : !field.value)
const textOf = field => (field.type === 'checkbox' ? String(field.checked) : field.value)

/** The form as it is written behind "#": what is not as at first. */
export function addressOf() {
  const fields = [...form.elements].filter(({ name }) => name)
  const pairs = fields.filter(field => !isDefault(field)).map(field => [field.name, textOf(field)])
  // What was added is there though nothing is filled in yet.
  const added = [...services.children].map(row => row.dataset.service).filter(id => !definitionOf(id).isBuiltIn)
  return new URLSearchParams([...added.map(id => ['use', id]), ...pairs]).toString()
}

/** Fills the form as the part of an address behind "#" says, and leaves out what it does not know. */
export function fill(address) {
  const query = new URLSearchParams(address)
  removeAdded()
  form.reset()
  for (const id of query.getAll('use')) addService(id)
  for (const [name, value] of query) {
    const field = form.elements[name]
    if (!(field instanceof HTMLElement)) continue
    if (field.type === 'checkbox') field.checked = value === 'true'
    else field.value = value
  }
}

for (const { id, isBuiltIn } of catalogue) if (isBuiltIn) addService(id)

/** The field that a message of the module is about, by the path that it names. */
export function fieldOfPath(path) {
  const [, analytics, consent] = /^SMG_CONFIG\.(?:analytics\.([\w.]+)|consent\.(?:theme\.)?(\w+))/.exec(path) ?? []
  const name = analytics ?? (consent === 'theme' ? 'mode' : consent)
  const field = form.elements[name] ?? form.elements[`${name}.${name}`]
  return field instanceof HTMLElement ? field : undefined
}

export { form }
