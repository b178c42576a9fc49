import type { BrowseView } from '@/lib/serving/views'
import { BUTTON, TEXT_LINK } from '../ui/looks'
import { BrowseLink } from './browse-link'
import { browsePath } from './browse-path'

/** Plain links from page to page: they work without JavaScript, and the back button does what it says. */
export function Pager({ view: { selection, nextCursor } }: { view: BrowseView }) {
  if (selection.cursor === undefined && nextCursor === null) return null
  return (
    <nav aria-label="Pages" className="mt-16 flex items-center justify-center gap-6">
      {selection.cursor !== undefined && (
        <BrowseLink href={browsePath({ ...selection, cursor: undefined })} className={TEXT_LINK}>
          First page
        </BrowseLink>
      )}
      {nextCursor !== null && (
        <BrowseLink
          href={browsePath({ ...selection, cursor: nextCursor })}
          rel="next"
          className={BUTTON.plain}
        >
          More models
        </BrowseLink>
      )}
    </nav>
  )
}
