import { Links } from '../links.jsx'

export default function About() {
  return <Links title="About" />
}
