// What was there without a grant, and whose it is.

import { processorOf } from '../scan/catalogue.mjs'
import { grouped } from '../scan/groups.mjs'
import { isOwnFile } from '../scan/page.mjs'
import { domainOf } from '../scan/site.mjs'

const kinds = { script: 'script', image: 'img', stylesheet: 'style', font: 'font', media: 'media', document: 'frame' }
const hostOf = url => new URL(url).hostname

// Who was asked, by name, and of those who gave no answer at all: { asked: [name], unanswered: [{ name, failure }] }.
function answersOf(requests) {
  const all = grouped(requests, ({ name }) => name)
  return {
    asked: all.map(([{ name }]) => name),
    unanswered: all
      .filter(list => !list.some(({ hasAnswered }) => hasAnswered))
      .map(list => ({ name: list[0].name, failure: list.find(({ failure }) => failure)?.failure })),
  }
}

/**
 * { findings, notes } of what visit() has seen, [{ stage, kind, whose, what, … }]. `whose` is { name, domain, processor }: by
 * the catalogue, else the registrable domain. `isStrict` makes a finding of each cookie and stored name before a choice.
 */
export function judge({ isOwn, stages, recordName, given }, catalogue, { isStrict }) {
  const findings = []
  const notes = []

  function whoseUrl(url, type) {
    const found = catalogue.whose(url, kinds[type] ?? 'connect')
    const domain = domainOf(hostOf(url))
    const processor = found && processorOf(found.among ?? [found.definition])
    return found
      ? { name: processor.name, domain, processor }
      : { name: domain, domain, alsoUsedBy: catalogue.usersOf(hostOf(url)) }
  }
  function whoseName(definitions, domain) {
    if (!definitions.length) return { name: domain, domain }
    const name = definitions.map(({ label }) => label).join(' or ')
    return { name, domain, processor: processorOf([definitions[0]]) }
  }

  function requests(stage, list, why) {
    for (const { url, method, type, page, cause } of list) {
      if (isOwn(hostOf(url))) continue
      const each = {
        stage: stage.id,
        kind: 'request',
        whose: whoseUrl(url, type),
        what: url,
        method,
        type,
        page,
        cause,
      }
      if (isOwnFile(new URL(url).pathname)) notes.push({ ...each, why: 'the banner’s own file' })
      else if (why) notes.push({ ...each, why })
      else findings.push(each)
    }
  }

  function connections(stage) {
    for (const { url, rel } of stage.connections)
      if (!isOwn(hostOf(url)))
        findings.push({ stage: stage.id, kind: 'connection', whose: whoseUrl(url), what: url, rel })
  }

  // Of a cookie, or a name in a storage: whose it is, whether the site's own, and whether it is the site's own business.
  function whoseKept(name, kind, host) {
    if (!isOwn(host)) {
      const found = catalogue.keepersElsewhere(host, name)
      const whose = found.length ? whoseName(found, domainOf(host)) : whoseUrl(`https://${host}/`)
      return { whose, isOwn: false, isFinding: true }
    }
    if (name === recordName)
      return { whose: { name: 'the banner’s own record of the choice', domain: host }, isOwn: true, isRecord: true }
    const found = catalogue.keepersOf(kind, name)
    return { whose: whoseName(found, host), isOwn: true, isFinding: found.length > 0 || isStrict }
  }

  function kept(stage, before) {
    const cookies = stage.cookies
      .filter(({ name }) => !given.includes(name))
      .map(cookie => ({ ...cookie, kind: 'cookie', host: cookie.domain, store: 'cookies' }))
    const stored = stage.stored.map(each => ({ ...each, host: hostOf(each.origin), store: each.kind, kind: 'stored' }))
    stage.kept = []
    for (const { kind, store, host, name, httpOnly, days } of [...cookies, ...stored]) {
      const { isFinding, ...found } = whoseKept(name, store, host)
      const each = {
        stage: stage.id,
        kind,
        ...found,
        what: name,
        host,
        ...(kind === 'stored' && { store }),
        ...(httpOnly && { httpOnly }),
        ...(days !== undefined && { days }),
      }
      stage.kept.push(each)
      if (!isFinding || stage.isGranted) continue
      // What others have set by a grant that there was, on hosts of theirs, no page can delete.
      const stays = !found.isOwn && before?.kept.some(one => one.what === name && one.host === host)
      if (stays) notes.push({ ...each, why: 'set with the grant on a host of theirs; no page can delete it' })
      else findings.push({ ...each, ...(before?.kept.some(one => one.what === name) && { isLeft: true }) })
    }
  }

  let granted
  for (const stage of stages) {
    if (stage.isGranted) granted = stage
    kept(stage, stage.visitor === granted?.visitor ? granted : undefined)
    requests(stage, stage.moment, 'asked while the withdrawal took effect')
    if (stage.isGranted) {
      const others = stage.requests.filter(({ url }) => !isOwn(hostOf(url)))
      const told = others.map(({ url, type, ...more }) => ({ name: whoseUrl(url, type).name, ...more }))
      Object.assign(stage, answersOf(told))
      continue
    }
    const hadGrant = stage.visitor === granted?.visitor && !granted.skipped
    if (hadGrant && granted.asked.length === granted.unanswered.length) stage.isHollow = true
    requests(stage, stage.requests)
    connections(stage)
  }
  return { findings, notes }
}

/** The findings of a stage by whose they are: [{ whose, findings }], those of known processors first. */
export const byOwner = findings =>
  grouped(findings, ({ whose }) => whose.processor?.id ?? whose.processor?.name ?? whose.domain)
    .map(list => ({ whose: list[0].whose, findings: list }))
    .sort((a, b) => !!b.whose.processor - !!a.whose.processor)
