// Pages of before and after a new revision, one after the other.
export default {
  sites: {
    old: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } },
    new: { ...{ analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } }, consent: { revision: 1 } },
  },
  processors: { old: ['ga4', 'metaPixel'], new: ['ga4', 'metaPixel'] },
  actions: ['accept', 'reject', 'load anew'],
}
