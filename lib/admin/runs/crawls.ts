import 'server-only'
import { z } from 'zod'
import { crawlJob } from '@/lib/crawling/job'
import type { StoredRun } from '@/lib/database/database'
import { type RunKind, toRunView } from './run-kind'
import type { CrawlView } from '../views'

const storedOptions = z.record(z.string(), z.unknown())
const storedCounts = z.record(z.string(), z.number()).nullable()

export const crawls: RunKind<CrawlView> = {
  job: crawlJob,
  address: '/api/crawls',
  page: '/admin/crawls',
  noun: 'crawl',
  cancelled: 'The models that it has brought are kept; the same crawl would go on from here.',
  deleted: 'Its figures and its log are gone then; the models that it has brought are kept.',
  toViews: async (rows) => (await Promise.all(rows.map(toView))).flatMap((view) => view ?? []),
}

async function toView(run: StoredRun): Promise<CrawlView | null> {
  const { crawl } = run
  if (!crawl) return null
  return {
    ...(await toRunView(run, null, { hasTable: false, isPublished: false })),
    options: storedOptions.parse(JSON.parse(crawl.options)),
    counts: storedCounts.parse(crawl.counts === null ? null : JSON.parse(crawl.counts)),
    outcome: crawl.outcome,
    latestThumbnails: [],
  }
}
