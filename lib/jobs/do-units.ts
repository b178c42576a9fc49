import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '@/lib/database/database'
import type { JobContext, OpenUnits, UnitWorker } from './job'

/** How long until the next look at what others have done, when none of them says so. */
const LOOK_MS = 1_000

/** How long until a unit that the database could not be reached for is tried again. */
const RETRY_MS = 500

type UnitsContext = Pick<
  JobContext,
  'database' | 'dataDir' | 'storage' | 'threads' | 'runId' | 'checkpoint'
> & {
  /** Told how many units are done. */
  progress: (done: number) => void | Promise<void>
}

/**
 * Has the units of a stage done by whoever is there, this process among them, and returns when the last one is done. Units that
 * a run has done before it was interrupted are not done again.
 *
 * @param stage its name
 * @param payloads JSON, in order: the same for the same run, or what was done counts for nothing
 * @param beginAnew removes what units of before have left, and themselves first, when others are put in their place
 * @throws what the checkpoint or a unit of this process throws
 */
export async function doUnits(
  context: UnitsContext,
  stage: string,
  payloads: readonly string[],
  openUnits: OpenUnits,
  beginAnew?: () => Promise<void>,
): Promise<void> {
  const { database, dataDir, storage, threads, runId, checkpoint, progress } = context
  const { units } = database
  const putIn = async () => {
    await beginAnew?.()
    await units.add(runId, stage, payloads)
    await units.announce()
  }
  if (await units.has(runId, stage, payloads)) await units.announce()
  else await putIn()
  let wake = () => {}
  const stopListening = await units.listen(() => wake())
  const worker = await openUnits({ database, dataDir, storage, threads, runId })
  try {
    for (;;) {
      await checkpoint()
      const hadOne = await performUnit(database, runId, stage, worker)
      // It, or another one, is taken once the database is back.
      if (hadOne === null) await delay(RETRY_MS)
      const { total, done } = await units.count(runId, stage)
      await progress(done)
      if (total < payloads.length) {
        // A database may lose what was written right before it crashed. A run that has ended has none, which the checkpoint finds.
        const run = await database.runs.findRun(runId)
        await (run?.active === 1 ? putIn() : delay(RETRY_MS))
        continue
      }
      if (done === total) return
      if (hadOne !== false) continue
      const news = new Promise<void>((resolve) => (wake = resolve))
      await Promise.race([news, delay(LOOK_MS)])
    }
  } finally {
    await stopListening()
    await worker.dispose()
  }
}

/**
 * Does a unit that nobody has.
 *
 * @returns false when there was none, null for a database that cannot be reached: a unit that was cut off is free again
 * @throws what the unit throws
 */
export async function performUnit(
  database: Database,
  runId: number,
  stage: string,
  worker: UnitWorker,
): Promise<boolean | null> {
  try {
    return await database.units.perform(runId, stage, worker.perform)
  } catch (error) {
    if (!database.troubleOf(error)?.isPassing) throw error
    return null
  }
}

/** The reports of all units of a stage, in order, as they were given. */
export async function* reportsOf(
  { database, runId }: Pick<JobContext, 'database' | 'runId'>,
  stage: string,
): AsyncGenerator<string> {
  const AT_ONCE = 500
  for (let after = -1; ;) {
    const reports = await database.units.readReports(runId, stage, after, AT_ONCE)
    for (const { report } of reports) yield report
    const last = reports.at(-1)
    if (last === undefined || reports.length < AT_ONCE) return
    after = last.number
  }
}
