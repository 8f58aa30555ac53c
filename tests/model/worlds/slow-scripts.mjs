// The vendors' scripts are on their way for a while, or never come.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } } },
  processors: { usual: ['ga4', 'metaPixel'] },
  actions: ['accept', 'reject', 'a script arrives', 'a script fails'],
}
