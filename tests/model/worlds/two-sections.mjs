// Pages that ask for different things, open at the same time.
export default {
  sites: {
    en: { analytics: { ga4: 'G-ABC1234567' } },
    ru: { analytics: { metrica: 12345678, webvisor: false } },
  },
  processors: { en: ['ga4'], ru: ['metrica'] },
  tabs: 2,
  actions: ['accept', 'reject', 'sync'],
  depth: 6,
}
