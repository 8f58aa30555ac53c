// What a visitor's browser asks: every request of every page, frame and worker of his, with who caused it.

import { createHash } from 'node:crypto'
import { isOwnFile } from '../scan/page.mjs'

const isAsked = url => /^(https?|wss?):/.test(url)

// Who caused a request, as far as the browser tells: the nearest script on its way, or the page's HTML.
function causeOf({ type, url, lineNumber, stack }) {
  for (let each = stack; each; each = each.parent) {
    const frame = each.callFrames.find(call => isAsked(call.url))
    if (frame) return { url: frame.url, line: frame.lineNumber + 1 }
  }
  return type === 'parser' && url && isAsked(url) ? { url, line: (lineNumber ?? -1) + 1 || undefined } : undefined
}

/**
 * Notes what the pages of a context ask, [{ at, url, method, type, page, cause, hasAnswered, failure }], `at` in ms of the system's clock, `failure` why there was no answer, in the
 * list that begin(list) has named last; who caused it is known after end(). `files` has what was answered for the banner's own
 * files, [{ url, integrity }]. To be called before the first page is opened.
 */
export function recordOf(context) {
  let list = []
  const all = []
  const causes = new Map()
  const record = { files: [], begin: now => void (list = now) }

  const noted = new WeakMap() // by the browser's own objects

  const note = (of, url, method, type, page) => {
    if (!isAsked(url)) return
    const request = { at: Date.now(), url, method, type, page }
    list.push(request)
    all.push(request)
    noted.set(of, request)
  }
  // An answer with an error is none of the vendor's own: a filter on the way gives such.
  const answered = (of, status) => {
    const request = noted.get(of)
    if (!request) return
    if (status < 400) request.hasAnswered = true
    else request.failure = `the answer ${status}`
  }

  context.on('request', request => {
    let page
    try {
      page = request.frame().page().url()
    } catch {} // a service worker's
    note(request, request.url(), request.method(), request.resourceType(), page)
  })
  context.on('requestfailed', request => {
    const one = noted.get(request)
    if (one && !one.hasAnswered) one.failure ??= request.failure()?.errorText
  })
  context.on('response', async response => {
    answered(response.request(), response.status())
    if (!isOwnFile(new URL(response.url()).pathname)) return
    const body = await response.body().catch(() => undefined)
    if (!body?.length) return
    const integrity = `sha384-${createHash('sha384').update(body).digest('base64')}`
    if (!record.files.some(file => file.integrity === integrity)) record.files.push({ url: response.url(), integrity })
  })

  /** A new tab, of which it is known who causes what. */
  record.newPage = async () => {
    const page = await context.newPage()
    page.on('websocket', socket => {
      note(socket, socket.url(), 'GET', 'websocket', page.url())
      socket.on('framereceived', () => answered(socket, 101))
    })
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    session.on('Network.requestWillBeSent', ({ request, initiator }) => {
      if (!causes.has(request.url)) causes.set(request.url, causeOf(initiator))
    })
    return page
  }
  record.end = () => {
    for (const request of all) request.cause = causes.get(request.url)
  }
  return record
}
