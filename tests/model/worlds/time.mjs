// The term of an answer ends, or the clock is set back.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567' } } },
  processors: { usual: ['ga4'] },
  actions: ['accept', 'reject', 'sync', 'a term', 'three days back', 'two seconds', 'load anew'],
}
