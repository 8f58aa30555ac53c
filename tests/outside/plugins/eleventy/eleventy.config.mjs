import smg from '../../../../web/plugins/eleventy.mjs'

// What a test gives instead of what is right.
const others = JSON.parse(process.env.OPTIONS ?? '{}')

export default function (eleventy) {
  const url = path => eleventy.getFilter('url')(path)
  eleventy.addPlugin(smg, {
    config: ({ site }) => ({
      analytics: site.analytics,
      consent: { ...site.consent, policyUrl: { en: url('/policy/'), ru: url('/ru/policy/') } },
    }),
    host: 'www.plugin.test',
    policy: 'headers',
    ...others,
  })
  eleventy.addPassthroughCopy({ 'src/site.css': 'site.css' })
  return { dir: { input: 'src' } }
}
