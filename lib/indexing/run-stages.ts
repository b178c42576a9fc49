import { listFailedModels } from '@/lib/database/failures'
import {
  endUpToDate,
  findHeldRun,
  findPublishedRun,
  holdRun,
  pruneRuns,
  publishRun,
  republishRun,
  type RunResult,
} from '@/lib/database/index-runs'
import type { IndexableModel } from '@/lib/database/embeddings'
import { encodeComparison } from '@/lib/database/run-comparison'
import { recordMetrics } from '@/lib/database/runs'
import { thumbnailsOf } from '@/lib/database/thumbnails'
import { openEncoder } from '@/lib/embedding/encoder'
import { compareRuns, isMuchLost } from './compare-runs'
import { embedThumbnails } from './embed-thumbnails'
import type { PrecomputeResult, RunContext } from './run-context'
import { inputDigest } from './input-digest'
import { findMadeRun, type MadeRun } from './made-run'
import { makeTable } from './similarity-table'
import { planRun, type RunPlan } from './plan-run'
import { encodersFolder } from './recipe'
import { isIntact } from '@/lib/thumbnails/store'
import { retryThumbnails } from '@/lib/importing/retry-thumbnails'

/** The stages of a run one after another, each reading what the one before has stored. */
export async function runStages(context: RunContext, given: RunPlan | null): Promise<PrecomputeResult> {
  const { options, prisma, runId, counts, seconds, stage } = context
  const { connection, recipe, mode, neighbours, publishAnyway = false } = options
  await retryImages(context)

  const plan = given ?? planAnew(context)
  counts.modelCount = plan.models.length
  counts.embeddedCount = plan.madeCount
  counts.reusedCount = plan.reusedCount
  const failed = await embedMissing(context, plan)
  const hasFailed = ({ thumbnailHash }: IndexableModel) => failed.has(thumbnailHash)
  const embedded = plan.missing.filter((hash) => !failed.has(hash))
  const known = new Set([...plan.intact, ...embedded])
  // One whose picture is lost is still compared by the vector that it had.
  const wanted = plan.models.filter(({ thumbnailHash }) => known.has(thumbnailHash))
  if (wanted.every(hasFailed)) {
    throw new Error(
      `Not one of ${plan.missing.length} thumbnails could be embedded; the reasons are in the failures.`,
    )
  }

  const made = mode === 'missing' ? findMade(context, wanted, hasFailed) : null
  if (made) {
    if (made.outcome === 'published-again') await republishRun(prisma, made.runId)
    await endUpToDate(prisma, runId, { ...counts, sameAsId: made.runId })
    context.log.info({ ...counts, sameAs: made.runId }, `The run ends: nothing new (${made.outcome}).`)
    return { ...made, recipeId: recipe.id, counts }
  }

  const { models, projectionId } = await makeTable(context, wanted)

  const comparison = await stage('review', 1, async () =>
    compareRuns(connection, { id: runId, neighbours }, findPublishedRun(connection)),
  )
  const result: RunResult = {
    ...counts,
    inputDigest: inputDigest(recipe, neighbours, models),
    projectionId,
    comparison: encodeComparison(comparison),
  }
  const outcome = comparison.reasons.length > 0 && !publishAnyway ? 'needs-review' : 'published'
  const conclude = outcome === 'published' ? publishRun : holdRun
  await stage('publish', 1, async () => {
    await recordMetrics(prisma, runId, measured(seconds, embedded.length))
    await conclude(prisma, runId, result)
  })
  await tidyUp(context, embedded.length)
  context.log.info({ ...counts, changedShare: comparison.changedShare }, `The run ends: ${outcome}.`)
  for (const reason of comparison.reasons) context.log.warn(reason)
  return { outcome, runId, recipeId: recipe.id, counts, seconds, comparison }
}

/**
 * The run that was made from the same. Where much has lost its picture since, only one that waits for somebody to look.
 */
