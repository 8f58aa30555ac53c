// axe-core with every rule that it has, also those for AAA, in every state, language, theme and width: no violation, and
// nothing that it leaves to a person.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'
import { everywhere, looks, openBroken } from '../support/states.mjs'

// Evaluated and not added as a script: the product's own page could forbid that.
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

// One line per element that breaks a rule, or of which axe cannot say whether it does. In forced colours it knows none.
async function violations(tab, forced = false) {
  if (!(await tab.evaluate(() => 'axe' in window))) await tab.evaluate(axe)
  return tab.evaluate(async isForced => {
    // Rules that are off unless asked for, AAA and experimental, are asked for.
    const rules = Object.fromEntries(window.axe.getRules().map(({ ruleId }) => [ruleId, { enabled: true }]))
    const resultTypes = ['violations', 'incomplete']
    const { violations, incomplete, passes } = await window.axe.run(document, { rules, resultTypes })
    const told = ({ id, nodes }) =>
      nodes.map(node => `${id}: ${node.target.flat().join(' ')}: ${node.any[0]?.message ?? node.failureSummary}`)
    // In forced colours axe reads others than are painted: #949494 of a button that is black. There the computed ones count.
    const luminance = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b
    const channel = text => ((text / 255 + 0.055) / 1.055) ** 2.4
    const isPlain = ({ target }) => {
      const element = target
        .flat()
        .reduce((tree, selector) => (tree.shadowRoot ?? tree).querySelector(selector), document)
      const { color, backgroundColor, opacity } = getComputedStyle(element)
      const [ink, paper] = [color, backgroundColor].map(value => value.match(/[\d.]+/g))
      const [low, high] = [ink, paper].map(all => luminance(all.slice(0, 3).map(channel))).sort((a, b) => a - b)
      return opacity === '1' && ink.length === 3 && paper.length === 3 && (high + 0.05) / (low + 0.05) >= 7
    }
    const found = violations.flatMap(({ id, nodes }) =>
      told({ id, nodes: nodes.filter(node => !isForced || !id.startsWith('color-contrast') || !isPlain(node)) }),
    )
    const open = []
    for (const { id, nodes } of incomplete)
      for (const node of nodes) {
        if (isForced && id === 'color-contrast') continue
        // What another element lies over, at the edge of what is scrolled, is judged where it is seen whole.
        const [target] = node.target
        const path = [target].flat()
        const element = path.reduce((tree, selector) => (tree.shadowRoot ?? tree).querySelector(selector), document)
        element.scrollIntoView({ block: 'center' })
        const again = await window.axe.run({ include: [node.target] }, { runOnly: [id], rules })
        const same = again.passes.length && !again.violations.length && !again.incomplete.length
        if (!same) open.push(...told({ id, nodes: [node] }).map(line => `undecided: ${line}`))
      }
    return { found: [...found, ...open], passed: passes.length }
  }, forced)
}

everywhere(test, async ({ page }, name) => {
  const found = []
  for await (const look of looks(page, name)) {
    const result = await violations(page, look.startsWith('forced'))
    assert.ok(result.passed > 10, 'axe looked')
    found.push(...result.found.map(line => `${look}: ${line}`))
  }
  assert.deepEqual(found, [])
})

test('control: axe finds the faults of a broken banner', async t => {
  const { page } = await openBroken(
    t,
    `<div role="dialog"><img src="/x.png"><p style="color:#aaa;background:#fff">Cookies</p>
    <input type="checkbox"><button style="width:9px;height:9px;padding:0"></button><button style="width:9px;height:9px;padding:0"></button></div>`,
  )
  const { found } = await violations(page)
  for (const rule of ['aria-dialog-name', 'image-alt', 'color-contrast', 'label', 'button-name', 'target-size'])
    assert.ok(
      found.some(line => line.startsWith(`${rule}:`)),
      `${rule}: ${found.join('\n')}`,
    )
})
