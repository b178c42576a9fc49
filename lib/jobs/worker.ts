import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { ActiveRun, Database } from '@/lib/database/database'
import { codeVersion } from './code-version'
import { describeFault } from './describe-fault'
import { RunLostError } from './held-lock'
import type { Job, JobPlace, OpenUnits, StageContext } from './job'
import { rateMeter } from './rate-meter'
import { RunCancelledError } from './run-control'
import { BusyError, type JobOptions, runJob } from './run-job'

/** How often a worker looks for work while there is a run, and while there is none; what is said wakes it before. */
const LOOK_MS = 1_000
const LOOK_IDLE_MS = 5_000
/** How often it says that it is alive. */
const REPORT_MS = 3_000
/** So long a run is left to the process that has it, once nobody holds its lock: that may be about to take it again. */
const TAKE_OVER_MS = 1_500
/** So long a worker keeps to what it has refused: recipes may come. */
const JUDGED_MS = 5_000
/** So long a unit in hand may take once the worker is to stop. Less than whoever stops it waits. */
const GRACE_MS = 3_000
/** How long after a fault until the next try; doubled from fault to fault. */
const RETRY_MS = 1_000
const MAX_RETRY_MS = 30_000

/** A job as workers have it. */
export type SharedJob = Pick<Job<never, never, never>, 'name' | 'runName' | 'refusal'> & {
  stages: readonly { name: string; title: string; load(): Promise<{ openUnits?: OpenUnits }> }[]
  /** Goes on with a run, to its end. @throws what `runJob` throws */
  takeUp(runId: number, options: JobOptions): Promise<void>
}

/** @param asked what the job is asked for, to go on with a run */
export function sharedJob<Asked, Context extends StageContext, Result>(
  job: Job<Asked, Context, Result>,
  asked: (runId: number) => Asked,
): SharedJob {
  const { name, runName, stages, refusal } = job
  return {
    name,
    runName,
    stages,
    refusal,
    takeUp: async (runId, options) => void (await runJob(job, asked(runId), options)),
  }
}

export type WorkerOptions = JobPlace & {
  jobs: readonly SharedJob[]
  /** What runs encoders here. */
  engine: string
  /** Of the code. */
  version?: string
  /** Ends it. */
  signal: AbortSignal
  /** Says what it does. */
  say: (line: string) => void
}

/** The worker is to stop, and has waited for the unit in hand for long enough. */
class GivenUpError extends Error {
  override name = 'GivenUpError'
}

/**
 * Works on what runs have left to do, until it is to stop: goes on with a run that nobody coordinates, else does units of
 * one that somebody does. Neither a unit that cannot be done nor a database that is gone ends it: it says so, and tries
 * again. When it returns, a unit may still be in hand: it is free again when the process ends.
 */
export async function work(options: WorkerOptions): Promise<void> {
  const { database, signal, say } = options
  const worker = reporter(options)
  let wake = () => {}
  const stopListening = await database.units.listen(() => wake())
  const rest = async (ms: number) => {
    const news = new Promise<void>((resolve) => (wake = resolve))
    const time = new AbortController()
    const over = AbortSignal.any([time.signal, signal])
    await Promise.race([news, delay(ms, undefined, { signal: over }).catch(() => {})])
    time.abort()
  }
  const gaveUp = givingUp(signal)
  const search = finder(options)
  let faults = 0

  async function turn(): Promise<void> {
    const found = await search()
    if ('runId' in found) {
      await carryOn(options, worker, found, search, rest)
      faults = 0
      return
    }
    worker.tell(found.refusal ?? 'waits for work')
    await rest(found.isAnyActive ? LOOK_MS : LOOK_IDLE_MS)
  }

  try {
    while (!signal.aborted) {
      try {
        await Promise.race([turn(), gaveUp])
      } catch (error) {
        if (signal.aborted) break
        // Another worker was quicker.
        if (error instanceof BusyError) await rest(LOOK_MS)
        else {
          worker.tell(`${faultWords(error)}: ${describeFault(error, options)}`)
          await rest(Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** faults++))
        }
      }
    }
  } finally {
    say('stops')
    await Promise.race([Promise.all([worker.end(), stopListening()]), delay(GRACE_MS / 3)])
  }
}

