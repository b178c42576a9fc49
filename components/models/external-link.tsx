import type { ReactNode } from 'react'

type Destination = { href: string; site: string; label: string }

/** Where a model's url leads, and what to call it; null when it is not an address on the web. */
export function destinationOf(url: string | null): Destination | null {
  const parsed = url !== null && URL.canParse(url) ? new URL(url) : null
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) return null
  const host = parsed.hostname.replace(/^www\./, '')
  if (host !== 'sketchfab.com' && !host.endsWith('.sketchfab.com')) {
    return { href: parsed.href, site: host, label: `View on ${host}` }
  }
  const isSearch = parsed.pathname.startsWith('/search')
  return { href: parsed.href, site: 'Sketchfab', label: isSearch ? 'Find on Sketchfab' : 'View on Sketchfab' }
}

type Props = { destination: Destination; className?: string; title?: string; children: ReactNode }

/** A link out of the site, in a new tab, that says so. */
export function ExternalLink({ destination, className, title, children }: Props) {
  return (
    <a href={destination.href} target="_blank" rel="noopener" className={className} title={title}>
      {children}
      <OutArrow />
      <span className="sr-only"> (opens {destination.site} in a new tab)</span>
    </a>
  )
}

/** Stays on the line of the last word, hence the hard space. */
function OutArrow() {
  return (
    <span aria-hidden className="whitespace-nowrap">
      {'\u00a0'}
      <svg viewBox="0 0 10 10" fill="none" stroke="currentColor" strokeWidth="1.5" className="out">
        <path d="M1.5 8.5 8.5 1.5M3 1.5h5.5V7" />
      </svg>
    </span>
  )
}
