// A port for a server that has to be told one.

import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Below those that the system itself gives to sockets (on Linux from 32768 on), so that it stays free until the server
// listens, whatever the browsers and servers of other test files open meanwhile.
const [LEAST, MOST] = [15_000, 32_000]

/** A free one of 127.0.0.1. */
export async function freePort() {
  for (;;) {
    const port = randomInt(LEAST, MOST)
    const isFree = await new Promise(resolve => {
      const server = createServer()
        .on('error', () => resolve(false))
        .listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}
