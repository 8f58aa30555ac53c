// The page without any banner: what the others are measured against.

export default {
  id: 'blank',
  name: 'no banner',
  files: {},
  markup: () => ({}),
}
