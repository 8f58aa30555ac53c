/*
 * Frames of one site share its cookies, its storage and the messages between its tabs: a choice made in one would close
 * the banners of all. So a page that is a picture of the module keeps them in memory, each for itself; where `isFull`,
 * nowhere. To be called before the module's script.
 */
window.keepInMemory = isFull => {
  const jar = new Map()
  const kept = new Map()
  const refuse = () => {
    throw new DOMException('', 'QuotaExceededError')
  }
  // Of the prototype: the module reads the document past what a page has put on it.
  Object.defineProperty(Document.prototype, 'cookie', {
    get: () => Array.from(jar, pair => pair.join('=')).join('; '),
    set(text) {
      const [, name, value] = /^([^=]*)=([^;]*)/.exec(text)
      if (/max-age=0\b/i.test(text)) jar.delete(name)
      else if (!isFull) jar.set(name, value)
    },
  })
  Object.defineProperty(window, 'localStorage', {
    value: {
      getItem: name => kept.get(name) ?? null,
      setItem: (name, value) => (isFull ? refuse() : kept.set(name, value)),
      removeItem: name => kept.delete(name),
    },
  })
  window.BroadcastChannel = undefined
}
