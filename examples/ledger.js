// A strip for example pages: lists each request that the page makes to another host, as it happens, and the names
// of what is stored in this browser. It asks for nothing itself. Load it first in <head>, without async, so that it
// sees everything; put <request-ledger></request-ledger> where it is to stand ("open": with its list shown).

const texts = {
  en: {
    title: 'Request ledger',
    none: 'No third-party request yet',
    some: 'Third-party requests: ',
    stored: 'Cookies: ',
    local: 'Local storage: ',
    session: 'Session storage: ',
    nothing: 'none',
    about:
      'This strip belongs to the example. It lists each request from this page to another host, as it happens. ' +
      'As long as nothing is accepted, it stays empty.',
  },
  ru: {
    title: 'Журнал запросов',
    none: 'Запросов к другим сайтам пока не было',
    some: 'Запросов к другим сайтам: ',
    stored: 'Файлы cookie: ',
    local: 'Локальное хранилище: ',
    session: 'Хранилище сеанса: ',
    nothing: 'нет',
    about:
      'Эта полоса добавлена для примера. Она показывает каждый запрос этой страницы к другим сайтам, как только он ' +
      'уходит. Пока вы ничего не приняли, она остаётся пустой.',
  },
  kk: {
    title: 'Сұраулар журналы',
    none: 'Басқа сайттарға әзірге сұрау жіберілген жоқ',
    some: 'Басқа сайттарға жіберілген сұраулар: ',
    stored: 'Cookie файлдары: ',
    local: 'Жергілікті жад: ',
    session: 'Сеанс жады: ',
    nothing: 'жоқ',
    about:
      'Бұл жолақ мысал үшін қосылған. Ол осы беттен басқа сайттарға жіберілген әр сұрауды сол сәтте көрсетеді. Сіз ' +
      'ештеңе қабылдамайынша, ол бос тұрады.',
  },
}
const text = texts[document.documentElement.lang] ?? texts.en

const requests = new Map() // address → { kind, seconds }
let changed = () => {}

function note(address, kind, time) {
  const url = new URL(address, document.baseURI)
  if (!/^(https?|wss?):$/.test(url.protocol) || url.host === location.host || requests.has(url.href)) return
  requests.set(url.href, { kind, seconds: time / 1000 })
  changed()
}

// Both ways, since neither sees all: an entry comes only when a request has ended, an element is seen at once but is
// not how every request starts.
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) note(entry.name, entry.initiatorType, entry.startTime)
}).observe({ type: 'resource', buffered: true })

new MutationObserver(mutations => {
  for (const { addedNodes } of mutations) {
    for (const node of addedNodes) {
      if (!(node instanceof Element)) continue
      for (const element of [node, ...node.querySelectorAll('[src]')]) {
        const address = element.getAttribute('src')
        if (address) note(address, element.localName, performance.now())
      }
    }
  }
}).observe(document, { childList: true, subtree: true })

function stored() {
  const keys = area => {
    try {
      return Object.keys(window[area])
    } catch {
      return [] // storage is blocked: then nothing is stored
    }
  }
  let cookies = ''
  try {
    cookies = document.cookie
  } catch {
    // as above
  }
  return [
    [
      text.stored,
      cookies
        .split('; ')
        .filter(Boolean)
        .map(pair => pair.split('=')[0]),
    ],
    [text.local, keys('localStorage')],
    [text.session, keys('sessionStorage')],
  ]
}

const sheet = new CSSStyleSheet()
sheet.replaceSync(`
  :host { display: block; font: 0.8125rem/1.5 ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace;
    color: #33404a; background: #eef0f2; border-block: 1px solid #ccd2d8; color-scheme: light; }
  summary { display: flex; flex-wrap: wrap; gap: 0 1.5em; align-items: baseline; padding: 0.45rem 1rem; cursor: pointer; }
  summary::before { content: "+"; width: 0.6em; margin-inline-end: -1em; }
  details[open] > summary::before { content: "−"; }
  summary::-webkit-details-marker { display: none; }
  summary:focus-visible, .list:focus-visible { outline: 2px solid currentColor; outline-offset: -3px; }
  h2, p, ol { margin: 0; padding: 0; font: inherit; }
  h2 { font-weight: 700; }
  .count { border-inline-start: 0.7em solid #2f7d4f; padding-inline-start: 0.6em; }
  .count.some { border-color: #b3450f; }
  .list { max-height: 34vh; overflow: auto; padding: 0 1rem 0.7rem; }
  .list > * { max-width: 78ch; }
  ol { list-style: none; max-width: none; margin-block: 0.5rem; }
  li { overflow-wrap: anywhere; padding-inline-start: 5.5em; text-indent: -5.5em; }
  li b { font-weight: 700; }
  @media (prefers-color-scheme: dark) {
    :host { color: #c3ccd3; background: #1c2226; border-color: #363f45; color-scheme: dark; }
    .count { border-color: #58b77f; }
    .count.some { border-color: #f09a5e; }
  }
  @media print { :host { display: none; } }
`)

customElements.define(
  'request-ledger',
  class extends HTMLElement {
    connectedCallback() {
      const make = (tag, attributes = {}, ...children) => {
        const element = document.createElement(tag)
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
        element.append(...children)
        return element
      }
      const count = make('span', { class: 'count' })
      const cookies = make('span')
      const names = make('p')
      const rows = make('ol')
      const list = make('div', { class: 'list' }, make('p', {}, text.about), rows, names)
      // The keyboard can scroll it only if it takes the focus, and has no business there where nothing scrolls.
      new ResizeObserver(() => {
        const scrolls = list.scrollHeight > list.clientHeight
        const marks = { tabindex: '0', role: 'group', 'aria-labelledby': 'title' }
        for (const [name, value] of Object.entries(marks))
          scrolls ? list.setAttribute(name, value) : list.removeAttribute(name)
      }).observe(rows)
      const root = this.attachShadow({ mode: 'open' })
      root.adoptedStyleSheets = [sheet]
      root.append(
        make(
          'section',
          { 'aria-labelledby': 'title' },
          make(
            'details',
            this.hasAttribute('open') ? { open: '' } : {},
            make('summary', {}, make('h2', { id: 'title' }, text.title), count, cookies),
            list,
          ),
        ),
      )

      changed = () => {
        rows.replaceChildren(
          ...[...requests].map(([address, { kind, seconds }]) => {
            const { host, pathname, search } = new URL(address)
            const when = seconds.toFixed(1).padStart(5, '\u2007')
            return make('li', {}, `${when} s  `, make('b', {}, host), ` ${pathname}${search} (${kind})`)
          }),
        )
        this.dataset.requests = requests.size
        count.classList.toggle('some', requests.size > 0)
        count.textContent = requests.size ? text.some + requests.size : text.none
      }
      changed()

      let before = ''
      const look = () => {
        const now = stored().map(([label, keys]) => label + (keys.join(', ') || text.nothing))
        if (now.join() === before) return
        before = now.join()
        cookies.textContent = now[0]
        names.textContent = now.slice(1).join(' · ')
      }
      look()
      setInterval(look, 500)
    }
  },
)
