import type { CrawlView } from '@/lib/admin/views'
import { Status } from '@/components/ui/status'
import { STATUS_WORDS } from '../runs/run-words'

/** What became of a crawl, as a dot and a word. */
export function CrawlMark({ crawl }: { crawl: Pick<CrawlView, 'status' | 'outcome'> }) {
  const isCutShort = crawl.status === 'finished' && crawl.outcome === 'budget'
  return (
    <Status status={crawl.status}>{isCutShort ? 'All requests made' : STATUS_WORDS[crawl.status]}</Status>
  )
}
