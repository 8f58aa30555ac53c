// All that the site has stored is cleared.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } } },
  processors: { usual: ['ga4', 'metaPixel'] },
  actions: ['accept', 'reject', 'clear'],
}
