// A frame has a face: what is pressed there grants what it waits for, or nothing at all.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567' } } },
  processors: { usual: ['ga4'] },
  actions: ['reject', 'a frame waits', 'once', 'always'],
}
