import Link from 'next/link'
import type { BrowseView } from '@/lib/serving/views'
import { browsePath } from './browse-path'

/** Plain links from page to page: they work without JavaScript, and the back button does what it says. */
export function Pager({ view: { selection, nextCursor } }: { view: BrowseView }) {
  if (selection.cursor === undefined && nextCursor === null) return null
  return (
    <nav aria-label="Pages" className="mt-16 flex items-center justify-center gap-6">
      {selection.cursor !== undefined && (
        <Link href={browsePath({ ...selection, cursor: undefined })} prefetch={false} className="text-link">
          First page
        </Link>
      )}
      {nextCursor !== null && (
        <Link
          href={browsePath({ ...selection, cursor: nextCursor })}
          prefetch={false}
          rel="next"
          className="button"
        >
          More models
        </Link>
      )}
    </nav>
  )
}
