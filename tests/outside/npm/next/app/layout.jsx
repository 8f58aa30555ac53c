import { Consent } from './consent.jsx'

export const metadata = { title: 'A site by Next' }

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        {children}
        <Consent />
      </body>
    </html>
  )
}
