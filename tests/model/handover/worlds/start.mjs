// The configuration has what the first module lacks: nothing is there to go on with until the second file comes.
export default {
  site: { analytics: { ga4: 'G-ABC1234567' }, consent: { texts: { en: { title: 'Cookies' } } } },
  processors: ['ga4'],
  actions: ['accept', 'reject', 'call showPreferences', 'load'],
  depth: 7,
}
