// All that the site has stored is cleared.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567' } } },
  processors: { usual: ['ga4'] },
  actions: ['accept', 'reject', 'clear', 'load anew'],
}
