// RESULTS.md from results.json: each goal with whether it is met, then every measure's table. Nothing in it is written by
// hand.

import { median, quantile } from './stats.mjs'

const number = (value, digits) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** All values of one figure of one contender in one case, one for each round; null where it has none. */
function values(results, name, profile, contender, figure) {
  const rows = results.values[name]?.[profile.id]
  const own = rows?.[contender.id]
  if (!own) return null
  if (!figure.value) return own[figure.id] ?? null
  const at = (row, index) => row && Object.fromEntries(Object.entries(row).map(([key, list]) => [key, list[index]]))
  const count = Object.values(own)[0].length
  if (!rows.blank) return null
  return Array.from({ length: count }, (_, index) => figure.value(at(own, index), at(rows.blank, index)))
}

const table = (head, rows) => [
  `| ${head.join(' | ')} |`,
  `| ${head.map((_, index) => (index ? '---:' : '---')).join(' | ')} |`,
  ...rows.map(row => `| ${row.join(' | ')} |`),
]

export function report(results, measures) {
  const ours = results.contenders.filter(contender => contender.ours)
  const peers = results.contenders.filter(({ id, ours }) => !ours && id !== 'blank')
  const middle = (name, profile, contender, figure) => {
    const list = values(results, name, profile, contender, figure)
    // What happened in even one visit has happened.
    if (list && figure.worst) return Math.max(...list)
    if (list && figure.share) return list.reduce((sum, value) => sum + value, 0) / list.length
    return list && median(list)
  }
  const best = (name, profile, figure) => {
    const all = peers
      .map(peer => ({ peer, value: middle(name, profile, peer, figure) }))
      .filter(({ value }) => value !== null)
    return all.sort((a, b) => a.value - b.value)[0]
  }
  const show = (value, figure) =>
    figure.share
      ? `${number(value * 100, 0)} %`
      : number(value, figure.digits ?? 0) + (figure.unit ? ` ${figure.unit}` : '')

  const goalRows = []
  for (const [name, { title, cases, figures, goals }] of Object.entries(measures))
    for (const goal of goals)
      for (const profile of cases.filter(({ id }) => !goal.cases || goal.cases.includes(id)))
        for (const contender of ours.filter(({ id, apart }) => (goal.only ? goal.only === id : !apart))) {
          const figure = figures.find(({ id }) => id === goal.figure)
          const own = ownOf(name, profile, contender, goal, figure)
          if (own === null) continue
          const [limit, said] = limitOf(name, profile, contender, goal, figure)
          if (limit === null) continue
          const met = goal.least !== undefined ? own >= limit : goal.strict ? own < limit : own <= limit
          const verdict = met ? 'met' : `**missed** by ${show(Math.abs(own - limit), figure)}`
          const ratio = goal.ratio && limit > 0 ? `, ${number((own / limit) * goal.ratio, 2)}×` : ''
          const measured = show(own, figure) + ratio
          const row = [`${title}: ${goal.text}`, profile.title, contender.name, measured, said, verdict]
          goalRows.push([...row, aimOf(name, profile, contender, goal, figure, own)])
        }

  // What is more than another of our own has, where the goal is about that.
  function ownOf(name, profile, contender, goal, figure) {
    const own = middle(name, profile, contender, figure)
    if (!goal.beside || own === null) return own
    const other = middle(name, profile, { id: goal.beside }, figure)
    return other === null ? null : own - other
  }

  // An aim is a limit of the same kind that nobody is held to.
  function aimOf(name, profile, contender, goal, figure, own) {
    if (goal.aim === undefined) return ''
    const kind = goal.ratio === undefined ? 'most' : 'ratio'
    const [limit, said] = limitOf(name, profile, contender, { ...goal, [kind]: goal.aim }, figure)
    return `${said}: ${own <= limit ? 'met' : `missed by ${show(own - limit, figure)}`}`
  }

  function limitOf(name, profile, contender, goal, figure) {
    if (goal.most !== undefined)
      return [goal.most, `${goal.strict ? 'less than' : 'at most'} ${show(goal.most, figure)}`]
    if (goal.least !== undefined) return [goal.least, `at least ${show(goal.least, figure)}`]
    if (goal.same) {
      const other = measures[name].figures.find(({ id }) => id === goal.same)
      const limit = middle(name, profile, contender, other)
      return [limit, `as before: ${show(limit, figure)}`]
    }
    if (goal.than) {
      const limit = middle(name, { id: goal.than }, contender, figure) * goal.ratio
      return [limit, `at most ${goal.ratio} × that: ${show(limit, figure)}`]
    }
    const found = best(name, profile, figure)
    if (!found) return [null]
    const limit = found.value * goal.ratio
    const factor = goal.ratio === 1 ? '' : `${goal.ratio} × `
    return [
      limit,
      `${goal.strict ? 'less than ' : 'at most '}${factor}${show(found.value, figure)} (${found.peer.name})`,
    ]
  }

  const tables = Object.entries(measures).flatMap(([name, { title, says, cases, figures }]) => {
    if (!results.values[name]) return []
    const lines = ['', `## ${title}`, '', says]
    for (const profile of cases) {
      if (cases.length > 1) lines.push('', `### ${profile.title}`)
      lines.push('')
      const rows = results.contenders.flatMap(contender => {
        const cells = figures.map(figure => cell(name, profile, contender, figure))
        return cells.some(text => text !== '') ? [[contender.name, ...cells]] : []
      })
      lines.push(...table(['', ...figures.map(({ title }) => title)], rows))
    }
    return lines
  })

  // The median, the quartiles where there is more than one round, and how many times the best peer's it is.
  function cell(name, profile, contender, figure) {
    const isBlank = contender.id === 'blank'
    const list = values(results, name, profile, contender, figure)
    if (!list || list.every(value => value === null) || (isBlank && figure.value)) return ''
    if (figure.worst) return show(middle(name, profile, contender, figure), figure)
    if (figure.share) return isBlank ? '' : show(middle(name, profile, contender, figure), figure)
    const digits = figure.digits ?? 0
    const quartiles =
      list.length > 1 ? ` (${number(quantile(list, 0.25), digits)}–${number(quantile(list, 0.75), digits)})` : ''
    const value = median(list)
    const found = best(name, profile, figure)
    const ratio = !isBlank && !figure.plain && found?.value > 0 ? `, ${number(value / found.value, 2)}×` : ''
    return show(value, figure) + quartiles + ratio
  }

  const { machine } = results
  return `${[
    '# SMG Consent beside others',
    '',
    `Made by \`${results.command}\` from the measured values in \`results.json\`; not written by hand.`,
    '',
    ...table(
      ['', ''],
      [
        ['date, commit', `${results.date}, ${results.commit}`],
        ['machine', `${machine.cores} cores (${machine.processor}), ${machine.system}, Node ${machine.node}`],
        ['browser', `Chromium ${results.browser}, 1280 × 800`],
        [
          'rounds',
          `${results.rounds}, interleaved, order shuffled with seed ${results.seed}; ${results.retries} visits repeated`,
        ],
      ],
    ),
    '',
    'One page for all: an article with two pictures, served over HTTP/1.1 and TLS on loopback, compressed ahead with',
    'brotli 11. Each visit has a fresh browser context with nothing cached. Five processors; the peers are set up as their',
    'documentation says, as kindly as it allows (`contenders/`): deferred scripts, inline configuration, and nothing loaded',
    'before a choice. Slow 4G is 150 ms and 1.6 Mbit/s down, 0.75 up, as the browser’s own throttling does it. Figures are',
    'medians, with the quartiles in brackets and the ratio to the best peer’s median after them.',
    '',
    '## Goals',
    '',
    ...table(['goal', 'profile', '', 'measured', 'limit', '', 'aim'], goalRows),
    ...tables,
  ].join('\n')}\n`
}
