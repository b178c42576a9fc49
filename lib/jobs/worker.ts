import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '@/lib/database/database'
import { codeVersion } from './code-version'
import { describeFault } from './describe-fault'
import { performUnit } from './do-units'
import { finder, type Found, type Search } from './find-work'
import { RunLostError } from './held-lock'
import { type JobPlace, stageOfUnits } from './job'
import { RunCancelledError } from './run-control'
import { BusyError } from './run-job'
import type { SharedJob } from './shared-job'
import { type Reporter, reporter } from './worker-report'

/** How often a worker looks for work while there is a run, and while there is none; what is said wakes it before. */
const LOOK_MS = 1_000
const LOOK_IDLE_MS = 5_000
/** So long a unit in hand may take once the worker is to stop. Less than whoever stops it waits. */
const GRACE_MS = 3_000
/** How long after a fault until the next try; doubled from fault to fault. */
const RETRY_MS = 1_000
const MAX_RETRY_MS = 30_000

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
  const { database, jobs, engine, version = codeVersion(), signal, say } = options
  const worker = reporter(database, { engine, version }, say)
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
  const search = finder(options, jobs, version)
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
  const { dataDir, storage, threads, signal } = options
  const name = `${job.runName} ${runId}`
  worker.tell(`goes on with ${name}`)
  const observer = {
    onStage: ({ title }: { title: string }) => worker.tell(`${name}: ${title}`),
    onProgress() {},
    onNote() {},
  }
  await job.takeUp(runId, {
    database,
    dataDir,
    storage,
    threads,
    signal,
    observer,
    leavesToOthers: true,
  })
  worker.tell(`has ended ${name}`)
}

/** Does units of a stage for as long as that is what is to be done. */
async function doUnitsOf(
  { database, dataDir, storage, threads, signal }: WorkerOptions,
  worker: Reporter,
  { runId, job, stage: name }: Extract<Found, { stage: string }>,
  search: Search,
  rest: (ms: number) => Promise<void>,
): Promise<void> {
  const stage = stageOfUnits(job.stages, name)
  const openUnits = (await stage?.load())?.openUnits
  if (!stage || !openUnits)
    throw new Error(`No units are known of the stage ${name} of ${job.runName} ${runId}.`)
  const words = `${job.runName} ${runId}, helping: ${stage.title}`
  worker.tell(words)
  const units = await openUnits({ database, dataDir, storage, threads, runId })
  let lookedAt = performance.now()
  try {
    while (!signal.aborted) {
      worker.tell(words)
      const hadOne = await performUnit(database, runId, name, units)
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
