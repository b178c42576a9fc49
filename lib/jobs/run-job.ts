import type { PrismaClient } from '@/lib/database/generated/client'
import type { Connection } from '@/lib/database/connection'
import { acquireJobLock, jobLockFile } from '@/lib/database/job-lock'
import { withPrisma } from '@/lib/database/prisma'
import { closeDeadRuns, endRun, recordMetrics } from '@/lib/database/runs'
import { described, describeFault, isDiskFull } from './describe-fault'
import { type BegunRun, type Job, type JobContext, runStages, type Stage, type StageContext } from './job'
import { giveUpReserve, keepReserve } from './reserve'
import { controlRun, RunCancelledError } from './run-control'
import { openRunLog } from './run-log'

/** Where a job works, what may end it, and who is told how far it is. */
export type JobOptions = {
  connection: Connection
  databaseFile: string
  dataDir: string
  signal?: AbortSignal
  observer: JobObserver
}

/** Told how far a run is: a stage begins with what it has to do, then counts. */
export type JobObserver = {
  onStage(stage: { name: string; title: string }, total: number): void
  onProgress(done: number, detail?: string): void
  onNote(note: string): void
}

/**
 * Does a job's work while no other process can: closes a run that a dead process has left, begins a run or goes on with
 * one, and carries it out. Killed at any instant it loses at most the work in hand.
 *
 * @throws Error, said for a person, when another process has the job's lock or the run fails; RunCancelledError when it
 *   was cancelled; the signal's reason when it was interrupted
 */
export async function runJob<Asked, Context extends StageContext, Result>(
  job: Job<Asked, Context, Result>,
  asked: Asked,
  options: JobOptions,
): Promise<Result> {
  const { connection, databaseFile, dataDir } = options
  try {
    const lock = lockJob(job, dataDir)
    try {
      closeDeadRuns(connection, job.name)
      return await withPrisma(databaseFile, async (prisma) => {
        const begun = await job.begin(asked, { connection, prisma, dataDir })
        return 'result' in begun ? begun.result : carryOut(job, begun, prisma, options)
      })
    } finally {
      lock.release()
    }
  } catch (error) {
    throw described(error, { dataDir, databaseFile })
  }
}

/**
 * Takes the lock that one process at a time may have.
 *
 * @throws Error when another process has it
 */
export function lockJob(
  { name, busy }: { name: string; busy: (dataDir: string) => string },
  dataDir: string,
): { release(): void } {
  const lock = acquireJobLock(jobLockFile(dataDir, name))
  if (!lock) throw new Error(busy(dataDir))
  return lock
}

/**
 * Carries out a run that has begun, with a log, a heartbeat and ears for what an admin asks. When a stage throws, the
 * run has ended as cancelled, interrupted or failed, with the reason, and the fault is thrown on.
 */
async function carryOut<Asked, Context extends StageContext, Result>(
  job: Job<Asked, Context, Result>,
  begun: BegunRun<Context, Result>,
  prisma: PrismaClient,
  { connection, databaseFile, dataDir, signal, observer }: JobOptions,
): Promise<Result> {
  const { runId, recordCounts } = begun
  keepReserve(databaseFile)
  const log = openRunLog(dataDir, runId)
  const onAction = (action: string) => log.info(`Asked to ${action}.`)
  const control = controlRun({ prisma, runId, signal, onHeartbeat: recordCounts, onAction })
  const seconds: Record<string, number> = {}
  const metrics: Record<string, number> = {}
  let current: { stage: Pick<Stage<Context, Result>, 'name' | 'title'>; since: number | null } = {
    stage: { name: '', title: '' },
    since: null,
  }
  const given: JobContext = {
    connection,
    dataDir,
    prisma,
    runId,
    log,
    seconds,
    metrics,
    checkpoint: control.checkpoint,
    signal: signal ? AbortSignal.any([signal, control.cancelled]) : control.cancelled,
    async enter(total, done = 0) {
      await control.checkpoint()
      const { name } = current.stage
      current.since = performance.now()
      observer.onStage(current.stage, total)
      log.info({ stage: name, total }, `Stage ${name} begins.`)
      await control.stage(name, total, done)
    },
    progress(done, detail) {
      control.progress(done)
      observer.onProgress(done, detail)
    },
    note(text, fields = {}) {
      log.info(fields, text)
      observer.onNote(text)
    },
    recordMetrics() {
      const peakMemoryMegabytes = process.resourceUsage().maxRSS / 1024
      return recordMetrics(prisma, runId, { ...seconds, ...metrics, peakMemoryMegabytes })
    },
  }
  try {
    const context = begun.context(given)
    const result = await runStages(job.stages, async (stage) => {
      current = { stage, since: null }
      const { run } = await stage.load()
      const next = await run(context)
      if (current.since === null) return next
      seconds[stage.name] = (performance.now() - current.since) / 1000
      log.info({ stage: stage.name, seconds: seconds[stage.name] }, `Stage ${stage.name} is done.`)
      return next
    })
    await begun.conclude(result, given)
    return result
  } catch (error) {
    control.stop()
    const reason = describeFault(error, { dataDir, databaseFile })
    const status =
      error instanceof RunCancelledError ? 'cancelled' : signal?.aborted ? 'interrupted' : 'failed'
    log[status === 'failed' ? 'error' : 'warn'](reason)
    await recordEnd(prisma, databaseFile, begun, status, reason)
    throw error
  } finally {
    control.stop()
  }
}

/** Where even this cannot be written the run is left to look interrupted, and the fault is still what is thrown. */
async function recordEnd(
  prisma: PrismaClient,
  databaseFile: string,
  { runId, recordCounts, cleanUp }: Pick<BegunRun<never, never>, 'runId' | 'recordCounts' | 'cleanUp'>,
  status: 'cancelled' | 'interrupted' | 'failed',
  reason: string,
): Promise<void> {
  const record = async () => {
    await recordCounts()
    // The end first: where the disk is full there may be room for it but not for the removal.
    const hasEnded = await endRun(prisma, runId, status, reason)
    try {
      if (hasEnded) cleanUp?.()
    } catch {
      // What cannot be removed now goes when the run is resumed, or when another one is published.
    }
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
