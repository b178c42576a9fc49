import 'server-only'
import type { StoredRun } from '@/lib/database/database'
import { ProblemError } from '@/lib/http/problem'
import type { Job } from '@/lib/jobs/job'
import { database } from '@/lib/serving/database'
import { allowedActions, RUN_STATUSES, type RunState } from './run-actions'
import type { JobView, RunView } from '../views'

/** The runs of one job, as the dashboard and the API know them. */
export type RunKind<View extends RunView> = {
  job: Pick<Job<never, never, never>, 'name' | 'runName' | 'script'> & { stages: JobView['stages'] }
  /** Where the API has them, and where the dashboard. */
  address: string
  page: string
  /** What pages and the activity call one of them. */
  noun: string
  /** What is kept of one that is cancelled or deleted, and what is lost, in sentences. */
  cancelled: string
  deleted: string
  toViews(rows: readonly StoredRun[]): Promise<View[]>
}

/** A job as pages name it. */
export function jobView({ job, ...kind }: RunKind<RunView>): JobView {
  const { address, page, noun, cancelled, deleted } = kind
  const stages = job.stages.map(({ name, title }) => ({ name, title }))
  return { name: job.name, address, page, noun, cancelled, deleted, stages }
}

/** A run as the dashboard shows it; null for an id that is none of this job's. */
export async function readRun<View extends RunView>(kind: RunKind<View>, id: number): Promise<View | null> {
  const run = await database().runs.findRun(id)
  const [view = null] = await kind.toViews(run ? [run] : [])
  return view
}

/** @throws ProblemError 404 */
export async function requireRun<View extends RunView>(kind: RunKind<View>, id: number): Promise<View> {
  const run = await readRun(kind, id)
  if (!run) throw new ProblemError(404, `There is no ${kind.job.runName} ${id}.`)
  return run
}

/** Runs of a job, the newest first. */
export async function readRuns<View extends RunView>(
  kind: RunKind<View>,
  before: number | undefined,
  limit: number,
): Promise<{ runs: View[]; nextBefore: number | null }> {
  const rows = await database().runs.listRuns({ job: kind.job.name, before, limit: limit + 1 })
  const page = rows.slice(0, limit)
  return {
    runs: await kind.toViews(page),
    nextBefore: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  }
}

/** Whether a process of the job is alive. */
export function isAlive(job: string): Promise<boolean> {
  return database().locks.isHeld(job)
}

/**
 * The run of a job that is under way; null when no process is behind one. Where work is shared, one with no process behind it
 * waits for a worker.
 */
export async function readActiveId(job: string): Promise<number | null> {
  return database().units.isShared || (await isAlive(job)) ? database().runs.findActiveRunId(job) : null
}

const MIN_SILENCE_SECONDS = 20

/**
 * What is told of the runs of every job.
 *
 * @param outcome what became of what a finished run has made, where that matters
 */
export async function toRunView(
  run: StoredRun,
  outcome: string | null,
  table: Pick<RunState, 'hasTable' | 'isPublished'>,
): Promise<Omit<RunView, 'latestThumbnails'>> {
  const { id, stage, done, total, startedBy } = run
  const { units, runs } = database()
  const isHeld = run.active !== null && (await isAlive(run.job))
  const isActive = run.active !== null && (isHeld || units.isShared)
  const state = { status: statusOf(run, { isHeld, isActive }, outcome), ...table }
  const left = Math.max(0, total - done)
  return {
    id,
    stage,
    done,
    total,
    startedBy,
    status: state.status,
    actions: allowedActions(state),
    requestedAction: isActive ? run.requestedAction : null,
    rate: isHeld ? run.rate : null,
    secondsLeft: isHeld && run.rate ? left / run.rate : null,
    silentSeconds: isHeld ? silenceOf(await runs.readSilence(id)) : null,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    // That somebody cancelled it is no fault: its status says so.
    error: state.status === 'cancelled' ? null : run.error,
  }
}

/** Whole seconds, and 0 for less than it takes to say something about it, so that what is followed rests when it rests. */
function silenceOf(seconds: number): number {
  return seconds < MIN_SILENCE_SECONDS ? 0 : seconds
}

/**
 * A run that is marked active but has no process behind it was interrupted, whatever its row still says; where work is shared,
 * a worker will take it up.
 */
function statusOf(
  run: StoredRun,
  { isHeld, isActive }: { isHeld: boolean; isActive: boolean },
  outcome: string | null,
): RunState['status'] {
  if (run.active !== null && !isActive) return 'interrupted'
  if (run.active !== null && run.status !== 'paused' && !(isHeld && run.status === 'running')) {
    return 'waiting'
  }
  const named = run.status === 'finished' ? (outcome ?? 'finished') : run.status
  return RUN_STATUSES.find((status) => status === named) ?? 'finished'
}
