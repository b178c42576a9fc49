import type { PrismaClient } from '../sqlite/generated/client'

/** What index runs make, under the run that made it. */
const TABLES = ['NeighbourList', 'VectorBlock', 'FactorBlock', 'NearDuplicate', 'TagPlace', 'TagSuggestion']

/** How many published runs are kept for rolling back; older ones lose their rows. */
const KEPT_RUNS = 3

/** Empties all tables of some runs. @param runs numbers, or a query of them */
const emptied = (prisma: PrismaClient, runs: number | string) =>
  TABLES.map((table) => prisma.$executeRawUnsafe(`DELETE FROM "${table}" WHERE "runId" IN (${runs})`))

/** Gives up a run that waited for a review, and what it has made. */
export async function discardRun(prisma: PrismaClient, runId: number): Promise<void> {
  await prisma.$transaction([
    ...emptied(prisma, runId),
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

/**
 * Drops what runs have made that are neither among the last three published, nor still to be decided on, nor active, and the projections
 * that were fitted for them; and the units of all runs that have ended.
 */
export async function pruneRuns(prisma: PrismaClient): Promise<void> {
  // What is kept is looked up by the statement that drops the rest, so that no publication comes between the two.
  const dropped = `
    SELECT "IndexRun".id FROM "IndexRun" JOIN "Run" ON "Run".id = "IndexRun".id
    WHERE active IS NULL AND outcome IS DISTINCT FROM 'needs-review' AND "IndexRun".id NOT IN (
      SELECT id FROM "IndexRun" WHERE publication IS NOT NULL ORDER BY publication DESC LIMIT ${KEPT_RUNS}
    )`
  await prisma.$transaction([
    ...emptied(prisma, dropped),
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
