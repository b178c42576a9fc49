import { acquireJobLock, jobLockFile } from '@/lib/database/job-lock'
import { closeDeadRuns } from '@/lib/database/runs'
import { described } from '@/lib/jobs/describe-fault'
import type { PrecomputeOptions, PrecomputeResult, ResumeOptions } from './run-context'
import { inputDigest } from './input-digest'
import { findMadeRun } from './made-run'
import { planRun } from './plan-run'

/**
 * The precompute job: embeds what is missing, fits the projection, finds every model's neighbours, and
 * publishes them as an index run, unless something about them looks wrong: then the run waits for a review. When
 * nothing has changed since the published run, nothing is written; when an older run that is kept was made from the
 * same, that one is published again, unless it was withdrawn or waits for a review.
 *
 * Killed at any instant, it loses at most the batch in hand; resumed or started again, it goes on from what is
 * stored and publishes the same table.
 *
 * @throws Error when another process runs the job, the catalogue has nothing to index, or no thumbnail could
 *   be embedded; RunCancelledError when it was cancelled; the signal's reason when it was interrupted. The published
 *   run stays as it was.
 */
export function precompute(options: PrecomputeOptions): Promise<PrecomputeResult> {
  return underLock(options, async () => {
    const { connection, dataDir, recipe, mode, neighbours, retry = null, startedBy, publishAnyway } = options
    const plan = retry === null ? planRun(connection, dataDir, recipe.id, { mode }) : null
    // What the dashboard starts is seen there, hence has a row, even when there is nothing to do.
    if (plan && mode === 'missing' && plan.missing.length === 0 && startedBy !== 'dashboard') {
      const made = findMadeRun(connection, inputDigest(recipe, neighbours, plan.models), publishAnyway)
      const counts = { modelCount: plan.models.length, embeddedCount: 0, failureCount: 0 }
      if (made?.outcome === 'published-again') await publishAgain(options, made.runId)
      if (made) return { ...made, recipeId: recipe.id, counts: { ...counts, reusedCount: plan.reusedCount } }
    }
    // Loaded only now, since sharp, the engine and Prisma take longer to load than all of the above.
    const { executeRun } = await import('./execute-run')
    return executeRun(options, plan)
  })
}

/**
 * Goes on with a run that was interrupted or failed, with the settings that it began with, and ends in the same table
 * as if it had not been.
 *
 * @throws Error when there is no such run, it cannot be resumed, or what `precompute` throws.
 */
export function resumePrecompute(options: ResumeOptions): Promise<PrecomputeResult> {
  return underLock(options, async () => {
    const { resumeRun } = await import('./execute-run')
    return resumeRun(options)
  })
}

/**
 * Does the work of the job while no other process can, once a run is closed that a dead process has left; whatever goes
 * wrong is said for a person.
 */
async function underLock<Result>(
  { connection, dataDir, databaseFile }: Pick<PrecomputeOptions, 'connection' | 'dataDir' | 'databaseFile'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    const lock = lockJob(dataDir)
    try {
      closeDeadRuns(connection, 'precompute')
      return await work()
    } finally {
      lock.release()
    }
  } catch (error) {
    throw described(error, { dataDir, databaseFile })
  }
}

/**
 * Takes the lock that lets only one process at a time embed and index.
 *
 * @throws Error when another process has it.
 */
export function lockJob(dataDir: string): { release(): void } {
  const lock = acquireJobLock(jobLockFile(dataDir, 'precompute'))
  if (!lock)
    throw new Error(`Another process is computing an index run in ${dataDir}. Wait until it is done.`)
  return lock
}

async function publishAgain({ databaseFile }: PrecomputeOptions, runId: number): Promise<void> {
  const { withPrisma } = await import('@/lib/database/prisma')
  const { republishRun } = await import('@/lib/database/index-runs')
  await withPrisma(databaseFile, (prisma) => republishRun(prisma, runId))
}
