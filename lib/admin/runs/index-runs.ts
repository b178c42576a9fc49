import 'server-only'
import { z } from 'zod'
import { listEmbeddedBy } from '@/lib/database/embeddings'
import { findPublishedRun } from '@/lib/database/index-runs'
import { decodeComparison } from '@/lib/database/run-comparison'
import { findRunsWithTable, listRuns, type StoredRun } from '@/lib/database/run-history'
import { indexJob } from '@/lib/indexing/job'
import { database } from '@/lib/serving/database'
import { crawls } from './crawls'
import { readActiveId, readRun, type RunKind, toRunView } from './run-kind'
import type { ActivityView, IndexRunView } from '../views'

const LATEST_THUMBNAILS = 12

const storedMetrics = z.record(z.string(), z.number()).nullable()
const storedRetry = z.union([z.literal('all'), z.array(z.string())]).nullable()

export const indexRuns: RunKind<IndexRunView> = {
  job: indexJob,
  address: '/api/index-runs',
  page: '/admin/runs',
  noun: 'run',
  cancelled: 'What it has embedded is kept for the next one; its similarity table is not made.',
  deleted: 'Its figures, its log and what it has made of its own are gone then.',
  async toViews(rows) {
    const { prisma, connection } = database()
    const withTable = await findRunsWithTable(
      prisma,
      rows.map(({ id }) => id),
    )
    const publishedId = findPublishedRun(connection)?.id
    return rows.flatMap((row) => toView(row, withTable.has(row.id), row.id === publishedId) ?? [])
  },
}

/** What is going on now. A run that no process is behind is not. */
export async function readActivity(): Promise<ActivityView> {
  const [latest] = await listRuns(database().prisma, { job: indexJob.name, limit: 1 })
  const activeId = await readActiveId(indexJob.name)
  return {
    active: activeId === null ? null : await readRun(indexRuns, activeId),
    latestId: latest?.id ?? null,
    crawlId: await readActiveId(crawls.job.name),
  }
}

function toView(run: StoredRun, hasTable: boolean, isPublished: boolean): IndexRunView | null {
  const { index } = run
  if (!index) return null
  const { mode, recipe, engine, neighbours, modelCount, embeddedCount, reusedCount, failureCount } = index
  const view = toRunView(run, index.outcome, { hasTable, isPublished })
  return {
    ...view,
    hasTable,
    isPublished,
    publishedAt: index.publishedAt?.toISOString() ?? null,
    metrics: storedMetrics.parse(run.metrics === null ? null : JSON.parse(run.metrics)),
    mode,
    recipe,
    engine,
    neighbours,
    retry: storedRetry.parse(index.retried === null ? null : JSON.parse(index.retried)),
    modelCount,
    embeddedCount,
    reusedCount,
    failureCount,
    comparison: decodeComparison(index.comparison),
    sameAs: index.sameAsId,
    latestThumbnails: view.silentSeconds === null ? [] : latestThumbnails(run.id),
  }
}

function latestThumbnails(runId: number): string[] {
  return listEmbeddedBy(database().connection, runId, LATEST_THUMBNAILS).map((hash) => `/thumbnails/${hash}`)
}
