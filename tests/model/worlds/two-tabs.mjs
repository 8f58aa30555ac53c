// Two tabs that decide at the same time. Too many states for all of them: every path of this length.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567' } } },
  processors: { usual: ['ga4'] },
  tabs: 2,
  actions: ['accept', 'reject', 'sync'],
  depth: 8,
}
