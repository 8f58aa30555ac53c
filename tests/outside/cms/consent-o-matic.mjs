// Consent-O-Matic's rules, performed as its README documents them (https://github.com/cavi-au/Consent-O-Matic), for its
// engine is in no registry. What stands here is ours and no proof that the engine itself does the same; it is strict:
// an unknown action, matcher or member is an error, so that a rule has nothing that the documentation has not.

/**
 * To be run in a page: performs `rules` (their form, an object of rules by name) for a visitor who has switched
 * `categories` on ({ A: true, … }; one that is not named is off). Resolves with the name of the rule that has been
 * performed, or undefined where none was showing within `patience` milliseconds; the engine itself looks for 5000.
 */
export async function perform({ rules, categories, patience }) {
  const wait = ms => new Promise(resolve => setTimeout(resolve, ms))
  const only = (config, ...names) => {
    for (const name of Object.keys(config)) if (!names.includes(name)) throw Error(`"${name}" is in no documented form`)
  }

  // A selection begins at its parent, or at what "foreach" is at, and enters the shadow root of that.
  let base = document
  function select({ selector, displayFilter, ...rest }, from = base) {
    only(rest)
    const found = [...(from.shadowRoot ?? from).querySelectorAll(selector)]
    return found.filter(element => displayFilter === undefined || (element.offsetHeight !== 0) === displayFilter)
  }
  function find({ parent, target }) {
    if (!parent) return select(target)[0]
    const from = select(parent)[0]
    return from && select(target, from)[0]
  }

  const matchers = {
    css: find,
    checkbox(config) {
      const box = find(config)
      if (!box) throw Error('no checkbox')
      return box.checked
    },
  }
  function matches(config) {
    only(config, 'type', 'parent', 'target')
    return !!matchers[config.type](config)
  }
  const all = list => [list].flat().every(matches)

  const actions = {
    async click(config) {
      only(config, 'type', 'parent', 'target')
      find(config)?.click()
      await wait(0)
    },
    async list({ type, actions: steps, ...rest }) {
      only(rest)
      for (const step of steps) await run(step)
    },
    async waitcss({ type, retries = 10, waitTime = 250, negated = false, ...config }) {
      only(config, 'target')
      for (let left = retries; !find(config) !== negated && left > 0; left--) await wait(waitTime)
    },
    async ifcss({ type, trueAction, falseAction, ...config }) {
      only(config, 'target')
      const next = find(config) ? trueAction : falseAction
      if (next) await run(next)
    },
    async foreach({ type, target, action, ...rest }) {
      only(rest)
      const outer = base
      for (const element of select(target)) {
        base = element
        await run(action)
      }
      base = outer
    },
    async consent({ type, consents, ...rest }) {
      only(rest)
      for (const { type: category, matcher, toggleAction, ...more } of consents) {
        only(more)
        if (matches(matcher) !== !!categories[category]) await run(toggleAction)
      }
    },
  }
  const run = action => actions[action.type](action)

  for (const end = Date.now() + patience; Date.now() < end; await wait(250))
    for (const [name, { detectors, methods, ...rest }] of Object.entries(rules)) {
      only(rest)
      if (!detectors.some(({ presentMatcher, showingMatcher }) => all(presentMatcher) && all(showingMatcher))) continue
      for (const method of ['HIDE_CMP', 'OPEN_OPTIONS', 'HIDE_CMP', 'DO_CONSENT', 'SAVE_CONSENT'])
        for (const { name: which, action } of methods) if (which === method) await run(action)
      return name
    }
}
