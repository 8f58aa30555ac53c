// A grant that is dated ahead of the clock, and comes back after a refusal.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567' } } },
  processors: { usual: ['ga4'] },
  actions: ['accept', 'reject', 'clear cookies', 'restore cookies', 'twenty hours back'],
}
