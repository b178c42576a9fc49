import Link from 'next/link'
import { TEXT_LINK } from '@/components/ui/looks'
import type { JobView } from '@/lib/admin/views'

type Props = {
  job: JobView
  isFirst: boolean
  /** Null on the last page. */
  nextBefore: number | null
}

/** Leads from a page of runs to older ones, and back to the newest. */
export function RunPager({ job: { page, noun }, isFirst, nextBefore }: Props) {
  if (isFirst && nextBefore === null) return null
  return (
    <nav aria-label="Pages" className="mt-10 flex gap-6">
      {!isFirst && (
        <Link href={page} prefetch={false} className={TEXT_LINK}>
          Newest {noun}s
        </Link>
      )}
      {nextBefore !== null && (
        <Link href={`${page}?before=${nextBefore}`} prefetch={false} className={TEXT_LINK}>
          Older {noun}s
        </Link>
      )}
    </nav>
  )
}
