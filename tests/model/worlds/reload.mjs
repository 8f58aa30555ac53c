// A processor that no call stops: the page is loaded anew when it is refused, and is left alone until then.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567', hotjar: 1234567 } } },
  processors: { usual: ['ga4', 'hotjar'] },
  actions: ['accept', 'reject', 'settings', 'save ga4'],
}
