// Two tabs, in one of which the page itself forgets the choice.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567' } } },
  processors: { usual: ['ga4'] },
  tabs: 2,
  actions: ['accept', 'call reset', 'call show'],
  depth: 7,
}
