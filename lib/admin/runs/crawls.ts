import 'server-only'
import { z } from 'zod'
import { crawlJob } from '@/lib/crawling/job'
import { findRun, listRuns, type StoredRun } from '@/lib/database/run-history'
import { findActiveRunId } from '@/lib/database/runs'
import { database } from '@/lib/serving/database'
import { isAlive, type RunKind, toRunView } from './run-kind'
import type { CrawlView } from '../views'

const storedOptions = z.record(z.string(), z.unknown())
const storedCounts = z.record(z.string(), z.number()).nullable()

export const crawls: RunKind<CrawlView> = {
  job: crawlJob,
  address: '/api/crawls',
  read: readCrawl,
}

/** A crawl as the dashboard shows it; null for an id that is no crawl's. */
export async function readCrawl(id: number): Promise<CrawlView | null> {
  const run = await findRun(database().prisma, id)
  return run && toView(run)
}

/** The number of the crawl that is under way; null when none is. */
export async function readActiveCrawlId(): Promise<number | null> {
  return isAlive(crawlJob.name) ? findActiveRunId(database().prisma, crawlJob.name) : null
}

/** Crawls, the newest first. */
export async function listCrawls(
  before: number | undefined,
  limit: number,
): Promise<{ runs: CrawlView[]; nextBefore: number | null }> {
  const rows = await listRuns(database().prisma, { job: crawlJob.name, before, limit: limit + 1 })
  const page = rows.slice(0, limit)
  return {
    runs: page.flatMap((row) => toView(row) ?? []),
    nextBefore: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  }
}

function toView(run: StoredRun): CrawlView | null {
  const { crawl } = run
  if (!crawl) return null
  const view = toRunView(run, null, { hasTable: false, isPublished: false })
  return {
    ...view,
    options: storedOptions.parse(JSON.parse(crawl.options)),
    counts: storedCounts.parse(crawl.counts === null ? null : JSON.parse(crawl.counts)),
    outcome: crawl.outcome,
    latestThumbnails: [],
  }
}
