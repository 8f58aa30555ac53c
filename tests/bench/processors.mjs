// The processors that every contender is set up for: five real ones, each with the snippet that its vendor gives out, or
// any number of made-up ones of three purposes.

import { analytics as counters } from '../browser/support/vendors.mjs'

export { counters }

export const purposes = {
  analytics: { name: 'Analytics', description: 'Counting visits, and which pages are read.' },
  replay: { name: 'Session replay', description: 'Recording how pages are used, to make them better.' },
  marketing: { name: 'Advertising', description: 'Measuring whether advertising leads to visits.' },
}

const metrica = 'https://mc.yandex.ru/metrika/tag.js'
const pixel = 'https://connect.facebook.net/en_US/fbevents.js'

export const vendors = [
  {
    id: 'ga4',
    name: 'Google Analytics 4',
    purpose: 'analytics',
    text: 'Counts visits and shows which pages people open and where they come from.',
    cookies: { _ga: '2y', _ga_ABC1234567: '2y' },
    snippet: [
      { src: `https://www.googletagmanager.com/gtag/js?id=${counters.ga4}` },
      {
        text: `window.dataLayer = window.dataLayer || [];
function gtag(){dataLayer.push(arguments);}
gtag('js', new Date());
gtag('config', '${counters.ga4}');`,
      },
    ],
  },
  {
    id: 'metrica',
    name: 'Yandex.Metrica',
    purpose: 'analytics',
    text: 'Counts visits and shows where people click, scroll and come from.',
    cookies: { _ym_uid: '1y', _ym_d: '1y', _ym_isad: '2d', _ym_visorc: '30m' },
    snippet: [
      {
        text: `(function(m,e,t,r,i,k,a){m[i]=m[i]||function(){(m[i].a=m[i].a||[]).push(arguments)};
m[i].l=1*new Date();
for(var j=0;j<document.scripts.length;j++){if(document.scripts[j].src===r){return;}}
k=e.createElement(t),a=e.getElementsByTagName(t)[0],k.async=1,k.src=r,a.parentNode.insertBefore(k,a)})
(window,document,'script','${metrica}','ym');
ym(${counters.metrica},'init',{clickmap:true,trackLinks:true,accurateTrackBounce:true,webvisor:true});`,
      },
    ],
  },
  {
    id: 'clarity',
    name: 'Microsoft Clarity',
    purpose: 'replay',
    text: 'Records mouse movements, clicks and scrolling as a replay.',
    cookies: { _clck: '1y', _clsk: '1d' },
    snippet: [
      {
        text: `(function(c,l,a,r,i,t,y){c[a]=c[a]||function(){(c[a].q=c[a].q||[]).push(arguments)};
t=l.createElement(r);t.async=1;t.src="https://www.clarity.ms/tag/"+i;
y=l.getElementsByTagName(r)[0];y.parentNode.insertBefore(t,y);
})(window,document,"clarity","script","${counters.clarity}");`,
      },
    ],
  },
  {
    id: 'hotjar',
    name: 'Hotjar',
    purpose: 'replay',
    text: 'Records visits and draws maps of where people click.',
    cookies: { _hjSessionUser_1234567: '1y', _hjSession_1234567: '30m' },
    snippet: [
      {
        text: `(function(h,o,t,j,a,r){h.hj=h.hj||function(){(h.hj.q=h.hj.q||[]).push(arguments)};
h._hjSettings={hjid:${counters.hotjar},hjsv:6};
a=o.getElementsByTagName('head')[0];
r=o.createElement('script');r.async=1;
r.src=t+h._hjSettings.hjid+j+h._hjSettings.hjsv;
a.appendChild(r);
})(window,document,'https://static.hotjar.com/c/hotjar-','.js?sv=');`,
      },
    ],
  },
  {
    id: 'metaPixel',
    name: 'Meta Pixel',
    purpose: 'marketing',
    text: 'Tells Facebook and Instagram which of their users come here.',
    cookies: { _fbp: '90d' },
    snippet: [
      {
        text: `!function(f,b,e,v,n,t,s)
{if(f.fbq)return;n=f.fbq=function(){n.callMethod?n.callMethod.apply(n,arguments):n.queue.push(arguments)};
if(!f._fbq)f._fbq=n;n.push=n;n.loaded=!0;n.version='2.0';n.queue=[];
t=b.createElement(e);t.async=!0;t.src=v;s=b.getElementsByTagName(e)[0];s.parentNode.insertBefore(t,s)}
(window,document,'script','${pixel}');
fbq('init','${counters.metaPixel}');fbq('track','PageView');`,
      },
    ],
  },
]

/** `count` processors that nobody has heard of, spread over the purposes. */
export function made(count) {
  const ids = Object.keys(purposes)
  return Array.from({ length: count }, (_, index) => {
    const n = index + 1
    return {
      id: `vendor${n}`,
      name: `Vendor ${n}`,
      purpose: ids[index % ids.length],
      text: `Does for this site what vendor number ${n} does for others.`,
      policy: `https://vendor${n}.example/privacy`,
      counter: String(1000 + n),
      cookies: { [`_v${n}_user`]: '1y', [`_v${n}_session`]: '1d' },
    }
  })
}

/** The same in the form of src/processors/*.json. */
export function own({ id, name, purpose, text, policy, cookies }) {
  return {
    id,
    name,
    company: `${name} Ltd`,
    countries: ['KZ'],
    purpose,
    description: text,
    data: ['ip', 'pages'],
    policy,
    idPattern: '[0-9]{4}',
    cookies,
    start: [
      ['stub', id, `${id}.q`],
      ['call', id, 'open', '{id}'],
      ['script', `https://${id}.example/{id}.js`],
    ],
    stop: [['call', id, 'close']],
  }
}

export const cookiesOf = ({ cookies }) => Object.keys(cookies)
