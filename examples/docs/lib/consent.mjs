// SMG_CONFIG of this site. It uses nobody's services. So that its banner has something true to ask for, there is a counter
// of its own, a script that waits for the purpose (src/static/example-counter.js) and counts in the browser alone.

/** The configuration of a page; `isQuiet` where the banner is not to open by itself. */
export const configFor = isQuiet => ({
  consent: {
    company: 'SMG Consent',
    policyUrl: '/privacy/',
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