function findMade(
  { options }: RunContext,
  models: readonly IndexableModel[],
  hasFailed: (model: IndexableModel) => boolean,
): MadeRun | null {
  const { connection, recipe, neighbours, publishAnyway = false } = options
  const digest = inputDigest(recipe, neighbours, models)
  if (publishAnyway || !isMuchLost(models.filter(hasFailed).length, models.length))
    return findMadeRun(connection, digest, publishAnyway)
  const runId = findHeldRun(connection, digest)
  return runId === null ? null : { outcome: 'awaits-review', runId }
}

/** What a run took: seconds a stage, milliseconds an image, and the peak memory of the process in megabytes. */
function measured(seconds: Record<string, number>, embedded: number): Record<string, number> {
  return {
    ...seconds,
    peakMemoryMegabytes: process.resourceUsage().maxRSS / 1024,
    ...(seconds.embed && embedded > 0 && { msPerImage: (seconds.embed * 1000) / embedded }),
  }
}

/** What is left to do once the run has ended: that it fails is no reason to call the run failed. */
async function tidyUp({ prisma, runId, seconds, log }: RunContext, embedded: number): Promise<void> {
  try {
    await recordMetrics(prisma, runId, measured(seconds, embedded))
    await pruneRuns(prisma)
  } catch (error) {
    log.warn({ error: String(error) }, 'The run stands, but what older ones left could not be tidied up.')
  }
}

/** Reads images again that could not be used, or were lost since, where the run was asked to. */
async function retryImages({ options, runId, log, checkpoint, stage, progress }: RunContext): Promise<void> {
  const { connection, dataDir, retry = null } = options
  if (retry === null) return
  const models = listFailedModels(connection, retry === 'all' ? null : retry).filter(
    ({ stage, thumbnailHash }) =>
      stage === 'thumbnail' || thumbnailHash === null || !isIntact(dataDir, thumbnailHash),
  )
  if (models.length === 0) return
  let done = 0
  await stage('thumbnail', models.length, () =>
    retryThumbnails({
      ...{ connection, dataDir, models, runId, checkpoint },
      onModel({ uid }, reason) {
        if (reason === null) log.info(`The image of ${uid} can be used now.`)
        else log.warn({ uid, reason }, `The image of ${uid} can still not be used.`)
        progress(++done)
      },
    }),
  )
}

function planAnew({ options, made }: RunContext): RunPlan {
  const { connection, dataDir, recipe, mode, retry = null } = options
  const uids = retry === 'all' ? null : retry
  const only = uids && new Set(thumbnailsOf(connection, uids))
  const failures = retry === null ? [] : listFailedModels(connection, uids)
  const failed = new Set(
    failures.flatMap(({ stage, thumbnailHash }) => (stage === 'embed' && thumbnailHash) || []),
  )
  return planRun(connection, dataDir, recipe.id, { mode, only, failed, made })
}

/** Embeds what the plan says is missing; returns the thumbnails that could not be. */
async function embedMissing(context: RunContext, plan: RunPlan): Promise<ReadonlySet<string>> {
  const { options, runId, engine, log, counts, checkpoint, stage, progress } = context
  const { connection, dataDir, recipe } = options
  const { missing, madeCount } = plan
  if (missing.length === 0) return new Set()
  const work = async () => {
    const encoder = await openEncoder(recipe, engine, { cacheDir: encodersFolder(dataDir) })
    try {
      return await embedThumbnails({
        ...{ connection, dataDir, recipe, encoder, thumbnails: missing, runId, checkpoint },
        onBatch({ embeddedCount, failureCount }) {
          counts.embeddedCount = madeCount + embeddedCount
          counts.failureCount = failureCount
          progress(counts.embeddedCount + failureCount)
        },
        onFailure: (thumbnail, reason) =>
          log.warn({ thumbnail, reason }, 'A thumbnail could not be embedded.'),
      })
    } finally {
      await encoder.dispose()
    }
  }
  return stage('embed', madeCount + missing.length, work, madeCount)
}
