import { z } from 'zod'
import type { PrismaClient } from '../sqlite/generated/client'
import { statement, type Work } from '../statement'
import { assertResumable, createRun, finishRun, newRun, PATIENT, type StartedBy, waitingRun } from './runs'

export type RunMode = 'missing' | 'all'
export type RunCounts = {
  modelCount: number
  embeddedCount: number
  reusedCount: number
  failureCount: number
}
/** How many published runs are kept for rolling back; older ones lose their rows. */
const KEPT_RUNS = 3

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

/** What a run of the precompute job is asked for. */
export type RunSettings = {
  mode: RunMode
  recipe: string
  recipeId: string
  engine: string
  neighbours: number
  /** JSON; see the schema. */
  retried?: string | null
}

/**
 * Begins a run and makes it the active one. Only the holder of the job lock may call this.
 *
 * @param version of the code, where others may work on it
 */
export async function beginIndexRun(
  prisma: PrismaClient,
  settings: RunSettings & { modelCount: number },
  startedBy: StartedBy = 'shell',
  version: string | null = null,
): Promise<number> {
  const run = newRun('precompute', 'embed', startedBy, version)
  const id = await createRun(prisma, { ...run, index: { create: settings } })
  if (id === null) throw new Error('Another index run is active. Wait until it is done, or cancel it.')
  return id
}

/** Adds a run for a worker to take up, and makes it the active one; null when another one is. */
export async function addWaitingIndexRun(
  prisma: PrismaClient,
  settings: RunSettings,
): Promise<number | null> {
  return createRun(prisma, { ...waitingRun('precompute', 'embed'), index: { create: settings } })
}

const storedSettings = z.object({
  mode: z.enum(['missing', 'all']),
  recipe: z.string(),
  recipeId: z.string(),
  engine: z.string(),
  neighbours: z.number(),
  retried: z
    .string()
    .nullable()
    .transform((text): unknown => (text === null ? null : JSON.parse(text)))
    .pipe(z.union([z.literal('all'), z.array(z.string()), z.null()])),
})

/**
 * What a run that stopped short was asked for.
 *
 * @throws Error when there is no such run, or it did not stop short.
 */
export async function findStoppedIndexRun(
  prisma: PrismaClient,
  runId: number,
): Promise<z.infer<typeof storedSettings>> {
  const found = await prisma.indexRun.findUnique({
    where: { id: runId },
    include: { run: { select: { status: true } } },
  })
  if (!found) throw new Error(`There is no index run ${runId}.`)
  assertResumable(runId, found.run.status)
  return storedSettings.parse(found)
}

const settingsOf = statement<[number], Pick<RunSettings, 'recipe' | 'recipeId' | 'engine' | 'neighbours'>>(
  'SELECT recipe, recipeId, engine, neighbours FROM IndexRun WHERE id = ?',
)

/**
 * What a run computes by, for whoever does a part of it.
 *
 * @throws Error when there is no such run
 */
export function* findRunSettings(
  runId: number,
): Work<Pick<RunSettings, 'recipe' | 'recipeId' | 'engine' | 'neighbours'>> {
  const settings = yield* settingsOf.first(runId)
  if (!settings) throw new Error(`There is no index run ${runId}.`)
  return settings
}

/** Keeps what an active run has counted so far. */
export async function recordIndexCounts(
  prisma: PrismaClient,
  runId: number,
  counts: Partial<RunCounts> & { engine?: string },
): Promise<void> {
  await prisma.indexRun.update({ where: { id: runId }, data: counts })
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

/** Gives up a run that waited for a review, and its table. */
export async function discardRun(prisma: PrismaClient, runId: number): Promise<void> {
  await prisma.$transaction([
    prisma.neighbourList.deleteMany({ where: { runId } }),
    prisma.vectorBlock.deleteMany({ where: { runId } }),
    prisma.factorBlock.deleteMany({ where: { runId } }),
    prisma.nearDuplicate.deleteMany({ where: { runId } }),
    prisma.tagPlace.deleteMany({ where: { runId } }),
    prisma.tagSuggestion.deleteMany({ where: { runId } }),
    prisma.indexRun.update({ where: { id: runId }, data: { outcome: 'discarded' } }),
  ])
}

/** Removes a run and its table. It must be neither active nor published. */
export async function deleteRun(prisma: PrismaClient, runId: number): Promise<void> {
  // First, and by its own index, rather than a row at a time by the cascade.
  await prisma.$transaction([
    prisma.neighbourList.deleteMany({ where: { runId } }),
    prisma.run.delete({ where: { id: runId } }),
  ])
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

/**
 * Drops the similarity tables, the vectors, the factors, the near-duplicates and what is said of tags of runs that are neither among the last three published, nor still to be decided on, nor
 * active, and the projections that were fitted for them; and the units of all runs that have ended.
 */
export async function pruneRuns(prisma: PrismaClient): Promise<void> {
  // What is kept is looked up by the statement that drops the rest, so that no publication comes between the two.
  const dropped = `
    SELECT "IndexRun".id FROM "IndexRun" JOIN "Run" ON "Run".id = "IndexRun".id
    WHERE active IS NULL AND outcome IS DISTINCT FROM 'needs-review' AND "IndexRun".id NOT IN (
      SELECT id FROM "IndexRun" WHERE publication IS NOT NULL ORDER BY publication DESC LIMIT ${KEPT_RUNS}
    )`
  await prisma.$transaction([
    prisma.$executeRawUnsafe(`DELETE FROM "NeighbourList" WHERE "runId" IN (${dropped})`),
    prisma.$executeRawUnsafe(`DELETE FROM "VectorBlock" WHERE "runId" IN (${dropped})`),
    prisma.$executeRawUnsafe(`DELETE FROM "FactorBlock" WHERE "runId" IN (${dropped})`),
    prisma.$executeRawUnsafe(`DELETE FROM "NearDuplicate" WHERE "runId" IN (${dropped})`),
    prisma.$executeRawUnsafe(`DELETE FROM "TagPlace" WHERE "runId" IN (${dropped})`),
    prisma.$executeRawUnsafe(`DELETE FROM "TagSuggestion" WHERE "runId" IN (${dropped})`),
    // What they say is done is gone with it.
    prisma.$executeRawUnsafe(
      'DELETE FROM "WorkUnit" WHERE "runId" IN (SELECT id FROM "Run" WHERE active IS NULL)',
    ),
    prisma.$executeRawUnsafe(
      `DELETE FROM "Projection" WHERE id NOT IN (
         SELECT "projectionId" FROM "IndexRun" WHERE "projectionId" IS NOT NULL AND id NOT IN (${dropped})
       )`,
    ),
  ])
}
