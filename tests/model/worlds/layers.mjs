// A page that opens and closes the banner itself.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567' } } },
  processors: { usual: ['ga4'] },
  actions: ['accept', 'reject', 'settings', 'call show', 'call hide'],
}
