import path from 'node:path'
import { deleteEmbeddings, listIndexableModels } from '@/lib/db/embeddings'
import { findPublishedRun } from '@/lib/db/index-runs'
import { acquireJobLock } from '@/lib/db/job-lock'
import type { PrecomputeOptions, PrecomputeResult, RunPlan } from './execute-run'
import { inputDigest } from './input-digest'
import { checkEmbeddings } from './stored-vectors'

/**
 * The precompute job: embeds what is missing, fits the projection, finds every model's neighbours, and
 * publishes them as an index run. When nothing has changed since the published run, nothing is written.
 *
 * Killed at any instant, it loses at most the batch in hand; started again, it goes on from what is stored
 * and publishes the same table.
 *
 * @throws Error when another process runs the job, the catalogue has nothing to index, or no thumbnail could
 *   be embedded; the signal's reason when it was interrupted. The published run stays as it was.
 */
export async function precompute(options: PrecomputeOptions): Promise<PrecomputeResult> {
  const lock = acquireJobLock(path.join(options.dataDir, 'precompute.lock'))
  if (!lock) {
    throw new Error(`Another process is computing an index run in ${options.dataDir}. Wait until it is done.`)
  }
  try {
    const plan = planRun(options)
    const published = findPublishedRun(options.connection)
    if (options.mode === 'missing' && plan.missing.length === 0 && published) {
      const { recipe, neighbours } = options
      if (published.inputDigest === inputDigest(recipe, neighbours, plan.models)) {
        const { models, reusedCount } = plan
        return {
          outcome: 'up-to-date',
          runId: published.id,
          counts: { modelCount: models.length, embeddedCount: 0, reusedCount, failureCount: 0 },
        }
      }
    }
    // Loaded only now, since sharp, the engine and Prisma take longer to load than all of the above.
    const { executeRun } = await import('./execute-run')
    return await executeRun(options, plan)
  } finally {
    lock.release()
  }
}

function planRun({ connection, recipe, mode }: PrecomputeOptions): RunPlan {
  const models = listIndexableModels(connection)
  if (models.length === 0) {
    throw new Error(
      'There is no model with a thumbnail in the catalogue. Load one first: npm run catalog:sample, or npm run catalog:folder -- DIR',
    )
  }
  const { intact, damaged } = checkEmbeddings(connection, recipe.id)
  deleteEmbeddings(connection, recipe.id, damaged)
  const thumbnails = new Set(models.map((model) => model.thumbnailHash))
  const missing = mode === 'all' ? [...thumbnails] : [...thumbnails].filter((hash) => !intact.has(hash))
  return { models, intact, missing, reusedCount: thumbnails.size - missing.length }
}
