import type { PrismaClient } from '../sqlite/generated/client'
import { assertResumable, ended, newRun, type StartedBy } from './runs'

/**
 * Begins the run of a crawl and makes it the active one. Only the holder of the crawl's lock may call this.
 *
 * @param options JSON
 */
export async function beginCrawlRun(
  prisma: PrismaClient,
  options: string,
  startedBy: StartedBy,
): Promise<number> {
  const { id } = await prisma.run.create({
    data: { ...newRun('crawl', 'pages', startedBy), crawl: { create: { options } } },
  })
  return id
}

/** Keeps what an active crawl has counted so far, as JSON. */
export async function recordCrawlCounts(prisma: PrismaClient, runId: number, counts: string): Promise<void> {
  await prisma.crawlRun.update({ where: { id: runId }, data: { counts } })
}

/** Ends a crawl that came to its end, or to that of what it may ask. */
export async function finishCrawlRun(
  prisma: PrismaClient,
  runId: number,
  result: { counts: string; outcome: string },
): Promise<void> {
  await prisma.$transaction([
    prisma.crawlRun.update({ where: { id: runId }, data: result }),
    prisma.run.update({ where: { id: runId }, data: ended('finished') }),
  ])
}

/**
 * What a crawl that stopped short was asked for, and what it had counted by then, null before it had; as JSON.
 *
 * @throws Error when there is no such crawl, or it did not stop short.
 */
export async function findStoppedCrawl(
  prisma: PrismaClient,
  runId: number,
): Promise<{ options: string; counts: string | null }> {
  const found = await prisma.crawlRun.findUnique({
    where: { id: runId },
    include: { run: { select: { status: true } } },
  })
  if (!found) throw new Error(`There is no crawl ${runId}.`)
  assertResumable(runId, found.run.status)
  return found
}
