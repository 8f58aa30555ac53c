// After each choice the second file is fetched, to post it: nothing waits for that, and each is posted once.
export default {
  site: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' }, consent: { receiptUrl: '/receipts' } },
  processors: ['ga4', 'metaPixel'],
  actions: ['accept', 'reject', 'settings', 'load'],
  depth: 7,
}
