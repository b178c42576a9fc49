import type { IndexRunView } from '@/lib/admin/views'
import { outcomeWords } from './run-words'

/** What became of a run, as a dot and a word. */
export function StatusMark({ run }: { run: Pick<IndexRunView, 'status' | 'isPublished' | 'publishedAt'> }) {
  return (
    <span className="status" data-status={run.isPublished ? 'published' : run.status}>
      {outcomeWords(run)}
    </span>
  )
}
