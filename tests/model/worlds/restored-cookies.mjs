// Cookies that were cleared come back, before or after the page is loaded anew.
export default {
  sites: { usual: { analytics: { ga4: 'G-ABC1234567' } } },
  processors: { usual: ['ga4'] },
  actions: ['accept', 'reject', 'clear cookies', 'restore cookies', 'load anew'],
}
