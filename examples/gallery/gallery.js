// Puts the pictures together: one frame for each combination that the form asks for.

const files = Object.keys(await (await fetch('/smg/integrity.json')).json())
// Those that the script speaks by itself, which it names for whether a page's is among them; all others are fetched.
const [, spoken = ''] = /\(([a-z|]+)\|\$\)/.exec(await (await fetch('/smg/smg.js')).text()) ?? []
const choices = {
  screen: ['360x640', '320x256', '320x568', '768x1024', '1280x720'],
  state: ['all', 'banner', 'again', 'settings', 'partial', 'saved', 'error', 'button', 'waits', 'brand'],
  language: ['all', ...files.flatMap(name => /^languages\/(.*)\.json$/.exec(name)?.[1] ?? [])],
  theme: ['all', 'light', 'dark'],
  layout: ['all', 'box', 'bar', 'dialog'],
  position: ['start', 'center', 'end', 'top-start', 'top-center', 'top-end', 'all'],
}

const titles = {
  banner: 'Asked for the first time',
  again: 'Asked again, since something has changed',
  settings: 'Settings',
  partial: 'Settings with one purpose on',
  saved: 'After a choice: only screen readers are told',
  error: 'A choice that could not be stored',
  button: 'The button that leads back to the settings',
  waits: 'A film that waits, and what stands in its place',
  brand: 'In the colours of a brand: one that is dark, one that is light, one with its own background',
}

const query = new URLSearchParams(location.search)
const asked = name => (choices[name].includes(query.get(name)) ? query.get(name) : choices[name][0])
// "all" of the languages are those that need no file.
const isShown = (name, value) => value != 'all' && (name != 'language' || spoken.split('|').includes(value))
const listed = name => (asked(name) == 'all' ? choices[name].filter(value => isShown(name, value)) : [asked(name)])

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties)
  element.append(...children)
  return element
}

const form = document.querySelector('form')
for (const [name, values] of Object.entries(choices)) {
  const options = values.map(value => make('option', { selected: value == asked(name) }, value))
  form.append(make('label', {}, `${name} `, make('select', { name }, ...options)))
}
form.append(make('button', {}, 'Show'))
form.addEventListener('change', () => form.requestSubmit())

const [width, height] = asked('screen').split('x').map(Number)
const main = document.querySelector('main')
main.style.setProperty('--width', `${width}px`)
main.style.setProperty('--height', `${height}px`)
// No wider than the page, on a phone for one.
const scale = () => main.style.setProperty('--scale', Math.min(width > 400 ? 0.5 : 1, main.clientWidth / width))
scale()
addEventListener('resize', scale)

const figure = options => {
  const src = `frame.html?${new URLSearchParams(options)}`
  const text = Object.values(options).slice(1).join(', ')
  // Inert: a dialog that opens in one of many frames is not to take the focus. Lazy: there are many.
  const frame = make('iframe', { src, title: text, inert: true, loading: 'lazy', width, height })
  return make('figure', {}, make('div', {}, frame), make('figcaption', {}, make('a', { href: src }, text)))
}

const brands = ['teal', 'sun', 'plum']

for (const state of listed('state')) {
  const grid = make('div', { className: 'grid' })
  // Where nothing of a layout is to be seen, one stands for all; of positions the button knows those at the bottom.
  const layouts = ['banner', 'again'].includes(state) ? listed('layout') : listed('layout').slice(0, 1)
  const placed = layouts.length > 1 || ['banner', 'again', 'button'].includes(state)
  const positions = placed ? listed('position') : listed('position').slice(0, 1)
  for (const layout of layouts)
    for (const position of positions)
      for (const theme of listed('theme'))
        for (const language of listed('language'))
          for (const more of state == 'brand' ? brands.map(brand => ({ brand })) : [{}])
            grid.append(figure({ state, language, theme, layout, position, ...more }))
  main.append(make('section', { id: state }, make('h2', {}, titles[state]), grid))
}
