// Whose the addresses are that pages, scripts and stylesheets ask, whether they load by themselves, and what to write
// instead.

import { addressOf, processorOf, vendorOf } from './catalogue.mjs'
import { callsOf, valuesOf, valuesOfElement, valuesOfPicture } from './ids.mjs'
import { isOwnFile } from './page.mjs'
import { givenBy, remedyFor } from './remedy.mjs'
import { queuesOf, readScript } from './script.mjs'
import { addressesOfStyle } from './style.mjs'

// Names of formats, not places to fetch from; and this machine.
const NO_PLACE =
  /^(www\.w3\.org|schema\.org|www\.schema\.org|purl\.org|ns\.adobe\.com|localhost|127\.0\.0\.1|(.*\.)?example\.(com|org|net))$/

function linesOf(text) {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return at => {
    let low = 0
    for (let high = starts.length; high - low > 1; ) {
      const middle = (low + high) >> 1
      if (starts[middle] <= at) low = middle
      else high = middle
    }
    return { line: low + 1, column: at - starts[low] + 1 }
  }
}

// In a script an address may be no more than a link. It loads where it is that of a script or a frame, or where its host
// serves nothing for people: those are at "www.", and where the policy is.
function isLoadedByCode({ definition, by, pattern }, url, { isBare }) {
  if (by === 'loader') return !isBare || url.pathname !== '/' || definition.id !== url.hostname.split('.')[0]
  if (by === 'embed') return true
  if (by === 'policy' || isBare)
    return by !== 'policy' && JSON.stringify(definition.start).includes(`"${url.hostname}"`)
  const isScript = /\.js$|\/js\/?$|\/api\/?|_api$/.test(url.pathname)
  if (definition.embed) return isScript
  return isScript || !(url.hostname.startsWith('www.') && pattern?.startsWith('*'))
}

const stubsOf = ({ start = [] }) => start.filter(([verb]) => verb === 'stub').map(([, path]) => path)
const isNamed = ({ path }, wanted) => path === wanted || path.endsWith(`.${wanted}`)

function place({ file, at }, use, found, more) {
  return {
    file,
    ...at(use.at),
    kind: use.kind,
    ...(use.rel && { rel: use.rel }),
    ...(use.isNoscript && { isNoscript: true }),
    ...(use.isLazy && { isLazy: true }),
    ...(use.address && { address: use.address }),
    processor: found ? processorOf(found.among ?? [found.definition]) : null,
    ...more,
  }
}

