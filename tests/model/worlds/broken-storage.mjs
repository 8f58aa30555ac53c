// What is stored is lost, in the cookie or in localStorage, and kept again.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } } },
  processors: { usual: ['ga4', 'metaPixel'] },
  actions: ['accept', 'reject', 'sync', 'the cookie is lost', 'the refusal is lost', 'mend'],
}
