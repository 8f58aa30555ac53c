// The visitor's country in each page, by a Cloudflare Worker on the site's routes. Cloudflare says it in a header of the
// request (CF-IPCountry, in the dashboard: Network, IP Geolocation): nobody else is asked.

// XX is what is not known and T1 the Tor network: both are no country, and become ZZ as in nginx.conf.
const regionOf = request => {
  const code = request.headers.get('CF-IPCountry') ?? ''
  return /^[A-Z]{2}$/.test(code) && code !== 'XX' ? code : 'ZZ'
}

export default {
  async fetch(request) {
    const response = await fetch(request)
    if (!response.headers.get('content-type')?.startsWith('text/html')) return response
    const region = `<meta name="region" content="${regionOf(request)}">`
    const written = new HTMLRewriter()
      .on('head', { element: head => head.prepend(region, { html: true }) })
      .transform(response)
    // A cache that others share would hand one visitor's country to all. The Worker stands in front of Cloudflare's own.
    const headers = new Headers(written.headers)
    headers.set('Cache-Control', 'private')
    return new Response(written.body, { status: written.status, statusText: written.statusText, headers })
  },
}
