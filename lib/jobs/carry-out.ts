import type { Logger } from 'pino'
import type { PrismaClient } from '@/lib/database/generated/client'
import { endRun } from '@/lib/database/runs'
import { describeFault, isDiskFull } from './describe-fault'
import { giveUpReserve, keepReserve } from './reserve'
import { type Checkpoint, controlRun, RunCancelledError } from './run-control'
import { openRunLog } from './run-log'

export type CarryOutOptions<Stage extends string = string> = {
  prisma: PrismaClient
  runId: number
  databaseFile: string
  dataDir: string
  signal?: AbortSignal
  /** Writes what the job counts besides; called twice a second, and at the end. */
  recordCounts: () => Promise<void>
  /** Removes what a run leaves that did not come to its end. */
  cleanUp?: () => Promise<void>
  observer: { onStage(stage: Stage, total: number): void; onProgress(done: number): void }
}

/** What the work of a run is given. */
export type JobContext<Stage extends string = string> = {
  log: Logger
  /** Seconds a stage, as they end. */
  seconds: Record<string, number>
  checkpoint: Checkpoint
  /** Aborts when the run is cancelled. */
  cancelled: AbortSignal
  progress(done: number): void
  /** Begins a stage with `total` things to do, `done` of them done before; it ends when another begins. */
  enter(name: Stage, total: number, done?: number): Promise<void>
  /** Carries out a stage with `total` things to do, `done` of them done before. */
  stage<Result>(name: Stage, total: number, work: () => Promise<Result>, done?: number): Promise<Result>
}

/**
 * Carries out the work of a run that has begun: with a log, a heartbeat and ears for what an admin asks. When the work
 * throws, the run has ended as cancelled, interrupted or failed, with the reason, and the fault is thrown on.
 */
export async function carryOut<Stage extends string, Result>(
  options: CarryOutOptions<Stage>,
  work: (context: JobContext<Stage>) => Promise<Result>,
): Promise<Result> {
  const { prisma, runId, databaseFile, dataDir, signal, recordCounts, observer } = options
  keepReserve(databaseFile)
  const log = openRunLog(dataDir, runId)
  const seconds: Record<string, number> = {}
  const control = controlRun({
    ...{ prisma, runId, signal },
    onHeartbeat: recordCounts,
    onAction: (action) => log.info(`Asked to ${action}.`),
  })
  async function enter(name: Stage, total: number, done = 0): Promise<void> {
    observer.onStage(name, total)
    log.info({ stage: name, total }, `Stage ${name} begins.`)
    await control.stage(name, total, done)
  }
  const context: JobContext<Stage> = {
    ...{ log, seconds, checkpoint: control.checkpoint, cancelled: control.cancelled, enter },
    progress(done) {
      control.progress(done)
      observer.onProgress(done)
    },
    async stage(name, total, work, done = 0) {
      await control.checkpoint()
      const startedAt = performance.now()
      await enter(name, total, done)
      const result = await work()
      seconds[name] = (performance.now() - startedAt) / 1000
      log.info({ stage: name, seconds: seconds[name] }, `Stage ${name} is done.`)
      return result
    },
  }
  try {
    return await work(context)
  } catch (error) {
    control.stop()
    const reason = describeFault(error, { dataDir, databaseFile })
    const status =
      error instanceof RunCancelledError ? 'cancelled' : signal?.aborted ? 'interrupted' : 'failed'
    log[status === 'failed' ? 'error' : 'warn'](reason)
    await recordEnd(options, status, reason)
    throw error
  } finally {
    control.stop()
  }
}

/** Where even this cannot be written the run is left to look interrupted, and the fault is still what is thrown. */
async function recordEnd(
  { prisma, runId, databaseFile, recordCounts, cleanUp }: Omit<CarryOutOptions, 'observer'>,
  status: 'cancelled' | 'interrupted' | 'failed',
  reason: string,
): Promise<void> {
  const record = async () => {
    await recordCounts()
    // The end first: where the disk is full there may be room for it but not for the removal.
    const hasEnded = await endRun(prisma, runId, status, reason)
    // What cannot be removed now goes when the run is resumed, or when another one is published.
    if (hasEnded) await cleanUp?.().catch(() => {})
  }
  try {
    await record().catch((error) => {
      if (!isDiskFull(error)) throw error
      giveUpReserve(databaseFile)
      return record()
    })
  } catch (error) {
    console.error(`The end of run ${runId} could not be recorded: ${error}`)
  }
}
