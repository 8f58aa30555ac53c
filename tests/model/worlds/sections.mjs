// Pages that ask for different things, one after the other, with one record for all.
export default {
  sites: {
    en: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } },
    ru: { analytics: { metrica: 12345678, webvisor: false } },
  },
  processors: { en: ['ga4', 'metaPixel'], ru: ['metrica'] },
  actions: ['accept', 'reject', 'settings', 'save ', 'save ga4', 'save metrica', 'load anew'],
}
