// What the module does when the page changes, an observer of the page's own may undo at once, and again each time: the
// two would go on within one task, and the tab would hang. So the module pauses between its answers, and in the end
// gives none.

// Whether to answer once more: not after 200 answers within ten seconds, which nobody but such a page asks for. Says so
// once, then holds for as long as the page is there.
export const bounded = what => {
  let from
  let count = 200
  return () => {
    const now = performance.now()
    if (count > 0 && !(now - from < 1e4)) {
      from = now
      count = 200
    }
    if (!--count) console.warn('SMG Consent: the page undoes this again and again, given up: ' + what)
    return count > 0
  }
}

// `f`, once for all calls until it runs: in a task of its own, or when `wait` says.
export const soon = (f, wait = setTimeout) => {
  let due
  return () => {
    if (due) return
    due = true
    wait(() => {
      due = false
      f()
    })
  }
}

// An observer's function that does at once what may not wait, but only for the first changes of each moment. The others
// come together after it; by a timer, since a hidden tab has no frames.
export const paced = f => {
  let count = 0
  let waiting = []
  return changes => {
    if (!count++)
      setTimeout(() => {
        count = 0
        const late = waiting
        waiting = []
        late.length && f(late)
      }, 16)
    count > 20 ? waiting.push(...changes) : f(changes)
  }
}
