// IBM's accessibility rules, the engine alone, in every state, language, theme and width: no violation.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'
import { everywhere, looks, openBroken } from '../support/states.mjs'

const engine = readFileSync(
  createRequire(import.meta.url).resolve('accessibility-checker-engine/ace-window.js'),
  'utf8',
)

// WCAG 2.2 and what IBM asks for beyond it. What only a person can decide ("POTENTIAL", "MANUAL") is no violation.
const rules = ['WCAG_2_2', 'IBM_Accessibility']

async function violations(tab) {
  if (!(await tab.evaluate(() => 'ace' in window))) await tab.evaluate(`${engine};window.ace = ace`)
  return tab.evaluate(async names => {
    const { results } = await new window.ace.Checker().check(document, names)
    return {
      found: results
        .filter(({ value: [level, outcome] }) => level === 'VIOLATION' && outcome === 'FAIL')
        .map(({ ruleId, reasonId, path, message }) => `${ruleId} ${reasonId}: ${path.dom}: ${message}`),
      passed: results.filter(({ value }) => value[1] === 'PASS').length,
    }
  }, rules)
}

everywhere(test, async ({ page }, name) => {
  const found = []
  for await (const look of looks(page, name)) {
    const result = await violations(page)
    assert.ok(result.passed > 10, 'the engine looked')
    found.push(...result.found.map(line => `${look}: ${line}`))
  }
  assert.deepEqual(found, [])
})

test('control: the engine finds the faults of a broken banner', async t => {
  const { page } = await openBroken(
    t,
    `<div role="dialog"><img src="/x.png"><p style="color:#aaa;background:#fff">Cookies</p>
    <input type="checkbox"><button></button></div>`,
  )
  const { found } = await violations(page)
  for (const rule of ['img_alt_valid', 'text_contrast_sufficient', 'input_label_exists'])
    assert.ok(
      found.some(line => line.startsWith(`${rule} `)),
      `${rule}: ${found.join('\n')}`,
    )
})
