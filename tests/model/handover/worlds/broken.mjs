// In the midst of a load code of the page's asks for what the first module lacks, and refuses.
export default {
  site: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } },
  processors: ['ga4', 'metaPixel'],
  actions: ['accept', 'reject'],
  broken: ['call showPreferences', 'call showPreferences; call rejectAll', 'call getReceipt; settings'],
  depth: 7,
}
