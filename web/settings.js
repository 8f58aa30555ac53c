// The switches of the settings.

import { layerOf } from './layers.js'

export const switchesOn = () => [...layerOf('settings').querySelectorAll('input:checked')].map(input => input.name)

export const switches = list => {
  const layer = layerOf('settings')
  for (const [name, on, text, about] of list) {
    const input = layer.querySelector(`input[name="${name}"]`)
    input.checked = on
    if (about) input.setAttribute('aria-describedby', about)
    layer.querySelector(`[data-state="${name}"]`).textContent = text
  }
}
