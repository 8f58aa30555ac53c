// The order in which the page is visited: two visitors, each in a browser of his own that has never been there, since who
// has answered once is not asked again.

import { ownership } from '../scan/site.mjs'
import { bannerOf, decision, NotPressed } from './banners.mjs'
import { recordOf } from './record.mjs'
import { connectionsOf, cookiesIn, storedIn } from './stored.mjs'
import { follow, linksOf, lookAround, open } from './walk.mjs'

/** ms after a press: what is asked in them is told as what the withdrawal still took. */
export const MOMENT = 1500

/** Each stage, in the order of the report: what was done, and whether there is a grant in it. */
export const stages = [
  {
    id: 'before',
    visitor: 1,
    title: 'Before a choice',
    did: 'Opened the page, waited, moved the pointer and scrolled to the end without touching the banner.',
  },
  {
    id: 'rejected',
    visitor: 1,
    title: 'After “Reject”',
    did: 'The same visitor refused, and read on.',
    action: 'reject',
  },
  {
    id: 'rejected-return',
    visitor: 1,
    title: 'Back after a refusal',
    did: 'The same visitor closed the page and came back in a new tab.',
    action: 'reject',
    isReturn: true,
  },
  {
    id: 'accepted',
    visitor: 2,
    title: 'After “Accept”',
    did: 'A second visitor, new to the page, accepted everything, and read on. What loads here has a grant.',
    action: 'accept',
    isGranted: true,
  },
  {
    id: 'withdrawn',
    visitor: 2,
    title: 'After the withdrawal',
    did: 'The second visitor came back, took the grant back, and read on.',
    action: 'withdraw',
  },
  {
    id: 'withdrawn-return',
    visitor: 2,
    title: 'Back after the withdrawal',
    did: 'The second visitor closed the page and came back in a new tab.',
    action: 'withdraw',
    isReturn: true,
  },
]

/** { context, record }: a visitor who was never there. */
async function newVisitor({ browser, userAgent }, { url, insecure, headers, cookies, isOwn }) {
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
  return { context, record: recordOf(context) }
}

/**
 * Goes through the stages: { banner, finalUrl, stages: [{ id, …, pages, requests, cookies, stored, connections, moment,
 * screenshot, decision, pressed }] }. A stage that was not reached has `skipped`, a text that says why. `tell(text)` is told
 * what runs. Throws where the page does not open.
 */
