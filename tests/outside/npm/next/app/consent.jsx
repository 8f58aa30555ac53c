'use client'

import { useEffect } from 'react'
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

// What runs as the module is loaded runs on the server too, and there does nothing.
start(config)

export function Consent() {
  useEffect(() => void start(config), [])
  return <p>The server renders this too.</p>
}
