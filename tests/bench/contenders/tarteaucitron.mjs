// As its README says, its services for the five processors are its own. Its consent modes for Google and Microsoft,
// which load their scripts before any choice, are off: here nothing may load before one. The script is deferred, so
// that it does not hold up the page; it starts at the page's load event in any case.

import { bundled } from '../packages.mjs'
import { cookiesOf, counters, vendors } from '../processors.mjs'

const { version, path } = bundled('tarteaucitronjs')

const options = {
  privacyUrl: '/privacy',
  bodyPosition: 'bottom',
  hashtag: '#tarteaucitron',
  cookieName: 'tarteaucitron',
  orientation: 'middle',
  groupServices: false,
  showDetailsOnClick: true,
  serviceDefaultState: 'wait',
  showAlertSmall: false,
  showTitleBanner: false,
  cookieslist: false,
  cookieslistEmbed: false,
  showIcon: true,
  iconPosition: 'BottomRight',
  adblocker: false,
  DenyAllCta: true,
  AcceptAllCta: true,
  highPrivacy: true,
  alwaysNeedConsent: false,
  handleBrowserDNTRequest: false,
  removeCredit: false,
  moreInfoLink: true,
  useExternalCss: false,
  useExternalJs: false,
  readmoreLink: '',
  mandatory: true,
  mandatoryCta: true,
  googleConsentMode: false,
  bingConsentMode: false,
  pianoConsentMode: false,
  softConsentMode: false,
  dataLayer: false,
  serverSide: false,
  partnersList: false,
}

const user = {
  gtagUa: counters.ga4,
  yandexmetrica: counters.metrica,
  clarity: counters.clarity,
  hotjarId: counters.hotjar,
  HotjarSv: 6,
  facebookpixelId: counters.metaPixel,
}
const services = ['gtag', 'metrica', 'clarity', 'hotjar', 'facebookpixel']
const types = { analytics: 'analytic', replay: 'other', marketing: 'ads' }

const builtIn = `Object.assign(tarteaucitron.user, ${JSON.stringify(user)})
for (const service of ${JSON.stringify(services)}) (tarteaucitron.job = tarteaucitron.job || []).push(service)`

// Services of one's own are added to its table, which a file that it fetches fills.
function added(processors) {
  const list = processors.map(({ id, name, purpose, policy, ...more }) => ({
    key: id,
    type: types[purpose],
    name,
    uri: policy,
    needConsent: true,
    cookies: cookiesOf(more),
  }))
  return `for (const service of ${JSON.stringify(list)}) {
  tarteaucitron.services[service.key] = { ...service, js() {}, fallback() {} }
  ;(tarteaucitron.job = tarteaucitron.job || []).push(service.key)
}`
}

export default {
  id: 'tarteaucitron',
  name: `tarteaucitronjs ${version}`,
  files: Object.fromEntries(
    [
      'tarteaucitron.min.js',
      'tarteaucitron.services.min.js',
      'css/tarteaucitron.min.css',
      'lang/tarteaucitron.en.min.js',
    ].map(name => [`/tarteaucitron/${name}`, path(name)]),
  ),
  // Its buttons do nothing for half a second after they are shown.
  rest: 800,
  markup: processors => ({
    head: `<script defer src="/tarteaucitron/tarteaucitron.min.js"></script>
<script type="module">
tarteaucitron.init(${JSON.stringify(options)})
${processors === vendors ? builtIn : added(processors)}
</script>`,
  }),
  find: {
    banner: `document.querySelector('#tarteaucitronAlertBig')`,
    accept: `document.querySelector('#tarteaucitronAlertBig .tarteaucitronAllow')`,
    settings: `document.querySelector('#tarteaucitronCloseAlert')`,
    dialog: `document.querySelector('#tarteaucitron')`,
  },
}
