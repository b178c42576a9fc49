import type { Database, Lock } from '@/lib/database/database'
import { capitalise } from '@/lib/text/capitalise'
import { collectGarbage } from './collect-garbage'
import { described, describeFault, isDiskFull } from './describe-fault'
import { type HeldLock, holdLock, RunLostError } from './held-lock'
import {
  type BegunRun,
  type Job,
  type JobContext,
  type JobPlace,
  type Resumable,
  runStages,
  type Stage,
  type StageContext,
} from './job'
import { controlRun, RunCancelledError } from './run-control'
import { openRunLog } from './run-log'

/** Where a job works, what may end it, and who is told how far it is. */
export type JobOptions = JobPlace & {
  signal?: AbortSignal
  observer: JobObserver
  /** Whether a run that this process must leave is left as it is, for another one to go on with. */
  leavesToOthers?: boolean
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
 *   was cancelled; RunLostError when another process goes on with it; the signal's reason when it was interrupted
 */
export async function runJob<Asked extends Resumable, Context extends StageContext, Result>(
  job: Job<Asked, Context, Result>,
  asked: Asked,
  options: JobOptions,
): Promise<Result> {
  const { database, dataDir, storage, leavesToOthers } = options
  const takenUpId = asked.resumedId
  try {
    const lock = holdLock(await lockJob(job, options), () => database.locks.acquire(job.name))
    try {
      await database.runs.closeDeadRuns(job.name, takenUpId, leavesToOthers)
      const waitingId = await database.runs.findActiveRunId(job.name)
      if (waitingId !== null && waitingId !== takenUpId) {
        throw new Error(
          `${capitalise(job.runName)} ${waitingId} waits for a worker. Start one (npm run worker), or cancel it on the dashboard.`,
        )
      }
      const begun = await job.begin(asked, { database, dataDir, storage })
      return await ('result' in begun ? begun.result : carryOut(job, begun, lock, options))
    } finally {
      await lock.release()
    }
  } catch (error) {
    throw described(error, { dataDir, database })
  }
}

/** Another process has the job's lock. */
export class BusyError extends Error {
  override name = 'BusyError'
}

/**
 * Takes the lock that one process at a time may have.
 *
 * @throws BusyError when another process has it
 */
export async function lockJob(
  { name, busy }: { name: string; busy: (dataDir: string) => string },
  { database, dataDir }: Pick<JobPlace, 'database' | 'dataDir'>,
): Promise<Lock> {
  const lock = await database.locks.acquire(name)
  if (!lock) throw new BusyError(busy(dataDir))
  return lock
}

/**
 * Carries out a run that has begun, with a log, a heartbeat and ears for what an admin asks. When a stage throws, the
 * run has ended as cancelled, interrupted or failed, with the reason, and the fault is thrown on; one that others go on
 * with is left as it is.
 */
async function carryOut<Asked extends Resumable, Context extends StageContext, Result>(
  job: Job<Asked, Context, Result>,
  begun: BegunRun<Context, Result>,
  lock: HeldLock,
  { database, dataDir, storage, threads, signal, observer, leavesToOthers = false }: JobOptions,
): Promise<Result> {
  const { runId, recordCounts } = begun
  database.reserve.keep()
  const log = openRunLog({ database, dataDir }, runId)
  const onAction = (action: string) => log.info(`Asked to ${action}.`)
  const { assertHeld } = lock
  const control = controlRun({ database, runId, signal, assertHeld, onHeartbeat: recordCounts, onAction })
  const seconds: Record<string, number> = {}
  const metrics: Record<string, number> = {}
  let current: { stage: Pick<Stage<Context, Result>, 'name' | 'title'>; since: number | null } = {
    stage: { name: '', title: '' },
    since: null,
  }
  const given: JobContext = {
    database,
    dataDir,
    storage,
    threads,
    runId,
    log,
    seconds,
    metrics,
    checkpoint: control.checkpoint,
    signal: AbortSignal.any([...(signal ? [signal] : []), control.cancelled, lock.lost]),
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
    async recordMetrics() {
      const peakMemoryMegabytes = process.resourceUsage().maxRSS / 1024
      return await database.runs.recordMetrics(runId, { ...seconds, ...metrics, peakMemoryMegabytes })
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
      collectGarbage()
      return next
    })
    await begun.conclude(result, given)
    await clearUnits(given)
    return result
  } catch (error) {
    control.stop()
    if (error instanceof RunLostError || lock.lost.aborted) {
      log.warn('Another process goes on with the run, or has ended it.')
      throw lock.lost.aborted ? lock.lost.reason : error
    }
    if (leavesToOthers && (signal?.aborted || database.troubleOf(error)?.isPassing)) {
      log.warn(`The run is left to another worker: ${describeFault(error, { dataDir, database })}`)
      // Where this cannot be written it is found all the same, a little later.
      await database.runs.leaveRun(runId).catch(() => {})
      throw error
    }
    const reason = describeFault(error, { dataDir, database })
    const status =
      error instanceof RunCancelledError ? 'cancelled' : signal?.aborted ? 'interrupted' : 'failed'
    log[status === 'failed' ? 'error' : 'warn'](reason)
    await recordEnd(database, begun, status, reason)
    throw error
  } finally {
    control.stop()
  }
}

/** The run stands: that this fails is no reason to call it failed. */
async function clearUnits({ database, runId, log }: JobContext): Promise<void> {
  try {
    await database.units.clear(runId)
  } catch (error) {
    log.warn({ error: String(error) }, 'The run stands, but its units could not be tidied up.')
  }
}

/** Where even this cannot be written the run is left to look interrupted, and the fault is still what is thrown. */
async function recordEnd(
  database: Database,
  { runId, recordCounts, cleanUp }: Pick<BegunRun<never, never>, 'runId' | 'recordCounts' | 'cleanUp'>,
  status: 'cancelled' | 'interrupted' | 'failed',
  reason: string,
): Promise<void> {
  const record = async () => {
    await recordCounts()
    // The end first: where the disk is full there may be room for it but not for the removal.
    const hasEnded = await database.runs.endRun(runId, status, reason)
    try {
      if (hasEnded || status === 'cancelled') await cleanUp?.(status)
      await database.units.clear(runId)
    } catch {
      // What cannot be removed now goes when the run is resumed, or when another one is published.
    }
  }
  try {
    await record().catch((error) => {
      if (!isDiskFull(error)) throw error
      database.reserve.giveUp()
      return record()
    })
  } catch (error) {
    console.error(`The end of run ${runId} could not be recorded: ${error}`)
  }
}
