// A processor that only a reload ends, in a first visit and in those after it.
export default {
  site: { analytics: { ga4: 'G-ABC1234567', hotjar: 1234567 } },
  processors: ['ga4', 'hotjar'],
  actions: ['accept', 'withdraw', 'settings', 'load'],
  depth: 7,
}
