// Switches are saved, and granted processors are refused one by one, while the second file is awaited.
export default {
  site: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } },
  processors: ['ga4', 'metaPixel'],
  actions: ['accept', 'settings', 'save ga4', 'another tab takes marketing back', 'sync'],
  depth: 6,
}
