// A visitor opens the settings, and presses on while the second file is awaited.
export default {
  site: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } },
  processors: ['ga4', 'metaPixel'],
  actions: ['accept', 'reject', 'settings', 'the pointer is over the settings'],
  depth: 7,
}
