import { z } from 'zod'
import type { PrismaClient } from './generated/client'
import type { Connection } from './connection'
import { closeDeadRuns, ended, newRun, type RunStatus, type StartedBy } from './runs'

export type RunMode = 'missing' | 'all'
export type RunStage = 'thumbnail' | 'embed' | 'project' | 'search' | 'review' | 'publish'
export type RunCounts = {
  modelCount: number
  embeddedCount: number
  reusedCount: number
  failureCount: number
}
/** What became of the similarity table of a finished run. */
export type RunOutcome = 'published' | 'up-to-date' | 'needs-review' | 'discarded' | 'withdrawn'

/** How many published runs are kept for rolling back; older ones lose their rows. */
const KEPT_RUNS = 3

export type PublishedRun = { id: number; inputDigest: string | null; neighbours: number }

/** The run that readers see: the one published last. */
export function findPublishedRun(connection: Connection): PublishedRun | null {
  const run = connection
    .prepare<[], PublishedRun>(
      'SELECT id, inputDigest, neighbours FROM IndexRun WHERE publication IS NOT NULL ORDER BY publication DESC LIMIT 1',
    )
    .get()
  return run ?? null
}

export type KeptRun = { id: number; outcome: 'published' | 'needs-review' | 'withdrawn' }

/** The newest run that was made from this input and still has its similarity table; null when there is none. */
export function findKeptRun(connection: Connection, inputDigest: string): KeptRun | null {
  const run = connection
    .prepare<[string], KeptRun>(
      `SELECT id, outcome FROM IndexRun
       WHERE inputDigest = ? AND outcome IN ('published', 'needs-review', 'withdrawn')
       AND EXISTS (SELECT 1 FROM Neighbour WHERE runId = IndexRun.id)
       ORDER BY publication DESC, id DESC LIMIT 1`,
    )
    .get(inputDigest)
  return run ?? null
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
 * Begins a run and makes it the active one. Only the holder of the job lock may call this: a run that is
 * still marked active then belongs to a process that died, and is marked interrupted.
 */
export async function beginRun(
  prisma: PrismaClient,
  settings: RunSettings & { modelCount: number },
  startedBy: StartedBy = 'shell',
): Promise<number> {
  const [, created] = await prisma.$transaction([
    closeDeadRuns(prisma, 'precompute'),
    prisma.run.create({
      data: { ...newRun('precompute', 'embed', startedBy), index: { create: settings } },
    }),
  ])
  return created.id
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

/** In these a run has stopped short of its end, and can go on from what is stored. */
export const RESUMABLE = ['interrupted', 'failed']

/**
 * What a run that stopped short was asked for.
 *
 * @throws Error when there is no such run, or it did not stop short.
 */
export async function findRunSettings(
  prisma: PrismaClient,
  runId: number,
): Promise<z.infer<typeof storedSettings>> {
  const found = await prisma.indexRun.findUnique({
    where: { id: runId },
    include: { run: { select: { status: true } } },
  })
  if (!found) throw new Error(`There is no index run ${runId}.`)
  if (!RESUMABLE.includes(found.run.status)) {
    throw new Error(
      `Run ${runId} cannot be resumed: it is ${found.run.status}. Only one that was interrupted or failed can.`,
    )
  }
  return storedSettings.parse(found)
}

/** Keeps what an active run has counted so far. */
export async function recordCounts(
  prisma: PrismaClient,
  runId: number,
  counts: Partial<RunCounts> & { engine?: string },
): Promise<void> {
  await prisma.indexRun.update({ where: { id: runId }, data: counts })
}

/** Ends a run that has no similarity table. Whatever neighbours it had written are removed. */
export async function abandonRun(
  prisma: PrismaClient,
  runId: number,
  status: RunStatus,
  error: string | null,
): Promise<void> {
  // The end first: where the disk is full there may be room for it but not for the removal.
  await prisma.run.update({ where: { id: runId }, data: ended(status, error) })
  await prisma.neighbour.deleteMany({ where: { runId } })
}

/** Ends a run that found nothing to do. */
export async function endUpToDate(prisma: PrismaClient, runId: number, counts: RunCounts): Promise<void> {
  await prisma.$transaction([
    prisma.indexRun.update({ where: { id: runId }, data: { ...counts, outcome: 'up-to-date' } }),
    prisma.run.update({ where: { id: runId }, data: ended('finished') }),
  ])
}

/** What a run has made, once its similarity table is whole. */
export type RunResult = RunCounts & {
  inputDigest: string
  projectionId: string | null
  /** JSON; see the schema. */
  comparison: string | null
}

/** Ends a run whose table is whole but waits for somebody to look at it. Readers do not see it. */
export async function holdRun(prisma: PrismaClient, runId: number, result: RunResult): Promise<void> {
  await prisma.$transaction([
    prisma.indexRun.update({ where: { id: runId }, data: { ...result, outcome: 'needs-review' } }),
    prisma.run.update({ where: { id: runId }, data: ended('finished') }),
  ])
}

/**
 * Makes a run the one that readers see, in one transaction, and drops the similarity tables of runs that
 * are neither among the last three published nor still to be decided on.
 */
export async function publishRun(prisma: PrismaClient, runId: number, result: RunResult): Promise<void> {
  await prisma.$transaction([
    prisma.indexRun.update({ where: { id: runId }, data: result }),
    prisma.run.update({ where: { id: runId }, data: ended('finished') }),
    ...publication(prisma, runId),
  ])
  await pruneRuns(prisma)
}

/**
 * Makes a run whose table is kept the one that readers see: an older one again, or one that waited for a review.
 * With `withdrawNewer` the runs published after it are withdrawn, so that the job does not publish them again by
 * itself.
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
  const withdrawal = prisma.indexRun.updateMany({
    where: { outcome: 'published', publication: { gt: before ?? Number.MAX_SAFE_INTEGER } },
    data: { outcome: 'withdrawn' },
  })
  await prisma.$transaction([...(withdrawNewer ? [withdrawal] : []), ...publication(prisma, runId)])
  await pruneRuns(prisma)
}

/** Gives up a run that waited for a review, and its table. */
export async function discardRun(prisma: PrismaClient, runId: number): Promise<void> {
  await prisma.$transaction([
    prisma.neighbour.deleteMany({ where: { runId } }),
    prisma.indexRun.update({ where: { id: runId }, data: { outcome: 'discarded' } }),
  ])
}

/** Removes a run and its table. It must be neither active nor published. */
export async function deleteRun(prisma: PrismaClient, runId: number): Promise<void> {
  // First, and by its own index, rather than a row at a time by the cascade.
  await prisma.$transaction([
    prisma.neighbour.deleteMany({ where: { runId } }),
    prisma.run.delete({ where: { id: runId } }),
  ])
}

/** What publishes a run, for a transaction. Publications are counted, since a clock may be set back. */
function publication(prisma: PrismaClient, runId: number) {
  return [
    prisma.indexRun.update({
      where: { id: runId },
      data: { outcome: 'published', publishedAt: new Date() },
    }),
    prisma.$executeRaw`UPDATE IndexRun SET publication = (SELECT coalesce(max(publication), 0) + 1 FROM IndexRun) WHERE id = ${runId}`,
    prisma.catalogueRevision.update({ where: { id: 1 }, data: { revision: { increment: 1 } } }),
  ]
}

async function pruneRuns(prisma: PrismaClient): Promise<void> {
  const kept = await prisma.indexRun.findMany({
    where: { publication: { not: null } },
    orderBy: { publication: 'desc' },
    take: KEPT_RUNS,
    select: { id: true, projectionId: true },
  })
  const undecided = await prisma.indexRun.findMany({
    where: { outcome: 'needs-review' },
    select: { id: true, projectionId: true },
  })
  const wanted = [...kept, ...undecided]
  const old = await prisma.indexRun.findMany({
    where: { id: { notIn: wanted.map((run) => run.id) }, run: { active: null }, similar: { some: {} } },
    select: { id: true },
  })
  await prisma.$transaction([
    prisma.neighbour.deleteMany({ where: { runId: { in: old.map((run) => run.id) } } }),
    prisma.projection.deleteMany({
      where: {
        id: { notIn: wanted.flatMap((run) => run.projectionId ?? []) },
        runs: { none: { run: { active: 1 } } },
      },
    }),
  ])
}
