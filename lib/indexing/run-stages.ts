import { listFailedModels } from '@/lib/db/failures'
import {
  endUpToDate,
  findPublishedRun,
  holdRun,
  pruneRuns,
  publishRun,
  republishRun,
  type RunResult,
} from '@/lib/db/index-runs'
import type { IndexableModel } from '@/lib/db/embeddings'
import { clearNeighbours, neighbourWriter } from '@/lib/db/neighbours'
import { writeProjection } from '@/lib/db/projections'
import { encodeComparison } from '@/lib/db/run-comparison'
import { recordMetrics } from '@/lib/db/runs'
import { thumbnailsOf } from '@/lib/db/thumbnails'
import { openEncoder } from '@/lib/embedding/encoder'
import { encodeProjection } from '@/lib/embedding/projection/projection-format'
import { searchNeighbours } from '@/lib/similarity/search-neighbours'
import type { VectorSource } from '@/lib/similarity/vectors'
import { compareRuns } from './compare-runs'
import { embedThumbnails } from './embed-thumbnails'
import type { PrecomputeResult, RunContext } from './run-context'
import { inputDigest } from './input-digest'
import { findMadeRun } from './made-run'
import { planRun, type RunPlan } from './plan-run'
import { projectedVectors } from './projected-vectors'
import { encodersFolder, expansionOf } from './recipe'
import { isIntact } from '@/lib/thumbnails/store'
import { retryThumbnails } from './retry-thumbnails'

/** The stages of a run one after another, each reading what the one before has stored. */
export async function runStages(context: RunContext, given: RunPlan | null): Promise<PrecomputeResult> {
  const { options, prisma, runId, counts, seconds, stage } = context
  const { connection, recipe, mode, neighbours, publishAnyway = false } = options
  await retryImages(context)

  const plan = given ?? planAnew(context)
  counts.modelCount = plan.models.length
  counts.embeddedCount = plan.madeCount
  counts.reusedCount = plan.reusedCount
  const embedded = await embedMissing(context, plan)
  const models = plan.models.filter(
    ({ thumbnailHash }) => plan.intact.has(thumbnailHash) || embedded.has(thumbnailHash),
  )
  if (models.length === 0) {
    throw new Error(
      `Not one of ${plan.missing.length} thumbnails could be embedded; the reasons are in the failures.`,
    )
  }

  const digest = inputDigest(recipe, neighbours, models)
  const made = mode === 'missing' ? findMadeRun(connection, digest, publishAnyway) : null
  if (made) {
    if (made.outcome === 'published-again') await republishRun(prisma, made.runId)
    await endUpToDate(prisma, runId, { ...counts, sameAsId: made.runId })
    context.log.info({ ...counts, sameAs: made.runId }, `The run ends: nothing new (${made.outcome}).`)
    return { ...made, recipeId: recipe.id, counts }
  }

  const { vectors, fitted } = await stage('project', models.length, () =>
    projectedVectors(connection, recipe, models, context.checkpoint),
  )
  if (fitted) {
    const { projectionId, projection } = fitted
    writeProjection(
      connection,
      { id: projectionId, recipeId: recipe.id, matrix: encodeProjection(projection) },
      runId,
    )
  }
  await stage('search', models.length, () => search(context, models, vectors))

  const comparison = await stage('review', 1, async () =>
    compareRuns(connection, { id: runId, neighbours }, findPublishedRun(connection)),
  )
  const result: RunResult = {
    ...counts,
    inputDigest: digest,
    projectionId: fitted?.projectionId ?? null,
    comparison: encodeComparison(comparison),
  }
  const outcome = comparison.reasons.length > 0 && !publishAnyway ? 'needs-review' : 'published'
  const conclude = outcome === 'published' ? publishRun : holdRun
  await stage('publish', 1, async () => {
    await recordMetrics(prisma, runId, measured(seconds, embedded.size))
    await conclude(prisma, runId, result)
  })
  await tidyUp(context, embedded.size)
  context.log.info({ ...counts, changedShare: comparison.changedShare }, `The run ends: ${outcome}.`)
  for (const reason of comparison.reasons) context.log.warn(reason)
  return { outcome, runId, recipeId: recipe.id, counts, seconds, comparison }
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
  const { connection, recipe, mode, retry = null } = options
  const uids = retry === 'all' ? null : retry
  const only = uids && new Set(thumbnailsOf(connection, uids))
  const failures = retry === null ? [] : listFailedModels(connection, uids)
  const failed = new Set(
    failures.flatMap(({ stage, thumbnailHash }) => (stage === 'embed' && thumbnailHash) || []),
  )
  return planRun(connection, recipe.id, { mode, only, failed, made })
}

/** Embeds what the plan says is missing; returns the thumbnails that could be. */
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
  const failed = await stage('embed', madeCount + missing.length, work, madeCount)
  return new Set(missing.filter((hash) => !failed.has(hash)))
}

async function search(
  { options, runId, checkpoint, progress }: RunContext,
  models: readonly IndexableModel[],
  vectors: VectorSource,
): Promise<void> {
  const { connection, recipe, neighbours, signal } = options
  clearNeighbours(connection, runId)
  const write = neighbourWriter(connection, runId, 'visual')
  const expansion = expansionOf(recipe, models.length)
  // With an expansion every model is searched for twice, and either time is half of what it has to do.
  const done = { expanded: 0, found: 0 }
  const report = () => progress(expansion ? Math.floor((done.expanded + done.found) / 2) : done.found)
  for await (const block of searchNeighbours({
    ...{ vectors, expansion, neighbours, signal, checkpoint },
    onExpanded(count) {
      done.expanded += count
      report()
    },
  })) {
    const { start, count, width, indices, scores } = block
    write({
      modelIds: models.slice(start, start + count).map((model) => model.modelId),
      neighbourIds: indices.map((index) => models[index]?.modelId ?? -1),
      ...{ width, scores },
    })
    done.found += count
    report()
  }
}
