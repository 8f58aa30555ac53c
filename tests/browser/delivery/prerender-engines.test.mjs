// The banner in the page's own HTML in each of the three engines: it is there before the module, which takes it for its
// own, and a press that came before counts.

import assert from 'node:assert/strict'
import test from 'node:test'
import { inEach } from '../drivers/three.mjs'
import { brought } from '../support/brought.mjs'
import { noLongTimers, tag } from '../support/site.mjs'

// What the engines' drivers have in common is evaluate(): a press here is one by a script, which the record says.
inEach(visitor => {
  // A page whose module comes when the test says so. Not by a tag whose answer waits: WebKitGTK's driver takes a page to
  // be there when nothing of it is under way.
  async function visit(html) {
    await visitor.visit({ '/': html.replace(tag, '').replace('<head>', `<head><script>(${noLongTimers})()</script>`) })
    return () =>
      visitor.evaluate(() => {
        const script = document.createElement('script')
        script.src = '/smg/smg.js'
        document.head.append(script)
      })
  }
  const there = () => {
    const host = document.querySelector('smg-consent')
    return !!host?.shadowRoot?.querySelector('[data-smg=accept]')?.getClientRects().length
  }
  const note = () => {
    const host = document.querySelector('smg-consent')
    window.__host = host
    window.__banner = host.shadowRoot.querySelector('.banner')
    window.__fades = 0
    host.shadowRoot.addEventListener('animationstart', () => window.__fades++)
    window.__boxes = () =>
      [...host.shadowRoot.querySelectorAll('.banner, .banner *')]
        .map(element => {
          const { x, y, width, height } = element.getBoundingClientRect()
          const { color, backgroundColor } = getComputedStyle(element)
          return [element.localName, x, y, width, height, color, backgroundColor].join(' ')
        })
        .join('\n')
    return window.__boxes()
  }
  const has = () => !document.querySelector('smg-consent')?.kept && !!window.SMGConsent?.acceptAll
  const state = () => ({
    same: document.querySelector('smg-consent')?.shadowRoot.querySelector('.banner') === window.__banner,
    boxes: window.__boxes(),
    fades: window.__fades,
  })
  // By then its animation is known to have begun: a slow machine may begin it late.
  const faded = () => !document.querySelector('smg-consent').shadowRoot.getAnimations().length
  const rested = () => new Promise(resolve => setTimeout(resolve, 400))

  test('the module takes the page’s banner for its own, and nothing of it changes', async () => {
    const release = await visit(await brought({ lang: 'ru' }))
    await visitor.waitFor('the banner', there)
    await visitor.waitFor('that it has faded in', faded)
    const before = await visitor.evaluate(note)
    await release()
    await visitor.waitFor('the module', has)
    await rested()
    const after = await visitor.evaluate(state)
    assert.equal(after.boxes, before)
    assert.deepEqual([after.same, after.fades], [true, 0])
  })

  test('a press that came before the module counts, once', async () => {
    const release = await visit(await brought())
    await visitor.waitFor('the banner', there)
    await visitor.evaluate(note)
    await visitor.evaluate(() => {
      const root = document.querySelector('smg-consent').shadowRoot
      root.querySelector('[data-smg=reject]').click()
      root.querySelector('[data-smg=accept]').click()
    })
    assert.equal(await visitor.evaluate(() => document.querySelector('smg-consent').kept.length), 2)
    assert.equal(await visitor.evaluate(() => localStorage.length), 0)
    await release()
    await visitor.waitFor('the refusal is stored', () => !!localStorage.getItem('smg_consent'))
    await rested()
    assert.equal(await visitor.evaluate(() => document.cookie), '')
    assert.deepEqual(
      visitor.log.filter(({ host }) => !host.endsWith('.test')).map(({ url }) => url),
      [],
    )
  })

  test('the core’s banner stands in the stead of an older one; where a choice is stored there is none', async () => {
    const release = await visit((await brought()).replace('>Accept all<', '>Accept<'))
    await visitor.waitFor('the banner', there)
    await visitor.evaluate(note)
    await release()
    await visitor.waitFor('the core’s', () => {
      const button = document.querySelector('smg-consent').shadowRoot.querySelector('[data-smg=accept]')
      return button.textContent === 'Accept all'
    })
    assert.equal((await visitor.evaluate(state)).same, false)

    const html = (await brought()).replace('<head>', '<head><script>localStorage.smg_consent="x"</script>')
    await visit(html)
    await visitor.waitFor('that it is gone', () => !document.querySelector('smg-consent'))
  })
})
