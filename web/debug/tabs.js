// Panels of which one is seen, by tabs that a keyboard moves between (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/).
import { button, node } from './node.js'

/** The elements for `panels`, lists of nodes by the name of their tab. */
export const tabsOf = panels => {
  const names = Object.keys(panels)
  const all = names.map((name, i) => {
    const tab = button(name, () => choose(i), { role: 'tab', id: 'tab' + i, 'aria-controls': 'panel' + i })
    const panel = node(
      'div',
      { role: 'tabpanel', id: 'panel' + i, tabindex: 0, 'aria-labelledby': 'tab' + i },
      ...panels[name],
    )
    return { tab, panel }
  })
  const choose = chosen => {
    all.forEach(({ tab, panel }, i) => {
      tab.setAttribute('aria-selected', i == chosen)
      tab.tabIndex = i == chosen ? 0 : -1
      panel.hidden = i != chosen
    })
  }
  const tabs = node('div', { role: 'tablist', 'aria-label': 'Views' }, ...all.map(({ tab }) => tab))
  tabs.addEventListener('keydown', ({ key, target }) => {
    const step = { __proto__: null, ArrowRight: 1, ArrowLeft: -1 }[key]
    const now = all.findIndex(({ tab }) => tab == target)
    if (!step || now < 0) return
    const next = (now + step + all.length) % all.length
    choose(next)
    all[next].tab.focus()
  })
  choose(0)
  return [tabs, ...all.map(({ panel }) => panel)]
}