export async function visit(started, options, tell) {
  const { url, pages: count, wait, selectors, firstParty } = options
  const results = new Map(
    stages.map(stage => [stage.id, { ...stage, pages: [], cookies: [], stored: [], connections: [] }]),
  )
  let isOwn = ownership([new URL(url).hostname, ...firstParty])
  let banner
  let finalUrl = url
  let second = []
  const records = []
  let files = []
  let recordName

  async function enter(stage) {
    const visitor = await newVisitor(started, { ...options, isOwn })
    records.push(visitor.record)
    visitor.record.begin(stage)
    visitor.page = await visitor.record.newPage()
    return visitor
  }
  const add = (list, more) => {
    const known = new Set(list.map(each => JSON.stringify(each)))
    list.push(...more.filter(each => !known.has(JSON.stringify(each))))
  }
  async function note(page, stage) {
    const result = results.get(stage)
    add(result.pages, [page.url()])
    add(result.stored, await storedIn(page))
    add(result.connections, await connectionsOf(page))
  }
  async function look(page, stage, { withPages = true } = {}) {
    const result = results.get(stage)
    tell(`${result.title}: ${page.url()}`)
    result.screenshot ??= await page.screenshot({ type: 'jpeg', quality: 70 }).catch(() => undefined)
    await lookAround(page, { wait })
    await note(page, stage)
    if (!withPages) return
    for (const next of second) {
      tell(`${result.title}: ${next}`)
      await follow(page, next)
      await lookAround(page, { wait })
      await note(page, stage)
    }
  }
  async function close(stage, visitor) {
    const result = results.get(stage)
    result.cookies = await cookiesIn(visitor.context)
    result.decision = (await decision(visitor.page))?.choice
  }
  async function answer(visitor, stage) {
    const { page, record } = visitor
    const { action, title } = results.get(stage)
    tell(`${title}: pressing`)
    record.begin(action === 'withdraw' ? `${stage}:moment` : stage)
    results.get(stage).pressed = await banner.press(page, action)
    await page.waitForTimeout(MOMENT)
    await page.waitForLoadState('load').catch(() => {})
    record.begin(stage)
  }
  async function comeBack(visitor, stage) {
    if (stage) visitor.record.begin(stage)
    const page = await visitor.record.newPage()
    await visitor.page.close()
    visitor.page = page
    await open(page, finalUrl)
  }
  const skip = (ids, why) => {
    for (const id of ids) results.get(id).skipped ??= why
  }
  // A stage that cannot be had takes those after it along.
  async function inTurn(ids, steps) {
    for (const [i, step] of steps.entries())
      try {
        await step()
      } catch (error) {
        if (!(error instanceof NotPressed)) throw error
        skip(ids.slice(i), `“${results.get(ids[i]).action}” could not be pressed: ${error.message}`)
        results.get(ids[i]).failed = true
        return
      }
  }

  async function first() {
    const visitor = await enter('before')
    const { page } = visitor
    await open(page, url)
    finalUrl = page.url()
    isOwn = ownership([url, finalUrl].map(each => new URL(each).hostname).concat(firstParty))
    second = (await linksOf(page, isOwn)).slice(0, count - 1)
    // The banner has its time to come before the picture is taken.
    await page.waitForTimeout(Math.min(wait, 1000))
    banner = await bannerOf(page, selectors)
    results.get('before').isShown = await banner.isShown(page)
    recordName = banner.kind === 'smg' ? await recordNameOf(page) : undefined
    await look(page, 'before')
    await close('before', visitor)
    const ids = ['rejected', 'rejected-return']
    if (!banner.actions.includes('reject')) return visitor.context.close()
    await inTurn(ids, [
      async () => {
        await open(page, finalUrl)
        await note(page, 'before')
        await answer(visitor, 'rejected')
        await look(page, 'rejected')
        await close('rejected', visitor)
      },
      async () => {
        await comeBack(visitor, 'rejected-return')
        await look(visitor.page, 'rejected-return', { withPages: false })
        await close('rejected-return', visitor)
      },
    ])
    await visitor.context.close()
  }

  async function other() {
    if (!banner.actions.includes('accept')) return
    const visitor = await enter('before')
    await open(visitor.page, finalUrl)
    await visitor.page.waitForTimeout(wait)
    await inTurn(
      ['accepted', 'withdrawn', 'withdrawn-return'],
      [
        async () => {
          await answer(visitor, 'accepted')
          await look(visitor.page, 'accepted')
          // Come back as one who has granted: what that loads has its grant.
          await comeBack(visitor)
          await visitor.page.waitForTimeout(wait)
          await note(visitor.page, 'accepted')
          await close('accepted', visitor)
        },
        async () => {
          if (!banner.actions.includes('withdraw'))
            return skip(['withdrawn', 'withdrawn-return'], 'no --withdraw was given')
          await answer(visitor, 'withdrawn')
          await look(visitor.page, 'withdrawn')
          await close('withdrawn', visitor)
        },
        async () => {
          if (!banner.actions.includes('withdraw')) return
          await comeBack(visitor, 'withdrawn-return')
          await look(visitor.page, 'withdrawn-return', { withPages: false })
          await close('withdrawn-return', visitor)
        },
      ],
    )
    await visitor.context.close()
  }

  await first()
  await other()
  for (const { id, action } of stages)
    if (action && !banner.actions.includes(action)) skip([id], missing(banner, action))
  for (const record of records) {
    record.end()
    files = [...files, ...record.files.filter(({ integrity }) => !files.some(each => each.integrity === integrity))]
    for (const { stage, ...request } of record.requests) {
      const [id, isMoment] = stage.split(':')
      const result = results.get(id)
      ;(isMoment ? (result.moment ??= []) : (result.requests ??= [])).push(request)
    }
  }
  for (const result of results.values()) {
    result.requests ??= []
    result.moment ??= []
  }
  return { banner, finalUrl, isOwn, files, recordName, stages: [...results.values()] }
}

// The module's default, where the site gives none.
const recordNameOf = page =>
  page.evaluate(() => window.SMG_CONFIG?.consent?.cookie?.name ?? 'smg_consent').catch(() => 'smg_consent')

function missing({ kind }, action) {
  if (kind === 'none') return 'no banner that is known was found, and no selectors were given'
  return `no --${action} was given`
}
