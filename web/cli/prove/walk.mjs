// What a visitor does on a page besides answering: waits, moves the pointer, reads down to the end, follows a link.

const LIMIT = 30_000 // ms for a page to come
const STEPS = 12 // of half a screen each, down the page
const PACE = 100 // ms between two of them, for who waits long enough

/** Opens the page; throws, in words for the user, where none comes. One that goes on loading for ever is looked at as it is. */
export async function open(page, url) {
  let response
  try {
    response = await page.goto(url, { waitUntil: 'commit', timeout: LIMIT })
  } catch (error) {
    const [, reason] = /(net::\w+|Timeout \d+ms)/.exec(error.message) ?? []
    throw Error(
      `${url}: expected a page, got ${reason ?? error.message.split('\n')[0]}; see whether it opens in a browser here`,
    )
  }
  if (response && response.status() >= 400)
    throw Error(`${url}: expected a page, got the answer ${response.status()}; name one that opens for a visitor`)
  await page.waitForLoadState('load', { timeout: LIMIT }).catch(() => {})
}

const inPage = (page, f, ...given) => page.evaluate(f, ...given).catch(() => undefined)

/** Waits, moves the pointer and scrolls down to the end, slowly enough for what waits to be seen; then waits again. */
export async function lookAround(page, { wait }) {
  await page.waitForTimeout(wait)
  const { width, height } = page.viewportSize()
  await page.mouse.move(width / 3, height / 3)
  await page.mouse.move(width / 2, height / 2, { steps: 5 })
  for (let step = 0; step < STEPS; step++) {
    await page.mouse.wheel(0, height / 2)
    await page.waitForTimeout(Math.min(PACE, wait / 10))
  }
  // Of a long page the end too.
  await inPage(page, () => window.scrollTo(0, document.documentElement.scrollHeight))
  await page.waitForTimeout(wait)
  await inPage(page, () => window.scrollTo(0, 0))
}

// Links that do something else than lead to a page.
const RISKY =
  /log-?out|sign-?out|delete|remove|unsubscribe|\/cart|\/basket|\.(pdf|zip|docx?|xlsx?|jpe?g|png|webp|svg|mp4|xml)$/i

/** The pages of the same site that the page links to, as a visitor sees them, in their order. */
export async function linksOf(page, isOwn) {
  const links = await inPage(page, () =>
    [...document.querySelectorAll('a[href]:not([download])')]
      .filter(link => link.getClientRects().length)
      .map(link => link.href),
  )
  const here = page.url().replace(/#.*/, '')
  return [...new Set((links ?? []).map(url => url.replace(/#.*/, '')))].filter(
    url => /^https?:/.test(url) && url !== here && isOwn(new URL(url).hostname) && !RISKY.test(url),
  )
}

/** Goes to a page that the one at hand links to, by the link itself where that can be pressed. */
export async function follow(page, url) {
  const links = page.locator('a[href]')
  const at =
    (await inPage(
      page,
      to =>
        [...document.querySelectorAll('a[href]')].findIndex(
          link => link.href.replace(/#.*/, '') === to && link.target !== '_blank',
        ),
      url,
    )) ?? -1
  if (at >= 0) {
    const came = page
      .waitForURL(to => to.href.replace(/#.*/, '') === url, { timeout: 5000 })
      .then(
        () => true,
        () => false,
      )
    await links
      .nth(at)
      .click({ timeout: 2000 })
      .catch(() => {})
    if (await came) {
      await page.waitForLoadState('load', { timeout: LIMIT }).catch(() => {})
      return
    }
  }
  // It lies behind the banner, or opens another window.
  await page.goto(url, { referer: page.url(), timeout: LIMIT }).catch(() => {})
}
