// What the site says of itself in more than one place. `analytics` holds the ids of its counters, as they stand in each
// vendor's own settings; leave out those that the site does not have.
export default {
  company: 'SMG',
  country: 'KZ',
  bin: '000000000000',
  email: 'privacy@smgcorp.kz',
  mail: 'info@smgcorp.kz',
  phone: '+77270000000',
  phoneText: '+7\u00a0727\u00a0000\u00a000\u00a000',
  languages: [
    { tag: 'kk', name: 'Қазақша', home: '/kk/' },
    { tag: 'ru', name: 'Русский', home: '/' },
    { tag: 'en', name: 'English', home: '/en/' },
  ],
  analytics: {
    ga4: 'G-XXXXXXXXXX',
    metrica: 12345678,
    clarity: 'abcdefghij',
    hotjar: 1234567,
    metaPixel: '123456789012345',
  },
}
