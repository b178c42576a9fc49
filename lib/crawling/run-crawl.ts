import type { Connection } from '@/lib/database/connection'
import { beginCrawlRun, findStoppedCrawl, finishCrawlRun, recordCrawlCounts } from '@/lib/database/crawl-runs'
import type { PrismaClient } from '@/lib/database/generated/client'
import { acquireJobLock, jobLockFile } from '@/lib/database/job-lock'
import { withPrisma } from '@/lib/database/prisma'
import { closeDeadRuns, reviveRun, type StartedBy } from '@/lib/database/runs'
import { carryOut } from '@/lib/jobs/carry-out'
import { described } from '@/lib/jobs/describe-fault'
import { type Crawl, crawl, type CrawlResult } from './crawl'
import type { CrawlCounts, CrawlObserver, CrawlStage } from './crawl-context'
import { type CrawlOptionsInput, crawlOptionsSchema } from './crawl-options'

export type CrawlJob = Pick<Crawl, 'connection' | 'dataDir' | 'settings' | 'signal'> & {
  databaseFile: string
  observer: CrawlObserver
  startedBy?: StartedBy
} & (
    | {
        /** What is asked for, as it is written: that is what is kept of it. */
        options: CrawlOptionsInput
      }
    | {
        /** A crawl that was interrupted or failed, and is gone on with. */
        resumedId: number
      }
  )

/**
 * The crawl as a job: one at a time, under a row of Run that says how far it is, which can be paused, cancelled and
 * gone on with from anywhere.
 *
 * @throws Error when another process crawls; what `crawl` throws; RunCancelledError when it was cancelled.
 */
export async function runCrawl(job: CrawlJob): Promise<CrawlResult> {
  const { connection, dataDir, databaseFile } = job
  try {
    const lock = lockCrawl(connection, dataDir)
    try {
      return await withPrisma(databaseFile, async (prisma) => {
        return await crawlUnder(job, prisma, await begin(job, prisma))
      })
    } finally {
      lock.release()
    }
  } catch (error) {
    throw described(error, { dataDir, databaseFile })
  }
}

function lockCrawl(connection: Connection, dataDir: string): { release(): void } {
  const lock = acquireJobLock(jobLockFile(dataDir, 'crawl'))
  if (!lock) {
    throw new Error('Another crawl is running over this data directory. Wait until it has ended.')
  }
  closeDeadRuns(connection, 'crawl')
  return lock
}

type BegunCrawl = {
  runId: number
  options: CrawlOptionsInput
  /** What it had counted when it stopped short: the last half second before a kill may be missing. */
  countedBefore: Record<string, number>
}

async function begin(job: CrawlJob, prisma: PrismaClient): Promise<BegunCrawl> {
  if ('options' in job) {
    const runId = await beginCrawlRun(prisma, JSON.stringify(job.options), job.startedBy ?? 'shell')
    return { runId, options: job.options, countedBefore: {} }
  }
  const stopped = await findStoppedCrawl(prisma, job.resumedId)
  const options: CrawlOptionsInput = JSON.parse(stopped.options)
  await reviveRun(prisma, job.resumedId)
  return {
    runId: job.resumedId,
    // To begin anew was done when it began.
    options: { ...options, restart: false },
    countedBefore: JSON.parse(stopped.counts ?? '{}'),
  }
}

/** What a crawl has counted over all the processes that it took, as JSON. */
function total(before: Record<string, number>, now: CrawlCounts): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(now).map(([name, count]) => [name, count + (before[name] ?? 0)])),
  )
}

async function crawlUnder(
  { connection, dataDir, databaseFile, settings, signal, observer }: CrawlJob,
  prisma: PrismaClient,
  { runId, options: written, countedBefore }: BegunCrawl,
): Promise<CrawlResult> {
  let counts: CrawlCounts | null = null
  const recordCounts = async () => {
    if (counts) await recordCrawlCounts(prisma, runId, total(countedBefore, counts))
  }
  return carryOut<CrawlStage, CrawlResult>(
    {
      prisma,
      runId,
      databaseFile,
      dataDir,
      signal,
      recordCounts,
      observer: { onStage() {}, onProgress() {} },
    },
    async ({ log, checkpoint, cancelled, enter, progress }) => {
      log.info({ pid: process.pid, ...written }, 'The crawl begins.')
      const result = await crawl({
        ...{ connection, dataDir, settings, checkpoint },
        // A server may ask for minutes of silence.
        signal: signal ? AbortSignal.any([signal, cancelled]) : cancelled,
        options: crawlOptionsSchema.parse(written),
        observer: {
          onStage(stage, total) {
            observer.onStage(stage, total)
            // What could not be written now is written with the next sign of life.
            enter(stage, total).catch(() => {})
          },
          onProgress(done, now) {
            counts = now
            progress(done)
            observer.onProgress(done, now)
          },
          onNote(note) {
            log.info(note)
            observer.onNote(note)
          },
        },
      })
      for (const { what, reason } of result.problems) log.warn({ what }, reason)
      const { outcome } = result
      await finishCrawlRun(prisma, runId, { counts: total(countedBefore, result.counts), outcome })
      log.info({ ...result.counts }, `The crawl ends: ${outcome}.`)
      return result
    },
  )
}
