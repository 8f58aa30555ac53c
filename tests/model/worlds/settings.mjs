// Every set of switches, saved one after the other.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } } },
  processors: { usual: ['ga4', 'metaPixel'] },
  actions: ['settings', 'save ', 'save ga4', 'save metaPixel', 'save ga4+metaPixel', 'reject'],
}
