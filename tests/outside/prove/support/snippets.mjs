// How sites have vendors in their pages: each as its vendor's help has it, in the form in which it is found, not copied, with
// what must be read out of it.

// The way in which most add their script.
const add = (address, rest = '') =>
  `(function(w,d,t,u){var a=d.createElement(t);a.async=1;a.src=u;d.head.appendChild(a)})(window,document,'script',${address});${rest}`

export const inline = {
  gtm: {
    text: `(function(w,d,s,l,i){w[l]=w[l]||[];w[l].push({event:'gtm.js'});var j=d.createElement(s);j.src='https://www.googletagmanager.com/gtm.js?id='+i;d.head.appendChild(j)})(window,document,'script','dataLayer','GTM-ABC1234')`,
    entry: 'GTM-ABC1234',
  },
  metrica: {
    text: add('"https://mc.yandex.ru/metrika/tag.js"', `ym(12345678, "init", { webvisor: true });`),
    entry: 12345678,
  },
  clarity: {
    text: `(function(c,l,a,r,i){c[a]=c[a]||function(){(c[a].q=c[a].q||[]).push(arguments)};var t=l.createElement(r);t.src="https://www.clarity.ms/tag/"+i;l.head.appendChild(t)})(window,document,"clarity","script","abcdefghij")`,
    entry: 'abcdefghij',
  },
  hotjar: {
    text: `(function(h,o,t,j){h._hjSettings={hjid:1234567,hjsv:6};var r=o.createElement('script');r.src=t+h._hjSettings.hjid+j+h._hjSettings.hjsv;o.head.appendChild(r)})(window,document,'https://static.hotjar.com/c/hotjar-','.js?sv=')`,
    entry: 1234567,
  },
  metaPixel: {
    text: add(
      `'https://connect.facebook.net/en_US/fbevents.js'`,
      `fbq('init', '123456789012345');fbq('track', 'PageView')`,
    ),
    entry: '123456789012345',
  },
  linkedin: {
    text: `_linkedin_partner_id = "1234567";${add(`"https://snap.licdn.com/li.lms-analytics/insight.min.js"`)}`,
    entry: '1234567',
  },
  roistat: {
    text: `(function(w,d,s,h,id){w.roistatHost=h;var a=d.createElement(s);a.src='https://'+h+'/dist/module.js';d.head.appendChild(a)})(window,document,'script','cloud.roistat.com','0123456789abcdef0123456789abcdef')`,
    entry: '0123456789abcdef0123456789abcdef',
  },
  matomo: {
    text: `var _paq=window._paq=window._paq||[];(function(){var u="//stats.other.kz/";_paq.push(['setSiteId','7']);var g=document.createElement('script');g.src=u+'matomo.js';document.head.appendChild(g)})()`,
    entry: { host: 'stats.other.kz', site: '7' },
  },
  vkAds: {
    text: `var _tmr=window._tmr||(window._tmr=[]);_tmr.push({id:"1234567",type:"pageView",start:Date.now()});${add(`'https://top-fwz1.mail.ru/js/code.js'`)}`,
    entry: '1234567',
  },
  tawk: {
    text: add(`'https://embed.tawk.to/0123456789abcdef01234567/default1'`),
    entry: { property: '0123456789abcdef01234567', widget: 'default1' },
  },
}

export const elements = {
  ga4: {
    html: '<script async src="https://www.googletagmanager.com/gtag/js?id=G-ABC1234567"></script>',
    entry: 'G-ABC1234567',
  },
  googleAds: {
    html: '<script async src="https://www.googletagmanager.com/gtag/js?id=AW-123456789"></script>',
    entry: 'AW-123456789',
  },
  hubspot: {
    html: '<script id="hs-script-loader" src="//js-eu1.hs-scripts.com/1234567.js"></script>',
    entry: { host: 'js-eu1', portal: '1234567' },
  },
  cloudflareAnalytics: {
    html: `<script defer src="https://static.cloudflareinsights.com/beacon.min.js" data-cf-beacon='{"token": "0123456789abcdef0123456789abcdef"}'></script>`,
    entry: '0123456789abcdef0123456789abcdef',
  },
  jivo: { html: '<script src="//code.jivo.ru/widget/AbCdEfGhIj" async></script>', entry: 'AbCdEfGhIj' },
}

// The frame, or the script, and the element that is to stand in its place.
export const embeds = {
  youtube: {
    html: '<iframe title="How" width="560" src="https://www.youtube.com/embed/dQw4w9WgXcQ?si=1"></iframe>',
    instead: '<div data-smg-embed="youtube:dQw4w9WgXcQ" title="How" width="560"></div>',
  },
  vimeo: {
    html: '<iframe src="https://player.vimeo.com/video/123456789?dnt=1"></iframe>',
    instead: '<div data-smg-embed="vimeo:123456789"></div>',
  },
  yandexMaps: {
    html: '<iframe src="https://yandex.ru/map-widget/v1/?um=constructor%3Aabc&amp;source=constructor"></iframe>',
    instead: '<div data-smg-embed="yandexMaps:um=constructor%3Aabc&amp;source=constructor"></div>',
  },
  googleMaps: {
    html: '<iframe src="https://www.google.com/maps/embed?pb=!1m18"></iframe>',
    instead: '<div data-smg-embed="googleMaps:pb=!1m18"></div>',
  },
  telegram: {
    html: '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="durov/68"></script>',
    instead: '<div data-smg-embed="telegram:durov/68"></div>',
  },
  spotify: {
    html: '<iframe src="https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC?utm_source=generator"></iframe>',
    instead: '<div data-smg-embed="spotify:track/4uLU6hMCjMI75M1A2tKUQC"></div>',
  },
}
