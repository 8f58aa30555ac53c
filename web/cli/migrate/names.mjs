// What other banners' owners call services and purposes, which is up to them, in the words of this one.

import { catalogue } from '../parts/module.mjs'

const plain = text =>
  String(text)
    .toLowerCase()
    .replace(/[^a-zа-яё0-9]/g, '')

// Beside each processor's own id and name.
const aliases = {
  ga4: ['ga', 'gtag', 'google-analytics', 'googleanalytics4', 'analytics.js', 'google'],
  gtm: ['google-tag-manager', 'tagmanager'],
  googleAds: ['adwords', 'google-adwords', 'google-ads-conversion'],
  metrica: ['yandex', 'yandex-metrika', 'metrika', 'яндекс-метрика', 'ym'],
  clarity: ['ms-clarity', 'clarity'],
  hotjar: ['contentsquare-hotjar', 'hj'],
  metaPixel: ['facebook', 'facebook-pixel', 'fb-pixel', 'fbpixel', 'meta'],
  matomo: ['piwik'],
  tiktok: ['tiktok-analytics'],
  linkedin: ['linkedin-insight', 'linkedininsighttag'],
  uet: ['bing', 'bing-ads', 'bingads', 'microsoft-ads'],
  x: ['twitter-pixel', 'twitterads', 'twitter-ads', 'x-pixel'],
  pinterest: ['pinterest-pixel', 'pinterestpixel'],
  snap: ['snapchat', 'snap-pixel'],
  reddit: ['reddit-ads'],
  googleMaps: ['maps', 'gmaps'],
  recaptcha: ['google-recaptcha'],
  tawk: ['tawkto'],
  vkRetargeting: ['vk', 'vk-pixel'],
  vkAds: ['top-mail-ru', 'mytarget'],
  cloudflareAnalytics: ['cloudflare-insights'],
}

/** The definition of the processor that somebody means by this name; undefined where it is none, or not known. */
export function processorCalled(name, dist) {
  const wanted = plain(name)
  const named = ({ id, name }) => [id, name.en ?? name, ...(aliases[id] ?? [])]
  return catalogue(dist).find(each => !each.partOf && named(each).some(word => plain(word) === wanted))
}

const purposes = {
  necessary: /^(necessary|essential|required|strict|security|technical|mandatory|functionalcookies|system|login|api)/,
  analytics: /^(analytic|statistic|stats|performance|measure|audience|tracking)/,
  replay: /^(replay|recording|sessionrec|heatmap)/,
  marketing: /^(market|ads?$|advert|target|retarget|remarket|publicit|promo|social$|socialmedia)/,
  functional:
    /^(function|prefer|media|video|embed|map|chat|livechat|support|comfort|experience|convenience|external|content|styling|captcha)/,
}

/** The purpose that somebody means by this name: "necessary", one of the module's, or undefined for one of his own. */
export const purposeCalled = name => Object.keys(purposes).find(id => purposes[id].test(plain(name)))

/** That purpose where it is one that nobody can call necessary, whatever the other banner made of it; else undefined. */
export const trackingCalled = name => ['analytics', 'replay', 'marketing'].find(id => id === purposeCalled(name))

/** An id for a purpose of the site's own: letters and digits, the first one small. */
export function ownPurposeId(name) {
  const words = String(name)
    .normalize('NFKD')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
  const id = words.map((word, i) => (i ? word[0].toUpperCase() + word.slice(1) : word.toLowerCase())).join('')
  return id.replace(/^[^a-z]+/, '').slice(0, 20) || 'other'
}
