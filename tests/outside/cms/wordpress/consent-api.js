// The part of the stand-in for the WP Consent API that is in the page: what a banner calls, what is kept, who is told.
{
  const keep = (name, value) => {
    document.cookie = `wp_consent_${name}=${value}; path=/; max-age=${30 * 86400}; secure`
  }
  const kept = name =>
    document.cookie
      .split('; ')
      .find(text => text.startsWith(`wp_consent_${name}=`))
      ?.split('=')[1] ?? ''
  window.__heard = []
  for (const type of [
    'wp_consent_type_defined',
    'wp_listen_for_consent_change',
    'wp_consent_api_status_change_service',
  ])
    document.addEventListener(type, ({ detail }) => window.__heard.push([type, { ...detail }]))

  window.wp_has_consent = category => !window.wp_consent_type || kept(category) === 'allow'
  window.wp_set_consent = (category, value) => {
    if (value !== 'allow' && value !== 'deny') return
    const before = kept(category)
    keep(category, value)
    if (before !== value)
      document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change', { detail: { [category]: value } }))
  }
  window.wp_set_service_consent = (service, value) => {
    let services = {}
    try {
      services = JSON.parse(kept('consented_services'))
    } catch {}
    keep('consented_services', JSON.stringify({ ...services, [service]: value }))
    document.dispatchEvent(new CustomEvent('wp_consent_api_status_change_service', { detail: { service, value } }))
  }
}
