// The same as "settings" where the browser makes a module at once, as Chromium does since 2023: what a page asks while the
// second file is awaited is answered.
import settings from './settings.mjs'

export default { ...settings, actions: [...settings.actions, 'call getConsent'], atOnce: true, depth: 6 }
