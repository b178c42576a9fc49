import 'server-only'
import { z } from 'zod'
import { listEmbeddedBy } from '@/lib/db/embeddings'
import { findPublishedRun } from '@/lib/db/index-runs'
import { isJobLocked, jobLockFile } from '@/lib/db/job-lock'
import { decodeComparison } from '@/lib/db/run-comparison'
import { findRun, findRunsWithTable, listRuns, type StoredRun } from '@/lib/db/run-history'
import { findActiveRunId } from '@/lib/db/runs'
import { env } from '@/lib/env'
import { database } from '@/lib/serving/database'
import { ProblemError } from '@/lib/serving/problems'
import { allowedActions, RUN_STATUSES, type RunStatus } from './run-actions'
import type { ActivityView, IndexRunView } from './views'

const LATEST_THUMBNAILS = 12
const LEAST_SILENCE_SECONDS = 20

const storedMetrics = z.record(z.string(), z.number()).nullable()
const storedRetry = z.union([z.literal('all'), z.array(z.string())]).nullable()

/** Whether a process of the precompute job is alive. */
export function isPrecomputing(): boolean {
  return isJobLocked(jobLockFile(env().dataDir, 'precompute'))
}

/** A run as the dashboard shows it; null for an id that is no index run's. */
export async function readIndexRun(id: number): Promise<IndexRunView | null> {
  const run = await findRun(database().prisma, id)
  const [view = null] = await toViews(run ? [run] : [])
  return view
}

/** @throws ProblemError 404 */
export async function requireIndexRun(id: number): Promise<IndexRunView> {
  const run = await readIndexRun(id)
  if (!run) throw new ProblemError(404, `There is no index run ${id}.`)
  return run
}

/** Index runs, the newest first. */
export async function listIndexRuns(
  before: number | undefined,
  limit: number,
): Promise<{ runs: IndexRunView[]; nextBefore: number | null }> {
  const rows = await listRuns(database().prisma, { job: 'precompute', before, limit: limit + 1 })
  const page = rows.slice(0, limit)
  return {
    runs: await toViews(page),
    nextBefore: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  }
}

/** The run that is active now; null when there is none, or no process is behind it. */
export async function readActiveRun(): Promise<IndexRunView | null> {
  if (!isPrecomputing()) return null
  const id = await findActiveRunId(database().prisma, 'precompute')
  return id === null ? null : readIndexRun(id)
}

export async function readActivity(): Promise<ActivityView> {
  const [latest] = await listRuns(database().prisma, { job: 'precompute', limit: 1 })
  return { active: await readActiveRun(), latestId: latest?.id ?? null }
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
  const isActive = run.active !== null && isPrecomputing()
  const state = { status: statusOf(run, isActive), hasTable, isPublished }
  const left = run.total - run.done
  return {
    ...state,
    actions: allowedActions(state),
    ...{ id: run.id, stage: run.stage, done: run.done, total: run.total, startedBy: run.startedBy },
    requestedAction: isActive ? run.requestedAction : null,
    rate: isActive ? run.rate : null,
    secondsLeft: isActive && run.rate ? left / run.rate : null,
    silentSeconds: isActive ? silenceSince(run.heartbeatAt) : null,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    publishedAt: index.publishedAt?.toISOString() ?? null,
    metrics: storedMetrics.parse(run.metrics === null ? null : JSON.parse(run.metrics)),
    error: run.error,
    ...{ mode: index.mode, recipe: index.recipe, engine: index.engine, neighbours: index.neighbours },
    retry: storedRetry.parse(index.retried === null ? null : JSON.parse(index.retried)),
    ...{ modelCount: index.modelCount, embeddedCount: index.embeddedCount },
    ...{ reusedCount: index.reusedCount, failureCount: index.failureCount },
    comparison: decodeComparison(index.comparison),
    latestThumbnails: isActive ? latestThumbnails(run.id) : [],
  }
}

/** Whole seconds, and 0 for less than it takes to say something about it, so that what is followed rests when it rests. */
function silenceSince(heartbeatAt: Date): number {
  const seconds = Math.floor((Date.now() - heartbeatAt.getTime()) / 1000)
  return seconds < LEAST_SILENCE_SECONDS ? 0 : seconds
}

/** A run that is marked active but has no process behind it was interrupted, whatever its row still says. */
function statusOf(run: StoredRun, isActive: boolean): RunStatus {
  if (run.active !== null && !isActive) return 'interrupted'
  const named = run.status === 'finished' ? (run.index?.outcome ?? 'finished') : run.status
  return RUN_STATUSES.find((status) => status === named) ?? 'finished'
}

function latestThumbnails(runId: number): string[] {
  return listEmbeddedBy(database().connection, runId, LATEST_THUMBNAILS).map((hash) => `/thumbnails/${hash}`)
}
