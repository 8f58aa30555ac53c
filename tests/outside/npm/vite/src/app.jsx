import { useEffect, useState } from 'react'
import { start } from 'smg-consent'

const config = {
  analytics: {
    ga4: 'G-ABC1234567',
    metrica: 12345678,
    clarity: 'abcdefghij',
    hotjar: 1234567,
    metaPixel: '123456789012345',
  },
}

// Each effect runs twice in strict mode: the second time too start() is called.
const useConsent = () =>
  useEffect(() => {
    window.__starts = (window.__starts ?? 0) + 1
    start(config)
  }, [])

function usePath() {
  const [path, setPath] = useState(location.pathname)
  useEffect(() => {
    const follow = () => setPath(location.pathname)
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])
  return [
    path,
    event => {
      event.preventDefault()
      history.pushState(null, '', event.target.href)
      setPath(location.pathname)
    },
  ]
}

export function App() {
  useConsent()
  const [path, go] = usePath()
  return (
    // By its key the whole page is made anew with each change.
    <main key={path}>
      <h1>{path === '/about' ? 'About' : 'Home'}</h1>
      <a href="/" onClick={go}>
        Home
      </a>{' '}
      <a href="/about" onClick={go}>
        About
      </a>
    </main>
  )
}
