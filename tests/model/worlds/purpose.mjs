// A purpose of two processors, of which one may be granted.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567', metrica: 12345678, webvisor: false } } },
  processors: { usual: ['ga4', 'metrica'] },
  actions: ['settings', 'save ', 'save ga4', 'save metrica', 'save ga4+metrica', 'call acceptPurpose "analytics"'],
}
