import 'server-only'
import { z } from 'zod'
import { decodeComparison } from '@/lib/database/run-comparison'
import type { StoredRun } from '@/lib/database/database'
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
    const { indexRuns } = database()
    const withTable = await indexRuns.findRunsWithTable(rows.map(({ id }) => id))
    const publishedId = (await indexRuns.findPublishedRun())?.id
    const views = rows.map((row) => toView(row, withTable.has(row.id), row.id === publishedId))
    return (await Promise.all(views)).flatMap((view) => view ?? [])
  },
}

/** What is going on now. A run that no process is behind is not. */
export async function readActivity(): Promise<ActivityView> {
  const [latest] = await database().runs.listRuns({ job: indexJob.name, limit: 1 })
  const activeId = await readActiveId(indexJob.name)
  return {
    active: activeId === null ? null : await readRun(indexRuns, activeId),
    latestId: latest?.id ?? null,
    crawlId: await readActiveId(crawls.job.name),
  }
}

async function toView(run: StoredRun, hasTable: boolean, isPublished: boolean): Promise<IndexRunView | null> {
  const { index } = run
  if (!index) return null
  const { mode, recipe, engine, neighbours, modelCount, embeddedCount, reusedCount, failureCount } = index
  const view = await toRunView(run, index.outcome, { hasTable, isPublished })
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
    latestThumbnails: view.silentSeconds === null ? [] : await latestThumbnails(run.id),
  }
}

async function latestThumbnails(runId: number): Promise<string[]> {
  return (await database().embeddings.listEmbeddedBy(runId, LATEST_THUMBNAILS)).map(
    (hash) => `/thumbnails/${hash}`,
  )
}
