// The playground: what the form says goes to a frame with the real module in it, and to what there is to copy; what the
// module says comes back to the form.

import { catalogue } from 'facts'
import { addressOf, addService, configOf, fieldOfPath, fill, form } from './form.mjs'
import { commandFor, policyFor, snippetOf } from './outputs.mjs'

// From a disk a frame without an origin of its own may load no files; there it has one, but no storage all the same
// (gallery/memory.js).
const SANDBOX = `allow-scripts allow-downloads${location.protocol === 'file:' ? ' allow-same-origin' : ''}`
const PAUSE = 250 // ms without a key before the frame is made anew

const view = document.querySelector('#view')
const chosenIn = name => view.querySelector(`[name=${name}]:checked`).value
const frames = document.querySelector('[data-frames]')
const choice = document.querySelector('[data-choice]')
const others = document.querySelector('[data-said]')
const outputs = Object.fromEntries(
  [...document.querySelectorAll('[data-output]')].map(block => [block.dataset.output, block.querySelector('code')]),
)

let frame

// A new frame stands behind the old one until the module runs in it, so that nothing flickers. A new element, since a new
// address of an old one would be a step in the browser's history.
function show(config) {
  const old = frame
  frame = document.createElement('iframe')
  frame.title = 'Your page, with the banner'
  frame.setAttribute('sandbox', SANDBOX)
  const what = encodeURIComponent(JSON.stringify({ config, show: chosenIn('show') }))
  frame.src = `frame/index.html#${what}`
  frame.className = 'coming'
  frames.append(frame)
  const isHere = ({ source, data }) => {
    if (source !== frame.contentWindow || !data.ready) return
    removeEventListener('message', isHere)
    frame.className = ''
    old?.remove()
    for (const other of frames.querySelectorAll('.coming')) other.remove()
  }
  addEventListener('message', isHere)
  if (old?.className) old.remove()
}

const screens = { phone: [360, 640], screen: [1280, 720] }
function size() {
  const name = chosenIn('screen')
  const [width, height] = screens[name] ?? []
  frames.dataset.screen = name
  frames.style.setProperty('--width', width ? `${width}px` : '100%')
  frames.style.setProperty('--height', height ? `${height}px` : '100%')
  frames.style.setProperty('--scale', width ? Math.min(1, frames.clientWidth / width) : 1)
}

function forget() {
  for (const field of form.elements) field.removeAttribute('aria-invalid')
  for (const fault of form.querySelectorAll('.fault')) fault.textContent = ''
  others.querySelector('ul').replaceChildren()
  others.hidden = true
}

// "SMG Consent: SMG_CONFIG.analytics.ga4: expected …": beside its field, or, where it has none, in a list below.
function tell(line) {
  const message = line.replace(/^SMG Consent: /, '')
  const field = fieldOfPath(message)
  const fault = field && document.getElementById(`${field.name}-fault`)
  if (fault) {
    field.setAttribute('aria-invalid', 'true')
    fault.textContent = message.replace(/^\S+: /, '').replace(/^./, letter => letter.toUpperCase())
    return
  }
  others.hidden = false
  others.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: message }))
}

const isEmpty = () => !Object.keys(configOf().analytics).length
const chosen = {
  granted: () => 'You said yes. In this frame nothing of a vendor can load.',
  refused: () => 'You said no.',
  undecided: () =>
    isEmpty() ? 'No service is filled in: there is nothing to ask for, and so no banner.' : 'Nothing is chosen yet.',
}
const tellChoice = name => (choice.textContent = chosen[name]())

addEventListener('message', ({ source, data }) => {
  if (source !== frame?.contentWindow) return
  if (data.said && /SMG/.test(data.said)) tell(data.said)
  if (data.table) outputs.table.textContent = data.table
  if (data.choice) tellChoice(data.choice)
})

function update() {
  const config = configOf()
  forget()
  tellChoice('undecided')
  outputs.snippet.textContent = snippetOf(config)
  outputs.policy.textContent = policyFor(config, catalogue)
  outputs.command.textContent = commandFor(config)
  show(config)
}

let timer
function change() {
  clearTimeout(timer)
  timer = setTimeout(() => {
    history.replaceState(null, '', `#${addressOf()}`)
    update()
  }, PAUSE)
}

form.addEventListener('input', change)
// On a phone the banner is far above the form's end.
form.addEventListener('submit', event => {
  event.preventDefault()
  document.querySelector('#stage-title').focus()
})
form.addEventListener('reset', event => {
  event.preventDefault()
  fill('')
  change()
})
form.querySelector('#add').addEventListener('input', event => {
  event.stopPropagation()
  addService(event.target.value)?.focus()
  event.target.value = ''
  change()
})
view.addEventListener('change', () => {
  size()
  update()
})
addEventListener('resize', size)
addEventListener('hashchange', () => {
  fill(location.hash.slice(1))
  update()
})

// Who comes without settings of his own sees a banner all the same.
fill(location.hash.slice(1) || `ga4=${catalogue.find(({ id }) => id === 'ga4').example}`)
size()
update()
