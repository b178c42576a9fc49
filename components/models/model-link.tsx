'use client'

import Link, { useLinkStatus } from 'next/link'
import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { modelPath } from './model-path'
import { ModelPageSkeleton } from './model-page-skeleton'

type Props = { uid: string; className?: string; children: ReactNode }

/**
 * A link to a model's page. On a slow line it shows the page's skeleton meanwhile. (A loading.tsx would,
 * too, but would also put the page itself behind a script.)
 */
export function ModelLink({ uid, className, children }: Props) {
  return (
    <Link href={modelPath(uid)} prefetch={false} className={className}>
      {children}
      <SkeletonWhilePending />
    </Link>
  )
}

function SkeletonWhilePending() {
  const { pending } = useLinkStatus()
  return pending ? createPortal(<ModelPageSkeleton />, document.body) : null
}
