import type { ReactNode } from 'react'
import { BrowseLink } from '@/components/browse/browse-link'
import { NAV_LINK } from '@/components/ui/looks'

type Props = { href: string; isCurrent: boolean; children: ReactNode }

/** A mix by name. */
export function MixLink({ href, isCurrent, children }: Props) {
  return (
    <BrowseLink
      href={href}
      scroll={false}
      aria-current={isCurrent ? 'true' : undefined}
      className={`${NAV_LINK} text-sm`}
    >
      {children}
    </BrowseLink>
  )
}
