import type { PrismaClient } from '../sqlite/generated/client'
import { statement, type Work } from '../statement'
import type { RunCounts } from './index-runs'
import { pruneRuns } from './run-tables'
import { finishRun, PATIENT } from './runs'

export type PublishedRun = {
  id: number
  recipe: string
  recipeId: string
  /** Null where its vectors were not projected. */
  projectionId: string | null
  inputDigest: string | null
  neighbours: number
  modelCount: number
  publishedAt: Date | null
  /** See lib/database/run-calibration.ts; null where it is not known how close scores are. */
  calibration: string | null
}

const findLastPublished = statement<[], Omit<PublishedRun, 'publishedAt'> & { publishedAt: string | null }>(
  `SELECT id, recipe, recipeId, projectionId, inputDigest, neighbours, modelCount, publishedAt, calibration
   FROM IndexRun
   WHERE publication IS NOT NULL ORDER BY publication DESC LIMIT 1`,
)

/** The run that readers see: the one published last. */
export function* findPublishedRun(): Work<PublishedRun | null> {
  const run = yield* findLastPublished.first()
  return run ? { ...run, publishedAt: run.publishedAt === null ? null : new Date(run.publishedAt) } : null
}

export type KeptRun = { id: number; outcome: 'published' | 'needs-review' | 'withdrawn' }

const findKept = statement<[string], KeptRun>(
  `SELECT id, outcome FROM IndexRun
   WHERE inputDigest = ? AND outcome IN ('published', 'needs-review', 'withdrawn')
   AND EXISTS (SELECT 1 FROM NeighbourList WHERE runId = IndexRun.id)
   ORDER BY publication DESC NULLS LAST, id DESC LIMIT 1`,
)

/** The newest run that was made from this input and still has its similarity table; null when there is none. */
export function* findKeptRun(inputDigest: string): Work<KeptRun | null> {
  return (yield* findKept.first(inputDigest)) ?? null
}

const findHeld = statement<[string], { id: number | null }>(
  "SELECT max(id) AS id FROM IndexRun WHERE inputDigest = ? AND outcome = 'needs-review'",
)

/** The newest run that was made from this input and waits for a review; null when there is none. */
export function* findHeldRun(inputDigest: string): Work<number | null> {
  return (yield* findHeld.first(inputDigest))?.id ?? null
}

/** Ends a run that found nothing to do, since another one had been made from the same. @throws Error when it has ended otherwise */
export async function endUpToDate(
  prisma: PrismaClient,
  runId: number,
  result: RunCounts & { sameAsId: number },
): Promise<void> {
  await finishAs(prisma, runId, { ...result, outcome: 'up-to-date' })
}

/** What a run has made, once its similarity table is whole. */
export type RunResult = RunCounts & {
  inputDigest: string
  projectionId: string | null
  /** JSON; see the schema. */
  comparison: string | null
  /** JSON; see the schema. */
  calibration: string | null
}

/**
 * Ends a run whose table is whole but waits for somebody to look at it. Readers do not see it.
 *
 * @throws Error when it has ended otherwise
 */
export async function holdRun(prisma: PrismaClient, runId: number, result: RunResult): Promise<void> {
  await finishAs(prisma, runId, { ...result, outcome: 'needs-review' })
}

async function finishAs(
  prisma: PrismaClient,
  runId: number,
  data: RunCounts & { outcome: string },
): Promise<void> {
  await prisma.$transaction(async (within) => {
    if (await finishRun(within, runId)) await within.indexRun.update({ where: { id: runId }, data })
  }, PATIENT)
}

/** Makes a run the one that readers see, in one transaction. @throws Error when it has ended otherwise */
export async function publishRun(prisma: PrismaClient, runId: number, result: RunResult): Promise<void> {
  await prisma.$transaction(async (within) => {
    if (!(await finishRun(within, runId))) return
    await within.indexRun.update({ where: { id: runId }, data: result })
    for (const step of publication(within, runId)) await step
  }, PATIENT)
}

/**
 * Makes a run whose table is kept the one that readers see: an older one again, or one that waited for a review.
 * With `withdrawNewer` the runs published after it are withdrawn, so that the job does not publish them again by
 * itself.
 *
 * @throws Error when its table is gone.
 */
export async function republishRun(
  prisma: PrismaClient,
  runId: number,
  { withdrawNewer = false } = {},
): Promise<void> {
  const { publication: before } = await prisma.indexRun.findUniqueOrThrow({
    where: { id: runId },
    select: { publication: true },
  })
  await prisma.$transaction(async (database) => {
    for (const step of publication(database, runId)) await step
    if (withdrawNewer && before !== null) {
      await database.indexRun.updateMany({
        where: { id: { not: runId }, outcome: 'published', publication: { gt: before } },
        data: { outcome: 'withdrawn' },
      })
    }
    // Last, and within: a run that is published at this very moment may have dropped it.
    const row = await database.neighbourList.findFirst({ where: { runId }, select: { runId: true } })
    if (!row) throw new Error(`Run ${runId} cannot be published: its similarity table is not kept any more.`)
  })
  // It is published: what older runs have left and cannot be removed now goes with the next publication.
  await pruneRuns(prisma).catch(() => {})
}

/** What publishes a run, for a transaction. Publications are counted, since a clock may be set back. */
function publication(
  database: Pick<PrismaClient, 'indexRun' | 'catalogueRevision' | '$executeRaw'>,
  runId: number,
) {
  return [
    database.indexRun.update({
      where: { id: runId },
      data: { outcome: 'published', publishedAt: new Date() },
    }),
    database.$executeRaw`UPDATE "IndexRun" SET publication = (SELECT coalesce(max(publication), 0) + 1 FROM "IndexRun") WHERE id = ${runId}`,
    database.catalogueRevision.update({ where: { id: 1 }, data: { revision: { increment: 1 } } }),
  ]
}
