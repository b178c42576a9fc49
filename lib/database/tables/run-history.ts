import type { Prisma, PrismaClient } from '../sqlite/generated/client'

const details = { index: true, crawl: true } satisfies Prisma.RunInclude

/** A run with all that is stored of it. */
export type StoredRun = Prisma.RunGetPayload<{ include: typeof details }>

export async function findRun(prisma: PrismaClient, runId: number): Promise<StoredRun | null> {
  return prisma.run.findUnique({ where: { id: runId }, include: details })
}

/**
 * Runs of a job, the newest first.
 *
 * @param before only those with a smaller id
 */
export async function listRuns(
  prisma: PrismaClient,
  { job, before, limit }: { job: string; before?: number; limit: number },
): Promise<StoredRun[]> {
  return prisma.run.findMany({
    where: { job, id: before === undefined ? undefined : { lt: before } },
    include: details,
    orderBy: { id: 'desc' },
    take: limit,
  })
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
  return prisma.run.findFirst({
    where: { status: 'finished', metrics: { not: null }, index: { recipeId, embeddedCount: { gt: 0 } } },
    include: details,
    orderBy: { id: 'desc' },
  })
}
