// Posts what the site is sent of a decision, by the effect "post": one record after the other, past the end of the page,
// and again where the site's server cannot be reached or has no time. Nothing of it is kept but in this page's memory.
// Nothing here decides what is posted, and whatever becomes of it changes nothing for the visitor.

import { json, listen } from './browser.js'

const MOST = 8 // records that wait; the oldest goes where there are more
const PAUSES = [1000, 5000, 30_000] // ms before each further try; then it waits for the network, or for a further record

let waiting = [] // [address, text] of each
let isWorking
let wake // ends the pause at hand
let hasTold

const drop = record => {
  waiting = waiting.filter(other => other != record)
}
// `referrerPolicy`: the address of the page is nobody's business. Cookies go along, and are taken, on this site alone
// (the default), so that the answer may set the record's own anew.
const send = ([url, body]) =>
  fetch(url, {
    __proto__: null,
    method: 'POST',
    headers: { __proto__: null, 'content-type': 'application/json' },
    referrerPolicy: 'no-referrer',
    keepalive: true,
    body,
  }).then(({ status }) => status)

const tell = what => {
  if (!hasTold) console.warn('SMG Consent: SMG_CONFIG.consent.receiptUrl: expected an answer of 2xx, got ' + what)
  hasTold = true
}

const work = async () => {
  wake?.()
  if (isWorking) return
  isWorking = true
  for (let tries = 0; waiting[0] && tries <= PAUSES.length; ) {
    const record = waiting[0]
    const status = await send(record).catch(error => error)
    if (status >= 200 && status < 300) {
      drop(record)
      tries = 0
      continue
    }
    tell(status)
    // What a server does not take at all it will not take later: but it may have been asked too often, or too slowly.
    if (status >= 300 && status < 500 && !/408|425|429/.test(status)) drop(record)
    else {
      const pause = PAUSES[tries++]
      if (pause)
        await new Promise(resolve => {
          wake = resolve
          setTimeout(resolve, pause)
        })
    }
  }
  isWorking = false
}

export const post = (url, record) => {
  waiting[waiting.length] = [url, json(record)]
  if (waiting.length > MOST) drop(waiting[0])
  work()
}

listen(window, 'online', work)
// The last try: the browser carries it on when the page is gone. What comes twice by that has one key.
listen(window, 'pagehide', () => waiting.map(record => send(record).catch(() => {})))
