// SMG_CONFIG of this site. It uses nobody's services. So that its banner has something true to ask for, there is a counter
// of its own, a script that waits for the purpose (src/static/example-counter.js) and counts in the browser alone.

/** The configuration of a page from which the privacy page is reached at `policyUrl`; `isQuiet` where it is not to open. */
export const configFor = (policyUrl, isQuiet) => ({
  consent: {
    company: 'SMG Consent',
    policyUrl,
    ...(isQuiet && { quietOn: ['/*'] }),
    // There are no partners here.
    texts: {
      en: {
        body: 'This site keeps nothing in your browser unless you agree. If you do, it will {purposes}. You can change this at any time.',
      },
    },
    position: 'end',
    theme: { accent: '#0b5f5b' },
    purposes: {
      analytics: {
        name: 'Example counter',
        description:
          'Counts the pages of this site that you open, and shows the number at their foot. It stays in this browser.',
        does: 'count the pages that you open here',
      },
    },
  },
})
