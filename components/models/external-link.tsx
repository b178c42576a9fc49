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

type Props = { destination: Destination; className?: string; children: ReactNode }

/** A link out of the site, in a new tab, that says so. */
export function ExternalLink({ destination, className, children }: Props) {
  return (
    <a {...outwards(destination)} className={className}>
      {children}
      {/* Stays on the line of the last word. */}
      <span className="whitespace-nowrap">
        {'\u00a0'}
        <OutArrow />
      </span>
      <span className="sr-only"> (opens {destination.site} in a new tab)</span>
    </a>
  )
}

/** The attributes of a link out of the site. */
export function outwards({ href }: Destination) {
  return { href, target: '_blank', rel: 'noopener' }
}

export function OutArrow() {
  return (
    <svg
      aria-hidden
      viewBox="0 0 10 10"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      className="inline size-[0.6em] align-baseline"
    >
      <path d="M1.5 8.5 8.5 1.5M3 1.5h5.5V7" />
    </svg>
  )
}
