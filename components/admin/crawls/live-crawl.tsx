'use client'

import type { CrawlView, LogView, StageView } from '@/lib/admin/views'
import { CrawlFigures } from './crawl-figures'
import { CrawlMark } from './crawl-mark'
import { LiveRun } from '../runs/live-run'

const read = (json: string): CrawlView => JSON.parse(json)

type Props = { run: CrawlView; log: LogView; stages: readonly StageView[] }

/** The page of a crawl. */
export function LiveCrawl({ run, log, stages }: Props) {
  return (
    <LiveRun
      kind="crawl"
      title={`Crawl ${run.id}`}
      run={run}
      log={log}
      stages={stages}
      read={read}
      mark={(run) => <CrawlMark crawl={run} />}
      figures={(run) => <CrawlFigures crawl={run} />}
    />
  )
}
