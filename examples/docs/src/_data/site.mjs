// The pages, in the order in which somebody reads them who has not decided yet.

export default {
  name: 'SMG Consent',
  groups: [
    {
      title: 'Begin',
      pages: [
        ['/', 'What it is'],
        ['/playground/', 'Playground'],
        ['/start/', 'Getting started'],
        ['/migrate/', 'Moving from another banner'],
      ],
    },
    {
      title: 'Use',
      pages: [
        ['/options/', 'Options'],
        ['/processors/', 'Processors'],
        ['/languages/', 'Languages'],
        ['/content/', 'Content that waits'],
        ['/look/', 'Look'],
        ['/regions/', 'Regions'],
        ['/csp/', 'Content-Security-Policy'],
        ['/api/', 'API'],
      ],
    },
    {
      title: 'Judge',
      pages: [
        ['/proof/', 'How it is proved'],
        ['/comparison/', 'Beside others'],
        ['/who-should-not/', 'Who should not take it'],
        ['/limits/', 'What it does not do'],
        ['/accessibility/', 'Accessibility'],
        ['/security/', 'Security'],
        ['/privacy/', 'What this site keeps'],
      ],
    },
  ],
}
