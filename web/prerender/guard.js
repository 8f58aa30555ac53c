// The script within <smg-consent> in a page that brings its banner: stands guard until the module is there. Attaches the
// shadow root, or takes the element away where the banner is not to be seen: a choice is stored, the visitor sends Global
// Privacy Control, the page stands within another one, or the module does not come. It decides nothing about consent:
// presses are kept in `kept`, from where brought.js takes them. The words in capitals are filled in by prerender.mjs.
//
// An async module script: a classic one would wait for the page's stylesheets, the rest of the page for it, and the first
// paint would come later than without a banner (by 88 ms with a processor four times slower, and slow 4G). So it may run
// after the module has begun, which then shows a banner of its own, and this one goes or has gone.

document.querySelectorAll('smg-consent>template').forEach(({ parentNode: host }) => {
  const kept = (host.kept = [])
  // Once the module has taken what is kept, the element is its own.
  const remove = () => host.kept && host.remove()
  try {
    // A little too often: where it shows nothing, the module will.
    if (
      document.cookie.includes(`${__NAME__}=`) ||
      localStorage[__NAME__] ||
      (__GPC__ && navigator.globalPrivacyControl) ||
      (__FRAMES__ && top != self) ||
      window.SMGConsent?.ready
    )
      remove()
    else {
      const root = host.attachShadow({ mode: 'open' })
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(__CSS__)
      root.adoptedStyleSheets = [sheet]
      root.append(host.firstChild.content)
      // Until then it is no element to React, see makeElement() in layers.js.
      if (__HYDRATED__) host.__defineGetter__('nodeType', () => 7)
      host.onclick = event => {
        const control = event.composedPath()[0].closest('[data-smg]')
        if (control) {
          kept.push([event, control])
          host.ariaBusy = true
        }
      }
      addEventListener('error', event => /__TAG__/.test(event.target.src) && remove(), true)
      setTimeout(remove, 1e4)
    }
  } catch {
    remove()
  }
})
