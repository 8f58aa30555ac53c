// The order in which the page is visited: two visitors, each in a browser of his own that has never been there, since who
// has answered once is not asked again.

import { ownership } from '../scan/site.mjs'
import { bannerOf, NotPressed } from './banners.mjs'
import { newVisitor } from './visitor.mjs'
import { linksOf } from './walk.mjs'

const BANNER = 1000 // ms at most that a banner is given to come before the links are read and the picture is taken

// Each stage, in the order of the report: what was done, and whether there is a grant in it.
const plan = [
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

const emptyResult = stage => ({
  ...stage,
  ...{ pages: [], requests: [], moment: [], cookies: [], stored: [], connections: [] },
})

// The module's default, where the site gives none.
const recordNameOf = page =>
  page.evaluate(() => window.SMG_CONFIG?.consent?.cookie?.name ?? 'smg_consent').catch(() => 'smg_consent')

function lacking({ kind, isIdle }, action) {
  if (isIdle) return 'SMG Consent has nothing to ask for on this page'
  return kind === 'none' ? 'no banner that is known was found, and no selectors were given' : `no --${action} was given`
}

// [[stage, steps], …] in turn. A stage that cannot be had takes those after it along.
async function inTurn(steps) {
  for (const [i, [stage, step]] of steps.entries())
    try {
      await step(stage)
    } catch (error) {
      if (!(error instanceof NotPressed)) throw error
      for (const [each] of steps.slice(i)) each.skipped = `“${stage.action}” could not be pressed: ${error.message}`
      stage.failed = true
      return
    }
}

/**
 * Goes through the stages: { banner, finalUrl, isOwn, files, recordName, stages }. A stage is one of the plan's with what was
 * noted: { pages, requests, moment, cookies, stored, connections, screenshot, decision, pressed }. One that was not reached
 * has `skipped`, a text that says why, and `failed` where its press did not come about. Throws where the page does not open.
 */
export async function visit(started, options, tell) {
  const results = plan.map(emptyResult)
  const [before, rejected, rejectedReturn, accepted, withdrawn, withdrawnReturn] = results
  const seen = { stages: results, isOwn: ownership([new URL(options.url).hostname, ...options.firstParty]) }
  const files = []
  let second

  const enter = async () => {
    const visitor = await newVisitor(started, { ...options, isOwn: seen.isOwn }, tell)
    visitor.begin(before)
    return visitor
  }
  const leave = async visitor => {
    await visitor.leave(seen.isOwn)
    files.push(...visitor.record.files)
  }
  const step = async (visitor, stage, more) => {
    await visitor.answer(seen.banner, stage)
    await visitor.look(more)
    await visitor.end()
  }
  const comeBack = async (visitor, stage) => {
    visitor.begin(stage)
    await visitor.comeBack(seen.finalUrl)
    await visitor.look()
    await visitor.end()
  }

  async function arrive(visitor) {
    const { page } = visitor
    await visitor.open(options.url)
    seen.finalUrl = page.url()
    const hosts = [options.url, seen.finalUrl].map(url => new URL(url).hostname)
    seen.isOwn = ownership([...hosts, ...options.firstParty])
    await page.waitForTimeout(Math.min(options.wait, BANNER))
    second = (await linksOf(page, seen.isOwn)).slice(0, options.pages - 1)
    seen.banner = await bannerOf(page, options.selectors)
    before.isShown = await seen.banner.isShown(page)
    if (seen.banner.kind === 'smg') seen.recordName = await recordNameOf(page)
    await visitor.look(second)
    await visitor.end()
  }

  const can = action => seen.banner.actions.includes(action)

  const one = await enter()
  await arrive(one)
  for (const stage of results)
    if (stage.action && !can(stage.action)) stage.skipped = lacking(seen.banner, stage.action)
  if (can('reject')) {
    await one.open(seen.finalUrl)
    await inTurn([
      [rejected, stage => step(one, stage, second)],
      [rejectedReturn, stage => comeBack(one, stage)],
    ])
  }
  await leave(one)

  if (can('accept')) {
    const other = await enter()
    await other.open(seen.finalUrl)
    await other.page.waitForTimeout(options.wait)
    const withdrawal = [
      [withdrawn, stage => step(other, stage, second)],
      [withdrawnReturn, stage => comeBack(other, stage)],
    ]
    await inTurn([
      [
        accepted,
        async stage => {
          await step(other, stage, second)
          // Who withdraws comes back for it; what that loads has its grant.
          await other.comeBack(seen.finalUrl)
          await other.page.waitForTimeout(options.wait)
          await other.note()
          await other.end()
        },
      ],
      ...(can('withdraw') ? withdrawal : []),
    ])
    await leave(other)
  } else for (const stage of [withdrawn, withdrawnReturn]) stage.skipped ??= lacking(seen.banner, 'accept')

  return { ...seen, files: [...new Map(files.map(file => [file.integrity, file])).values()] }
}
