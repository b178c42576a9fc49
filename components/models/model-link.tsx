'use client'

import Link, { useLinkStatus } from 'next/link'
import type { ReactNode } from 'react'
import type { CardView } from '@/lib/serving/views'
import { marksQuery } from '@/components/marks/marks-in-address'
import { useMarks } from '@/components/marks/marks-store'
import { withParameters } from './filter-path'
import { modelPath } from './model-path'
import { ModelPageSkeleton } from './model-page-skeleton'

type Props = {
  card: CardView
  /** Parameters that go along to the page, as `filterQuery` writes them. */
  carried?: string
  className?: string
  title?: string
  children: ReactNode
}

/**
 * A link to a model's page. On a slow line it shows the page's skeleton meanwhile. (A loading.tsx would,
 * too, but would also put the page itself behind a script.)
 */
export function ModelLink({ card, carried = '', className, title, children }: Props) {
  const marks = marksQuery(useMarks())
  return (
    <Link
      href={withParameters(withParameters(modelPath(card.uid), carried), marks)}
      prefetch={false}
      className={className}
      title={title}
    >
      {children}
      <SkeletonWhilePending card={card} />
    </Link>
  )
}

function SkeletonWhilePending({ card }: { card: CardView }) {
  const { pending } = useLinkStatus()
  return pending ? <ModelPageSkeleton card={card} /> : null
}
