import type { PrismaClient } from '../sqlite/generated/client'
import { assertResumable, createRun, finishRun, newRun, PATIENT, type StartedBy, waitingRun } from './runs'

/**
 * Begins the run of a crawl and makes it the active one. Only the holder of the crawl's lock may call this.
 *
 * @param options JSON
 * @param version of the code, where another process may go on with it
 */
export async function beginCrawlRun(
  prisma: PrismaClient,
  options: string,
  startedBy: StartedBy,
  version: string | null = null,
): Promise<number> {
  const run = newRun('crawl', 'pages', startedBy, version)
  const id = await createRun(prisma, { ...run, crawl: { create: { options } } })
  if (id === null) throw new Error('Another crawl is active. Wait until it is done, or cancel it.')
  return id
}

/**
 * Adds a crawl for a worker to take up, and makes it the active one; null when another one is.
 *
 * @param options JSON
 */
export async function addWaitingCrawl(prisma: PrismaClient, options: string): Promise<number | null> {
  return createRun(prisma, { ...waitingRun('crawl', 'pages'), crawl: { create: { options } } })
}

/** Keeps what an active crawl has counted so far, as JSON. */
export async function recordCrawlCounts(prisma: PrismaClient, runId: number, counts: string): Promise<void> {
  await prisma.crawlRun.update({ where: { id: runId }, data: { counts } })
}

/** Ends a crawl that came to its end, or to that of what it may ask. @throws Error when it has ended otherwise */
export async function finishCrawlRun(
  prisma: PrismaClient,
  runId: number,
  result: { counts: string; outcome: string },
): Promise<void> {
  await prisma.$transaction(async (within) => {
    if (!(await finishRun(within, runId))) return
    await within.crawlRun.update({ where: { id: runId }, data: result })
  }, PATIENT)
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
