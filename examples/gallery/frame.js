// Brings the module into the state that the address asks for: ?state=banner&language=kk&theme=dark&layout=bar&position=end

const query = Object.fromEntries(new URLSearchParams(location.search))
const { state = 'banner', language = 'en', theme = 'auto', layout = 'box', position = 'start', brand } = query

keepInMemory(state == 'error')

// What the option `theme` may say: one colour, from which all follows in light and dark, or more.
const brands = {
  teal: { accent: '#0b5f5b' },
  sun: { accent: '#ffd400', radius: '4px' },
  plum: { accent: '#e0b0ff', background: '#2b1a3d', text: '#f5eefc', font: 'Georgia, serif' },
}

const day = Math.floor(Date.now() / 1000).toString(36)
const consent = {
  inFrames: true,
  company: { kk: '«SMG» ЖШС', ru: 'ТОО «SMG»', en: 'SMG LLP' },
  country: 'KZ',
  bin: '000000000000',
  policyUrl: '/smgcorp/privacy.html',
  language,
  theme: { mode: theme, ...brands[brand] },
  layout,
  // In the middle of the screen a dialog stands only where it is modal.
  modal: layout == 'dialog',
  position,
}

const press = name => document.querySelector('smg-consent').shadowRoot.querySelector(`input[name=${name}]`).click()

const states = {
  banner() {},
  brand() {},
  again() {},
  settings: api => api.showPreferences(),
  partial(api) {
    api.showPreferences()
    press('analytics')
  },
  saved: api => api.rejectAll(),
  error: api => api.acceptAll(),
  button: api => api.rejectAll(),
  waits(api) {
    api.rejectAll()
    const film = document.createElement('iframe')
    for (const [name, value] of Object.entries({ src: 'https://video.example/', purpose: 'marketing' }))
      film.setAttribute('data-smg-' + name, value)
    film.title = { kk: 'Фильм', ru: 'Фильм' }[language] ?? 'A film'
    document.querySelector('main').append(film)
  },
}

if (state == 'again') {
  document.cookie = `smg_consent=1.0.${day}.${'0123456789abcdef'.repeat(2)}.b.en.+analytics.+aaaaa`
  consent.revision = 1
}
if (state == 'button') consent.floatingButton = true

const analytics = {
  ga4: 'G-XXXXXXXXXX',
  metrica: 12345678,
  clarity: 'abcdefghij',
  hotjar: 1234567,
  metaPixel: '123456789012345',
}
window.SMG_CONFIG = { analytics, consent }
window.SMGConsent = [
  async api => {
    // The settings, and what stands in the place of content that waits, come with the second file.
    await api.whole()
    states[state]?.(api)
    // Of many frames beside each other one has the focus: by chance, so none is to show it.
    document.querySelector('smg-consent')?.shadowRoot.activeElement?.blur()
    document.documentElement.dataset.state = state
  },
]

const words = {
  kk: 'Бұл бет — модульдің қасындағы кәдімгі мәтін. Баннер ашық тұрғанда да оны оқуға болады.',
  ru: 'Это обычный текст страницы рядом с модулем. Его можно читать, пока баннер открыт.',
  en: 'This is the usual text of a page beside the module. It can be read while the banner is open.',
}
document.documentElement.lang = language
document.documentElement.classList.toggle('dark', theme == 'dark')
document.addEventListener('DOMContentLoaded', () => {
  for (let i = 0; i < 12; i++) {
    const paragraph = document.createElement('p')
    paragraph.textContent = words[language] ?? words.en
    document.querySelector('main').append(paragraph)
  }
})
