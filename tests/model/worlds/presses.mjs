// One visitor and one page, with every press that there is on the banner and on the page.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567', metaPixel: '123456789012345' } } },
  processors: { usual: ['ga4', 'metaPixel'] },
  actions: ['accept', 'reject', 'settings', 'close', 'withdraw', 'sync', 'added', 'eraseAgain'],
}
