// Presses that nobody may have meant, between those that are: they choose nothing.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567' } } },
  processors: { usual: ['ga4'] },
  actions: ['accept', 'reject', 'settings', 'a pointer comes early', 'a page has an element that accepts'],
}