function faultWords(error: unknown): string {
  if (error instanceof RunCancelledError) return 'has ended the run'
  return error instanceof RunLostError ? 'leaves the run to another' : 'has met a fault'
}

/** Rejects when a worker that is to stop has waited for its unit for long enough. */
function givingUp(signal: AbortSignal): Promise<never> {
  const gaveUp = new Promise<never>((_, reject) => {
    const onAbort = () =>
      setTimeout(() => reject(new GivenUpError('The unit in hand is given up.')), GRACE_MS)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  gaveUp.catch(() => {})
  return gaveUp
}

type Reporter = {
  /** Takes note of what the worker does, and says it where that is something else than before. */
  tell(state: string): void
  /** Takes note of so many images more. */
  count(images: number): void
  end(): Promise<void>
}

/** Says now and then in the database that the worker is alive, and what it does. */
function reporter({ database, engine, version = codeVersion(), say }: WorkerOptions): Reporter {
  const id = randomUUID()
  let state = 'has started'
  let images = 0
  const meter = rateMeter()
  let reporting: Promise<void> | null = null

  function report(): void {
    meter.add(images)
    const who = { id, host: hostname(), pid: process.pid, version, engine }
    // A sign of life that could not be given is no reason to end.
    reporting ??= database.units.workers
      .report({ ...who, state, rate: meter.rate() })
      .catch(() => {})
      .finally(() => (reporting = null))
  }

  const beating = setInterval(report, REPORT_MS)
  report()
  return {
    tell(now) {
      if (now === state) return
      state = now
      say(now)
      report()
    },
    count: (more) => void (images += more),
    async end() {
      clearInterval(beating)
      await reporting
      await database.units.workers.forget(id).catch(() => {})
    },
  }
}

/** A run to take up, or a stage of one to do units of. */
type Found = { runId: number; job: SharedJob } & ({ stage: string } | { stage?: undefined })

/** Or nothing: why not, where there would be something; and whether there is any run at all. */
type Search = () => Promise<Found | { refusal: string | null; isAnyActive: boolean }>

function finder({ database, dataDir, storage, jobs, version = codeVersion() }: WorkerOptions): Search {
  /** Runs that nobody seems to coordinate: as they were seen first. */
  const lonely = new Map<number, { heartbeatAt: number; since: number }>()

  /** What was refused or not, as long as that holds. */
  const judged = new Map<number, { at: number; refusal: string | null }>()

  async function refusalOf(job: SharedJob, run: { id: number; version: string | null }) {
    const known = judged.get(run.id)
    if (known && performance.now() - known.at < JUDGED_MS) return known.refusal
    const reason =
      run.version !== null && run.version !== version
        ? `it is made by version ${run.version} of the code; this is ${version}`
        : await job.refusal?.(run.id, { database, dataDir, storage })
    const refusal = reason ? `refuses ${job.runName} ${run.id}: ${reason}` : null
    judged.set(run.id, { at: performance.now(), refusal })
    return refusal
  }

  async function isLeft(job: SharedJob, run: ActiveRun): Promise<boolean> {
    if (run.status === 'paused' && run.requestedAction !== 'resume' && run.requestedAction !== 'cancel') {
      return false
    }
    if (await database.locks.isHeld(job.name)) {
      lonely.delete(run.id)
      return false
    }
    if (run.status === 'waiting') return true
    const seen = lonely.get(run.id)
    const now = { heartbeatAt: run.heartbeatAt.getTime(), since: performance.now() }
    // Whose clock it is by does not matter: only whether it changes.
    if (seen?.heartbeatAt === now.heartbeatAt) return now.since - seen.since >= TAKE_OVER_MS
    lonely.set(run.id, now)
    return false
  }

  return async () => {
    let refusal: string | null = null
    let isAnyActive = false
    for (const job of jobs) {
      const run = await database.runs.findActiveRun(job.name)
      if (!run) continue
      isAnyActive = true
      if (!(await isLeft(job, run))) continue
      refusal ??= await refusalOf(job, run)
      if (refusal === null) return { runId: run.id, job }
    }
    const left = await database.units.findStage()
    if (!left) return { refusal, isAnyActive }
    const run = await database.runs.findRun(left.runId)
    const job = jobs.find(({ name }) => name === run?.job)
    if (!run || !job) return { refusal, isAnyActive }
    refusal ??= await refusalOf(job, run)
    return refusal === null ? { ...left, job } : { refusal, isAnyActive }
  }
}

async function carryOn(
  options: WorkerOptions,
  worker: Reporter,
  found: Found,
  search: Search,
  rest: (ms: number) => Promise<void>,
): Promise<void> {
  const database = countingUnits(options.database, worker)
  if (found.stage !== undefined) return doUnitsOf({ ...options, database }, worker, found, search, rest)
  const { runId, job } = found
  const { dataDir, storage, signal } = options
  const name = `${job.runName} ${runId}`
  worker.tell(`goes on with ${name}`)
  const observer = {
    onStage: ({ title }: { title: string }) => worker.tell(`${name}: ${title}`),
    onProgress() {},
    onNote() {},
  }
  const taken = { takenUpId: runId, leavesToOthers: true }
  await job.takeUp(runId, { database, dataDir, storage, signal, observer, ...taken })
  worker.tell(`has ended ${name}`)
}

/** Does units of a stage for as long as that is what is to be done. */
async function doUnitsOf(
  { database, dataDir, storage, signal }: WorkerOptions,
  worker: Reporter,
  { runId, job, stage: name }: Extract<Found, { stage: string }>,
  search: Search,
  rest: (ms: number) => Promise<void>,
): Promise<void> {
  const stage = job.stages.find((one) => one.name === name)
  const openUnits = (await stage?.load())?.openUnits
  if (!stage || !openUnits)
    throw new Error(`No units are known of the stage ${name} of ${job.runName} ${runId}.`)
  const words = `${job.runName} ${runId}, helping: ${stage.title}`
  worker.tell(words)
  const units = await openUnits({ database, dataDir, storage, runId })
  let lookedAt = performance.now()
  try {
    while (!signal.aborted) {
      const hadOne = await unlessUnreachable(database, () => {
        worker.tell(words)
        return database.units.perform(runId, name, units.perform)
      })
      if (hadOne === null) worker.tell('waits for the database, which cannot be reached')
      // Others have the rest in hand, and may not come to an end with it.
      if (!hadOne) await rest(LOOK_MS)
      const isDue = performance.now() - lookedAt > LOOK_MS
      if (isDue) lookedAt = performance.now()
      // Whether anybody coordinates the run is not asked after each unit.
      const next = isDue ? await search() : await database.units.findStage()
      if (!next || !('stage' in next) || next.runId !== runId || next.stage !== name) return
    }
  } finally {
    await units.dispose()
  }
}

/** Null for a database that cannot be reached: what was cut off is free again. */
async function unlessUnreachable<Result>(
  database: Database,
  perform: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await perform()
  } catch (error) {
    if (!database.troubleOf(error)?.isPassing) throw error
    return null
  }
}

/** The same database, which counts the images of the units that are done by it. */
function countingUnits(database: Database, worker: Reporter): Database {
  const { units } = database
  return {
    ...database,
    units: {
      ...units,
      perform: (runId, stage, perform) =>
        units.perform(runId, stage, async (unit, within) => {
          const result = await perform(unit, within)
          worker.count(result.images ?? 0)
          return result
        }),
    },
  }
}
