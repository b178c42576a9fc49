import type { PrismaClient } from './generated/client'
import type { Connection } from './connection'

export type RunMode = 'missing' | 'all'
export type RunStage = 'embed' | 'project' | 'search' | 'publish'
export type RunCounts = {
  modelCount: number
  embeddedCount: number
  reusedCount: number
  failureCount: number
}

/** How many published runs are kept for rolling back; older ones lose their rows. */
const KEPT_RUNS = 3

export type PublishedRun = { id: number; inputDigest: string | null }

/** The run that readers see: the one published last. */
export function findPublishedRun(connection: Connection): PublishedRun | null {
  const run = connection
    .prepare<[], PublishedRun>(
      'SELECT id, inputDigest FROM IndexRun WHERE publishedAt IS NOT NULL ORDER BY publishedAt DESC, id DESC LIMIT 1',
    )
    .get()
  return run ?? null
}

/** The last run that was published with this input and still has its similarity table; null when there is none. */
export function findKeptRun(connection: Connection, inputDigest: string): number | null {
  const id = connection
    .prepare<[string], number>(
      `SELECT id FROM IndexRun WHERE inputDigest = ? AND publishedAt IS NOT NULL
       AND EXISTS (SELECT 1 FROM Neighbour WHERE runId = IndexRun.id) ORDER BY publishedAt DESC, id DESC LIMIT 1`,
    )
    .pluck()
    .get(inputDigest)
  return id ?? null
}

/**
 * Begins a run and makes it the active one. Only the holder of the job lock may call this: a run that is
 * still marked active then belongs to a process that died, and is marked interrupted.
 */
export async function beginRun(
  prisma: PrismaClient,
  run: {
    mode: RunMode
    recipe: string
    recipeId: string
    engine: string
    neighbours: number
    modelCount: number
  },
): Promise<number> {
  const now = new Date()
  const [, created] = await prisma.$transaction([
    prisma.indexRun.updateMany({
      where: { active: 1 },
      data: { active: null, status: 'interrupted', finishedAt: now },
    }),
    prisma.indexRun.create({
      data: {
        ...run,
        status: 'running',
        active: 1,
        stage: 'embed',
        pid: process.pid,
        heartbeatAt: now,
        startedAt: now,
      },
    }),
  ])
  return created.id
}

/** Says that the run is alive, and how far it is. */
export async function reportRun(
  prisma: PrismaClient,
  runId: number,
  state: Partial<RunCounts> & { stage?: RunStage; engine?: string },
): Promise<void> {
  await prisma.indexRun.update({ where: { id: runId }, data: { ...state, heartbeatAt: new Date() } })
}

/** Ends a run that will not be published. Whatever neighbours it had written are removed. */
export async function abandonRun(
  prisma: PrismaClient,
  runId: number,
  status: 'finished' | 'failed' | 'interrupted',
  error: string | null,
): Promise<void> {
  await prisma.$transaction([
    prisma.neighbour.deleteMany({ where: { runId } }),
    prisma.indexRun.update({
      where: { id: runId },
      data: { status, error, active: null, finishedAt: new Date() },
    }),
  ])
}

/**
 * Makes a run the one that readers see, in one transaction, and drops the similarity tables of runs that
 * are neither among the last three published nor active.
 */
export async function publishRun(
  prisma: PrismaClient,
  runId: number,
  result: RunCounts & { inputDigest: string; projectionId: string | null },
): Promise<void> {
  const now = new Date()
  await prisma.$transaction([
    prisma.indexRun.update({
      where: { id: runId },
      data: {
        ...result,
        status: 'finished',
        active: null,
        stage: 'publish',
        heartbeatAt: now,
        finishedAt: now,
        publishedAt: now,
      },
    }),
    countRevision(prisma),
  ])
  await pruneRuns(prisma)
}

/** Makes an older run, whose table is kept, the one that readers see again. */
export async function republishRun(prisma: PrismaClient, runId: number): Promise<void> {
  await prisma.$transaction([
    prisma.indexRun.update({ where: { id: runId }, data: { publishedAt: new Date() } }),
    countRevision(prisma),
  ])
}

function countRevision(prisma: PrismaClient) {
  return prisma.catalogueRevision.update({ where: { id: 1 }, data: { revision: { increment: 1 } } })
}

/** Keeps what was measured of a run: seconds a stage, and the peak memory of the process in megabytes. */
export async function recordMetrics(
  prisma: PrismaClient,
  runId: number,
  metrics: Record<string, number>,
): Promise<void> {
  await prisma.indexRun.update({ where: { id: runId }, data: { metrics: JSON.stringify(metrics) } })
}

async function pruneRuns(prisma: PrismaClient): Promise<void> {
  const kept = await prisma.indexRun.findMany({
    where: { publishedAt: { not: null } },
    orderBy: [{ publishedAt: 'desc' }, { id: 'desc' }],
    take: KEPT_RUNS,
    select: { id: true, projectionId: true },
  })
  const old = await prisma.indexRun.findMany({
    where: { id: { notIn: kept.map((run) => run.id) }, active: null, similar: { some: {} } },
    select: { id: true },
  })
  await prisma.$transaction([
    prisma.neighbour.deleteMany({ where: { runId: { in: old.map((run) => run.id) } } }),
    prisma.projection.deleteMany({
      where: { id: { notIn: kept.flatMap((run) => run.projectionId ?? []) }, runs: { none: { active: 1 } } },
    }),
  ])
}
