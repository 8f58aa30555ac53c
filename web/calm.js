// The pace of the module's answers to changes of the page. An observer of the page's own may undo at once what the
// module has done, and each time anew: the two would answer each other within one task, and the tab would hang. So the
// module answers in a task or a frame of its own, and after too many answers it gives up.

const MAX_ANSWERS = 200
const PERIOD = 10_000 // ms
const PAUSE = 16 // ms, a frame
const AT_ONCE = 20 // calls of an observer in one pause

// Returns a function that is asked before each answer: may it be given? False after MAX_ANSWERS within PERIOD, which
// only a page that undoes them asks for; the console is told once (`what`: a clause), and the answer stays false until
// the page is loaded anew.
export const bounded = what => {
  let from
  let left = MAX_ANSWERS
  return () => {
    const now = performance.now()
    if (left > 0 && !(now - from < PERIOD)) {
      from = now
      left = MAX_ANSWERS
    }
    if (!--left) console.warn('SMG Consent: the page undoes this again and again, given up: ' + what)
    return left > 0
  }
}

// Returns a function that makes `f` run once, later: in a task of its own, or when `wait` calls back. Calls in between
// add nothing.
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

// Returns an observer's function that hands its changes to `f`: at once for the first AT_ONCE calls in each PAUSE,
// since a recorder would read a field that is marked later; those of further calls together when the pause is over. A
// timer and not a frame: a hidden tab has none.
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
      }, PAUSE)
    count > AT_ONCE ? waiting.push(...changes) : f(changes)
  }
}
