// What the drivers of the three engines share: no call waits for ever, and no process outlives its test.

export function limit(what, promise, ms = 30_000) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms: ${what}`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

// Whether any process is left in the group that `pid` leads. A dead one that its parent has not yet asked about is
// still in the list, but no longer runs.
function runs(pid) {
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}

/** Ends the process group that `pid` leads, and waits until it is gone. */
export async function ended(pid, ms = 30_000) {
  for (const end = Date.now() + ms; runs(pid); ) {
    if (Date.now() > end) throw new Error(`process group ${pid} is still there`)
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {}
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
