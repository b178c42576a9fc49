'use client'

import type { CrawlView, LogView } from '@/lib/admin/views'
import { CrawlFigures } from './crawl-figures'
import { CrawlMark } from './crawl-mark'
import { LiveRun } from '../runs/live-run'

const read = (json: string): CrawlView => JSON.parse(json)

/** The page of a crawl. */
export function LiveCrawl({ run, log }: { run: CrawlView; log: LogView }) {
  return (
    <LiveRun
      kind="crawl"
      title={`Crawl ${run.id}`}
      {...{ run, log, read }}
      mark={(run) => <CrawlMark crawl={run} />}
      figures={(run) => <CrawlFigures crawl={run} />}
    />
  )
}
