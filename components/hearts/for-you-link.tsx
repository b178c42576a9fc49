'use client'

import Link from 'next/link'
import { LONE_LINK } from '@/components/ui/looks'
import { FOR_YOU_PATH } from './for-you-path'
import { useHeartsSettings } from './hearts-settings'
import { useHearts } from './hearts-store'

/** Leads to what is recommended, and says by how many hearts; for them there is room before they are known. */
export function ForYouLink() {
  const count = useHearts()?.liked.length ?? 0
  const { isShown } = useHeartsSettings()
  if (!isShown) return null
  return (
    <Link
      href={FOR_YOU_PATH}
      prefetch={false}
      className={`${LONE_LINK} relative mr-7 whitespace-nowrap noscript:hidden`}
    >
      For you
      {count > 0 && (
        <span className="absolute left-full ml-1.5 text-accent tabular-nums">
          {count < 100 ? count : '99+'}
          <span className="sr-only">{count === 1 ? ' heart' : ' hearts'}</span>
        </span>
      )}
    </Link>
  )
}
