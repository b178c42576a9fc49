import Link from 'next/link'
import { TEXT_LINK } from '../ui/looks'

type Props = {
  /** The address of the first page. */
  page: string
  /** What is listed, e.g. `runs`. */
  what: string
  isFirst: boolean
  /** Null on the last page. */
  nextBefore: number | null
}

/** Leads from a page of runs to older ones, and back to the newest. */
export function RunPager({ page, what, isFirst, nextBefore }: Props) {
  if (isFirst && nextBefore === null) return null
  return (
    <nav aria-label="Pages" className="mt-10 flex gap-6">
      {!isFirst && (
        <Link href={page} prefetch={false} className={TEXT_LINK}>
          Newest {what}
        </Link>
      )}
      {nextBefore !== null && (
        <Link href={`${page}?before=${nextBefore}`} prefetch={false} className={TEXT_LINK}>
          Older {what}
        </Link>
      )}
    </nav>
  )
}
