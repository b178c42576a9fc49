'use client'

import Link, { useLinkStatus } from 'next/link'
import type { ComponentProps } from 'react'

/** A link to another selection of the browse page; the results fade while it is on its way. */
export function BrowseLink({ children, ...rest }: Omit<ComponentProps<typeof Link>, 'prefetch'>) {
  return (
    <Link {...rest} prefetch={false}>
      {children}
      <PendingMark />
    </Link>
  )
}

function PendingMark() {
  const { pending } = useLinkStatus()
  return pending ? <span hidden data-waiting /> : null
}
