// axe-core with every rule that it has, also those for AAA, in every state, language, theme and width: no violation.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'
import { everywhere, looks, openBroken } from '../support/states.mjs'

// Evaluated and not added as a script: the product's own page could forbid that.
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

// One line per element that breaks a rule.
async function violations(tab) {
  if (!(await tab.evaluate(() => 'axe' in window))) await tab.evaluate(axe)
  return tab.evaluate(async () => {
    // Rules that are off unless asked for, AAA and experimental, are asked for.
    const rules = Object.fromEntries(window.axe.getRules().map(({ ruleId }) => [ruleId, { enabled: true }]))
    const { violations, passes } = await window.axe.run(document, { rules, resultTypes: ['violations'] })
    return {
      found: violations.flatMap(({ id, nodes }) =>
        nodes.map(node => `${id}: ${node.target.flat().join(' ')}: ${node.any[0]?.message ?? node.failureSummary}`),
      ),
      passed: passes.length,
    }
  })
}

everywhere(test, async ({ page }, name) => {
  const found = []
  for await (const look of looks(page, name)) {
    const result = await violations(page)
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