/** Adds to result.findings and result.mentions what `page`, `script` and `style` find in a file. */
export function reader(catalogue, isOwn, result) {
  const isElsewhere = url => url && !isOwn(url.hostname) && !NO_PLACE.test(url.hostname)

  // What a host's policy alone says decides of pictures and requests; a frame or script of the host may be another product.
  const sure = found =>
    found && (found.by !== 'policy' || ['img', 'connect'].includes(found.kind)) ? found : undefined

  function fetchedBy(source, use, page) {
    const url = addressOf(use.address)
    if (!isElsewhere(url) || isOwnFile(url.pathname)) return
    const whose = catalogue.whose(use.address, use.kind)
    const found = sure(whose && { ...whose, kind: use.kind })
    const values = found
      ? {
          ...page?.values(found.definition),
          ...valuesOfElement(found.definition, use),
          ...valuesOfPicture(found.definition, use, url),
          ...found.values,
        }
      : {}
    // By an attribute that only a lazy loader reads, nothing is told of an address that nobody knows.
    if (use.isLazy && !found) return
    add(source, use, found, values, url)
  }

  function add(source, use, found, values, url, more) {
    const remedy = remedyFor(use, found?.definition, values)
    const users = found ? [] : catalogue.usersOf(url.hostname)
    result.findings.push(
      // Only what is to be removed in any case can be left open between several.
      place(source, use, found && (use.kind === 'hint' ? found : { definition: found.definition }), {
        host: url.hostname,
        loads: true,
        remedy,
        gives: givenBy(use, found?.definition, values),
        ...(users.length && { alsoUsedBy: users }),
        ...more,
      }),
    )
  }

  function code(source, { text, textAt, at, isWoken, isFile }, page) {
    const script = readScript(text)
    const placed = mention => (textAt === undefined ? at : textAt + mention.at)
    const told = new Set()
    for (const mention of script.mentions) {
      const url = addressOf(mention.address)
      if (!isElsewhere(url) || isOwnFile(url.pathname)) continue
      const found = catalogue.whose(mention.address, 'script')
      const isPolicy = found?.definition.policy && mention.address.startsWith(found.definition.policy)
      if (!found || isPolicy || !isLoadedByCode(found, url, mention)) {
        if (found || !mention.isBare) named(source, { ...mention, at: placed(mention) }, url, found)
        continue
      }
      // A snippet names its hosts more than once.
      const values = { ...page?.values(found.definition), ...valuesOf(found.definition, script), ...found.values }
      const chosen = choose(found, values, script)
      if (told.has(chosen.definition.id)) continue
      told.add(chosen.definition.id)
      const use = { kind: isFile ? 'file' : 'inline', address: mention.address, at: placed(mention), isWoken }
      add(source, use, chosen, chosen.values, url)
    }
    servedByTheSite(source, script, told, { placed, page, isFile })
    return { script, told, placed }
  }

  // One script serves several of a vendor's processors: which one it is here, what it is given tells.
  function choose(found, values, script) {
    if (Object.keys(values).length) return { ...found, values }
    const hosts = found.definition.loader
    const other = catalogue.definitions
      .filter(each => hosts && each.loader === hosts && each !== found.definition)
      .map(definition => ({ ...found, definition, values: valuesOf(definition, script) }))
      .find(each => Object.keys(each.values).length)
    return other ?? { ...found, values }
  }

  // What a site serves from a host of its own (Matomo), by an address that its snippet puts together, is known by the name
  // of its file.
  function servedByTheSite(source, script, told, { placed, page, isFile }) {
    for (const definition of catalogue.definitions) {
      const file = (definition.start ?? []).find(([verb]) => verb === 'script')?.[1].split('}/')[1]
      if (!file?.includes(definition.id) || told.has(definition.id)) continue
      const at = script.files?.find(({ text }) => text === file || text.endsWith(`/${file}`))
      if (!at) continue
      told.add(definition.id)
      const values = { ...page?.values(definition), ...valuesOf(definition, script) }
      const url = addressOf(`https://${values.host ?? 'unknown.invalid'}/`)
      add(source, { kind: isFile ? 'file' : 'inline', address: file, at: placed(at) }, { definition }, values, url)
    }
  }

  function named(source, mention, url, found) {
    result.mentions.push(
      place(source, { ...mention, kind: 'mention' }, found, {
        host: url.hostname,
        address: mention.address,
        loads: false,
      }),
    )
  }

  // What is left where the vendor's script is removed: the module does this itself.
  function leftOver(source, { script, told, placed }) {
    const left = (kind, at, among) => {
      const remedy = `remove the whole snippet, the function too: what queues keeps what it is told before a yes, and ${vendorOf(among[0])} gets it after; once there is a grant, the module does this itself`
      const found = { definition: among[0], ...(among.length > 1 && { among }) }
      result.findings.push(place(source, { kind, at: placed({ at }) }, found, { loads: false, remedy, gives: {} }))
    }
    const untold = catalogue.definitions.filter(({ id }) => !told.has(id))
    const called = untold.filter(definition => callsOf(definition, script).length)
    for (const queue of queuesOf(script)) {
      const all = catalogue.definitions.filter(definition => stubsOf(definition).some(path => isNamed(queue, path)))
      // In a snippet that is still whole it goes with the rest.
      if (!all.length || all.some(({ id }) => told.has(id))) continue
      const sure = all.filter(each => called.includes(each))
      left('queue', queue.at, sure.length ? sure : all)
    }
    for (const definition of called) left('call', callsOf(definition, script)[0].at, [definition])
  }

  return {
    page(file, text, { uses }) {
      const source = { file, at: linesOf(text) }
      const inline = uses.filter(({ kind }) => kind === 'inline').map(use => ({ use, script: readScript(use.text) }))
      const page = {
        values: definition => Object.assign({}, ...inline.map(({ script }) => valuesOf(definition, script))),
      }
      for (const use of uses)
        if (use.kind === 'inline') leftOver(source, code(source, use, page))
        else fetchedBy(source, use, page)
    },
    script(file, text) {
      const source = { file, at: linesOf(text) }
      leftOver(source, code(source, { text, textAt: 0, at: 0, isFile: true }))
    },
    style(file, text) {
      const source = { file, at: linesOf(text) }
      for (const use of addressesOfStyle(text)) fetchedBy(source, { ...use, attributes: {} })
    },
  }
}
