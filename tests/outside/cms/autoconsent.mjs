// DuckDuckGo's autoconsent as its browsers run it: the package's own content script in every page, the part that its
// browsers play (rules and settings in, verdicts out) here.

import { readFileSync } from 'node:fs'

const from = path => new URL(`../../node_modules/@duckduckgo/autoconsent/${path}`, import.meta.url)

const engine = readFileSync(from('dist/autoconsent.playwright.js'), 'utf8')
/** All rules that come with the engine; none of them knows this module. */
export const theirRules = JSON.parse(readFileSync(from('rules/rules.json'), 'utf8')).autoconsent
export const ourRule = JSON.parse(
  readFileSync(new URL('../../../examples/rules/autoconsent/smg-consent.json', import.meta.url), 'utf8'),
)

/**
 * Puts the engine into each page of a browser context that is to come. `rules`: a list of theirs; `heuristicMode`: what
 * it may press where no rule fits, of which "tier2" is the most: it presses Accept where it knows nothing else;
 * `autoAction`: "optOut", "optIn", or null to find only. Returns the messages that it has sent, as they come.
 */
export async function install(context, { rules, autoAction = 'optOut', heuristicMode = 'off', more = {} }) {
  const messages = []
  await context.exposeBinding('autoconsentSendMessage', async ({ frame }, message) => {
    messages.push(message)
    const answer = text => frame.evaluate(text).catch(() => {}) // a frame that has gone by then
    if (message.type === 'init')
      await answer(
        `autoconsentReceiveMessage(${JSON.stringify({
          type: 'initResp',
          config: {
            enabled: true,
            autoAction,
            disabledCmps: [],
            enablePrehide: true,
            enableCosmeticRules: true,
            enableGeneratedRules: true,
            // It looks every half a second, so often in all. A test asks for looks until it ends, and may take long.
            detectRetries: 200,
            isMainWorld: false,
            prehideTimeout: 2000,
            enableHeuristicDetection: heuristicMode !== 'off',
            heuristicMode,
            logs: { errors: true },
            ...more,
          },
          rules: { autoconsent: rules },
        })})`,
      )
    else if (message.type === 'eval')
      await answer(
        `autoconsentReceiveMessage({ type: 'evalResp', id: ${JSON.stringify(message.id)}, result: (() => ${message.code})() })`,
      )
    else if (message.type === 'autoconsentDone') await answer(`autoconsentReceiveMessage({ type: 'selfTest' })`)
  })
  await context.addInitScript(engine)
  return messages
}
