// One visitor, in a browser context of his own that has never been anywhere: what he does in a stage, and what is noted of it.

import { decision } from './banners.mjs'
import { recordOf } from './record.mjs'
import { connectionsOf, cookiesIn, storedIn } from './stored.mjs'
import { follow, lookAround, open } from './walk.mjs'

/** ms after the press on a withdrawal: what is asked in them is told as what that still took. */
export const MOMENT = 1500

async function contextOf({ browser, userAgent }, { url, insecure, headers, cookies, isOwn }) {
  const context = await browser.newContext({
    userAgent,
    ignoreHTTPSErrors: insecure,
    viewport: { width: 1280, height: 800 },
    serviceWorkers: 'allow',
  })
  if (cookies.length) await context.addCookies(cookies.map(([name, value]) => ({ name, value, url })))
  // To the site alone: what opens a test site is nobody else's.
  if (headers.length)
    await context.route(
      address => isOwn(address.hostname),
      async route =>
        route.continue({ headers: { ...(await route.request().allHeaders()), ...Object.fromEntries(headers) } }),
    )
  return context
}

const LIMIT = 5000 // ms for the list of hashes beside the banner's script

const add = (list, more) => {
  const known = new Set(list.map(each => JSON.stringify(each)))
  list.push(...more.filter(each => !known.has(JSON.stringify(each))))
}

/** A fresh visitor with an open tab; `tell(text)` is told what he does. */
export async function newVisitor(started, options, tell) {
  const context = await contextOf(started, options)
  const visitor = new Visitor(context, options, tell)
  visitor.page = await visitor.record.newPage()
  return visitor
}

class Visitor {
  constructor(context, { wait, headers }, tell) {
    Object.assign(this, { context, wait, headers, tell, record: recordOf(context) })
  }

  /** What is asked from now on belongs to the stage, an object that has the results. */
  begin(stage) {
    this.stage = stage
    this.record.begin(stage.requests)
  }

  open = url => open(this.page, url)

  /** Notes what the page has stored, and where it has led. */
  async note() {
    add(this.stage.pages, [this.page.url()])
    add(this.stage.stored, await storedIn(this.page))
    add(this.stage.connections, await connectionsOf(this.page))
  }

  /** Looks at the page to its end, and at those of `more`, which it links to. */
  async look(more = []) {
    this.tell(`${this.stage.title}: ${this.page.url()}`)
    // One that never comes, for a font that does not, is done without.
    this.stage.screenshot ??= await this.page
      .screenshot({ type: 'jpeg', quality: 70, timeout: 10_000 })
      .catch(() => undefined)
    await lookAround(this.page, this)
    await this.note()
    for (const url of more) {
      this.tell(`${this.stage.title}: ${url}`)
      await follow(this.page, url)
      await lookAround(this.page, this)
      await this.note()
    }
  }

  /** Answers the banner; the stage begins with the press. Throws NotPressed. */
  async answer(banner, stage) {
    this.tell(`${stage.title}: pressing`)
    const isWithdrawal = stage.action === 'withdraw'
    stage.pressed = await banner.press(this.page, stage.action, () => {
      this.begin(stage)
      if (isWithdrawal) this.record.begin(stage.moment)
    })
    await this.page.waitForTimeout(MOMENT)
    await this.page.waitForLoadState('load').catch(() => {})
    this.record.begin(stage.requests)
  }

  /** Closes the tab, and opens the page in a new one. */
  async comeBack(url) {
    const page = await this.record.newPage()
    await this.page.close()
    this.page = page
    await this.open(url)
  }

  /** Ends a stage: what is stored now is what it leaves. */
  async end() {
    this.stage.cookies = await cookiesIn(this.context)
    this.stage.decision = (await decision(this.page))?.choice
  }

  /** Ends the visit; of each of the banner's files it is known then whether the list beside it has its hash: `isListed`. */
  async leave(isOwn) {
    this.record.end()
    for (const file of this.record.files) file.isListed = await this.isListed(file, isOwn)
    await this.context.close()
  }

  // `bundle` and the build write such a list; undefined where the site serves none.
  async isListed({ url, integrity }, isOwn) {
    const list = new URL('integrity.json', url)
    const headers = isOwn(list.hostname) ? Object.fromEntries(this.headers) : {}
    try {
      const response = await this.context.request.get(list.href, { headers, timeout: LIMIT })
      return response.ok() ? Object.values(await response.json()).includes(integrity) : undefined
    } catch {
      return undefined
    }
  }
}
