import { BrowseLink } from '@/components/browse/browse-link'
import { TEXT_LINK } from '@/components/ui/looks'
import { PAGE_DEPTH } from '@/lib/facts/depths'
import type { NotLookedThrough } from '@/lib/serving/views'

const REASONS: Record<NotLookedThrough, string> = {
  busy: 'Only the closest hundred were looked through, since too many people are looking right now. In a moment there may be more.',
  'no-vectors': 'Only the closest hundred were looked through, since the published run has kept no more.',
}

type Props = {
  /** How many pass. */
  count: number
  reason: NotLookedThrough | null
  /** Where all are shown, and what these are called. */
  address: string
  all?: string
}

/** What is to be said of filtered look-alikes that are none, or few. */
export function FilteredNote({ count, reason, address, all = 'all look-alikes' }: Props) {
  if (count >= PAGE_DEPTH) return null
  return (
    <p role="status" className="mb-5 text-muted">
      {wordsFor(count)} {reason && REASONS[reason]}{' '}
      {count === 0 && (
        <BrowseLink href={address} scroll={false} className={`${TEXT_LINK} text-ink`}>
          Show {all}
        </BrowseLink>
      )}
    </p>
  )
}

function wordsFor(count: number): string {
  if (count === 0) return 'Nothing that comes close passes these filters.'
  return count === 1 ? 'One model passes these filters.' : `${count} models pass these filters.`
}
