// A processor that is a part of another one, granted and refused by itself.
export default {
  sites: { usual: { analytics: { metrica: 12345678 } } },
  processors: { usual: ['metrica', 'webvisor'] },
  actions: ['settings', 'save metrica', 'save webvisor', 'save metrica+webvisor', 'reject'],
}
