import Link from 'next/link'

export function Links({ title }) {
  return (
    <main>
      <h1>{title}</h1>
      <Link href="/">Home</Link> <Link href="/about">About</Link>
    </main>
  )
}
