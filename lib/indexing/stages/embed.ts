import { openEncoder } from '@/lib/embedding/encoder'
import { doUnits, reportsOf } from '@/lib/jobs/do-units'
import type { Next } from '@/lib/jobs/job'
import { embedThumbnails } from '../embed-thumbnails'
import type { HashList } from '../hash-list'
import type { IndexContext, IndexResult } from '../index-context'
import { readKindDigests, runDigest } from '../input-digest'
import { findMadeRun, type MadeRun } from '../made-run'
import { keepModels } from '../model-list'
import { planRun, type RunPlan } from '../plan-run'
import { encodersFolder } from '../recipe'
import { readRunLabels } from '../run-labels'
import { embedPayloads, type EmbedReport, openEmbedUnits, readEmbedReport } from '../units/embed-units'
import { isMuchLost } from './review'

export { openEmbedUnits as openUnits }

const COULD_NOT_BE_EMBEDDED = 'A thumbnail could not be embedded.'

/** All that units have reported is read again after so many times as long as that took: of many reports less often. */
const TALLY_PAUSE = 10

/**
 * Embeds what is missing. The run ends with that when another one was made from the same.
 *
 * @throws Error when no thumbnail could be embedded
 */
export async function run(context: IndexContext): Promise<Next<IndexResult>> {
  const { counts, database } = context
  const plan = context.plan ?? (await planAnew(context))
  const { thumbnails, length } = plan.models
  counts.modelCount = length
  counts.embeddedCount = plan.madeCount
  counts.reusedCount = plan.reusedCount
  const hasFailed = await (database.units.isShared ? shareMissing : embedMissing)(context, plan)
  // One whose picture is lost is still compared by the vector that it had.
  const isKnown = Uint8Array.from(plan.intact)
  for (const thumbnail of plan.missing) if (hasFailed[thumbnail] !== 1) isKnown[thumbnail] = 1
  context.models = keepModels(plan.models, (row) => isKnown[thumbnails[row] ?? 0] === 1)
  const lostCount = context.models.thumbnails.filter((thumbnail) => hasFailed[thumbnail] === 1).length
  if (lostCount === context.models.length) {
    throw new Error(
      `Not one of ${plan.missing.length} thumbnails could be embedded; the reasons are in the failures.`,
    )
  }
  const made = context.mode === 'missing' ? await findMade(context, lostCount) : null
  return made ? endAs(context, made) : undefined
}

async function planAnew({ database, storage, runId, recipe, mode, retry }: IndexContext): Promise<RunPlan> {
  const uids = retry === 'all' ? null : retry
  const only = uids && new Set(await database.thumbnails.thumbnailsOf(uids))
  const failures = retry === null ? [] : await database.failures.listFailedModels(uids)
  const failed = new Set(
    failures.flatMap(({ stage, thumbnailHash }) => (stage === 'embed' && thumbnailHash) || []),
  )
  return planRun(database, storage, recipe.id, { mode, only, failed, runId })
}

/** Embeds what the plan says is missing; returns a flag a thumbnail: whether it could not be. */
async function embedMissing(context: IndexContext, plan: RunPlan): Promise<Uint8Array> {
  const { database, dataDir, storage, recipe, engine, runId, log, counts, metrics, checkpoint } = context
  const { missing, madeCount } = plan
  const { hashes } = plan.models
  const hasFailed = new Uint8Array(hashes.size)
  if (missing.length === 0) return hasFailed
  await context.enter(madeCount + missing.length, madeCount)
  const startedAt = performance.now()
  const encoder = await openEncoder(recipe, engine, { cacheDir: encodersFolder(dataDir) })
  try {
    const failed = await embedThumbnails({
      database,
      storage,
      recipe,
      encoder,
      thumbnails: hashesOf(missing, hashes),
      runId,
      checkpoint,
      onBatch({ embeddedCount, failureCount }) {
        counts.embeddedCount = madeCount + embeddedCount
        counts.failureCount = failureCount
        context.progress(counts.embeddedCount + failureCount)
      },
      onFailure: (thumbnail, reason) => log.warn({ thumbnail, reason }, COULD_NOT_BE_EMBEDDED),
    })
    const embedded = missing.length - failed.size
    if (embedded > 0) metrics.msPerImage = (performance.now() - startedAt) / embedded
    for (const hash of failed) hasFailed[hashes.numberOf(hash)] = 1
    return hasFailed
  } finally {
    await encoder.dispose()
  }
}

/** One at a time: all of them would take more memory than all the rest. */
function* hashesOf(thumbnails: Int32Array, { hashOf }: HashList): Generator<string> {
  for (const thumbnail of thumbnails) yield hashOf(thumbnail)
}

/** Has whoever is there embed what is missing, by the plan; returns the same as {@link embedMissing}. */
async function shareMissing(context: IndexContext, plan: RunPlan): Promise<Uint8Array> {
  const { log, counts, metrics } = context
  const { missing, due } = plan
  const { hashes } = plan.models
  const hasFailed = new Uint8Array(hashes.size)
  if (missing.length === 0) return hasFailed
  await context.enter(due.length)
  const payloads = embedPayloads(due.length, (place) => hashes.hashOf(due[place] ?? 0))
  const tally = async (onReport?: (report: EmbedReport) => void) => {
    let [embedded, failed, made, milliseconds] = [0, 0, 0, 0]
    for await (const text of reportsOf(context, 'embed')) {
      const report = readEmbedReport(text)
      embedded += report.embedded
      failed += report.failures.length
      made += report.made
      milliseconds += report.milliseconds
      onReport?.(report)
    }
    counts.embeddedCount = embedded
    counts.failureCount = failed
    context.progress(embedded + failed)
    return { made, milliseconds }
  }
  let nextAt = 0
  const progress = async (done: number) => {
    // Once all are done they are read below.
    if (done === payloads.length || performance.now() < nextAt) return
    const startedAt = performance.now()
    await tally()
    const endedAt = performance.now()
    nextAt = endedAt + TALLY_PAUSE * (endedAt - startedAt)
  }
  await doUnits({ ...context, progress }, 'embed', payloads, openEmbedUnits)
  const { made, milliseconds } = await tally((report) => {
    for (const { hash: thumbnail, reason } of report.failures)
      log.warn({ thumbnail, reason }, COULD_NOT_BE_EMBEDDED)
    for (const hash of [...report.failures.map((failure) => failure.hash), ...report.ofNobody])
      hasFailed[hashes.numberOf(hash)] = 1
  })
  if (made > 0) metrics.msPerImage = milliseconds / made
  return hasFailed
}

/**
 * The run that was made from the same. Where much has lost its picture since, only one that waits for somebody to look.
 */
async function findMade(context: IndexContext, lostCount: number): Promise<MadeRun | null> {
  const { database, publishAnyway, models } = context
  const digest = runDigest(await readKindDigests(database, context), await readRunLabels(database))
  if (publishAnyway || !isMuchLost(lostCount, models.length))
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
