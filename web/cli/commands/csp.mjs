// Writes the Content-Security-Policy that a site with this configuration needs.

import { Option } from 'commander'
import { directivesOf, formats, nameOf, policyFor } from '../parts/csp.mjs'
import { definitionsWithHosts } from '../parts/hosts.mjs'
import { configHash } from '../parts/snippet.mjs'
import { sound } from '../parts/sound.mjs'
import { fail, json } from '../say.mjs'

function csp(file, options) {
  const { format, nonce, inline, reportOnly, google, dist } = options
  if (reportOnly && format === 'meta')
    fail(
      '--report-only: expected a form that is a header, got --format meta, in which browsers ignore it; take another',
    )
  const config = sound(file, options)
  const definitions = definitionsWithHosts(config, { google, dist })
  const scripts = [...(nonce ? [`'nonce-${nonce}'`] : []), ...(inline ? [configHash(file, config)] : [])]
  const policy = policyFor(definitions, scripts)
  if (options.json)
    json({
      name: nameOf(reportOnly),
      policy,
      directives: directivesOf(policy),
      processors: definitions.map(({ id }) => id),
    })
  else console.log(formats[format](nameOf(reportOnly), policy))
}

// What else stood in a source would be a source, or a directive, of its own.
const DOMAIN = /^([a-z0-9-]+\.)+[a-z0-9-]+$/i
const domains = (given, before = []) => [
  ...before,
  ...given.split(',').map(each => {
    const domain = each.trim()
    if (!DOMAIN.test(domain))
      fail(`--google: expected domains with commas, such as google.de,google.fr, got "${domain}"; take out all else`)
    return domain
  }),
]
const nonceOf = given => {
  if (!/^[^\s'";,]+$/.test(given))
    fail(
      `--nonce: expected one word without quotes, commas and semicolons, such as $request_id or {{nonce}}, got "${given}"; write that alone`,
    )
  return given
}

export default program =>
  program
    .command('csp')
    .summary('writes the Content-Security-Policy of a site')
    .description(
      "Writes the policy of a site that serves the module and everything else itself, with the hosts of its processors and no others. The module itself needs 'wasm-unsafe-eval', or does without by one more request.",
    )
    .argument('<config>', 'a JSON file, or a script or page in which window.SMG_CONFIG stands as a plain value')
    .addOption(new Option('--format <format>', 'for whom').choices(Object.keys(formats)).default('header'))
    .option(
      '--nonce <value>',
      'for scripts in the page: what your server puts there anew each time, such as $request_id in nginx',
      nonceOf,
    )
    .option('--inline', 'with the hash of the script that sets the configuration in the page')
    .option('--google <domains>', 'of Google in the countries of your visitors, such as google.de', domains)
    .option('--report-only', 'for a policy that refuses nothing and reports')
    .option('--dist <folder>', 'of the built files of the module')
    .option('--json', 'for machines: { name, policy, directives, processors }')
    .action(csp)
