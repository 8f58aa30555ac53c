// Pages of before and after a processor was added, one after the other.
export default {
  sites: {
    old: { analytics: { ga4: 'G-ABC1234567' } },
    new: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } },
  },
  processors: { old: ['ga4'], new: ['ga4', 'metaPixel'] },
  actions: ['accept', 'reject', 'load anew'],
}
