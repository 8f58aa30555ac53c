// html-validate over the markup as it is rendered, what stands in the shadow root included: no error.

import assert from 'node:assert/strict'
import test from 'node:test'
import { HtmlValidate } from 'html-validate'
import { everywhere, markup, openBroken } from '../support/states.mjs'

const judge = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
  rules: {
    // The question stands before everything else of the page, so its h2 comes before the page's h1.
    'heading-level': ['error', { minInitialRank: 'h2', sectioningRoots: [] }],
    // Vendors' scripts change without notice, and one's own host needs no such proof.
    'require-sri': 'off',
    // How the text is written is our own serialiser's doing.
    'no-trailing-whitespace': 'off',
  },
})

async function errors(tab) {
  const html = await markup(tab)
  const { results } = await judge.validateString(html)
  return results
    .flatMap(({ messages }) => messages)
    .map(
      ({ ruleId, message, selector, offset }) =>
        `${ruleId}: ${message}: ${selector ?? html.slice(offset, offset + 60)}`,
    )
}

everywhere(test, async ({ page }) => {
  // Width and theme change no markup.
  assert.deepEqual(await errors(page), [])
})

test('control: html-validate finds the faults of a broken banner', async t => {
  const { page } = await openBroken(
    t,
    `<h4>Cookies</h4><button type="button"><a href="/x">Yes</a></button><p id="twice">1</p><p id="twice">2</p>
    <ul><p>3</p></ul><input type="checkbox" id="unlabelled"><p aria-labelledby="nowhere" role="button">4</p>`,
  )
  const found = await errors(page)
  for (const rule of ['heading-level', 'element-permitted-content', 'no-dup-id', 'input-missing-label'])
    assert.ok(
      found.some(line => line.startsWith(`${rule}:`)),
      `${rule}: ${found.join('\n')}`,
    )
})
