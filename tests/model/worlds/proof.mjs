// A site that is sent what is decided: nothing before a choice, whatever happens besides.
export default {
  sites: {
    usual: {
      analytics: { ga4: 'G-ABC1234567', hotjar: 1234567 },
      consent: { receiptUrl: '/receipts' },
    },
  },
  processors: { usual: ['ga4', 'hotjar'] },
  actions: ['accept', 'reject', 'withdraw', 'sync', 'added'],
}
