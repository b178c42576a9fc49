import path from 'node:path'
import { findKeptRun, findPublishedRun, republishRun } from '@/lib/db/index-runs'
import { acquireJobLock } from '@/lib/db/job-lock'
import type { PrecomputeOptions, PrecomputeResult } from './execute-run'
import { inputDigest } from './input-digest'
import { planRun } from './plan-run'

/**
 * The precompute job: embeds what is missing, fits the projection, finds every model's neighbours, and
 * publishes them as an index run. When nothing has changed since the published run, nothing is written; when an
 * older run that is kept was made from the same, that one is published again.
 *
 * Killed at any instant, it loses at most the batch in hand; started again, it goes on from what is stored
 * and publishes the same table.
 *
 * @throws Error when another process runs the job, the catalogue has nothing to index, or no thumbnail could
 *   be embedded; the signal's reason when it was interrupted. The published run stays as it was.
 */
export async function precompute(options: PrecomputeOptions): Promise<PrecomputeResult> {
  const lock = lockJob(options.dataDir)
  try {
    const { connection, recipe, mode, neighbours } = options
    const plan = planRun(connection, recipe.id, mode)
    if (mode === 'missing' && plan.missing.length === 0) {
      const { models, reusedCount } = plan
      const counts = { modelCount: models.length, embeddedCount: 0, reusedCount, failureCount: 0 }
      const digest = inputDigest(recipe, neighbours, models)
      const published = findPublishedRun(connection)
      if (published?.inputDigest === digest) return { outcome: 'up-to-date', runId: published.id, counts }
      const runId = findKeptRun(connection, digest)
      if (runId !== null) {
        await publishAgain(options, runId)
        return { outcome: 'published-again', runId, counts }
      }
    }
    // Loaded only now, since sharp, the engine and Prisma take longer to load than all of the above.
    const { executeRun } = await import('./execute-run')
    return await executeRun(options, plan)
  } finally {
    lock.release()
  }
}

/**
 * Takes the lock that lets only one process at a time embed and index.
 *
 * @throws Error when another process has it.
 */
export function lockJob(dataDir: string): { release(): void } {
  const lock = acquireJobLock(path.join(dataDir, 'precompute.lock'))
  if (!lock)
    throw new Error(`Another process is computing an index run in ${dataDir}. Wait until it is done.`)
  return lock
}

async function publishAgain({ databaseFile }: PrecomputeOptions, runId: number): Promise<void> {
  const { openPrisma } = await import('@/lib/db/prisma')
  const prisma = openPrisma(databaseFile)
  try {
    await republishRun(prisma, runId)
  } finally {
    await prisma.$disconnect()
  }
}
