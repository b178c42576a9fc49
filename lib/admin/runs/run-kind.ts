import 'server-only'
import { isJobLocked, jobLockFile } from '@/lib/database/job-lock'
import type { StoredRun } from '@/lib/database/run-history'
import { env } from '@/lib/facts/env'
import { ProblemError } from '@/lib/http/problem'
import type { Job } from '@/lib/jobs/job'
import { allowedActions, RUN_STATUSES, type RunState } from './run-actions'
import type { RunView, StageView } from '../views'

/** The runs of one job: where the API has them, and how one is read. */
export type RunKind<View extends RunView> = {
  job: JobFacts
  address: string
  read: (id: number) => Promise<View | null>
}

/** What the web server knows of a job. */
export type JobFacts = Pick<Job<never, never, never>, 'name' | 'runName' | 'script'> & {
  stages: readonly StageView[]
}

/** The stages of a job as pages name them. */
export function stagesOf({ stages }: JobFacts): StageView[] {
  return stages.map(({ name, title }) => ({ name, title }))
}

/** @throws ProblemError 404 */
export async function requireRun<View extends RunView>(kind: RunKind<View>, id: number): Promise<View> {
  const run = await kind.read(id)
  if (!run) throw new ProblemError(404, `There is no ${kind.job.runName} ${id}.`)
  return run
}

/** Whether a process of the job is alive. */
export function isAlive(job: string): boolean {
  return isJobLocked(jobLockFile(env().dataDir, job))
}

const LEAST_SILENCE_SECONDS = 20

/**
 * What is told of the runs of every job.
 *
 * @param outcome what became of what a finished run has made, where that matters
 */
export function toRunView(
  run: StoredRun,
  outcome: string | null,
  table: Pick<RunState, 'hasTable' | 'isPublished'>,
): Omit<RunView, 'latestThumbnails'> {
  const isActive = run.active !== null && isAlive(run.job)
  const state = { status: statusOf(run, isActive, outcome), ...table }
  const left = Math.max(0, run.total - run.done)
  return {
    status: state.status,
    actions: allowedActions(state),
    ...{ id: run.id, stage: run.stage, done: run.done, total: run.total, startedBy: run.startedBy },
    requestedAction: isActive ? run.requestedAction : null,
    rate: isActive ? run.rate : null,
    secondsLeft: isActive && run.rate ? left / run.rate : null,
    silentSeconds: isActive ? silenceSince(run.heartbeatAt) : null,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    // That somebody cancelled it is no fault: its status says so.
    error: state.status === 'cancelled' ? null : run.error,
  }
}

/** Whole seconds, and 0 for less than it takes to say something about it, so that what is followed rests when it rests. */
function silenceSince(heartbeatAt: Date): number {
  const seconds = Math.floor((Date.now() - heartbeatAt.getTime()) / 1000)
  return seconds < LEAST_SILENCE_SECONDS ? 0 : seconds
}

/** A run that is marked active but has no process behind it was interrupted, whatever its row still says. */
function statusOf(run: StoredRun, isActive: boolean, outcome: string | null): RunState['status'] {
  if (run.active !== null && !isActive) return 'interrupted'
  const named = run.status === 'finished' ? (outcome ?? 'finished') : run.status
  return RUN_STATUSES.find((status) => status === named) ?? 'finished'
}
