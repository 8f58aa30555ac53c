// Its banner and dialog for React, as its quickstart says, in an application of nothing else.

import { join } from 'node:path'
import { bundle, options } from '../c15t.mjs'
import { bundled } from '../packages.mjs'

const { version } = bundled('@c15t/react')
const folder = await bundle(
  'c15t-react',
  `import '@c15t/react/styles.css'
import { ConsentBanner, ConsentDialog, ConsentManagerProvider } from '@c15t/react'
import { createRoot } from 'react-dom/client'
createRoot(document.getElementById('c15t')).render(
  <ConsentManagerProvider options={window.c15tOptions}>
    <ConsentBanner />
    <ConsentDialog />
  </ConsentManagerProvider>,
)`,
)
const file = name => join(folder, name)
const button = name => `document.querySelector('[data-testid=consent-banner-${name}-button]')`

export default {
  id: 'c15t-react',
  name: `c15t ${version}, React`,
  files: { '/c15t-react.css': file('c15t-react.css'), '/c15t-react.js': file('c15t-react.js') },
  needs: [file('c15t-react.js')],
  markup: processors => ({
    head: `<script>window.c15tOptions = ${JSON.stringify(options(processors)).replaceAll('</', '<\\/')}</script>
<script defer src="/c15t-react.js"></script>
<link rel="stylesheet" href="/c15t-react.css">`,
    body: '<div id="c15t"></div>',
  }),
  find: {
    banner: `document.querySelector('[data-testid=consent-banner-root]')`,
    accept: button('accept'),
    reject: button('reject'),
    settings: button('customize'),
    dialog: `document.querySelector('[data-testid=consent-dialog-root], [role=dialog][data-testid^=consent-dialog]')`,
  },
}
