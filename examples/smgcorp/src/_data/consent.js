// What each page prints as window.SMG_CONFIG, from the facts of the site.
import site from './site.js'

export default {
  analytics: site.analytics,
  consent: {
    company: site.company,
    country: site.country,
    bin: site.bin,
    email: site.email,
    policyUrl: Object.fromEntries(site.languages.map(({ tag, home }) => [tag, `/smgcorp${home}privacy.html`])),
  },
}
