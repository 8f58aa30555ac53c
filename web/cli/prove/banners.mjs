// How the visitor answers: SMG Consent by its own controls, another banner by what the reader has named.

const LIMIT = 8000 // ms for a control to come
const QUIET = 3000 // ms in which a module that has started asks for nothing, until that is taken for its answer
const RIPE = 700 // ms: for half a second after it was seen, SMG Consent takes "Accept" for a press that nobody meant
const AGAIN = 1500 // ms without a decision until a control that is still there is pressed again: the page paints late
const OUTCOME = { accept: 'granted', reject: 'refused', withdraw: 'refused' }

/** A press that did not come about, for the report. */
export class NotPressed extends Error {}

const within = name => `smg-consent [data-smg="${name}"]:visible`

// Whether the page has the module's tag, or its element.
const hasTag = page =>
  page
    .locator('script[src*="smg."],smg-consent')
    .count()
    .catch(() => 1)

const told = page => page.evaluate(() => window.SMGConsent?.getConsent?.()).catch(() => undefined)

/** What was decided, as the module of the page tells it once it has started; undefined where there is none that starts. */
export async function decision(page) {
  for (const end = Date.now() + LIMIT; ; await page.waitForTimeout(100)) {
    const consent = await told(page)
    if (consent || Date.now() > end || !(await hasTag(page))) return consent
  }
}

// Whether SMG Consent is on the page, which of its purposes a visitor can grant, and whether its element is there.
const state = page =>
  page
    .evaluate(() => {
      const consent = window.SMGConsent?.getConsent?.()
      const hasElement = !!document.querySelector('smg-consent')
      return consent && { asks: Object.keys(consent.purposes).some(purpose => purpose !== 'necessary'), hasElement }
    })
    .catch(() => undefined)

const click = async control => {
  await control.click({ timeout: LIMIT }).catch(error => {
    throw new NotPressed(error.message.split('\n')[0])
  })
}

// The module brings its second file only once a control asks for it.
async function openSettings(page) {
  const byPage = page.locator('[data-smg-action="settings"]:visible')
  const own = page.locator(within('settings'))
  const control = (await byPage.count()) ? byPage.first() : own.last()
  if (!(await control.count())) throw new NotPressed('no control that opens the settings is on the page')
  await click(control)
  await page
    .locator('smg-consent dialog[open]')
    .waitFor({ timeout: LIMIT })
    .catch(() => {
      throw new NotPressed('the settings did not open')
    })
}

// [where it is, in words; the control]: of the page, the banner or the settings, whichever a visitor has before him once
// the module has started.
async function controlFor(page, action) {
  await decision(page)
  const word = action === 'accept' ? 'accept' : 'reject'
  const byPage = page.locator('[data-smg-action="withdraw"]:visible,[data-smg-action="reject"]:visible')
  if (action === 'withdraw' && (await byPage.count())) return ['a button of the page', byPage.first()]
  const inBanner = page.locator(within(word))
  if (action !== 'withdraw' && (await inBanner.count())) return ['the button of the banner', inBanner.last()]
  await openSettings(page)
  return ['the button in the settings', page.locator(`smg-consent dialog[open] [data-smg="${word}"]:visible`).first()]
}

const ours = {
  kind: 'smg',
  name: 'SMG Consent',
  actions: ['accept', 'reject', 'withdraw'],

  /** Whether the banner has opened by itself. */
  async isShown(page) {
    return page
      .locator(within('reject'))
      .first()
      .waitFor({ timeout: LIMIT })
      .then(
        () => true,
        () => false,
      )
  },

  /**
   * Presses as a visitor would, and resolves to words that say on what; `pressing` is called before the press that counts.
   * Throws NotPressed where it does not become the decision.
   */
  async press(page, action, pressing) {
    const [how, control] = await controlFor(page, action)
    await page.waitForTimeout(RIPE)
    pressing()
    await click(control)
    let pressed = Date.now()
    for (const end = pressed + LIMIT; Date.now() < end; await page.waitForTimeout(100)) {
      if ((await told(page))?.choice === OUTCOME[action]) return how
      if (Date.now() - pressed < AGAIN) continue
      pressed = Date.now()
      await control.click({ timeout: AGAIN }).catch(() => {})
    }
    throw new NotPressed(`the decision did not become "${OUTCOME[action]}"`)
  },
}

// How many a frame has; one that has just gone has none.
async function countIn(frame, selector) {
  try {
    return await frame.locator(selector).filter({ visible: true }).count()
  } catch (error) {
    if (/selector|Unexpected token/i.test(error.message)) throw new NotPressed(`${selector} is no selector`)
    return 0
  }
}

// The banner may stand in a frame.
async function shown(page, selector) {
  for (const end = Date.now() + LIMIT; Date.now() < end; await page.waitForTimeout(200))
    for (const frame of page.frames())
      if (await countIn(frame, selector)) return frame.locator(selector).filter({ visible: true }).first()
  throw new NotPressed(`nothing that can be seen on the page is ${selector}`)
}

const named = selectors => ({
  kind: 'selectors',
  name: 'another banner, by selectors',
  actions: ['accept', 'reject', 'withdraw'].filter(action => selectors[action]?.length),
  isShown: page =>
    shown(page, selectors.reject?.[0] ?? selectors.accept[0]).then(
      () => true,
      () => false,
    ),
  async press(page, action, pressing) {
    for (const [i, selector] of selectors[action].entries()) {
      const control = await shown(page, selector)
      await page.waitForTimeout(RIPE)
      if (i === selectors[action].length - 1) pressing()
      await click(control)
    }
    return selectors[action].join(', then ')
  },
})

// It is there, and no processor of the page needs a grant: there is no banner, and nothing to press.
const idle = {
  ...ours,
  name: 'SMG Consent, which has nothing to ask for here',
  actions: [],
  isIdle: true,
  isShown: async () => undefined,
}

const none = { kind: 'none', name: 'none that is known', actions: [], isShown: async () => false }

/** The banner of the page: by selectors where the reader gives any, else SMG Consent where it is there: `isIdle` if nothing needs a grant. */
export async function bannerOf(page, selectors) {
  if (Object.values(selectors).some(list => list?.length)) return named(selectors)
  let last
  let end = Date.now() + LIMIT
  for (; Date.now() < end; await page.waitForTimeout(200)) {
    const now = await state(page)
    if (now && now.asks !== last?.asks) end = Date.now() + (now.asks ? LIMIT : QUIET)
    last = now
    if (last?.asks && last.hasElement) return ours
    // A page without the tag needs no waiting; to one with it, what is asked for may come later.
    if (!last && !(await hasTag(page))) break
  }
  return last && !last.asks ? idle : none
}
