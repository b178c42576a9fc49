import type { IndexableModel } from '@/lib/database/database'
import { openEncoder } from '@/lib/embedding/encoder'
import type { Next } from '@/lib/jobs/job'
import { embedThumbnails } from '../embed-thumbnails'
import type { IndexContext, IndexResult } from '../index-context'
import { inputDigest } from '../input-digest'
import { findMadeRun, type MadeRun } from '../made-run'
import { planRun, type RunPlan } from '../plan-run'
import { encodersFolder } from '../recipe'
import { isMuchLost } from './review'

/**
 * Embeds what is missing. The run ends with that when another one was made from the same.
 *
 * @throws Error when no thumbnail could be embedded
 */
export async function run(context: IndexContext): Promise<Next<IndexResult>> {
  const { counts } = context
  const plan = context.plan ?? (await planAnew(context))
  counts.modelCount = plan.models.length
  counts.embeddedCount = plan.madeCount
  counts.reusedCount = plan.reusedCount
  const failed = await embedMissing(context, plan)
  const embedded = plan.missing.filter((hash) => !failed.has(hash))
  const known = new Set([...plan.intact, ...embedded])
  // One whose picture is lost is still compared by the vector that it had.
  context.models = plan.models.filter(({ thumbnailHash }) => known.has(thumbnailHash))
  const lost = context.models.filter(({ thumbnailHash }) => failed.has(thumbnailHash))
  if (lost.length === context.models.length) {
    throw new Error(
      `Not one of ${plan.missing.length} thumbnails could be embedded; the reasons are in the failures.`,
    )
  }
  const made = context.mode === 'missing' ? await findMade(context, lost) : null
  return made ? endAs(context, made) : undefined
}

async function planAnew({ database, storage, recipe, mode, retry, made }: IndexContext): Promise<RunPlan> {
  const uids = retry === 'all' ? null : retry
  const only = uids && new Set(await database.thumbnails.thumbnailsOf(uids))
  const failures = retry === null ? [] : await database.failures.listFailedModels(uids)
  const failed = new Set(
    failures.flatMap(({ stage, thumbnailHash }) => (stage === 'embed' && thumbnailHash) || []),
  )
  return planRun(database, storage, recipe.id, { mode, only, failed, made })
}

/** Embeds what the plan says is missing; returns the thumbnails that could not be. */
async function embedMissing(context: IndexContext, plan: RunPlan): Promise<ReadonlySet<string>> {
  const { database, dataDir, storage, recipe, engine, runId, log, counts, metrics, checkpoint } = context
  const { missing, madeCount } = plan
  if (missing.length === 0) return new Set()
  await context.enter(madeCount + missing.length, madeCount)
  const startedAt = performance.now()
  const encoder = await openEncoder(recipe, engine, { cacheDir: encodersFolder(dataDir) })
  try {
    const failed = await embedThumbnails({
      database,
      storage,
      recipe,
      encoder,
      thumbnails: missing,
      runId,
      checkpoint,
      onBatch({ embeddedCount, failureCount }) {
        counts.embeddedCount = madeCount + embeddedCount
        counts.failureCount = failureCount
        context.progress(counts.embeddedCount + failureCount)
      },
      onFailure: (thumbnail, reason) => log.warn({ thumbnail, reason }, 'A thumbnail could not be embedded.'),
    })
    const embedded = missing.length - failed.size
    if (embedded > 0) metrics.msPerImage = (performance.now() - startedAt) / embedded
    return failed
  } finally {
    await encoder.dispose()
  }
}

/**
 * The run that was made from the same. Where much has lost its picture since, only one that waits for somebody to look.
 */
async function findMade(
  { database, recipe, neighbours, publishAnyway, models }: IndexContext,
  lost: readonly IndexableModel[],
): Promise<MadeRun | null> {
  const digest = inputDigest(recipe, neighbours, models)
  if (publishAnyway || !isMuchLost(lost.length, models.length))
    return findMadeRun(database, digest, publishAnyway)
  const runId = await database.indexRuns.findHeldRun(digest)
  return runId === null ? null : { outcome: 'awaits-review', runId }
}

/** Ends the run, since another one was made from the same. */
async function endAs(context: IndexContext, made: MadeRun): Promise<{ result: IndexResult }> {
  const { database, runId, recipe, counts } = context
  if (made.outcome === 'published-again') await database.indexRuns.republishRun(made.runId)
  await database.indexRuns.endUpToDate(runId, { ...counts, sameAsId: made.runId })
  return { result: { ...made, recipeId: recipe.id, counts } }
}
