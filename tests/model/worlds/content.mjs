// Content of the page waits for a grant, and cannot be put to sleep again.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567' } } },
  processors: { usual: ['ga4'] },
  actions: ['accept', 'reject', 'added', 'content waits'],
}
