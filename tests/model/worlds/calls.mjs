// A page that decides by calls.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } } },
  processors: { usual: ['ga4', 'metaPixel'] },
  actions: [
    'call acceptPurpose "analytics", true',
    'call acceptPurpose "analytics", false',
    'call acceptProcessor "metaPixel"',
    'call reset',
  ],
}
