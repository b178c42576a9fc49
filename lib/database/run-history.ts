import type { Prisma, PrismaClient } from './generated/client'
import { JOBS, type Job } from './runs'

const details = { index: true, crawl: true } satisfies Prisma.RunInclude

/** A run with all that is stored of it. */
export type StoredRun = Omit<Prisma.RunGetPayload<{ include: typeof details }>, 'job'> & { job: Job }

function withJob(run: Prisma.RunGetPayload<{ include: typeof details }>): StoredRun[] {
  const job = JOBS.find((known) => known === run.job)
  return job ? [{ ...run, job }] : []
}

export async function findRun(prisma: PrismaClient, runId: number): Promise<StoredRun | null> {
  const run = await prisma.run.findUnique({ where: { id: runId }, include: details })
  return (run && withJob(run)[0]) ?? null
}

/**
 * Runs of a job, the newest first.
 *
 * @param before only those with a smaller id
 */
export async function listRuns(
  prisma: PrismaClient,
  { job, before, limit }: { job: Job; before?: number; limit: number },
): Promise<StoredRun[]> {
  const runs = await prisma.run.findMany({
    where: { job, id: before === undefined ? undefined : { lt: before } },
    include: details,
    orderBy: { id: 'desc' },
    take: limit,
  })
  return runs.flatMap(withJob)
}

/** Which of these runs still have their similarity table. */
export async function findRunsWithTable(
  prisma: PrismaClient,
  runIds: readonly number[],
): Promise<Set<number>> {
  const rows = await prisma.indexRun.findMany({
    where: { id: { in: [...runIds] }, similar: { some: {} } },
    select: { id: true },
  })
  return new Set(rows.map(({ id }) => id))
}

/** The last run of a recipe that was finished and measured: what the next one will take can be told from it. */
export async function findMeasuredRun(prisma: PrismaClient, recipeId: string): Promise<StoredRun | null> {
  const run = await prisma.run.findFirst({
    where: { status: 'finished', metrics: { not: null }, index: { recipeId, embeddedCount: { gt: 0 } } },
    include: details,
    orderBy: { id: 'desc' },
  })
  return (run && withJob(run)[0]) ?? null
}
