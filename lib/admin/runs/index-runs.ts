import 'server-only'
import { z } from 'zod'
import { listEmbeddedBy } from '@/lib/database/embeddings'
import { findPublishedRun } from '@/lib/database/index-runs'
import { decodeComparison } from '@/lib/database/run-comparison'
import { findRun, findRunsWithTable, listRuns, type StoredRun } from '@/lib/database/run-history'
import { findActiveRunId } from '@/lib/database/runs'
import { indexJob } from '@/lib/indexing/job'
import { database } from '@/lib/serving/database'
import { readActiveCrawlId } from './crawls'
import { isAlive, type RunKind, toRunView } from './run-kind'
import type { ActivityView, IndexRunView } from '../views'

const LATEST_THUMBNAILS = 12

const storedMetrics = z.record(z.string(), z.number()).nullable()
const storedRetry = z.union([z.literal('all'), z.array(z.string())]).nullable()

export const indexRuns: RunKind<IndexRunView> = {
  job: indexJob,
  address: '/api/index-runs',
  read: readIndexRun,
}

/** A run as the dashboard shows it; null for an id that is no index run's. */
export async function readIndexRun(id: number): Promise<IndexRunView | null> {
  const run = await findRun(database().prisma, id)
  const [view = null] = await toViews(run ? [run] : [])
  return view
}

/** Index runs, the newest first. */
export async function listIndexRuns(
  before: number | undefined,
  limit: number,
): Promise<{ runs: IndexRunView[]; nextBefore: number | null }> {
  const rows = await listRuns(database().prisma, { job: indexJob.name, before, limit: limit + 1 })
  const page = rows.slice(0, limit)
  return {
    runs: await toViews(page),
    nextBefore: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  }
}

/** What is going on now. A run that no process is behind is not. */
export async function readActivity(): Promise<ActivityView> {
  const { prisma } = database()
  const [latest] = await listRuns(prisma, { job: indexJob.name, limit: 1 })
  const activeId = isAlive(indexJob.name) ? await findActiveRunId(prisma, indexJob.name) : null
  return {
    active: activeId === null ? null : await readIndexRun(activeId),
    latestId: latest?.id ?? null,
    crawlId: await readActiveCrawlId(),
  }
}

async function toViews(rows: readonly StoredRun[]): Promise<IndexRunView[]> {
  const { prisma, connection } = database()
  const withTable = await findRunsWithTable(
    prisma,
    rows.map(({ id }) => id),
  )
  const publishedId = findPublishedRun(connection)?.id
  return rows.flatMap((row) => toView(row, withTable.has(row.id), row.id === publishedId) ?? [])
}

function toView(run: StoredRun, hasTable: boolean, isPublished: boolean): IndexRunView | null {
  const { index } = run
  if (!index) return null
  const table = { hasTable, isPublished }
  const view = toRunView(run, index.outcome, table)
  return {
    ...view,
    ...table,
    publishedAt: index.publishedAt?.toISOString() ?? null,
    metrics: storedMetrics.parse(run.metrics === null ? null : JSON.parse(run.metrics)),
    ...{ mode: index.mode, recipe: index.recipe, engine: index.engine, neighbours: index.neighbours },
    retry: storedRetry.parse(index.retried === null ? null : JSON.parse(index.retried)),
    ...{ modelCount: index.modelCount, embeddedCount: index.embeddedCount },
    ...{ reusedCount: index.reusedCount, failureCount: index.failureCount },
    comparison: decodeComparison(index.comparison),
    sameAs: index.sameAsId,
    latestThumbnails: view.silentSeconds === null ? [] : latestThumbnails(run.id),
  }
}

function latestThumbnails(runId: number): string[] {
  return listEmbeddedBy(database().connection, runId, LATEST_THUMBNAILS).map((hash) => `/thumbnails/${hash}`)
}
