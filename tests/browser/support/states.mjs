// What the judges look at: every state of the product, in every language, theme and width, in one list. To have
// another state judged, add an entry to `states`.

import assert from 'node:assert/strict'
import { builtExamples, examples, languages } from './paths.mjs'
import { asked, emitted, file, open, openSettings, press, ran, source, still, tag, until } from './site.mjs'
import { all, analytics } from './vendors.mjs'

export { languages } from './paths.mjs'

export const themes = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  'forced-colors': { colorScheme: 'light', forcedColors: 'active' },
}

export const widths = [320, 1280]

// A page without any fault of its own, so that what is found is the product's. Everything that a site can tell is
// told: the texts that depend on it are judged too.
function host(language, consent = {}) {
  const config = {
    analytics,
    consent: {
      company: 'SMG',
      bin: '000000000000',
      email: 'privacy@smgcorp.test',
      policyUrl: '/policy',
      ...consent,
    },
  }
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>SMG</title>
<style>
  :root { background: #fff; color: #111 }
  a { color: #036 }
  button { background: #eee; color: #111; border: 1px solid #555; min-height: 44px; padding: 0 16px }
  @media (prefers-color-scheme: dark) {
    :root { background: #111; color: #fff }
    a { color: #adf }
    button { background: #222; color: #fff; border-color: #aaa }
  }
</style>
<script>window.SMG_CONFIG = ${source(config)}</script>
${tag}
</head>
<body>
<main>
<h1>SMG</h1>
<p><a href="/second">SMG 2</a></p>
<p><button type="button" data-smg-action="settings">SMG 3</button></p>
</main>
</body>
</html>`
}

// The settings from the button of the page, as after a choice, with every fold open.
async function unfold(tab) {
  await tab.locator('dialog[open]').waitFor()
  await tab
    .locator('dialog[open]')
    .evaluate(dialog => dialog.querySelectorAll('details').forEach(details => (details.open = true)))
}

async function reopen(tab) {
  await tab.locator('button[data-smg-action=settings]').first().click()
  await unfold(tab)
}

const policies = { ru: '/smgcorp/privacy.html', kk: '/smgcorp/kk/privacy.html', en: '/smgcorp/en/privacy.html' }

/*
 * consent: options of the site; example: only in the languages that the examples have; visit(language): options of open() in the place of the page above; reach(site): from
 * the first question to the state; shown: what must be visible there.
 */
const banner = '[data-smg=accept]'
const settings = 'dialog[open] [data-smg=save]'
export const states = {
  banner: { shown: banner },
  'banner as a bar': { consent: { layout: 'bar' }, shown: banner },
  'banner as a dialog': { consent: { layout: 'dialog' }, shown: banner },
  settings: {
    shown: settings,
    async reach({ page }) {
      await openSettings(page)
      await unfold(page)
    },
  },
  'settings after a grant': {
    shown: settings,
    async reach({ page }) {
      await press(page, 'accept')
      await ran(page, all)
      await reopen(page)
    },
  },
  'settings after a refusal': {
    shown: settings,
    async reach({ page }) {
      await press(page, 'reject')
      await emitted(page, 'change')
      await reopen(page)
    },
  },
  'the small button': {
    shown: '.float',
    async reach({ page }) {
      await press(page, 'reject')
      await page.locator('.float').waitFor()
    },
  },
  'banner under Global Privacy Control': {
    shown: banner,
    visit: () => ({
      init: [() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true })],
    }),
  },
  'asked again': {
    shown: banner,
    visit: language => ({ pages: { '/again': host(language, { revision: 1 }) } }),
    async reach(site) {
      await press(site.page, 'reject')
      await emitted(site.page, 'change')
      await site.go('/again')
      await asked(site)
    },
  },
  'a choice that was not kept': {
    shown: '.status',
    visit: () => ({ init: [() => Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set() {} })] }),
    async reach({ page }) {
      await press(page, 'accept')
      await page.locator('.status').waitFor()
    },
  },
  'table of smgcorp': {
    shown: '[data-smg-table] tbody tr',
    example: true,
    visit: language => ({
      path: policies[language],
      answer: ({ path }) =>
        path.startsWith('/smg/') ? undefined : (file(builtExamples, path) ?? file(examples, path)),
    }),
    async reach({ page }) {
      await press(page, 'reject')
      await emitted(page, 'change')
    },
  },
}

// The languages that a state can be seen in: an example has those that it is written in.
export const languagesOf = ({ example }) => (example ? languages.filter(language => policies[language]) : languages)

/** Opens a fresh visitor's page and brings it to the state of that name. */
export async function reach(t, name, language, more = {}) {
  const { consent, visit, reach: go } = states[name]
  const site = await open(t, {
    html: host(language, consent),
    ...visit?.(language),
    context: { reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } },
    ...more,
  })
  await asked(site)
  await go?.(site)
  await assertShown(site.page, name)
  return site
}

// A judge of an empty page has nothing to say, and would pass it.
export async function assertShown(tab, name) {
  const { shown } = states[name]
  const seen = tab.locator(shown).filter({ visible: true })
  // The table comes with the second file.
  await until(`${name}: ${shown} is on the screen`, async () => (await seen.count()) > 0)
}

/** The looks of a page, one after the other: sets theme and width, waits for stillness, yields the look's name. */
export async function* looks(tab, name, only = () => true) {
  for (const [theme, media] of Object.entries(themes))
    for (const width of widths) {
      if (!only(theme, width)) continue
      await tab.emulateMedia({ ...media, reducedMotion: 'reduce' })
      await tab.setViewportSize({ width, height: width < 600 ? 640 : 800 })
      await still(tab)
      await assertShown(tab, name)
      yield `${theme}, ${width}`
    }
}

/**
 * The control of a judge: the host page with a banner that is wrong in `markup`, in an open shadow root like ours.
 * A judge that finds nothing here does not look, or does not look there.
 */
export async function openBroken(t, markup) {
  const site = await open(t, {
    html: host('en').replace(tag, ''),
    context: { reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } },
  })
  await site.page.evaluate(html => {
    const element = document.createElement('smg-consent')
    element.id = 'smg-consent'
    element.attachShadow({ mode: 'open' }).innerHTML = html
    document.body.prepend(element)
  }, markup)
  return site
}

/** Runs `judge(site, name, language)` as one test per state and language. */
export function everywhere(test, judge) {
  for (const name of Object.keys(states))
    for (const language of languagesOf(states[name]))
      test(`${name}, ${language}`, async t => judge(await reach(t, name, language), name, language))
}

/**
 * The page as it is rendered, as one HTML text: what stands in the open shadow root of an element becomes its
 * children. An attribute that is there without a value is written so; the DOM does not know the difference.
 */
export function markup(tab) {
  return tab.evaluate(() => {
    const empty = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/
    const safe = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    const write = node => {
      if (node.nodeType === Node.TEXT_NODE) {
        const raw = /^(script|style)$/.test(node.parentNode.localName ?? '')
        return raw ? node.data : safe(node.data)
      }
      if (node.nodeType !== Node.ELEMENT_NODE) return ''
      const attributes = [...node.attributes].map(({ name, value }) =>
        value === '' ? ` ${name}` : ` ${name}="${safe(value).replaceAll('"', '&quot;')}"`,
      )
      const open = `<${node.localName}${attributes.join('')}>`
      if (empty.test(node.localName)) return open
      const children = [...(node.shadowRoot?.childNodes ?? []), ...(node.content ?? node).childNodes]
      return `${open}${children.map(write).join('')}</${node.localName}>`
    }
    return `<!DOCTYPE html>\n${write(document.documentElement)}\n`
  })
}

/**
 * Puts a copy of the page into the tab in which nothing is in a shadow root, for judges that see into none. The
 * styles of the shadow root apply within the element that it was of, and nowhere else; no script runs.
 */
export async function flatten(tab) {
  // A copy without its styles would be judged for colours that nobody sees.
  const dressed = () =>
    tab
      .locator('[data-smg]')
      .evaluateAll(controls => controls.map(control => [getComputedStyle(control).color, control.offsetWidth]))
  const before = await dressed()
  const html = await markup(tab)
  const styles = await tab.evaluate(() =>
    (document.querySelector('#smg-consent')?.shadowRoot?.adoptedStyleSheets ?? []).map(sheet =>
      [...sheet.cssRules].map(rule => rule.cssText).join('\n'),
    ),
  )
  const scoped = styles.map(
    text =>
      `<style>@scope (#smg-consent) { ${text.replace(/:host\(([^)]*)\)/g, ':scope$1').replaceAll(':host', ':scope')} }</style>`,
  )
  // The page's own rules stay out of it, as a shadow root keeps them out.
  const page = html.replace(/<style>(.*?)<\/style>/gs, '<style>@scope (:root) to (#smg-consent) {$1}</style>')
  // Away from the module, which would put its element back.
  await tab.goto('about:blank')
  await tab.setContent(page.replace(/<script.*?<\/script>/gs, '').replace('</head>', `${scoped.join('')}</head>`))
  await tab.evaluate(() => {
    for (const dialog of document.querySelectorAll('dialog[open]')) {
      dialog.close()
      dialog.showModal()
    }
    for (const popover of document.querySelectorAll('[popover]')) popover.showPopover()
  })
  assert.deepEqual(await dressed(), before, 'the copy looks as the page does')
}
