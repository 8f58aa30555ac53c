import { Links } from './links.jsx'

// Made anew for each request.
export const dynamic = 'force-dynamic'

export default function Home() {
  return <Links title="Home" />
}
